//! Defaults as Rust expressions.

use crate::model::unescaped;
use crate::model::{FieldType, Scalar};
use crate::targets::rust::types::Scope;

/// The default of a type for a getter, from the schema (`text`) or else that of the type: strings as `&str`, bytes as a
/// literal, enums as a value.
pub fn default(scope: Scope<'_>, r#type: FieldType, text: Option<&str>) -> String {
    match (r#type, text) {
        (FieldType::Enum(id), text) => {
            match text.and_then(|name| scope.context.variant(id, name)) {
                Some(variant) => [&*scope.enum_path(id), "::", variant.as_str()].concat(),
                None => scope.enum_path(id) + "::default()",
            }
        }
        (FieldType::Scalar(scalar), text) => of_scalar(scalar, text),
        (FieldType::Message { .. }, _) => String::new(),
    }
}

fn of_scalar(scalar: Scalar, text: Option<&str>) -> String {
    match scalar {
        Scalar::Double => match text.unwrap_or_default() {
            "inf" => "f64::INFINITY".to_owned(),
            "-inf" => "f64::NEG_INFINITY".to_owned(),
            "nan" => "f64::NAN".to_owned(),
            text => format!("{:?}", text.parse::<f64>().unwrap_or_default()),
        },
        Scalar::Float => match text.unwrap_or_default() {
            "inf" => "f32::INFINITY".to_owned(),
            "-inf" => "f32::NEG_INFINITY".to_owned(),
            "nan" => "f32::NAN".to_owned(),
            text => format!("{:?}", text.parse::<f32>().unwrap_or_default()),
        },
        Scalar::Bool => text.unwrap_or("false").to_owned(),
        Scalar::String => text.map_or_else(|| "\"\"".to_owned(), |text| format!("{text:?}")),
        Scalar::Bytes => format!(
            "b\"{}\"",
            unescaped(text.unwrap_or_default()).escape_ascii()
        ),
        _ => text.unwrap_or("0").to_owned(),
    }
}

//! The texts of values, as [`bind`](super::super::bind) reads them.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rpcsmith_message::json::WriteOptions;
use rpcsmith_message::reflect::{EnumDescriptor, Kind, Reflect, Value, WellKnown};

/// Why a value has no text.
pub type Reason = &'static str;

const NO_FORM: Reason = "the value has no form in JSON";

/// The text of a scalar, an enum or a message that JSON does not write as an object. It is in `scratch` unless the value has it.
///
/// # Errors
/// Why the value has no text.
pub fn text<'v>(
    kind: &'v Kind,
    value: Value<'v>,
    scratch: &'v mut String,
) -> Result<&'v str, Reason> {
    scratch.clear();
    let written = match value {
        Value::String(text) => return Ok(text),
        Value::Bytes(bytes) => {
            STANDARD.encode_string(bytes, scratch);
            Ok(())
        }
        Value::Message(message) => return message_text(message, scratch),
        Value::I32(number) => match kind {
            Kind::Enum(ty) => return Ok(enumeration(ty.descriptor(), number, scratch)),
            _ => write!(scratch, "{number}"),
        },
        Value::Bool(value) => write!(scratch, "{value}"),
        Value::I64(number) => write!(scratch, "{number}"),
        Value::U32(number) => write!(scratch, "{number}"),
        Value::U64(number) => write!(scratch, "{number}"),
        Value::F32(number) if number.is_finite() => write!(scratch, "{number:?}"),
        Value::F32(number) => return Ok(not_finite(number.into())),
        Value::F64(number) if number.is_finite() => write!(scratch, "{number:?}"),
        Value::F64(number) => return Ok(not_finite(number)),
        Value::List(_) | Value::Messages(_) | Value::Map(_) | Value::MessageMap(_) => {
            return Err("it has more than one value");
        }
    };
    written.map_err(|_| NO_FORM)?;
    Ok(scratch)
}

/// The name of a value, or the number of a value without a name.
fn enumeration<'v>(ty: &'v EnumDescriptor, number: i32, scratch: &'v mut String) -> &'v str {
    ty.name_of(number).unwrap_or_else(|| {
        // Writing to a string does not fail.
        let _ = write!(scratch, "{number}");
        scratch
    })
}

fn not_finite(number: f64) -> &'static str {
    match number {
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => "NaN",
    }
}

/// The text of a field of this type that has its default value and no presence.
pub fn default(kind: &Kind) -> &str {
    match kind {
        Kind::Bool => "false",
        Kind::String | Kind::Bytes | Kind::Message(_) | Kind::Group(_) => "",
        Kind::Enum(ty) => ty.descriptor().name_of(0).unwrap_or("0"),
        Kind::Double | Kind::Float | Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 => "0",
    }
}

/// Whether a message has a text: the others are objects in JSON.
pub fn is_text(message: &dyn Reflect) -> bool {
    let form = message.descriptor().form();
    form.is_some_and(|form| !matches!(form, WellKnown::Any | WellKnown::Empty))
}

fn message_text<'v>(message: &'v dyn Reflect, scratch: &'v mut String) -> Result<&'v str, Reason> {
    match message.descriptor().form() {
        Some(WellKnown::Wrapper) => {
            let field = message.descriptor().fields().first();
            let kind = field.ok_or(NO_FORM)?.kind();
            match message.get(0) {
                Some(value) => text(kind, value, scratch),
                None => Ok(default(kind)),
            }
        }
        Some(WellKnown::Timestamp | WellKnown::Duration) => {
            json(message, scratch)?;
            Ok(scratch.trim_matches('"'))
        }
        Some(WellKnown::Value | WellKnown::Struct | WellKnown::ListValue) => {
            json(message, scratch)?;
            Ok(scratch)
        }
        Some(WellKnown::FieldMask) => {
            paths(message, scratch)?;
            Ok(scratch)
        }
        Some(WellKnown::Any | WellKnown::Empty) | None => Err("it is a message"),
    }
}

fn json(message: &dyn Reflect, scratch: &mut String) -> Result<(), Reason> {
    *scratch = WriteOptions::new()
        .to_string(message)
        .map_err(|_| NO_FORM)?;
    Ok(())
}

/// The paths of a `FieldMask`, with the names of the schema: grpc-gateway does not convert those of JSON.
fn paths(message: &dyn Reflect, scratch: &mut String) -> Result<(), Reason> {
    const UNREADABLE: Reason = "a path of the mask is not in snake case";

    let Some(Value::List(paths)) = message.get(0) else {
        return Ok(());
    };
    for index in 0..paths.len() {
        let Some(Value::String(path)) = paths.get(index) else {
            return Err(NO_FORM);
        };
        if path.is_empty() || path.contains(|char: char| char == ',' || char.is_ascii_uppercase()) {
            return Err(UNREADABLE);
        }
        if index > 0 {
            scratch.push(',');
        }
        scratch.push_str(path);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use prost_types::{FieldMask, Timestamp};

    use super::*;

    fn written(message: &dyn Reflect) -> Option<String> {
        let mut scratch = String::new();
        let text = message_text(message, &mut scratch).ok();
        text.map(str::to_owned)
    }

    #[test]
    fn masks_have_the_names_of_the_schema() {
        for (paths, expected) in [
            (
                &["user.display_name", "photo"][..],
                Some("user.display_name,photo"),
            ),
            (&["photo"], Some("photo")),
            (&[], Some("")),
            (&["displayName"], None),
            (&["a,b"], None),
            (&[""], None),
        ] {
            let paths = paths.iter().map(|path| (*path).to_owned()).collect();
            let mask = FieldMask { paths };
            assert_eq!(written(&mask).as_deref(), expected, "{mask:?}");
        }
    }

    #[test]
    fn some_messages_are_texts() {
        for (message, expected) in [
            (&String::new() as &dyn Reflect, Some("")),
            (&"a b".to_owned(), Some("a b")),
            (&0_i64, Some("0")),
            (&-7_i64, Some("-7")),
            (&true, Some("true")),
            (&f64::NEG_INFINITY, Some("-Infinity")),
            (&1e300, Some("1e300")),
            (&Timestamp::default(), Some("1970-01-01T00:00:00Z")),
            (&(), None),
        ] {
            assert_eq!(written(message).as_deref(), expected);
            assert_eq!(is_text(message), expected.is_some());
        }
    }
}

//! Serde's traits, which call the runtime.

use askama::Template;

use super::Reflection;
use crate::targets::rust::codec::RuntimeModule;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::syntax::{Call, Line, Parameter, Ty, lines};

/// The impls of `Serialize` and `Deserialize`.
#[derive(Debug, Template)]
#[template(path = "rust/serde.rs", escape = "none")]
pub struct SerdeView {
    /// The Cargo feature that they are compiled under.
    gate: Option<String>,
    serialize: SerdeImpl,
    deserialize: SerdeImpl,
}

/// An impl of one function, whose body is whole lines.
#[derive(Debug)]
struct SerdeImpl {
    head: String,
    signature: String,
    body: String,
}

impl SerdeView {
    /// The impls of a message.
    pub(super) fn of_message(reflection: &Reflection<'_>, ident: &Ident) -> Self {
        Self::new(reflection, ident, ["serialize", "deserialize"])
    }

    /// The impls of an enum.
    pub(super) fn of_enum(reflection: &Reflection<'_>, ident: &Ident) -> Self {
        Self::new(reflection, ident, ["serialize_enum", "deserialize_enum"])
    }

    fn new(reflection: &Reflection<'_>, ident: &Ident, functions: [&str; 2]) -> Self {
        let (scope, printer) = (reflection.scope, reflection.printer);
        let json = reflection.runtime.name(RuntimeModule::Json);
        let serde = [json, "::serde::"].concat();
        let imp = |generics: &str, r#trait: &str| {
            let r#trait = [&*serde, r#trait].concat();
            printer.implementation(0, generics, &r#trait, ident.as_str())
        };
        let body = |function: &str, args: Vec<Line<'_>>| {
            let [mut text] = lines(1);
            let call = Call::function([json, "::", function], args);
            printer.statement(&mut text, 8, &call, "");
            text
        };
        let signature = |head: String, parameters: &[&str], output: [&'static str; 2]| {
            let parameters = parameters.iter().map(|text| Parameter::Text(text));
            let output = scope.result(output.map(Ty::path));
            printer.signature(
                4,
                &head,
                &parameters.collect::<Vec<_>>(),
                Some(&output),
                " {",
            )
        };
        let [serialize, deserialize] = functions;
        Self {
            gate: scope.context.options.gate_json.clone(),
            serialize: SerdeImpl {
                head: imp("", "Serialize"),
                signature: signature(
                    format!("fn serialize<S: {serde}Serializer>"),
                    &["&self", "serializer: S"],
                    ["S::Ok", "S::Error"],
                ),
                body: body(serialize, ["self", "serializer"].map(Line::text).into()),
            },
            deserialize: SerdeImpl {
                head: imp("'de", "Deserialize<'de>"),
                signature: signature(
                    format!("fn deserialize<D: {serde}Deserializer<'de>>"),
                    &["deserializer: D"],
                    ["Self", "D::Error"],
                ),
                body: body(deserialize, vec![Line::text("deserializer")]),
            },
        }
    }
}

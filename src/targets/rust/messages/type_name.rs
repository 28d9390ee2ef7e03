//! The names of messages, which `google.protobuf.Any` contains.

use askama::Template;

use crate::model::Message;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::syntax::{Call, Line, lines};
use crate::targets::rust::types::Scope;

/// The impl of `prost::Name` for a message. It returns the same names as that of prost-build; functions whose provided body
/// returns them are left out.
#[derive(Debug, Template)]
#[template(path = "rust/type_name.rs", escape = "none")]
pub struct TypeNameView {
    head: String,
    name: String,
    package: String,
    /// `full_name`, where the message is nested in another.
    full_name: Option<TypeNameFunction>,
    /// `type_url`, where an option gives a domain.
    type_url: Option<TypeNameFunction>,
}

/// A function that returns a text. Its body is whole lines.
#[derive(Debug)]
struct TypeNameFunction {
    signature: String,
    body: String,
}

impl TypeNameView {
    /// The impl for the type `ident`, unless options leave it out.
    pub fn new(scope: Scope<'_>, message: &Message<'_>, ident: &Ident) -> Option<Self> {
        let context = scope.context;
        if !context.options.type_names {
            return None;
        }
        let printer = scope.printer();
        let constant = |name: &str, value: &str| {
            let [mut text] = lines(1);
            let value = Line::text(["\"", value, "\""]);
            let start = ["const ", name, ": &'static str ="];
            printer.assign(&mut text, 4, start, &value, ";");
            text
        };
        let full_name = &message.full_name[1..];
        let domain = context
            .options
            .type_name_domain
            .get_best(&message.full_name);
        Some(Self {
            head: printer.implementation(0, "", "::prost::Name", ident.as_str()),
            name: constant("NAME", message.name),
            package: constant("PACKAGE", context.model[message.file].package),
            full_name: message
                .parent
                .map(|_| TypeNameFunction::new(scope, "full_name", full_name)),
            type_url: domain.map(|domain| {
                TypeNameFunction::new(scope, "type_url", &format!("{domain}/{full_name}"))
            }),
        })
    }
}

impl TypeNameFunction {
    fn new(scope: Scope<'_>, name: &str, answer: &str) -> Self {
        let printer = scope.printer();
        let string = scope.string();
        let from = string.flat() + "::from";
        let [mut body] = lines(1);
        let call = Call::function(&*from, [Line::text(["\"", answer, "\""])]);
        printer.statement(&mut body, 8, &call, "");
        Self {
            signature: printer.signature(4, &["fn ", name].concat(), &[], Some(&string), " {"),
            body,
        }
    }
}

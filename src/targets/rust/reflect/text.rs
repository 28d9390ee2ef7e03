//! `Display` and `FromStr` in the text format, which call the runtime.

use askama::Template;

use super::Reflection;
use crate::targets::rust::codec::RuntimeModule;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::syntax::{Call, Line, Parameter, Ty, lines};

/// The impls of a message. Bodies are whole lines.
#[derive(Debug, Template)]
#[template(path = "rust/text.rs", escape = "none")]
pub struct TextView {
    display: String,
    print: String,
    from_str: String,
    error: String,
    /// The signature of the function that parses.
    signature: String,
    parse: String,
}

impl TextView {
    pub(super) fn new(reflection: &Reflection<'_>, ident: &Ident) -> Self {
        let (scope, printer) = (reflection.scope, reflection.printer);
        let text = reflection.runtime.name(RuntimeModule::Text);
        let error = [text, "::Error"].concat();
        let result = scope.result([Ty::path("Self"), Ty::path(error.clone())]);
        let body = |function: &str, args: Vec<Line<'_>>| {
            let [mut body] = lines(1);
            let call = Call::function([text, "::", function], args);
            printer.statement(&mut body, 8, &call, "");
            body
        };
        let imp = |r#trait| printer.implementation(0, "", r#trait, ident.as_str());
        let parameters = [Parameter::Text("text: &str")];
        Self {
            display: imp("::core::fmt::Display"),
            print: body("fmt", ["self", "f"].map(Line::text).into()),
            from_str: imp("::core::str::FromStr"),
            signature: printer.signature(4, "fn from_str", &parameters, Some(&result), " {"),
            parse: body("from_str", vec![Line::text("text")]),
            error,
        }
    }
}

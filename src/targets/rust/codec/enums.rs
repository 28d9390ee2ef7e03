//! The code of an enum.

use askama::Template;

use crate::targets::rust::ident::Ident;
use crate::targets::rust::syntax::{Call, Line, Parameter, Printer, Ty, lines};

/// The conversions of an enum from and to its numbers.
#[derive(Debug, Template)]
#[template(path = "rust/enum_code.rs", escape = "none")]
pub struct EnumCode<'m> {
    ident: &'m Ident,
    /// The arms from numbers to values, as lines.
    arms: String,
    from: String,
    /// The signature of its function.
    number: String,
    try_from: String,
    /// The signature of its function.
    convert: String,
}

impl<'m> EnumCode<'m> {
    /// The code of an enum with these variants.
    pub fn new(printer: Printer, ident: &'m Ident, variants: &[(&Ident, i32)]) -> Self {
        let result = ["Self", "::prost::UnknownEnumValue"].map(Ty::path);
        let result = Ty::generic("::core::result::Result", result);
        let [mut arms] = lines(variants.len());
        for (variant, number) in variants {
            let value = Call::function("Some", [Line::text(["Self::", variant.as_str()])]);
            printer.arm(&mut arms, 12, &*number.to_string(), &value);
        }
        Self {
            ident,
            arms,
            number: printer.signature(
                4,
                "fn from",
                &[Parameter::Text(&["value: ", ident.as_str()].concat())],
                Some(&Ty::path("Self")),
                " {",
            ),
            from: printer.implementation(
                0,
                "",
                &["::core::convert::From<", ident.as_str(), ">"].concat(),
                "i32",
            ),
            convert: printer.signature(
                4,
                "fn try_from",
                &[Parameter::Text("value: i32")],
                Some(&result),
                " {",
            ),
            try_from: printer.implementation(
                0,
                "",
                "::core::convert::TryFrom<i32>",
                ident.as_str(),
            ),
        }
    }
}

//! What an enum does.

use askama::Template;

use crate::targets::rust::ident::Ident;
use crate::targets::rust::layout::{Arg, Call, Layout, Ty};

/// The conversions of an enum from and to its numbers.
#[derive(Debug, Template)]
#[template(path = "rust/enum_code.rs")]
pub struct EnumCode {
    ident: Ident,
    /// The arms from numbers to values, as lines.
    arms: String,
    from: String,
    /// The signature of its function.
    number: String,
    try_from: String,
    /// The signature of its function.
    convert: String,
}

impl EnumCode {
    /// The code of an enum with these variants.
    pub fn new(layout: Layout, ident: &Ident, variants: &[(&Ident, i32)]) -> Self {
        let result = ["Self", "::prost::UnknownEnumValue"].map(Ty::path);
        let result = Ty::generic("::core::result::Result", result);
        let [mut arms] = Layout::lines(variants.len());
        for (variant, number) in variants {
            let value = Call::new("Some", [Arg::text(["Self::", variant.as_str()])]);
            layout.arm_of_call(&mut arms, &*number.to_string(), &value);
        }
        Self {
            ident: ident.clone(),
            arms,
            number: layout.signature(
                "fn from",
                &[&format!("value: {ident}")],
                Some(&Ty::path("Self")),
            ),
            from: layout.head(&format!("::core::convert::From<{ident}>"), "i32"),
            convert: layout.signature("fn try_from", &["value: i32"], Some(&result)),
            try_from: layout.head("::core::convert::TryFrom<i32>", ident.as_str()),
        }
    }
}

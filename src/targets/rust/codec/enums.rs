//! What an enum does.

use askama::Template;

use crate::targets::rust::ident::Ident;
use crate::targets::rust::layout::Layout;

/// The conversions of an enum from and to its numbers.
#[derive(Debug, Template)]
#[template(path = "rust/enum_code.rs")]
pub struct EnumCode {
    ident: Ident,
    /// The arms from numbers to values, as lines.
    arms: String,
    from: String,
    try_from: String,
}

impl EnumCode {
    /// The code of an enum with these variants.
    pub fn new(layout: Layout, ident: &Ident, variants: &[(&Ident, i32)]) -> Self {
        let mut arms = String::new();
        for (variant, number) in variants {
            let body = ["Some(Self::", variant.as_str(), ")"];
            layout.arm(&mut arms, 12, &*number.to_string(), body);
        }
        Self {
            ident: ident.clone(),
            arms,
            from: layout.head(&format!("::core::convert::From<{ident}>"), "i32"),
            try_from: layout.head("::core::convert::TryFrom<i32>", ident.as_str()),
        }
    }
}

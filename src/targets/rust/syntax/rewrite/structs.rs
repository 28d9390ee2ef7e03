//! Lays out structs. Each field is on its own line, unless the struct is very short.

use super::Rewriter;
use crate::targets::rust::syntax::shape::{Shape, width};
use crate::targets::rust::syntax::{Expr, flat};

/// rustfmt's `struct_lit_width`.
const SHORT_STRUCT_WIDTH: usize = 18;

impl Rewriter {
    /// Lays out `path { field: value }`.
    pub(super) fn structure(
        &self,
        path: &str,
        fields: &[(String, Expr)],
        rest: Option<&str>,
        shape: Shape,
    ) -> Option<String> {
        if rest.is_some() && fields.is_empty() {
            let text = flat::default(path);
            return (width(&text) <= shape.width).then_some(text);
        }
        if rest.is_none() {
            let line: Option<Vec<_>> = fields
                .iter()
                .map(|(name, value)| Some(format!("{name}: {}", self.rewrite(value, shape)?)))
                .collect();
            let content = line.map(|fields| fields.join(", "));
            if let Some(content) = content
                && !content.contains('\n')
                && width(&content) <= SHORT_STRUCT_WIDTH
            {
                let text = flat::braced(path, &content);
                return (width(&text) <= shape.width).then_some(text);
            }
        }
        let nested = Shape {
            flat_chains: false,
            ..shape.block(4).shorter(1)?
        };
        let mut text = format!("{path} {{");
        for (name, value) in fields {
            text += &nested.newline();
            text += &self.field_value(name, value, nested)?;
            text += ",";
        }
        if let Some(rest) = rest {
            text += &nested.newline();
            text += "..";
            text += rest;
        }
        Some(text + &shape.newline() + "}")
    }

    /// Lays out `name: value`. The value moves to the next line only if it does not even break beside the name.
    fn field_value(&self, name: &str, value: &Expr, shape: Shape) -> Option<String> {
        let start = format!("{name}:");
        if let Some(beside) = shape.after(width(&start) + 1)
            && let Some(text) = self.rewrite(value, beside)
            && beside.fits(&text)
        {
            return Some(format!("{start} {text}"));
        }
        self.assign(start, value, shape)
    }
}

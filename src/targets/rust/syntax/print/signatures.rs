//! Prints signatures of functions, and the types in them.

use super::{Printer, blanks, push};
use crate::targets::rust::syntax::Ty;
use crate::targets::rust::syntax::shape::{MAX_WIDTH, TYPE_SLACK};

/// A parameter of a function.
#[derive(Clone, Copy, Debug)]
pub enum Parameter<'a> {
    /// Text that cannot break: `&self`, `value: i32`.
    Text(&'a str),
    /// `name: type`.
    Typed(&'a str, &'a Ty),
}

impl Parameter<'_> {
    fn push_flat(self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Typed(name, ty) => {
                push(out, &[name, ": "]);
                ty.push_flat(out);
            }
        }
    }
}

impl Printer {
    /// Returns the signature of a function, `head(parameters…) -> output` and `end`, which is `;` or ` {`. Its lines
    /// are indented by `indent` columns.
    pub fn signature(
        self,
        indent: usize,
        head: &str,
        parameters: &[Parameter<'_>],
        output: Option<&Ty>,
        end: &str,
    ) -> String {
        let (pad, deeper) = (blanks(indent), blanks(indent + 4));
        let mut text = String::with_capacity(2 * MAX_WIDTH);
        push(&mut text, &[pad, head, "("]);
        for (index, parameter) in parameters.iter().enumerate() {
            text.push_str(if index > 0 { ", " } else { "" });
            parameter.push_flat(&mut text);
        }
        text.push(')');
        let params_end = text.len();
        if let Some(output) = output {
            text.push_str(" -> ");
            output.push_flat(&mut text);
        }
        text.push_str(end);
        if output.is_some() && end == ";" && text.len() == self.width() {
            // rustfmt keeps room for a brace, which such a function does not have.
            text.replace_range(params_end..=params_end, &["\n", pad].concat());
            return text;
        }
        if text.len() <= self.width() {
            return text;
        }
        text.clear();
        if parameters.is_empty() && output.is_none() && end == " {" {
            // rustfmt moves the brace to the next line and keeps the space before it.
            push(&mut text, &[pad, head, "()\n", pad, end]);
            return text;
        }
        push(&mut text, &[pad, head, "("]);
        for parameter in parameters {
            push(&mut text, &["\n", deeper]);
            match parameter {
                Parameter::Text(parameter) => text.push_str(parameter),
                Parameter::Typed(name, ty) => {
                    push(&mut text, &[name, ": "]);
                    let before = indent + 4 + name.len() + ": ".len();
                    self.ty(&mut text, ty, indent + 4, before, 1);
                }
            }
            text.push(',');
        }
        text.push('\n');
        match output {
            Some(output) => text.push_str(&self.returning(indent, output, end)),
            None => push(&mut text, &[pad, ")", end]),
        }
        text
    }

    /// Returns the end of a multi-line signature: `) -> Ty` and `end`.
    pub fn returning(self, indent: usize, output: &Ty, end: &str) -> String {
        let slack = if output.tail.is_empty() {
            TYPE_SLACK
        } else {
            0
        };
        let mut last = String::with_capacity(MAX_WIDTH);
        push(&mut last, &[blanks(indent), ") -> "]);
        let before = last.len() - slack;
        self.ty(&mut last, output, indent, before, 0);
        match end {
            " {" => self.brace(&mut last, indent),
            end => last.push_str(end),
        }
        last
    }

    /// Writes the brace after a return type. rustfmt counts the indent twice here, and moves the brace to its own line
    /// if it considers the line too long. If the type itself is too long, rustfmt omits the space before the brace.
    fn brace(self, out: &mut String, indent: usize) {
        let len = out.len() + " {".len();
        let nested = MAX_WIDTH - self.width();
        let overflows = |line: &str| line.len() > self.width();
        if out.contains('\n') {
            out.push_str(if out.lines().any(overflows) {
                "{"
            } else {
                " {"
            });
        } else if len + indent + nested <= self.width() {
            out.push_str(" {");
        } else if out.contains('<') || len <= self.width() + 4 {
            push(out, &["\n", blanks(indent), "{"]);
        } else {
            out.push('{');
        }
    }

    /// Writes a type on a line that is indented by `indent` columns. `before` columns are used, and `after` columns
    /// must remain.
    pub(super) fn ty(self, out: &mut String, ty: &Ty, indent: usize, before: usize, after: usize) {
        // rustfmt counts neither the text after the last `>` nor the word `impl`.
        let uncounted = if ty.tail.is_empty() && ty.head.starts_with("impl ") {
            "impl ".len()
        } else {
            ty.tail.len()
        };
        if ty.args.is_empty() || before + ty.columns() + after <= self.width() + uncounted {
            return ty.push_flat(out);
        }
        push(out, &[&ty.head, "<"]);
        for arg in &ty.args {
            push(out, &["\n", blanks(indent + 4)]);
            self.ty(out, arg, indent + 4, indent + 4, 1);
            out.push(',');
        }
        push(out, &["\n", blanks(indent), ">", ty.tail]);
    }
}

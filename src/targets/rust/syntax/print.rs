//! Prints code: writes code that fits on a line directly, and lays out other code as a tree.

mod items;
mod patterns;
mod signatures;

pub use signatures::Parameter;

use super::rewrite::{Body, Rewriter};
use super::shape::{MAX_WIDTH, Shape};
use super::words::{Word, blanks, push};
use super::{Call, Code, Expr, Statement, flat};

/// Returns statements, each on its own lines and indented by `indent` columns.
pub fn body(statements: &[Statement], indent: usize) -> String {
    Printer::nested(0).body(statements, indent)
}

/// Prints the code of a module. Indents are relative to the module's left margin, so each line is four columns shorter
/// for every enclosing module.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    width: usize,
}

impl Printer {
    /// Creates a printer for a module `depth` levels below the file.
    pub fn nested(depth: usize) -> Self {
        Self {
            width: MAX_WIDTH.saturating_sub(4 * depth),
        }
    }

    /// Returns the maximum number of columns in a line, which is at most [`MAX_WIDTH`].
    pub fn width(self) -> usize {
        self.width
    }

    /// Returns statements, each on its own lines and indented by `indent` columns.
    pub fn body(self, statements: &[Statement], indent: usize) -> String {
        Rewriter::default().body(statements, None, self.line(indent))
    }

    /// Writes a line with an expression and `end`.
    pub fn statement(self, out: &mut String, indent: usize, code: &impl Code, end: &str) {
        out.push_str(blanks(indent));
        if !self.push(out, code, indent, indent, end.len()) {
            out.push_str(&laid_out(code, ["", ""], |rewriter, expr| {
                rewriter.statement_value(expr, self.line(indent).shorter(end.len())?)
            }));
        }
        push(out, &[end, "\n"]);
    }

    /// Writes `start value` and `end`, which may end the line. `start` is a prefix such as `let name =` or `name:`. The
    /// value moves to the next line if that looks better.
    pub fn assign<'w>(
        self,
        out: &mut String,
        indent: usize,
        start: impl Into<Word<'w>>,
        value: &impl Code,
        end: &str,
    ) {
        let start = start.into();
        let after = end.trim_end().len();
        out.push_str(blanks(indent));
        let begin = out.len();
        start.push_to(out);
        let column = indent + start.len() + 1 + after;
        if self.fits(value, column) {
            out.push(' ');
            value.push_flat(out);
        } else if self.fits(value, indent + 4 + after) {
            push(out, &["\n", blanks(indent + 4)]);
            value.push_flat(out);
        } else {
            out.push(' ');
            if !value.push_on_lines(out, indent, column, self.width) {
                out.truncate(begin);
                let start = start.to_string();
                out.push_str(&laid_out(
                    value,
                    [&[&start, " "].concat(), ""],
                    |rewriter, value| {
                        let shape = self.line(indent).shorter(after)?;
                        rewriter.assign(start.clone(), value, shape)
                    },
                ));
            }
        }
        out.push_str(end);
    }

    /// Writes an arm of a `match`, `pattern => body`, on its own lines.
    pub fn arm<'w>(
        self,
        out: &mut String,
        indent: usize,
        pattern: impl Into<Word<'w>>,
        body: &impl Code,
    ) {
        let pattern = pattern.into();
        out.push_str(blanks(indent));
        let begin = out.len();
        pattern.push_to(out);
        out.push_str(" => ");
        let column = pattern.end(indent) + " => ".len() + 1;
        if self.fits(body, column) {
            body.push_flat(out);
            out.push(',');
        } else if self.fits(body, indent + 4) {
            push(out, &["{\n", blanks(indent + 4)]);
            body.push_flat(out);
            push(out, &["\n", blanks(indent), "}"]);
        } else if body.push_on_lines(out, indent, column, self.width) {
            out.push(',');
        } else {
            out.truncate(begin);
            let pattern = pattern.to_string();
            out.push_str(&laid_out(
                body,
                [&[&pattern, " => "].concat(), ","],
                |rewriter, body| rewriter.arm(&pattern, Body::of(body), self.line(indent)),
            ));
        }
        out.push('\n');
    }

    /// Writes `start &[items…];`, with each item on its own line unless there is only one. Items are wider than half of a
    /// short array.
    pub fn list(self, out: &mut String, indent: usize, start: &str, items: &[Call<'_>]) {
        let opens = indent + start.len() + " &[".len() <= self.width;
        let is_plain = |item: &Call<'_>| {
            self.fits(item, indent + 5) || item.head_fits(self.width.saturating_sub(indent + 7))
        };
        if items.len() == 1 || !opens || !items.iter().all(is_plain) {
            let items = items.iter().map(Call::tree).collect();
            let array = Expr::Unary("&", Box::new(Expr::Array(items)));
            return self.assign(out, indent, start, &array, ";\n");
        }
        push(out, &[blanks(indent), start, " &[\n"]);
        for item in items {
            self.statement(out, indent + 4, item, ",");
        }
        push(out, &[blanks(indent), "];\n"]);
    }

    /// Writes the sum of expressions on its own lines, or `0` if there are no expressions.
    pub fn sum(self, out: &mut String, indent: usize, terms: &[Call<'_>]) {
        let Some((first, rest)) = terms.split_first() else {
            return push(out, &[blanks(indent), "0\n"]);
        };
        let columns = terms.iter().map(|term| Some(term.columns()? + " + ".len()));
        let columns = columns.sum::<Option<usize>>();
        let on_one_line = columns.is_some_and(|columns| indent + columns - 3 <= self.width);
        let closing = ["\n", blanks(indent), ")"].concat();
        let begin = out.len();
        out.push_str(blanks(indent));
        let mut is_written = self.push(out, first, indent, indent, 0);
        for term in rest {
            // rustfmt does not put an operand on a new line if the line before it ends to the left of the operands.
            if on_one_line || out.ends_with(&closing) {
                out.push_str(" + ");
                is_written &= self.push(out, term, indent, indent + 4, 0);
            } else {
                push(out, &["\n", blanks(indent + 4), "+ "]);
                is_written &= self.push(out, term, indent + 4, indent + 6, 0);
            }
        }
        if !is_written {
            out.truncate(begin);
            out.push_str(blanks(indent));
            let terms: Vec<_> = terms.iter().map(Call::tree).collect();
            let text = Rewriter::default()
                .or_overflowing(|rewriter| rewriter.sum(&terms, self.line(indent)));
            let flat = || terms.iter().map(flat::flat).collect::<Vec<_>>().join(" + ");
            out.push_str(&text.unwrap_or_else(flat));
        }
        out.push('\n');
    }

    /// Writes code that fits on a line, or a call with each argument on its own line. Returns whether it wrote the
    /// code. `column` columns precede the code, and `after` columns follow it.
    fn push(
        self,
        out: &mut String,
        code: &impl Code,
        indent: usize,
        column: usize,
        after: usize,
    ) -> bool {
        if self.fits(code, column + after) {
            code.push_flat(out);
            return true;
        }
        code.push_on_lines(out, indent, column + after, self.width)
    }

    /// Returns whether code fits on a line after `used` columns.
    fn fits(self, code: &impl Code, used: usize) -> bool {
        let room = self.width.checked_sub(used);
        room.is_some_and(|room| code.fits(room).is_some())
    }

    fn line(self, indent: usize) -> Shape {
        Shape::line(self.width, indent)
    }
}

/// Returns code that is laid out as a tree, or on one line between `before` and `after` if it cannot break.
fn laid_out(
    code: &impl Code,
    [before, after]: [&str; 2],
    rewrite: impl Fn(&Rewriter, &Expr) -> Option<String>,
) -> String {
    code.with_tree(|expr| {
        Rewriter::default()
            .or_overflowing(|rewriter| rewrite(rewriter, expr))
            .unwrap_or_else(|| [before, &flat::flat(expr), after].concat())
    })
}

//! The printer: code that fits on a line is written there, and the rest is laid out as a tree.

mod items;
mod patterns;
mod signatures;

pub use signatures::Parameter;

use super::rewrite::{Body, Rewriter};
use super::shape::{MAX_WIDTH, Shape};
use super::words::{Word, blanks, push};
use super::{Code, Expr, Line, Statement, flat};

/// The text of statements on lines of their own, each indented by `indent` columns.
pub fn body(statements: &[Statement], indent: usize) -> String {
    Printer::nested(0).body(statements, indent)
}

/// Prints the code of a module. Indents start at the left margin of the module, so that each of its lines is four
/// columns shorter for every module around it.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    width: usize,
}

impl Printer {
    /// For a module `depth` levels below the file.
    pub fn nested(depth: usize) -> Self {
        Self {
            width: MAX_WIDTH.saturating_sub(4 * depth),
        }
    }

    /// How many columns a line may take, at most [`MAX_WIDTH`].
    pub fn width(self) -> usize {
        self.width
    }

    /// The text of statements on lines of their own, each indented by `indent` columns.
    pub fn body(self, statements: &[Statement], indent: usize) -> String {
        Rewriter::default().body(statements, None, self.line(indent))
    }

    /// A line with an expression and `end`.
    pub fn statement(self, out: &mut String, indent: usize, code: &impl Code, end: &str) {
        out.push_str(blanks(indent));
        match self.fits(code, indent + end.len()) {
            true => code.push_flat(out),
            false => out.push_str(&laid_out(code, "", |rewriter, expr| {
                rewriter.statement_value(expr, self.line(indent).shorter(end.len())?)
            })),
        }
        push(out, &[end, "\n"]);
    }

    /// `start value` and `end`, which may end the line. `start` is as much as `let name =` or `name:`. The value moves to
    /// the next line where that looks better.
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
        if self.fits(value, indent + start.len() + 1 + after) {
            start.push_to(out);
            out.push(' ');
            value.push_flat(out);
        } else {
            let start = start.to_string();
            out.push_str(&laid_out(
                value,
                &[&start, " "].concat(),
                |rewriter, value| {
                    let shape = self.line(indent).shorter(after)?;
                    rewriter.assign(start.clone(), value, shape)
                },
            ));
        }
        out.push_str(end);
    }

    /// An arm of a `match`, `pattern => body`, on lines of its own.
    pub fn arm<'w>(
        self,
        out: &mut String,
        indent: usize,
        pattern: impl Into<Word<'w>>,
        body: &impl Code,
    ) {
        let pattern = pattern.into();
        out.push_str(blanks(indent));
        if self.fits(body, pattern.end(indent) + " => ,".len()) {
            pattern.push_to(out);
            out.push_str(" => ");
            body.push_flat(out);
            out.push(',');
        } else {
            let pattern = pattern.to_string();
            out.push_str(&laid_out(
                body,
                &[&pattern, " => "].concat(),
                |rewriter, body| rewriter.arm(&pattern, Body::of(body), self.line(indent)),
            ));
        }
        out.push('\n');
    }

    /// The sum of expressions, which begins and ends a line; `0` if there are none.
    pub fn sum(self, out: &mut String, indent: usize, terms: &[Line<'_>]) {
        let Some((first, rest)) = terms.split_first() else {
            return push(out, &[blanks(indent), "0\n"]);
        };
        let columns = terms.iter().map(|term| Some(term.columns()? + " + ".len()));
        let columns = columns.sum::<Option<usize>>();
        let on_one_line = columns.is_some_and(|columns| indent + columns - 3 <= self.width);
        let on_lines = || {
            // rustfmt leaves no operand alone on a line that ends left of the others.
            self.fits(first, indent)
                && first.columns() > Some(4)
                && rest.iter().all(|term| self.fits(term, indent + 6))
        };
        out.push_str(blanks(indent));
        if on_one_line || on_lines() {
            first.push_to(out);
            for term in rest {
                match on_one_line {
                    true => out.push(' '),
                    false => push(out, &["\n", blanks(indent + 4)]),
                }
                out.push_str("+ ");
                term.push_to(out);
            }
        } else {
            let terms: Vec<_> = terms.iter().map(Line::tree).collect();
            let text =
                Rewriter::default().or_lenient(|rewriter| rewriter.sum(&terms, self.line(indent)));
            let flat = || terms.iter().map(flat::flat).collect::<Vec<_>>().join(" + ");
            out.push_str(&text.unwrap_or_else(flat));
        }
        out.push('\n');
    }

    /// Whether code fits on a line of which so many columns are used.
    fn fits(self, code: &impl Code, used: usize) -> bool {
        let room = self.width.checked_sub(used);
        room.is_some_and(|room| code.fits(room).is_some())
    }

    fn line(self, indent: usize) -> Shape {
        Shape::line(self.width, indent)
    }
}

/// Code as a tree, or on one line behind `before` where no break makes it fit.
fn laid_out(
    code: &impl Code,
    before: &str,
    rewrite: impl Fn(&Rewriter, &Expr) -> Option<String>,
) -> String {
    code.with_tree(|expr| {
        Rewriter::default()
            .or_lenient(|rewriter| rewrite(rewriter, expr))
            .unwrap_or_else(|| [before, &flat::flat(expr)].concat())
    })
}

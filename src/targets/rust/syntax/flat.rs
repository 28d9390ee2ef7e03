//! Expressions on one line: whether rustfmt leaves them there, and how they are written.
//!
//! Most code fits. So the printer asks here first, and lays a tree out only where the answer is no.

use super::shape::{ARRAY_WIDTH, CALL_WIDTH, CHAIN_WIDTH, width};
use super::{Expr, Line, Statement, precedence, push, rewrite};

/// Code that can be printed on one line, or laid out as a tree.
pub trait Code {
    /// The columns of the code on one line. Nothing if they are more than `limit`, or if rustfmt may break the line
    /// although there is room.
    fn fits(&self, limit: usize) -> Option<usize>;

    /// Writes the code on one line, however long it is.
    fn push_flat(&self, out: &mut String);

    /// Writes a call whose arguments are too wide for one line with a line for each, where each fits; returns whether it
    /// did. `column` columns of the line, which is indented by `indent`, are used.
    fn push_on_lines(
        &self,
        _out: &mut String,
        _indent: usize,
        _column: usize,
        _max: usize,
    ) -> bool {
        false
    }

    /// Calls `then` with the code as a tree.
    fn with_tree<T>(&self, then: impl FnOnce(&Expr) -> T) -> T;
}

impl Code for Expr {
    fn fits(&self, limit: usize) -> Option<usize> {
        fits(self, limit)
    }

    fn push_flat(&self, out: &mut String) {
        push_flat(self, out);
    }

    fn with_tree<T>(&self, then: impl FnOnce(&Expr) -> T) -> T {
        then(self)
    }
}

impl Code for Line<'_> {
    fn fits(&self, limit: usize) -> Option<usize> {
        self.columns().filter(|columns| *columns <= limit)
    }

    fn push_flat(&self, out: &mut String) {
        self.push_to(out);
    }

    fn push_on_lines(&self, out: &mut String, indent: usize, column: usize, max: usize) -> bool {
        match self {
            Self::Call(call) => call.push_on_lines(out, indent, column, max),
            _ => false,
        }
    }

    fn with_tree<T>(&self, then: impl FnOnce(&Expr) -> T) -> T {
        then(&self.tree())
    }
}

/// See [`Code::fits`]. What it says no to although rustfmt would say yes only takes longer to print.
pub fn fits(expr: &Expr, limit: usize) -> Option<usize> {
    let columns = match expr {
        Expr::Atom(text) => width(text),
        Expr::Generic(path, ty) => path.len() + ty.columns() + "::<>".len(),
        Expr::Unary(operator, operand) => {
            let operand = wrapped_fits(operand, precedence::operand(operator, operand), limit)?;
            operator.len() + operand
        }
        Expr::Binary(left, operator, right) => {
            let first = wrapped_fits(left, precedence::left(left, operator), limit)?;
            let rest = limit.checked_sub(first)?;
            let second = wrapped_fits(right, precedence::right(operator, right), rest)?;
            first + operator.len() + 2 + second
        }
        Expr::Cast(value, ty) => {
            wrapped_fits(value, precedence::cast(value), limit)? + " as ".len() + width(ty)
        }
        Expr::Call(callee, arguments) => {
            let callee = wrapped_fits(callee, precedence::callee(callee), limit)?;
            callee + 2 + list_fits(arguments, CALL_WIDTH, limit)?
        }
        Expr::Method(..) | Expr::Field(..) | Expr::Try(..) => return chain_fits(expr, limit),
        Expr::Index(receiver, index) => {
            let receiver = wrapped_fits(receiver, precedence::receiver(receiver), limit)?;
            receiver + 2 + fits(index, limit)?
        }
        Expr::Closure(parameters, body) => match &parameters[..] {
            [parameter] => width(parameter) + "|| ".len() + fits(body, limit)?,
            _ => return None,
        },
        Expr::Array(elements) => 2 + list_fits(elements, ARRAY_WIDTH, limit)?,
        Expr::Tuple(elements) if elements.len() != 1 => 2 + list_fits(elements, CALL_WIDTH, limit)?,
        Expr::Tuple(_)
        | Expr::If(..)
        | Expr::Match(..)
        | Expr::Struct { .. }
        | Expr::Matches(..)
        | Expr::Block(..) => return None,
    };
    (columns <= limit).then_some(columns)
}

fn wrapped_fits(expr: &Expr, parentheses: bool, limit: usize) -> Option<usize> {
    let columns = fits(expr, limit)?;
    Some(if parentheses { columns + 2 } else { columns })
}

/// How much narrower the room of an item on a line of its own may be: it is indented, with a comma behind it.
const NESTED: usize = 5;

/// The columns of items with commas between them. Only a sole item that is no call may be wider than `max`, and only if
/// it fits on a line of its own as well.
fn list_fits(items: &[Expr], max: usize, limit: usize) -> Option<usize> {
    let limit = match items {
        [item] if !rewrite::is_nested_call(item) => {
            limit.min(max.max(limit.saturating_sub(NESTED)))
        }
        _ => limit.min(max),
    };
    let mut columns = 2 * items.len().saturating_sub(1);
    for item in items {
        columns += fits(item, limit.checked_sub(columns)?)?;
    }
    Some(columns)
}

/// The columns of a chain, which are fewer if it has several links.
fn chain_fits(expr: &Expr, limit: usize) -> Option<usize> {
    let (mut root, mut links) = (expr, 0);
    // rustfmt counts each `?` at the end three times.
    let mut columns = 0;
    while let Expr::Try(receiver) = root {
        columns += 3;
        root = receiver;
    }
    loop {
        let receiver = match root {
            Expr::Try(receiver) => {
                columns += 1;
                receiver
            }
            Expr::Field(receiver, field) => {
                links += 1;
                columns += 1 + width(field);
                receiver
            }
            Expr::Method(receiver, method, arguments) => {
                links += 1;
                columns += 1 + method.len() + 2 + list_fits(arguments, CALL_WIDTH, limit)?;
                receiver
            }
            _ => break,
        };
        root = receiver;
    }
    columns += wrapped_fits(root, precedence::receiver(root), limit)?;
    let limit = if links > 1 {
        limit.min(CHAIN_WIDTH)
    } else {
        limit
    };
    (columns <= limit).then_some(columns)
}

/// An expression on one line.
pub fn flat(expr: &Expr) -> String {
    let mut text = String::new();
    push_flat(expr, &mut text);
    text
}

fn push_flat(expr: &Expr, out: &mut String) {
    match expr {
        Expr::Atom(text) => out.push_str(text),
        Expr::Generic(path, ty) => {
            push(out, &[path, "::<"]);
            ty.push_flat(out);
            out.push('>');
        }
        Expr::Unary(operator, operand) => {
            out.push_str(operator);
            push_wrapped(operand, precedence::operand(operator, operand), out);
        }
        Expr::Binary(left, operator, right) => {
            push_wrapped(left, precedence::left(left, operator), out);
            push(out, &[" ", operator, " "]);
            push_wrapped(right, precedence::right(operator, right), out);
        }
        Expr::Cast(value, ty) => {
            push_wrapped(value, precedence::cast(value), out);
            push(out, &[" as ", ty]);
        }
        Expr::Call(callee, arguments) => {
            push_wrapped(callee, precedence::callee(callee), out);
            push_list(arguments, ["(", ")"], out);
        }
        Expr::Method(receiver, method, arguments) => {
            push_receiver(receiver, out);
            push(out, &[".", method]);
            push_list(arguments, ["(", ")"], out);
        }
        Expr::Field(receiver, field) => {
            push_receiver(receiver, out);
            push(out, &[".", field]);
        }
        Expr::Index(receiver, index) => {
            push_receiver(receiver, out);
            out.push('[');
            push_flat(index, out);
            out.push(']');
        }
        Expr::Try(receiver) => {
            push_receiver(receiver, out);
            out.push('?');
        }
        Expr::Closure(parameters, body) => {
            push(out, &["|", &parameters.join(", "), "| "]);
            push_flat(body, out);
        }
        Expr::Array(elements) => push_list(elements, ["[", "]"], out),
        Expr::Tuple(elements) => match elements.len() {
            1 => push_list(elements, ["(", ",)"], out),
            _ => push_list(elements, ["(", ")"], out),
        },
        Expr::Struct { path, fields, rest } => push_struct(path, fields, *rest, out),
        Expr::Matches(value, patterns) => {
            out.push_str("matches!(");
            push_flat(value, out);
            push(out, &[", ", &patterns.join(" | "), ")"]);
        }
        Expr::If(condition, yes, no) => {
            out.push_str("if ");
            push_flat(condition, out);
            out.push_str(" { ");
            push_flat(yes, out);
            out.push_str(" } else { ");
            push_flat(no, out);
            out.push_str(" }");
        }
        Expr::Match(scrutinee, arms) => {
            out.push_str("match ");
            push_flat(scrutinee, out);
            out.push_str(" { ");
            for (index, (pattern, value)) in arms.iter().enumerate() {
                push(out, &[if index > 0 { ", " } else { "" }, pattern, " => "]);
                push_flat(value, out);
            }
            out.push_str(" }");
        }
        Expr::Block(statements, value) => push_block(statements, value.as_deref(), out),
    }
}

fn push_receiver(receiver: &Expr, out: &mut String) {
    push_wrapped(receiver, precedence::receiver(receiver), out);
}

fn push_wrapped(expr: &Expr, parentheses: bool, out: &mut String) {
    if parentheses {
        out.push('(');
        push_flat(expr, out);
        out.push(')');
    } else {
        push_flat(expr, out);
    }
}

fn push_list(items: &[Expr], [open, close]: [&str; 2], out: &mut String) {
    out.push_str(open);
    for (index, item) in items.iter().enumerate() {
        out.push_str(if index > 0 { ", " } else { "" });
        push_flat(item, out);
    }
    out.push_str(close);
}

fn push_struct(path: &str, fields: &[(String, Expr)], rest: bool, out: &mut String) {
    if rest && fields.is_empty() {
        return out.push_str(&default(path));
    }
    let fields = fields
        .iter()
        .map(|(name, value)| format!("{name}: {}", flat(value)));
    let rest = rest.then(|| REST.to_owned());
    out.push_str(&braced(
        path,
        &fields.chain(rest).collect::<Vec<_>>().join(", "),
    ));
}

fn push_block(statements: &[Statement], value: Option<&Expr>, out: &mut String) {
    let value = value.map(flat).unwrap_or_default();
    let statements = rewrite::unbroken(statements);
    let content = format!("{statements} {value}");
    push(out, &["{ ", content.trim(), " }"]);
}

/// What gives a struct the fields that it does not name.
pub const REST: &str = "..Default::default()";

/// A struct that names none of its fields.
pub fn default(path: &str) -> String {
    format!("{path}::default()")
}

/// `path { content }`.
pub fn braced(path: &str, content: &str) -> String {
    match content {
        "" => format!("{path} {{}}"),
        content => format!("{path} {{ {content} }}"),
    }
}

/// An expression on one line, between parentheses if it needs them.
pub fn wrapped(expr: &Expr, parentheses: bool) -> String {
    let mut text = String::new();
    push_wrapped(expr, parentheses, &mut text);
    text
}

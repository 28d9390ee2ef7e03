//! Expressions on one line, however long, but for the statements in them: what stays where no break makes a line fit.

use super::{Expr, precedence, print};

/// An expression on one line.
pub fn flat(expr: &Expr) -> String {
    match expr {
        Expr::Atom(text) => text.clone(),
        Expr::Unary(operator, operand) => {
            let operand = wrapped(operand, precedence::operand(operator, operand));
            format!("{operator}{operand}")
        }
        Expr::Binary(left, operator, right) => {
            let (before, after) = (
                precedence::left(left, operator),
                precedence::right(operator, right),
            );
            let (left, right) = (wrapped(left, before), wrapped(right, after));
            format!("{left} {operator} {right}")
        }
        Expr::Cast(value, ty) => format!("{} as {ty}", wrapped(value, precedence::cast(value))),
        Expr::Call(callee, arguments) => {
            let callee = wrapped(callee, precedence::callee(callee));
            format!("{callee}({})", list(arguments))
        }
        Expr::Method(receiver, method, arguments) => {
            format!("{}.{method}({})", of(receiver), list(arguments))
        }
        Expr::Field(receiver, field) => format!("{}.{field}", of(receiver)),
        Expr::Index(receiver, index) => format!("{}[{}]", of(receiver), flat(index)),
        Expr::Try(receiver) => format!("{}?", of(receiver)),
        Expr::Closure(parameters, body) => format!("|{}| {}", parameters.join(", "), flat(body)),
        Expr::Array(elements) => format!("[{}]", list(elements)),
        Expr::Tuple(elements) => match &elements[..] {
            [element] => format!("({},)", flat(element)),
            _ => format!("({})", list(elements)),
        },
        Expr::Struct { path, fields, rest } if *rest && fields.is_empty() => default(path),
        Expr::Struct { path, fields, rest } => {
            let fields = fields
                .iter()
                .map(|(name, value)| format!("{name}: {}", flat(value)));
            let rest = rest.then(|| REST.to_owned());
            braced(path, fields.chain(rest).collect::<Vec<_>>().join(", "))
        }
        Expr::Matches(value, patterns) => {
            format!("matches!({}, {})", flat(value), patterns.join(" | "))
        }
        Expr::If(condition, yes, no) => {
            format!(
                "if {} {{ {} }} else {{ {} }}",
                flat(condition),
                flat(yes),
                flat(no)
            )
        }
        Expr::Match(scrutinee, arms) => {
            let arms = arms
                .iter()
                .map(|(pattern, value)| format!("{pattern} => {}", flat(value)));
            let arms = arms.collect::<Vec<_>>().join(", ");
            format!("match {} {{ {arms} }}", flat(scrutinee))
        }
        Expr::Block(statements, value) => {
            let value = value.as_deref().map(flat).unwrap_or_default();
            let statements = print::all(statements);
            format!("{{ {} }}", format!("{statements} {value}").trim())
        }
    }
}

/// What gives a struct the fields that it does not name.
pub const REST: &str = "..Default::default()";

/// A struct that names none of its fields.
pub fn default(path: &str) -> String {
    format!("{path}::default()")
}

/// `path { content }`.
pub fn braced(path: &str, content: String) -> String {
    match content.as_str() {
        "" => format!("{path} {{}}"),
        content => format!("{path} {{ {content} }}"),
    }
}

fn of(receiver: &Expr) -> String {
    wrapped(receiver, precedence::receiver(receiver))
}

/// An expression on one line, between parentheses if it needs them.
pub fn wrapped(expr: &Expr, parentheses: bool) -> String {
    match parentheses {
        true => format!("({})", flat(expr)),
        false => flat(expr),
    }
}

fn list(exprs: &[Expr]) -> String {
    exprs.iter().map(flat).collect::<Vec<_>>().join(", ")
}

//! Writes expressions and statements on one line, regardless of its length.

use super::{Condition, Expr, Statement, precedence, push};

/// Returns an expression on one line.
pub fn flat(expr: &Expr) -> String {
    let mut text = String::new();
    push_flat(expr, &mut text);
    text
}

/// Writes an expression on one line.
pub fn push_flat(expr: &Expr, out: &mut String) {
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
        Expr::Struct { path, fields, rest } => push_struct(path, fields, rest.as_deref(), out),
        Expr::Matches(value, patterns) => push_matches(value, patterns, out),
        Expr::If(condition, yes, no) => push_if(condition, yes, no, out),
        Expr::Match(scrutinee, arms) => push_match(scrutinee, arms, out),
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

fn push_matches(value: &Expr, patterns: &[String], out: &mut String) {
    out.push_str("matches!(");
    push_flat(value, out);
    push(out, &[", ", &patterns.join(" | "), ")"]);
}

fn push_if(condition: &Expr, yes: &Expr, no: &Expr, out: &mut String) {
    out.push_str("if ");
    push_flat(condition, out);
    out.push_str(" { ");
    push_flat(yes, out);
    out.push_str(" } else { ");
    push_flat(no, out);
    out.push_str(" }");
}

fn push_match(scrutinee: &Expr, arms: &[(String, Expr)], out: &mut String) {
    out.push_str("match ");
    push_flat(scrutinee, out);
    out.push_str(" { ");
    for (index, (pattern, value)) in arms.iter().enumerate() {
        push(out, &[if index > 0 { ", " } else { "" }, pattern, " => "]);
        push_flat(value, out);
    }
    out.push_str(" }");
}

fn push_struct(path: &str, fields: &[(String, Expr)], rest: Option<&str>, out: &mut String) {
    if rest.is_some() && fields.is_empty() {
        return out.push_str(&default(path));
    }
    let fields = fields
        .iter()
        .map(|(name, value)| format!("{name}: {}", flat(value)));
    let rest = rest.map(|rest| format!("..{rest}"));
    out.push_str(&braced(
        path,
        &fields.chain(rest).collect::<Vec<_>>().join(", "),
    ));
}

fn push_block(statements: &[Statement], value: Option<&Expr>, out: &mut String) {
    let value = value.map(flat).unwrap_or_default();
    let statements = joined(statements);
    let content = format!("{statements} {value}");
    push(out, &["{ ", content.trim(), " }"]);
}

/// Returns a struct expression without fields.
pub fn default(path: &str) -> String {
    format!("{path}::default()")
}

/// Returns `path { content }`.
pub fn braced(path: &str, content: &str) -> String {
    match content {
        "" => format!("{path} {{}}"),
        content => format!("{path} {{ {content} }}"),
    }
}

/// Returns an expression on one line, with parentheses if it needs them.
pub fn wrapped(expr: &Expr, parentheses: bool) -> String {
    let mut text = String::new();
    push_wrapped(expr, parentheses, &mut text);
    text
}

/// Returns a statement on one line.
pub fn statement(statement: &Statement) -> String {
    match statement {
        Statement::Use(path) => format!("use {path};"),
        Statement::Let {
            pattern,
            type_name,
            value,
        } => {
            let ty = type_name.iter().map(|ty| format!(": {ty}"));
            format!("let {pattern}{} = {};", ty.collect::<String>(), flat(value))
        }
        Statement::Item {
            keyword,
            name,
            type_name,
            value,
        } => format!("{keyword} {name}: {type_name} = {};", flat(value)),
        Statement::If {
            condition,
            then,
            otherwise,
        } => {
            let condition = match condition {
                Condition::Bool(condition) => flat(condition),
                Condition::Let(pattern, value) => {
                    let value = wrapped(value, precedence::scrutinee(value));
                    format!("let {pattern} = {value}")
                }
            };
            let text = format!("if {condition} {{ {} }}", joined(then));
            match &otherwise[..] {
                [] => text,
                otherwise => format!("{text} else {{ {} }}", joined(otherwise)),
            }
        }
        Statement::For {
            pattern,
            range,
            body,
        } => format!("for {pattern} in {} {{ {} }}", flat(range), joined(body)),
        Statement::Expression(value) => format!("{};", flat(value)),
        Statement::Value(value) => flat(value),
    }
}

/// Returns statements on one line.
fn joined(statements: &[Statement]) -> String {
    let statements = statements.iter().map(statement);
    statements.collect::<Vec<_>>().join(" ")
}

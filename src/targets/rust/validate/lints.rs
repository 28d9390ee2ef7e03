//! Finds clippy lints that the rules themselves trigger, and allows them. For example, a rule can compare a value with
//! itself to detect NaN, or repeat a test.

use crate::targets::rust::syntax::{Condition, Expr, Statement};

/// Adds the lints that statements trigger.
pub fn add(statements: &[Statement], lints: &mut Vec<&'static str>) {
    if has_nested(statements) {
        lints.push("clippy::collapsible_if");
    }
    let (mut is_same, mut is_repeated, mut is_negated, mut is_sign) = (false, false, false, false);
    Statement::each(statements, &mut |expr| {
        is_negated |= matches!(expr, Expr::Unary("!", inner) if is_order(inner));
        let Expr::Binary(left, operator, right) = expr else {
            return;
        };
        is_same |= left == right;
        is_sign |= *operator == "*" && (is_minus_one(left) || is_minus_one(right));
        if matches!(*operator, "&&" | "||") {
            let mut parts = Vec::new();
            conditions(expr, &mut parts);
            is_repeated |= (1..parts.len()).any(|at| parts[..at].contains(&parts[at]));
        }
    });
    if is_same {
        lints.push("clippy::eq_op");
    }
    if is_sign {
        lints.push("clippy::neg_multiply");
    }
    if is_repeated || is_negated {
        lints.push("clippy::nonminimal_bool");
    }
    if is_repeated {
        lints.push("clippy::overly_complex_bool_expr");
    }
}

/// Returns whether an expression is an ordering. Its negation is another ordering only if no operand is NaN.
fn is_order(expr: &Expr) -> bool {
    matches!(expr, Expr::Binary(_, "<" | "<=" | ">" | ">=", _))
}

fn is_minus_one(expr: &Expr) -> bool {
    let is_one = |expr: &Expr| matches!(expr, Expr::Atom(text) if text == "1" || text == "1.0");
    matches!(expr, Expr::Unary("-", inner) if is_one(inner))
}

/// Collects the operands of `&&`, `||` and `!`.
fn conditions<'e>(expr: &'e Expr, parts: &mut Vec<&'e Expr>) {
    match expr {
        Expr::Binary(left, "&&" | "||", right) => {
            conditions(left, parts);
            conditions(right, parts);
        }
        Expr::Unary("!", inner) => conditions(inner, parts),
        expr => parts.push(expr),
    }
}

/// Returns whether an `if let` contains nothing but an `if`. Only edition 2024 can merge them, with a let chain.
fn has_nested(statements: &[Statement]) -> bool {
    statements.iter().any(|statement| match statement {
        Statement::If {
            condition,
            then,
            otherwise,
        } => {
            let is_only = otherwise.is_empty()
                && matches!(&then[..], [Statement::If { otherwise, .. }] if otherwise.is_empty());
            let is_let = matches!(condition, Condition::Let(..));
            is_let && is_only || has_nested(then) || has_nested(otherwise)
        }
        Statement::For { body, .. } => has_nested(body),
        Statement::Value(Expr::Block(inner, None)) => has_nested(inner),
        _ => false,
    })
}

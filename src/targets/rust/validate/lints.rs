//! What clippy says of rules rather than of their code: a rule that compares a value with itself, as one does to find out
//! whether it is a number, or that asks the same twice, is kept as it is written.

use crate::targets::rust::syntax::{Expr, Statement};

/// Adds the lints that some statements would break.
pub fn add(statements: &[Statement], lints: &mut Vec<&'static str>) {
    let (mut is_same, mut is_repeated) = (false, false);
    Statement::each(statements, &mut |expr| {
        let Expr::Binary(left, operator, right) = expr else {
            return;
        };
        is_same |= left == right;
        if matches!(*operator, "&&" | "||") {
            let mut parts = Vec::new();
            conditions(expr, &mut parts);
            is_repeated |= (1..parts.len()).any(|at| parts[..at].contains(&parts[at]));
        }
    });
    if is_same {
        lints.push("clippy::eq_op");
    }
    if is_repeated {
        lints.extend([
            "clippy::nonminimal_bool",
            "clippy::overly_complex_bool_expr",
        ]);
    }
}

/// What `&&`, `||` and `!` are applied to.
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

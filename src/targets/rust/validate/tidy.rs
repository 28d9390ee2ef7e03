//! Conditions within conditions: joined where that can be written, allowed where only some editions can.

use super::code::binary;
use crate::targets::rust::syntax::{Condition, Expr, Statement};

/// Joins an `if` that holds nothing but another with it.
pub fn joined(statements: Vec<Statement>) -> Vec<Statement> {
    statements.into_iter().map(join).collect()
}

/// What is in a block that has nothing beside it.
fn unblocked(mut statements: Vec<Statement>) -> Vec<Statement> {
    match (statements.pop(), statements.is_empty()) {
        (Some(Statement::Value(Expr::Block(inner, None))), true) => inner,
        (last, _) => {
            statements.extend(last);
            statements
        }
    }
}

fn join(statement: Statement) -> Statement {
    match statement {
        Statement::If {
            condition,
            then,
            otherwise,
        } => {
            let (mut then, otherwise) = (joined(unblocked(then)), joined(unblocked(otherwise)));
            if let (Condition::Bool(outer), true, true) =
                (&condition, then.len() == 1, otherwise.is_empty())
            {
                match then.pop() {
                    Some(Statement::If {
                        condition: Condition::Bool(inner),
                        then,
                        otherwise: none,
                    }) if none.is_empty() => {
                        return Statement::If {
                            condition: Condition::Bool(binary(outer.clone(), "&&", inner)),
                            then,
                            otherwise: none,
                        };
                    }
                    last => then.extend(last),
                }
            }
            Statement::If {
                condition,
                then,
                otherwise,
            }
        }
        Statement::For {
            pattern,
            range,
            body,
        } => Statement::For {
            pattern,
            range,
            body: joined(unblocked(body)),
        },
        Statement::Value(Expr::Block(inner, None)) => {
            Statement::Value(Expr::Block(joined(inner), None))
        }
        other => other,
    }
}

/// Whether an `if let` holds nothing but an `if`: editions that can write them as one would have it so.
pub fn has_nested(statements: &[Statement]) -> bool {
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

//! Decides whether rustfmt leaves an expression on one line.
//!
//! Most code fits on one line. The printer therefore runs this cheap test first, and lays out a tree only if it fails.

use super::shape::{ARRAY_WIDTH, CALL_WIDTH, CHAIN_WIDTH, width};
use super::{Expr, precedence};

/// Returns the columns of an expression on one line, like [`Code::fits`](super::Code::fits). A false rejection does not
/// change the output, but makes printing slower.
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

/// The maximum loss of columns for an item on its own line, due to the indent and the comma.
const NESTED: usize = 5;

/// Returns the columns of comma-separated items. Only a single item that is not a call may be wider than `max`, and
/// only if it also fits on its own line.
fn list_fits(items: &[Expr], max: usize, limit: usize) -> Option<usize> {
    let limit = match items {
        [item] if !is_nested_call(item) => limit.min(max.max(limit.saturating_sub(NESTED))),
        _ => limit.min(max),
    };
    let mut columns = 2 * items.len().saturating_sub(1);
    for item in items {
        columns += fits(item, limit.checked_sub(columns)?)?;
    }
    Some(columns)
}

/// Returns the columns of a chain. The limit is lower if the chain has several links.
fn chain_fits(expr: &Expr, limit: usize) -> Option<usize> {
    let (mut root, mut links) = (expr, 0);
    // rustfmt counts each trailing `?` three times.
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

/// Returns whether an item is a call, with or without unary operators, casts and `?`.
pub fn is_nested_call(expr: &Expr) -> bool {
    match expr {
        Expr::Call(..) | Expr::Matches(..) => true,
        _ => precedence::peeled(expr).is_some_and(is_nested_call),
    }
}

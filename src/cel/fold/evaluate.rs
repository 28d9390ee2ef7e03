//! Computes an expression for a value of `this`.

use super::{and, call, compare, conditional, contains, list, not, or};
use crate::cel::typed::{Op, Typed, Variable};
use crate::cel::value::Value;

/// Returns the result of an expression for a value of `this`; `None` if it ends in an error, or if it depends on more than
/// `this`, such as the time. Macros are not computed.
pub fn evaluate(expression: &Typed, this: &Value) -> Option<Value> {
    substituted(expression, this).as_const().cloned()
}

/// The expression with a constant in place of `this`.
fn substituted(typed: &Typed, this: &Value) -> Typed {
    let inner = |part: &Typed| substituted(part, this);
    let span = &typed.span;
    match &typed.op {
        Op::Variable(Variable::This) => {
            Typed::constant(this.clone(), typed.ty.value().clone(), span.clone())
        }
        Op::Not(operand) => not(inner(operand), span),
        Op::And(left, right) => and(inner(left), inner(right), span),
        Op::Or(left, right) => or(inner(left), inner(right), span),
        Op::If(condition, yes, no) => {
            let ty = typed.ty.clone();
            conditional(inner(condition), inner(yes), inner(no), ty, span)
        }
        Op::Compare(comparison, left, right) => {
            compare(*comparison, inner(left), inner(right), span)
        }
        Op::In(item, container) => contains(inner(item), inner(container), span),
        Op::Call(function, arguments) => {
            let arguments = arguments.iter().map(inner).collect();
            call(*function, arguments, typed.ty.clone(), typed.fallible, span)
        }
        Op::List(items) => {
            let items = items.iter().map(inner).collect();
            list(items, crate::cel::types::Type::Dyn, span)
        }
        _ => typed.clone(),
    }
}

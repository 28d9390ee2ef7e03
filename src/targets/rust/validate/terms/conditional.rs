//! Generates `condition ? yes : no`. Both branches must have the same Rust type.

use super::super::access::{Result, Unsupported};
use super::super::code::{Code, after, atom, attempt, call, is_known};
use super::Terms;
use super::alike::typed_empty;
use crate::cel::Type;
use crate::checks::{Op, Term};
use crate::targets::rust::syntax::Expr;

impl Terms<'_, '_> {
    pub(super) fn conditional(
        &mut self,
        condition: &Term,
        yes: &Term,
        no: &Term,
        ty: &Type,
    ) -> Result<Code> {
        let fallible = condition.fails;
        let condition = self.bool(condition)?;
        let fails = |branch: &Term| matches!(branch.op, Op::Fail(_));
        let is_failure = (fails(yes), fails(no));
        let (yes, no) = (self.code(yes)?, self.code(no)?);
        // A branch that always fails can have any type.
        if is_failure.0 != is_failure.1 {
            let (error, other) = if is_failure.0 { (yes, no) } else { (no, yes) };
            let (mut values, repr) = match (&other.expr, ty) {
                (Expr::Array(items), Type::List(item)) if items.is_empty() => typed_empty(item)?,
                _ => self.alike(vec![other], ty)?,
            };
            let (error, other) = (ending(error.expr), values.remove(0));
            let (yes, no) = if is_failure.0 {
                (error, other)
            } else {
                (other, error)
            };
            let chosen = Expr::If(Box::new(condition), Box::new(yes), Box::new(no));
            return Ok(Code::new(chosen, repr));
        }
        if yes.expr == no.expr && yes.repr == no.repr {
            let (mut values, repr) = self.alike(vec![yes], ty)?;
            let value = Box::new(values.remove(0));
            let chosen = chosen(condition, fallible, value.clone(), value);
            return Ok(Code::new(chosen, repr));
        }
        let (values, repr) = self.alike(vec![yes, no], ty)?;
        let mut values = values.into_iter().map(Box::new);
        match (values.next(), values.next()) {
            (Some(yes), Some(no)) => Ok(Code::new(chosen(condition, fallible, yes, no), repr)),
            _ => Err(Unsupported::new("a conditional has two branches")),
        }
    }
}

/// Returns whether an expression is `Vec::new()`.
fn is_new(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(function, _) if **function == atom("Vec::new"))
}

/// Returns an error without a type for its value: the other branch determines the type.
fn ending(expr: Expr) -> Expr {
    match expr {
        Expr::Try(error) => match *error {
            Expr::Call(_, arguments) => attempt(call("Err", arguments)),
            error => attempt(error),
        },
        expr => expr,
    }
}

/// Returns `if condition { yes } else { no }`, or one branch if both are equal.
fn chosen(condition: Expr, fallible: bool, yes: Box<Expr>, no: Box<Expr>) -> Expr {
    // The condition's statements are evaluated first, so they remain in front.
    if let Expr::Block(first, Some(value)) = condition {
        let chosen = chosen(*value, fallible, yes, no);
        return Expr::Block(first, Some(Box::new(chosen)));
    }
    match is_known(&condition) {
        // The discarded branch may be the one that determines the type of an empty list.
        Some(true) if !is_new(&yes) => *yes,
        Some(false) if !is_new(&no) => *no,
        _ if yes != no => Expr::If(Box::new(condition), yes, no),
        _ if fallible => after(condition, *yes),
        _ => *yes,
    }
}

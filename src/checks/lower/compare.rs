//! Plans comparisons of an expression with a constant, or of two expressions.

use super::limits::{at_limit, integer, narrow, truth, with_constant};
use super::operands::pair;
use super::{Lower, Result};
use crate::cel::ast::Span;
use crate::cel::{Comparison, Function, Type, Typed, Value};
use crate::checks::store::Store;
use crate::checks::term::{Form, Op, Operands, Term};

impl Lower<'_, '_> {
    /// Plans a comparison. It moves a constant to the right side.
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
        span: &Span,
    ) -> Result<Term> {
        if left.as_const().is_some() && right.as_const().is_none() {
            return self.compare(comparison.swapped(), right, left, span);
        }
        if let Some(term) = self.size_with(comparison, left, right, span)? {
            return Ok(term);
        }
        let (mut a, b) = (self.term(left)?, self.term(right)?);
        // The shorter side bounds the time.
        if self.around.repeats(right) {
            a = self.counted(left, a);
        }
        if a.store == Store::Bool && b.store == Store::Bool {
            match (a.as_bool(), b.as_bool()) {
                (_, Some(value)) => return Ok(decided(truth(comparison, a.clone(), value), a)),
                (Some(value), _) => {
                    let comparison = comparison.swapped();
                    return Ok(decided(truth(comparison, b.clone(), value), b));
                }
                (None, None) => match comparison {
                    Comparison::Less => return Ok(ascends(a, b, span)),
                    Comparison::Greater => return Ok(ascends(b, a, span)),
                    _ => {}
                },
            }
        }
        let term = with_value(comparison, a.clone(), b, right.as_const(), span);
        Ok(decided(term, a))
    }

    /// Plans the negation of an ordering of doubles: the opposite ordering holds, or one operand is NaN.
    pub(super) fn not_ordered(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
        span: &Span,
    ) -> Result<Term> {
        if left.as_const().is_some() && right.as_const().is_none() {
            return self.not_ordered(comparison.swapped(), right, left, span);
        }
        let (a, b) = (self.term(left)?, self.term(right)?);
        let is_nan = |typed: &Typed, term: &Term| {
            let can_be = *typed.ty.value() == Type::Double && typed.as_const().is_none();
            let op = Op::Call {
                function: Function::IsNan,
                arguments: vec![term.clone()],
                form: Form::Plain,
            };
            can_be.then(|| Term::bool(op, false, span))
        };
        let nans = [is_nan(left, &a), is_nan(right, &b)];
        let opposite = with_value(comparison.negated(), a, b, right.as_const(), span);
        Ok(nans.into_iter().flatten().fold(opposite, Term::or))
    }
}

/// Returns a comparison. If its result is known, `evaluated` is still evaluated first, because it may fail.
fn decided(term: Term, evaluated: Term) -> Term {
    match term.as_bool() {
        Some(_) => term.after(evaluated),
        None => term,
    }
}

/// Plans the comparison of two values; the second may be a constant.
fn with_value(
    comparison: Comparison,
    a: Term,
    b: Term,
    constant: Option<&Value>,
    span: &Span,
) -> Term {
    let Some(value) = constant else {
        return pair(comparison, a, b, span);
    };
    if a.store == Store::Size && integer(value).is_some_and(|number| number >= 0) {
        // The constant is a possible size, thus not beyond a limit of the type.
        return narrow(comparison, a, value, span);
    }
    let comparison = at_limit(comparison, &a.store, value);
    with_constant(comparison, &a, value, span).unwrap_or_else(|| pair(comparison, a, b, span))
}

/// Plans the test that one condition is false and the other is true.
fn ascends(lower: Term, higher: Term, span: &Span) -> Term {
    if !lower.fails && !higher.fails {
        return lower.not().and(higher);
    }
    let op = Op::Compare {
        comparison: Comparison::Less,
        operands: Operands::Same,
        left: Box::new(lower),
        right: Box::new(higher),
    };
    Term::bool(op, true, span)
}

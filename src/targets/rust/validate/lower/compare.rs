//! Comparisons of an expression with a constant, or of two expressions.

use super::super::access::Result;
use super::super::code::{
    Code, Hold, Map, Repr, after, atom, attempt, binary, closure, is_known, method, not,
};
use super::constants::{at_limit, length, limit, truth, with_constant};
use super::pairs::{are_unlike, order_test, two};
use super::{Lower, is_empty, is_size_of};
use crate::cel::{Comparison, Function, Op, Type, Typed, Value};
use crate::targets::rust::syntax::Expr;

impl Lower<'_, '_> {
    pub(super) fn compare(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
    ) -> Result<Code> {
        let expr = self.bool_of(comparison, left, right)?;
        Ok(Code::new(expr, Repr::Bool))
    }

    /// A comparison; a constant is put on the right.
    pub(super) fn bool_of(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
    ) -> Result<Expr> {
        if left.as_const().is_some() && right.as_const().is_none() {
            return self.bool_of(comparison.swapped(), right, left);
        }
        if let Some(expr) = self.size_with(comparison, left, right)? {
            return Ok(expr);
        }
        let (mut a, b) = (self.code(left)?, self.code(right)?);
        // The shorter side bounds the time.
        if self.around.repeats(right) {
            a = self.counted(left, a);
        }
        if let Some(expr) = with_known(comparison, &a, &b) {
            return Ok(expr);
        }
        if let (Repr::Bool, Repr::Bool, None) = (&a.repr, &b.repr, right.as_const())
            && let Some(expr) = order_of_bools(comparison, (left, &a), (right, &b))
        {
            return Ok(expr);
        }
        let expr = self.of_codes(comparison, a.clone(), b.clone(), right.as_const())?;
        match is_known(&expr) {
            // What decides it before it is evaluated would hide that it cannot be.
            Some(_) if left.fallible => Ok(after(a.expr, expr)),
            _ => Ok(expr),
        }
    }

    /// A comparison of two values, of which the second may be a constant.
    fn of_codes(
        &mut self,
        comparison: Comparison,
        a: Code,
        b: Code,
        constant: Option<&Value>,
    ) -> Result<Expr> {
        let Some(value) = constant else {
            return self.two(comparison, a, b);
        };
        let comparison = at_limit(comparison, &a.repr, value);
        match with_constant(comparison, &a, value) {
            Some(expr) => Ok(expr),
            None => self.two(comparison, a, b),
        }
    }

    /// A comparison of two values that are held somehow.
    pub(super) fn two(&mut self, comparison: Comparison, a: Code, b: Code) -> Result<Expr> {
        let is_value = |code: &Code| matches!(code.repr, Repr::Value(_));
        let is_unlike = match (&a.repr, &b.repr) {
            (Repr::Map(a), Repr::Map(b)) => a.key != b.key || a.value != b.value,
            (Repr::List(a), Repr::List(b)) => are_unlike(&a.item.repr, &b.item.repr),
            _ => false,
        };
        if !is_value(&a) && !is_value(&b) && !is_unlike {
            return two(comparison, a, b);
        }
        if matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            let (a, b) = (self.value(a)?, self.value(b)?);
            let place = |code: Code| match code.repr {
                Repr::Value(Hold::Owned) => code.expr,
                _ => Expr::Unary("*", Box::new(code.expr)),
            };
            return Ok(binary(place(a), comparison.symbol(), place(b)));
        }
        let (a, b) = (self.value(a)?.expr, self.value_reference(b)?);
        let order = attempt(method(a, "compare", [b]));
        let test = method(atom("order"), order_test(comparison), []);
        Ok(method(
            order,
            "is_some_and",
            [closure(&["order".to_owned()], test)],
        ))
    }

    /// A comparison of a size with a constant.
    fn size_with(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
    ) -> Result<Option<Expr>> {
        use Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        let size = match &left.op {
            Op::Call(Function::UintFromInt, arguments) => arguments.first().unwrap_or(left),
            _ => left,
        };
        let (Op::Call(function, arguments), Some(value)) =
            (&size.op, right.as_const().and_then(limit))
        else {
            return Ok(None);
        };
        let (true, [measured]) = (is_size_of(*function), &arguments[..]) else {
            return Ok(None);
        };
        let is_none = match (comparison, value) {
            (Equal | LessEqual, 0) | (Less, 1) => Some(true),
            (NotEqual | Greater, 0) | (GreaterEqual, 1) => Some(false),
            _ => None,
        };
        let size = if let (Some(is_none), false) = (is_none, matches!(measured.op, Op::Loop(_))) {
            let code = self.measured(measured)?;
            if !matches!(
                code.repr,
                Repr::Map(Map { maybe: true, .. }) | Repr::Value(_)
            ) {
                let expr = is_empty(code.expr);
                return Ok(Some(if is_none { expr } else { not(expr) }));
            }
            super::calls::size_of(*function, code)
        } else if let (Function::SizeString, Some(longer)) = (*function, length(comparison)) {
            let text = self.measured(measured)?;
            let text = self.counted(measured, text).into_argument();
            return Ok(Some(longer.test(text, value)));
        } else {
            self.code(size)?.expr
        };
        Ok(Some(match (comparison, value) {
            (Less, 0) => atom("false"),
            (GreaterEqual, 0) => atom("true"),
            _ => binary(size, comparison.symbol(), atom(value.to_string())),
        }))
    }

    /// The opposite of an order of doubles: the opposite order, or one of them is no number.
    pub(super) fn not_ordered(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
    ) -> Result<Expr> {
        if left.as_const().is_some() && right.as_const().is_none() {
            return self.not_ordered(comparison.swapped(), right, left);
        }
        let (a, b) = (self.code(left)?, self.code(right)?);
        let is_nan = |typed: &Typed, code: &Code| {
            let can_be = *typed.ty.value() == Type::Double && typed.as_const().is_none();
            can_be.then(|| method(code.expr.clone(), "is_nan", []))
        };
        let nans = [is_nan(left, &a), is_nan(right, &b)];
        let opposite = self.of_codes(comparison.negated(), a, b, right.as_const())?;
        let nans = nans.into_iter().flatten();
        Ok(nans.fold(opposite, |all, nan| binary(all, "||", nan)))
    }
}

/// A comparison of conditions of which one is known.
fn with_known(comparison: Comparison, a: &Code, b: &Code) -> Option<Expr> {
    let (Repr::Bool, Repr::Bool) = (&a.repr, &b.repr) else {
        return None;
    };
    let (comparison, other, value) = match (is_known(&a.expr), is_known(&b.expr)) {
        (_, Some(value)) => (comparison, a, value),
        (Some(value), _) => (comparison.swapped(), b, value),
        _ => return None,
    };
    let expr = truth(comparison, other.clone(), value)?;
    Some(match is_known(&expr) {
        Some(_) if other.expr.ends() => after(other.expr.clone(), expr),
        _ => expr,
    })
}

/// Whether one condition is false and the other is true.
fn order_of_bools(
    comparison: Comparison,
    left: (&Typed, &Code),
    right: (&Typed, &Code),
) -> Option<Expr> {
    let (lower, higher) = match comparison {
        Comparison::Less => (left, right),
        Comparison::Greater => (right, left),
        _ => return None,
    };
    let (a, b) = (lower.1.expr.clone(), higher.1.expr.clone());
    Some(match lower.0.fallible || higher.0.fallible {
        false => binary(not(a), "&&", b),
        // Both are evaluated.
        true => {
            let wanted = Expr::Tuple(vec![atom("false"), atom("true")]);
            binary(Expr::Tuple(vec![a, b]), "==", wanted)
        }
    })
}

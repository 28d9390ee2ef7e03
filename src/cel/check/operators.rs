//! Checks operators (logic, comparison, arithmetic, membership and the conditional), lists and maps.

use super::dynamic::{expect, known, undyn};
use super::{Checked, Checker, Fault};
use crate::cel::ast::{Binary, Expr, Span};
use crate::cel::fold;
use crate::cel::function::{Function, Kind};
use crate::cel::typed::{Comparison, Op, Typed};
use crate::cel::types::Type;
use crate::cel::value::Value;
use rpcsmith_validate::cel::Error;

impl Checker<'_> {
    pub(super) fn binary(
        &mut self,
        operator: Binary,
        left: Typed,
        right: Typed,
        span: &Span,
    ) -> Checked {
        let comparison = match operator {
            Binary::And | Binary::Or => return self.logic(operator, left, right, span),
            Binary::In => return self.contains(left, right, span),
            Binary::Add => return self.operator("+", vec![left, right], span),
            Binary::Subtract => return self.operator("-", vec![left, right], span),
            Binary::Multiply => return self.operator("*", vec![left, right], span),
            Binary::Divide => return self.operator("/", vec![left, right], span),
            Binary::Remainder => return self.operator("%", vec![left, right], span),
            Binary::Equal => Comparison::Equal,
            Binary::NotEqual => Comparison::NotEqual,
            Binary::Less => Comparison::Less,
            Binary::LessEqual => Comparison::LessEqual,
            Binary::Greater => Comparison::Greater,
            Binary::GreaterEqual => Comparison::GreaterEqual,
        };
        self.compare(comparison, left, right, span)
    }

    /// Checks that a value is a bool.
    pub(super) fn bool(&self, value: Typed, what: &str) -> Checked {
        match (value.ty.clone(), value) {
            (Type::Bool, value) => Ok(value),
            (Type::Nullable(inner) | Type::Wrapper(inner), value) if *inner == Type::Bool => {
                Ok(self.unwrap(value))
            }
            (Type::Dyn, value) => match undyn(value) {
                Ok(inner) if inner.ty == Type::Bool => Ok(inner),
                Ok(inner) => {
                    let span = inner.span;
                    Ok(Typed::fail(Error::NoSuchOverload, Type::Bool, span))
                }
                Err(value) => Ok(expect(Kind::Bool, value)),
            },
            (ty, value) => {
                let message = format!("{what} must be a `bool`, not `{}`", self.shown(&ty));
                Err(Fault::new(message, &value.span))
            }
        }
    }

    pub(super) fn not(&self, operand: Typed, span: &Span) -> Checked {
        Ok(fold::not(self.bool(operand, "what `!` negates")?, span))
    }

    fn logic(&self, operator: Binary, left: Typed, right: Typed, span: &Span) -> Checked {
        let what = match operator {
            Binary::And => "a side of `&&`",
            _ => "a side of `||`",
        };
        let (left, right) = (self.bool(left, what)?, self.bool(right, what)?);
        Ok(match operator {
            Binary::And => fold::and(left, right, span),
            _ => fold::or(left, right, span),
        })
    }

    pub(super) fn conditional(
        &self,
        condition: Typed,
        yes: Typed,
        no: Typed,
        span: &Span,
    ) -> Checked {
        let condition = self.bool(condition, "the condition")?;
        let joined = match (&yes.ty, &no.ty) {
            // If one branch is dynamic, so is the conditional.
            (Type::Dyn, _) | (_, Type::Dyn) => Some(Type::Dyn),
            (yes, no) => yes.join(no),
        };
        // A map literal is a value of type `dyn`.
        let is_written = |branch: &Typed| matches!(branch.op, Op::Const(_) | Op::Map(_));
        let joined = match joined {
            Some(Type::Map(..)) if is_written(&yes) || is_written(&no) => {
                Some(Type::Map(Box::new(Type::Dyn), Box::new(Type::Dyn)))
            }
            joined => joined,
        };
        let Some(ty) = joined else {
            let message = format!(
                "the branches are of different types, `{}` and `{}`",
                self.shown(&yes.ty),
                self.shown(&no.ty)
            );
            return Err(Fault::new(message, span));
        };
        Ok(fold::conditional(condition, yes, no, ty, span))
    }

    pub(super) fn compare(
        &self,
        comparison: Comparison,
        left: Typed,
        right: Typed,
        span: &Span,
    ) -> Checked {
        let ((left, left_dynamic), (right, right_dynamic)) = (known(left), known(right));
        let was_dynamic = left_dynamic || right_dynamic;
        if !is_comparable(comparison, &left.ty, &right.ty, was_dynamic) {
            return self.incomparable(comparison, left, right, was_dynamic, span);
        }
        let (is_null, is_set) = (left.ty == Type::Null, left.ty.is_never_null());
        if !left.fallible
            && !right.fallible
            && (is_null && right.ty.is_never_null() || is_set && right.ty == Type::Null)
        {
            return Ok(differ(comparison, span));
        }
        let (left, right) = if comparison.is_equality() {
            (left, right)
        } else {
            (self.unwrap(left), self.unwrap(right))
        };
        Ok(fold::compare(comparison, left, right, span))
    }

    /// Handles a comparison that does not exist for the operands' types. It is a fault, unless `dyn()` or null hides
    /// the types until run time.
    fn incomparable(
        &self,
        comparison: Comparison,
        left: Typed,
        right: Typed,
        was_dynamic: bool,
        span: &Span,
    ) -> Checked {
        let no_overload = Typed::fail(Error::NoSuchOverload, Type::Bool, span.clone());
        let types = [&left.ty, &right.ty];
        let is_time = |ty: &Type| matches!(ty, Type::Null | Type::Duration | Type::Timestamp);
        if types.contains(&&Type::Null) && types.into_iter().all(is_time) {
            // CEL's checker accepts null as a time, but null and a time have no order.
            return Ok(no_overload);
        }
        if was_dynamic && comparison.is_equality() {
            // Values of different types are unequal at run time. Only the checker rejects such a comparison.
            return Ok(if left.fallible || right.fallible {
                fold::compare(comparison, left, right, span)
            } else {
                differ(comparison, span)
            });
        }
        if was_dynamic {
            return Ok(no_overload);
        }
        let message = format!(
            "`{}` does not compare `{}` with `{}`",
            comparison.symbol(),
            self.shown(&left.ty),
            self.shown(&right.ty)
        );
        let fault = Fault::new(message, span);
        Err(if left.ty.is_number() && right.ty.is_number() {
            let name = left.ty.value().name();
            fault.hint(format!("convert one of them, as in `{name}(…)`"))
        } else {
            fault
        })
    }

    /// Checks `item in container`.
    pub(super) fn contains(&self, item: Typed, container: Typed, span: &Span) -> Checked {
        let ((item, item_dynamic), (container, container_dynamic)) =
            (known(item), known(container));
        let was_dynamic = item_dynamic || container_dynamic;
        let held = match &container.ty {
            Type::List(held) | Type::Map(held, _) => Some(&**held),
            Type::Dyn => Some(&Type::Dyn),
            _ => None,
        };
        let holds = held.is_some_and(|held| {
            let across = was_dynamic && held.is_number() && item.ty.is_number();
            across || held.join(&item.ty).is_some()
        });
        if !holds && was_dynamic {
            // Values of different types are unequal, and only lists and maps are containers.
            return Ok(match held {
                Some(_) if !item.fallible && !container.fallible => {
                    Typed::constant(Value::Bool(false), Type::Bool, span.clone())
                }
                Some(_) => fold::contains(item, container, span),
                None => Typed::fail(Error::NoSuchOverload, Type::Bool, span.clone()),
            });
        }
        if item.ty == Type::Null && matches!(held, Some(Type::Wrapper(_))) && !container.fallible {
            return Ok(Typed::constant(
                Value::Bool(false),
                Type::Bool,
                span.clone(),
            ));
        }
        if !holds {
            let message = format!(
                "a `{}` cannot be in a `{}`",
                self.shown(&item.ty),
                self.shown(&container.ty)
            );
            return Err(Fault::new(message, span));
        }
        Ok(fold::contains(item, container, span))
    }

    /// Returns the value of a wrapper.
    pub(super) fn unwrap(&self, value: Typed) -> Typed {
        match value.ty.clone() {
            Type::Nullable(ty) => {
                let span = value.span.clone();
                fold::call(Function::Unwrap, vec![value], *ty, true, &span)
            }
            Type::Wrapper(ty) => Typed { ty: *ty, ..value },
            _ => value,
        }
    }

    pub(super) fn list(&mut self, items: &[Expr], span: &Span) -> Checked {
        let items: Vec<_> = items
            .iter()
            .map(|item| self.expression(item))
            .collect::<Result<_, _>>()?;
        let ty = self.joined(&items);
        Ok(fold::list(items, ty, span))
    }

    pub(super) fn map(&mut self, entries: &[(Expr, Expr)], span: &Span) -> Checked {
        let (mut keys, mut values) = (Vec::new(), Vec::new());
        for (key, value) in entries {
            keys.push(self.expression(key)?);
            values.push(self.expression(value)?);
        }
        if let Some(key) = keys.iter().find(|key| {
            !matches!(
                key.ty,
                Type::Bool | Type::Int | Type::Uint | Type::String | Type::Dyn
            )
        }) {
            let message = format!("a `{}` cannot be the key of a map", self.shown(&key.ty));
            return Err(Fault::new(message, &key.span));
        }
        let is_constant = |parts: &[Typed]| parts.iter().all(|part| part.as_const().is_some());
        let (key, value) = if is_constant(&keys) && is_constant(&values) {
            (self.joined(&keys), self.joined(&values))
        } else {
            // A map with a variable part has type `dyn` for its keys and values.
            (Type::Dyn, Type::Dyn)
        };
        let ty = Type::Map(Box::new(key), Box::new(value));
        Ok(fold::map(keys.into_iter().zip(values).collect(), ty, span))
    }

    /// Returns the common type of all items.
    fn joined(&self, items: &[Typed]) -> Type {
        let Some((first, rest)) = items.split_first() else {
            return Type::Dyn;
        };
        let joined = rest
            .iter()
            .try_fold(first.ty.clone(), |ty, item| match ty.join(&item.ty) {
                // Only an empty list or map takes its type from the other items.
                Some(_) if ty == Type::Dyn || item.ty == Type::Dyn => None,
                joined => joined,
            });
        joined.unwrap_or(Type::Dyn)
    }
}

/// Returns whether values of two types can be compared. `was_dynamic` is true if `dyn()` was applied to one of them.
fn is_comparable(comparison: Comparison, left: &Type, right: &Type, was_dynamic: bool) -> bool {
    let is_equality = comparison.is_equality();
    match (left, right) {
        (Type::Dyn, other) | (other, Type::Dyn) => {
            is_equality || other.is_ordered() || matches!(other, Type::Null | Type::Dyn)
        }
        (a, b) if is_equality => {
            a.join(b).is_some()
                || was_dynamic && a.is_number() && b.is_number()
                || [a, b].contains(&&Type::Null) && [a, b].into_iter().any(Type::is_never_null)
        }
        (a, b) => a.is_number() && b.is_number() || a.value() == b.value() && a.is_ordered(),
    }
}

/// Returns the result of an equality test between two values that are known to differ.
fn differ(comparison: Comparison, span: &Span) -> Typed {
    let differs = Value::Bool(comparison == Comparison::NotEqual);
    Typed::constant(differs, Type::Bool, span.clone())
}

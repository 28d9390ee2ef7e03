//! Checks macros over lists and the keys of maps.

use super::dynamic::known;
use super::{Checked, Checker, Fault, Local};
use crate::cel::ast::{Macro, MacroKind, Span};
use crate::cel::fold;
use crate::cel::typed::{Loop, Op, Typed};
use crate::cel::types::Type;
use crate::cel::value::Value;

/// The maximum number of constants for which a macro is unrolled.
const UNROLLED: usize = 64;

impl Checker<'_> {
    pub(super) fn run(&mut self, node: &Macro, span: &Span) -> Checked {
        let range = known(self.expression(&node.range)?).0;
        let item = self.item_of(&range, node)?;
        if let Op::Fail(error) = range.op {
            let ty = match node.kind {
                MacroKind::Map => Type::list(Type::Dyn),
                MacroKind::Filter => Type::list(item),
                _ => Type::Bool,
            };
            return Ok(Typed::fail(error, ty, span.clone()));
        }
        if let Some(unrolled) = self.unroll(node, &range, &item, span)? {
            return Ok(unrolled);
        }
        let number = self.count;
        self.count += 1;
        let (filter, body) = self.with_item(node, number, item.clone(), None)?;
        let filter = filter
            .map(|filter| self.bool(filter, "the filter"))
            .transpose()?;
        let (body, ty) = match node.kind {
            MacroKind::Map => {
                let ty = Type::list(body.ty.clone());
                (body, ty)
            }
            MacroKind::Filter => (self.bool(body, "the filter")?, Type::list(item)),
            _ => (self.bool(body, "the condition")?, Type::Bool),
        };
        // A loop can fail if one of its parts can.
        let fallible = range.fallible
            // The range may turn out to be neither a list nor a map.
            || range.ty.is_dynamic()
            || body.fallible
            || filter.as_ref().is_some_and(|filter| filter.fallible);
        Ok(Typed {
            ty,
            fallible,
            span: span.clone(),
            op: Op::Loop(Box::new(Loop {
                kind: node.kind,
                range,
                variable: number,
                name: node.variable.text.clone(),
                filter,
                body,
            })),
        })
    }

    /// Returns the type of a macro's variable: the type of the list items or of the map keys.
    fn item_of(&self, range: &Typed, node: &Macro) -> Result<Type, Fault> {
        match &range.ty {
            Type::List(item) => Ok((**item).clone()),
            Type::Map(key, _) if !range.ty.is_dynamic() || range.as_const().is_some() => {
                Ok((**key).clone())
            }
            Type::Map(..) | Type::Dyn => Ok(Type::Dyn),
            other => {
                let message = format!("`{}` is not a list or map", self.shown(other));
                Err(Fault::new(message, &node.range.span))
            }
        }
    }

    /// Checks the filter and the body of a macro with its variable in scope. `value` is the variable's value in an
    /// unrolled macro.
    fn with_item(
        &mut self,
        node: &Macro,
        number: u32,
        ty: Type,
        value: Option<Value>,
    ) -> Result<(Option<Typed>, Typed), Fault> {
        self.locals.push(Local {
            name: node.variable.text.clone(),
            number,
            ty,
            value,
        });
        let filter = node.filter.as_ref().map(|filter| self.expression(filter));
        let body = self.expression(&node.body);
        self.locals.pop();
        Ok((filter.transpose()?, body?))
    }

    /// Unrolls a macro over constants, which removes it before run time; `None` if this is not possible.
    fn unroll(
        &mut self,
        node: &Macro,
        range: &Typed,
        item: &Type,
        span: &Span,
    ) -> Result<Option<Typed>, Fault> {
        let keys: Vec<Value>;
        let items = match range.as_const() {
            Some(Value::List(items)) => items,
            Some(Value::Map(entries)) => {
                keys = entries.iter().map(|(key, _)| key.clone()).collect();
                &keys
            }
            _ => return Ok(None),
        };
        if items.len() > UNROLLED {
            return Ok(None);
        }
        let mut rounds = Vec::with_capacity(items.len());
        self.budget.unrolled += 1;
        for value in items {
            let (filter, body) = self.with_item(node, 0, item.clone(), Some(value.clone()))?;
            rounds.push(Round {
                item: value,
                filter,
                body,
            });
        }
        self.budget.unrolled -= 1;
        Ok(match node.kind {
            MacroKind::All | MacroKind::Exists => {
                Some(self.all_or_exists(node.kind, rounds, span)?)
            }
            MacroKind::Map => unrolled_map(rounds, span),
            MacroKind::Filter | MacroKind::ExistsOne => kept_items(&rounds).map(|kept| {
                let (value, ty) = match node.kind {
                    MacroKind::Filter => (Value::List(kept), Type::list(item.clone())),
                    _ => (Value::Bool(kept.len() == 1), Type::Bool),
                };
                Typed::constant(value, ty, span.clone())
            }),
        })
    }

    /// Returns an unrolled `all` or `exists`: a chain of `&&` or `||`.
    fn all_or_exists(&self, kind: MacroKind, rounds: Vec<Round<'_>>, span: &Span) -> Checked {
        let is_all = kind == MacroKind::All;
        let empty = Typed::constant(Value::Bool(is_all), Type::Bool, span.clone());
        rounds.into_iter().try_fold(empty, |result, round| {
            let body = self.bool(round.body, "the condition")?;
            Ok(if is_all {
                fold::and(result, body, span)
            } else {
                fold::or(result, body, span)
            })
        })
    }
}

/// One iteration of an unrolled macro.
struct Round<'v> {
    item: &'v Value,
    filter: Option<Typed>,
    body: Typed,
}

/// Returns an unrolled `map`: a list of the bodies whose filter is true; `None` if a filter is not constant.
fn unrolled_map(rounds: Vec<Round<'_>>, span: &Span) -> Option<Typed> {
    let is_kept = |round: &Round<'_>| match &round.filter {
        None => Some(true),
        Some(filter) => filter.as_const().and_then(Value::as_bool),
    };
    let kept: Vec<_> = rounds.iter().map(is_kept).collect::<Option<_>>()?;
    let ty = rounds
        .first()
        .map_or(Type::Dyn, |round| round.body.ty.clone());
    let kept = rounds.into_iter().zip(kept).filter(|(_, kept)| *kept);
    let items = kept.map(|(round, _)| round.body).collect();
    Some(fold::list(items, ty, span))
}

/// Returns the items whose body is true; `None` if a body is not constant.
fn kept_items(rounds: &[Round<'_>]) -> Option<Vec<Value>> {
    let mut kept = Vec::new();
    for round in rounds {
        if round.body.as_const()?.as_bool()? {
            kept.push(round.item.clone());
        }
    }
    Some(kept)
}

//! Macros over lists and the keys of maps.

use super::operators::known;
use super::{Checked, Checker, Fault, Local};
use crate::cel::ast::{Macro, MacroKind, Span};
use crate::cel::fold;
use crate::cel::typed::{Loop, Op, Typed};
use crate::cel::types::Type;
use crate::cel::value::Value;

/// Up to how many constants a macro is written out over.
const UNROLLED: usize = 64;

impl Checker<'_> {
    pub(super) fn run(&mut self, node: &Macro, span: &Span) -> Checked {
        let range = known(self.expression(&node.range)?).0;
        let item = match &range.ty {
            Type::List(item) => (**item).clone(),
            Type::Map(key, _) if !range.ty.is_dynamic() || range.as_const().is_some() => {
                (**key).clone()
            }
            Type::Map(..) => Type::Dyn,
            Type::Dyn => Type::Dyn,
            other => {
                let message = format!("`{}` is no list or map", self.shown(other));
                return Err(Fault::new(message, &node.range.span));
            }
        };
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
        let local = |value| Local {
            name: node.variable.text.clone(),
            number,
            ty: item.clone(),
            value,
        };
        self.locals.push(local(None));
        let filter = node.filter.as_ref().map(|filter| self.expression(filter));
        let body = self.expression(&node.body);
        self.locals.pop();
        let (filter, body) = (filter.transpose()?, body?);
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
        // A loop over nothing but its own items fails if one of its parts can.
        let fallible = range.fallible
            // It may turn out to be no list or map.
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

    /// Writes a macro over constants out, so that nothing of it is left to be done later.
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
        let mut bodies = Vec::with_capacity(items.len());
        self.budget.unrolled += 1;
        for value in items {
            self.locals.push(Local {
                name: node.variable.text.clone(),
                number: 0,
                ty: item.clone(),
                value: Some(value.clone()),
            });
            let filter = node.filter.as_ref().map(|filter| self.expression(filter));
            let body = self.expression(&node.body);
            self.locals.pop();
            let filter = filter.transpose()?;
            bodies.push((value, filter, body?));
        }
        self.budget.unrolled -= 1;
        match node.kind {
            MacroKind::All | MacroKind::Exists => {
                let all = node.kind == MacroKind::All;
                let empty = Typed::constant(Value::Bool(all), Type::Bool, span.clone());
                let mut result = empty;
                for (_, _, body) in bodies {
                    let body = self.bool(body, "the condition")?;
                    result = if all {
                        fold::and(result, body, span)
                    } else {
                        fold::or(result, body, span)
                    };
                }
                Ok(Some(result))
            }
            MacroKind::Map => {
                let is_kept = |filter: &Option<Typed>| match filter {
                    None => Some(true),
                    Some(filter) => filter.as_const().and_then(Value::as_bool),
                };
                let kept: Option<Vec<_>> = bodies
                    .iter()
                    .map(|(_, filter, _)| is_kept(filter))
                    .collect();
                let Some(kept) = kept else { return Ok(None) };
                let ty = bodies
                    .first()
                    .map_or(Type::Dyn, |(_, _, body)| body.ty.clone());
                let bodies = bodies.into_iter().zip(kept).filter(|(_, kept)| *kept);
                let items = bodies.map(|((_, _, body), _)| body).collect();
                Ok(Some(fold::list(items, ty, span)))
            }
            MacroKind::Filter | MacroKind::ExistsOne => {
                let known: Option<Vec<_>> = bodies
                    .iter()
                    .map(|(value, _, body)| Some((*value, body.as_const()?.as_bool()?)))
                    .collect();
                let Some(known) = known else { return Ok(None) };
                let kept = known.into_iter().filter(|(_, kept)| *kept);
                let kept: Vec<_> = kept.map(|(value, _)| value.clone()).collect();
                let (value, ty) = match node.kind {
                    MacroKind::Filter => (Value::List(kept), Type::list(item.clone())),
                    _ => (Value::Bool(kept.len() == 1), Type::Bool),
                };
                Ok(Some(Typed::constant(value, ty, span.clone())))
            }
        }
    }
}

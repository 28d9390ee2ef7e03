//! Plans macros over the items of a list or the keys of a map.

use super::{Lower, Result};
use crate::cel::ast::MacroKind;
use crate::cel::{self, Type, Typed, Value};
use crate::checks::Unsupported;
use crate::checks::store::Store;
use crate::checks::term::{Loop, Op, Term};

impl Lower<'_, '_> {
    /// Plans a macro.
    pub(super) fn run(&mut self, typed: &Typed, node: &cel::Loop) -> Result<Term> {
        let node = self.loop_of(node)?;
        let known = node.body.as_bool();
        match (node.kind, node.absorbs) {
            // Evaluate a range that can fail even if the result is known.
            (MacroKind::All, false) if known == Some(true) && !node.range.fails => {
                return Ok(node.body);
            }
            (MacroKind::Exists, false) if known == Some(false) && !node.range.fails => {
                return Ok(node.body);
            }
            _ => {}
        }
        let store = match node.kind {
            MacroKind::All | MacroKind::Exists | MacroKind::ExistsOne => Store::Bool,
            MacroKind::Filter => Store::List(Box::new(item_of(&node.range.store)?)),
            // An empty list has no item type.
            MacroKind::Map if node.body.is_empty_list() => Store::List(Box::new(Store::Value)),
            MacroKind::Map => Store::List(Box::new(node.body.store.clone())),
        };
        Ok(Term::new(
            Op::Loop(Box::new(node)),
            typed.ty.clone(),
            store,
            typed.fallible,
            &typed.span,
        ))
    }

    /// Plans the range, the filter and the body of a macro.
    pub(super) fn loop_of(&mut self, node: &cel::Loop) -> Result<Loop> {
        let range = match node.range.as_const() {
            // The keys of a constant map are constants too.
            Some(Value::Map(entries)) => {
                let keys = entries.iter().map(|(key, _)| key.clone()).collect();
                Term::constant(Value::List(keys), &Type::list(Type::Null))
            }
            _ => self.term(&node.range)?,
        };
        let metered = self.around.counts(&node.range);
        let item = item_of(&range.store)?;
        self.locals.insert(node.variable, item);
        let within = self.around.within(node);
        let around = std::mem::replace(&mut self.around, within);
        let body = self.term(&node.body);
        let filter = node.filter.as_ref().map(|filter| self.term(filter));
        self.around = around;
        self.locals.remove(&node.variable);
        let (body, filter) = (body?, filter.transpose()?);
        let parts_fail = |part: &Typed| part.fallible;
        Ok(Loop {
            kind: node.kind,
            range,
            metered,
            variable: node.variable,
            name: node.name.clone(),
            absorbs: parts_fail(&node.body) || node.filter.as_ref().is_some_and(parts_fail),
            filter,
            body,
        })
    }
}

/// Returns the store of the items of a range.
fn item_of(range: &Store) -> Result<Store> {
    match range {
        Store::List(item) => Ok((**item).clone()),
        Store::Map { key, .. } => Ok((**key).clone()),
        Store::Value => Ok(Store::Value),
        _ => Err(Unsupported::new(
            "a macro over such a value is not supported in a rule",
        )),
    }
}

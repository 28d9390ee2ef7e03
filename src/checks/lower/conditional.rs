//! Plans `condition ? yes : no`: simplifies the conditional and chooses its store.

use super::{Lower, Result};
use crate::cel::{Type, Typed, Value};
use crate::checks::store::Store;
use crate::checks::term::{Op, Term};

impl Lower<'_, '_> {
    pub(super) fn conditional(
        &mut self,
        typed: &Typed,
        condition: &Typed,
        yes: &Typed,
        no: &Typed,
    ) -> Result<Term> {
        let condition = self.term(condition)?;
        let (yes, no) = (self.term(yes)?, self.term(no)?);
        let fails = |branch: &Term| matches!(branch.op, Op::Fail(_));
        let store = match (fails(&yes), fails(&no)) {
            // A term that always fails can have any type.
            (true, false) => alike(&[&no], &typed.ty),
            (false, true) => alike(&[&yes], &typed.ty),
            _ => {
                let store = alike(&[&yes, &no], &typed.ty);
                return Ok(chosen(condition, yes, no, typed, store));
            }
        };
        Ok(new(condition, yes, no, typed, store))
    }
}

fn new(condition: Term, yes: Term, no: Term, typed: &Typed, store: Store) -> Term {
    let op = Op::If(Box::new(condition), Box::new(yes), Box::new(no));
    Term::new(op, typed.ty.clone(), store, typed.fallible, &typed.span)
}

/// Returns a conditional, or a simpler term with the same value.
fn chosen(condition: Term, yes: Term, no: Term, typed: &Typed, store: Store) -> Term {
    // Keep the order of evaluation.
    if let Op::After(first, value) = condition.op {
        let value = Box::new(chosen(*value, yes, no, typed, store));
        let (ty, store, span) = (value.ty.clone(), value.store.clone(), &typed.span);
        return Term::new(Op::After(first, value), ty, store, true, span);
    }
    if let Some(holds) = condition.as_bool() {
        let value = if holds { &yes } else { &no };
        // Other values may need a conversion to the store of both branches. The conversion depends on the target.
        if value.store == store
            && store.is_small()
            && (store == Store::Bool || value.as_const().is_none())
        {
            return value.clone();
        }
    }
    if store != Store::Bool {
        return new(condition, yes, no, typed, store);
    }
    match (yes.as_bool(), no.as_bool()) {
        (Some(yes), Some(no)) if yes == no => Term::known(yes, &typed.span).after(condition),
        (Some(true), _) => condition.or(no),
        (Some(false), _) => condition.not().and(no),
        (_, Some(false)) => condition.and(yes),
        (_, Some(true)) => condition.not().or(yes),
        (None, None) => new(condition, yes, no, typed, store),
    }
}

/// Returns the common store of several values of one type, for a result that is one of them.
pub(super) fn alike(terms: &[&Term], ty: &Type) -> Store {
    if ty.is_dynamic() || *ty == Type::Meta {
        return Store::Value;
    }
    let first = terms.first().map(|term| &term.store);
    match ty {
        Type::Nullable(inner) => Store::Maybe(Box::new(Store::of_type(inner))),
        Type::List(item) => {
            let known = terms.iter().filter(|term| !is_written_empty(term));
            let mut known = known.map(|term| &term.store);
            match known.next() {
                None => Store::List(Box::new(Store::I64)),
                Some(first) if known.all(|store| store == first) => first.clone(),
                Some(_) => Store::List(Box::new(match &**item {
                    Type::Nullable(inner) => Store::Maybe(Box::new(Store::of_type(inner))),
                    item => Store::of_type(item),
                })),
            }
        }
        Type::Map(..) => match first {
            Some(Store::Map { key, value, .. }) => Store::Map {
                key: key.clone(),
                value: value.clone(),
                maybe: true,
            },
            _ => Store::of_type(ty),
        },
        Type::Message(id) => Store::Message {
            id: *id,
            maybe: !terms.iter().any(|term| term.is_made()),
        },
        ty => match first {
            // Numbers of the same width keep it.
            Some(first) if terms.iter().all(|term| term.store == *first) => first.clone(),
            _ => Store::of_type(ty),
        },
    }
}

fn is_written_empty(term: &Term) -> bool {
    matches!(&term.op, Op::Const(Value::List(items)) if items.is_empty())
}

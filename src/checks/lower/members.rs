//! Plans membership tests and access to items by index or key.

use super::limits::{integer, with_constant};
use super::{Lower, Result};
use crate::cel::{Comparison, Dynamic, Function, Type, Typed, Value};
use crate::checks::Unsupported;
use crate::checks::constants::Constants;
use crate::checks::store::Store;
use crate::checks::term::{Form, Op, Operands, Term};

impl Lower<'_, '_> {
    /// Plans `item in container`.
    pub(super) fn contains(
        &mut self,
        typed: &Typed,
        item: &Typed,
        container: &Typed,
    ) -> Result<Term> {
        let keys: Vec<_>;
        let values = match container.as_const() {
            Some(Value::List(values)) => Some(values),
            Some(Value::Map(entries)) => {
                keys = entries.iter().map(|(key, _)| key.clone()).collect();
                Some(&keys)
            }
            _ => None,
        };
        let item = self.term(item)?;
        if let Some(term) = values.and_then(|values| among(&item, values, typed)) {
            // Evaluate an item that can fail even if the result is known.
            return Ok(match term.as_bool() {
                Some(_) => term.after(item),
                None => term,
            });
        }
        let counts = self.around.counts(container);
        let container = self.term(container)?;
        let new = |op| Term::bool(op, typed.fallible, &typed.span);
        match container.store.clone() {
            Store::Value => Ok(new(dynamic(Dynamic::Contains, vec![container, item]))),
            Store::Map { .. } if item.store.is_loose() => {
                Ok(new(dynamic(Dynamic::Contains, vec![container, item])))
            }
            Store::Map { key, .. } => {
                let key = Box::new(as_key(&key, item)?);
                let map = Box::new(container);
                Ok(new(Op::HasEntry { map, key }))
            }
            Store::List(held) => Ok(new(Op::InList {
                operands: Operands::of(&held, &item.store),
                item: Box::new(item),
                list: Box::new(container),
                metered: counts,
            })),
            _ => Err(unsupported_container()),
        }
    }

    /// Plans `list[index]` and `map[key]`.
    pub(super) fn item(&mut self, typed: &Typed, container: &Typed, index: &Typed) -> Result<Term> {
        let (container, index) = (self.term(container)?, self.term(index)?);
        let new = |op, store| Term::new(op, typed.ty.clone(), store, typed.fallible, &typed.span);
        let is_loose = index.store.is_loose();
        match container.store.clone() {
            Store::Value => Ok(new(
                dynamic(Dynamic::Index, vec![container, index]),
                Store::Value,
            )),
            _ if is_loose => Ok(new(
                dynamic(Dynamic::Index, vec![container, index]),
                Store::Value,
            )),
            Store::Map { key, value, .. } => {
                let op = Op::Call {
                    function: Function::Entry,
                    arguments: vec![container, as_key(&key, index)?],
                    form: Form::Plain,
                };
                Ok(new(op, *value))
            }
            Store::List(item) => {
                let index = match index.store {
                    Store::I32 | Store::I64 | Store::Size => index,
                    Store::U32 | Store::U64 => {
                        let span = index.span.clone();
                        let op = Op::Call {
                            function: Function::IntFromUint,
                            arguments: vec![index],
                            form: Form::Plain,
                        };
                        Term::new(op, Type::Int, Store::I64, true, &span)
                    }
                    _ => return Err(unsupported_key()),
                };
                let op = Op::Call {
                    function: Function::Item,
                    arguments: vec![container, index],
                    form: Form::Plain,
                };
                Ok(new(op, *item))
            }
            _ => Err(unsupported_container()),
        }
    }
}

/// Plans a function that checks the types of its arguments at run time.
fn dynamic(function: Dynamic, arguments: Vec<Term>) -> Op {
    Op::Call {
        function: Function::Dynamic(function),
        arguments,
        form: Form::Plain,
    }
}

/// Plans the test whether a value is one of several constants; `None` if the test needs a function call.
fn among(item: &Term, values: &[Value], typed: &Typed) -> Option<Term> {
    let span = &typed.span;
    if let [value] = values
        && let Some(term) = with_constant(Comparison::Equal, item, value, span)
    {
        return Some(term);
    }
    if let ([value @ (Value::String(_) | Value::Bytes(_))], Store::Text | Store::Bytes) =
        (values, &item.store)
    {
        let value = Term::constant(value.clone(), &item.ty);
        return Some(super::operands::pair(
            Comparison::Equal,
            item.clone(),
            value,
            span,
        ));
    }
    if values.is_empty() {
        return Some(Term::known(false, span));
    }
    let constants = constants_of(&item.store, values)?;
    Some(if constants.is_empty() {
        Term::known(false, span)
    } else {
        Term::bool(
            Op::OneOf(Box::new(item.clone()), constants),
            item.fails,
            span,
        )
    })
}

/// Returns the constants as a set for values in this store; `None` if they have no such set.
fn constants_of(store: &Store, values: &[Value]) -> Option<Constants> {
    Some(match store {
        Store::I32 | Store::I64 | Store::U32 | Store::U64 => {
            let (min, max) = store.limits()?;
            let is_int = matches!(store, Store::I32 | Store::I64);
            let number = |value: &Value| match value {
                Value::Int(_) if is_int => integer(value),
                Value::Uint(_) if !is_int => integer(value),
                _ => None,
            };
            let numbers: Option<Vec<_>> = values.iter().map(number).collect();
            // A narrower number never equals a constant outside its range.
            let fits = |number: &i128| (min..=max).contains(number);
            Constants::numbers(numbers?.into_iter().filter(fits).collect())
        }
        Store::Text => {
            let texts: Option<Vec<_>> = values.iter().map(Value::as_str).collect();
            Constants::texts(texts?.into_iter().map(str::to_owned))
        }
        Store::Bytes => {
            let bytes = |value: &Value| match value {
                Value::Bytes(bytes) => Some(bytes.clone()),
                _ => None,
            };
            let bytes: Option<Vec<_>> = values.iter().map(bytes).collect();
            Constants::bytes(bytes?)
        }
        Store::Bool => {
            let bools: Option<Vec<_>> = values.iter().map(Value::as_bool).collect();
            Constants::bools(bools?)
        }
        _ => return None,
    })
}

/// Plans a value as a key of a map with keys in this store.
fn as_key(key: &Store, value: Term) -> Result<Term> {
    let narrows = match (key, &value.store) {
        (a, b) if a == b => false,
        (Store::I64, Store::I32 | Store::U32 | Store::Size) => false,
        (Store::U64, Store::U32 | Store::Size) => false,
        (key, store) if key.is_integer() && store.is_integer() => {
            let known = value.as_const().and_then(integer);
            let limits = key.limits();
            !matches!((known, limits), (Some(known), Some((min, max)))
                if (min..=max).contains(&known) && known <= i64::MAX.into())
        }
        _ => return Err(unsupported_key()),
    };
    let (ty, fails, span) = (value.ty.clone(), value.fails, value.span.clone());
    let value = Box::new(value);
    Ok(Term::new(
        Op::Key { value, narrows },
        ty,
        key.clone(),
        fails,
        &span,
    ))
}

fn unsupported_key() -> Unsupported {
    Unsupported::new("such a key or index is not supported in a rule")
}

fn unsupported_container() -> Unsupported {
    Unsupported::new("such a container is not supported in a rule")
}

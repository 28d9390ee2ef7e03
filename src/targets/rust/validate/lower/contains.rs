//! Membership, and items by index or key.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Hold, Item, Map, Repr, after, any, atom, attempt, binary, call, closure, is_known,
    is_made, method, reference,
};
use super::super::literal;
use super::Lower;
use super::constants::with_constant;
use crate::cel::{Comparison, Typed, Value};
use crate::targets::rust::syntax::{Expr, Statement};

impl Lower<'_, '_> {
    pub(super) fn contains(
        &mut self,
        item: &Typed,
        container: &Typed,
        fallible: bool,
    ) -> Result<Code> {
        let keys: Vec<_>;
        let values = match container.as_const() {
            Some(Value::List(values)) => Some(values),
            Some(Value::Map(entries)) => {
                keys = entries.iter().map(|(key, _)| key.clone()).collect();
                Some(&keys)
            }
            _ => None,
        };
        let fails = item.fallible;
        let item = self.code(item)?;
        if let Some(expr) = values.and_then(|values| among(&item, values)) {
            // What decides it before the item is evaluated would hide that it cannot be.
            let expr = match is_known(&expr) {
                Some(_) if fails => after(item.expr, expr),
                _ => expr,
            };
            return Ok(Code::new(expr, Repr::Bool));
        }
        let typed = container;
        let container = self.code(container)?;
        let expr = match container.repr.clone() {
            Repr::Value(_) => self.holds(container, item, fallible)?,
            Repr::Map(_) if is_loose(&item) => self.holds(container, item, fallible)?,
            Repr::Map(map) => has_key(&map, container.expr, item)?,
            Repr::List(list) => {
                let held = Code::new(atom("held"), (*list.item.repr).clone());
                // In a closure, nothing may fail.
                let (wanted, item) = match fails {
                    true => {
                        let item = item.lasting();
                        let wanted = match is_made(&item.expr) {
                            true => reference(atom("wanted")),
                            false => atom("wanted"),
                        };
                        (Some(item.expr), Code::new(wanted, item.repr))
                    }
                    false => (None, item),
                };
                let test = self.two(Comparison::Equal, held, item)?;
                let items = self.metered(typed, method(container.expr, "iter", []));
                let test = any(items, list.item.refs, "held", test);
                match wanted {
                    Some(value) => with(value, test),
                    None => test,
                }
            }
            _ => {
                return Err(Unsupported(
                    "such a container is not supported in a rule".to_owned(),
                ));
            }
        };
        Ok(Code::new(expr, Repr::Bool))
    }

    /// Whether a value holds another.
    fn holds(&mut self, container: Code, item: Code, fallible: bool) -> Result<Expr> {
        let item = self.value_reference(item)?;
        let holds = method(self.value(container)?.expr, "contains", [item]);
        Ok(match fallible {
            true => attempt(holds),
            false => binary(holds, "==", call("Ok", [atom("true")])),
        })
    }

    /// `list[index]`, `map[key]`.
    pub(super) fn item(&mut self, container: &Typed, index: &Typed) -> Result<Code> {
        let (container, index) = (self.code(container)?, self.code(index)?);
        match container.repr.clone() {
            Repr::Value(_) => self.indexed(container, index),
            _ if is_loose(&index) => self.indexed(container, index),
            Repr::Map(map) => entry(&map, container.expr, index),
            Repr::List(list) => {
                let index = match index.repr {
                    Repr::I32 | Repr::I64 | Repr::Usize => index.into_int(),
                    Repr::U32 | Repr::U64 => attempt(call("int::from_uint", [index.into_uint()])),
                    _ => return Err(unsupported_key()),
                };
                let get = call("list::get", [container.into_items(), index]);
                Ok(dereferenced(attempt(get), list.item))
            }
            _ => Err(Unsupported(
                "such a container is not supported in a rule".to_owned(),
            )),
        }
    }
}

impl Lower<'_, '_> {
    /// An item or entry of a value, or by one.
    fn indexed(&mut self, container: Code, index: Code) -> Result<Code> {
        let container = self.value(container)?.expr;
        let found = match &index.expr {
            Expr::Atom(name) if name.starts_with('"') => method(container, "select", [index.expr]),
            _ => method(container, "index", [self.value_reference(index)?]),
        };
        Ok(Code::new(attempt(found), Repr::Value(Hold::Ref)))
    }
}

/// Whether only the value tells if it can be an index or a key.
fn is_loose(code: &Code) -> bool {
    matches!(code.repr, Repr::Value(_) | Repr::F32 | Repr::F64)
}

/// What is made of a value that is evaluated once, by the name `wanted`.
fn with(value: Expr, made: Expr) -> Expr {
    let wanted = Statement::Let {
        pattern: "wanted".to_owned(),
        type_name: None,
        value,
    };
    Expr::Block(vec![wanted], Some(Box::new(made)))
}

/// Whether a value is one of some constants.
fn among(code: &Code, values: &[Value]) -> Option<Expr> {
    if let [value] = values
        && let Some(expr) = with_constant(Comparison::Equal, code, value)
    {
        return Some(expr);
    }
    let (mut patterns, mut numbers): (Vec<String>, _) = (Vec::new(), Vec::new());
    for value in values {
        match (value, &code.repr) {
            // What a narrower number cannot be is left out.
            (Value::Int(value), Repr::I32) if i32::try_from(*value).is_err() => {}
            (Value::Uint(value), Repr::U32) if u32::try_from(*value).is_err() => {}
            (Value::Int(value), Repr::I32 | Repr::I64) => numbers.push(i128::from(*value)),
            (Value::Uint(value), Repr::U32 | Repr::U64) => numbers.push(i128::from(*value)),
            (Value::String(value), Repr::Text(_)) => patterns.push(format!("{value:?}")),
            (Value::Bytes(value), Repr::Bytes(_)) => {
                patterns.push(format!("b\"{}\"", value.escape_ascii()));
            }
            (Value::Bool(value), Repr::Bool) => patterns.push(value.to_string()),
            _ => return None,
        }
    }
    let mut patterns = literal::distinct(patterns);
    patterns.extend(literal::patterns(numbers));
    if patterns.is_empty() {
        return Some(atom("false"));
    }
    let value = code.clone().into_slice();
    Some(Expr::Matches(Box::new(value), patterns))
}

fn unsupported_key() -> Unsupported {
    Unsupported("such a key or index is not supported in a rule".to_owned())
}

/// The key of a map that an expression gives.
enum Key {
    /// By reference, as the map takes it.
    Sure(Expr),
    /// The narrower number, as a `Result`: if it does not fit, no entry has it.
    Narrowed(Expr),
}

fn key(map: &Map, item: Code) -> Result<Key> {
    let narrowed = |ty: &str, expr: Expr| Key::Narrowed(call(format!("{ty}::try_from"), [expr]));
    Ok(match (&*map.key.repr, &item.repr) {
        (Repr::Text(_), Repr::Text(_)) => Key::Sure(item.into_slice()),
        (a, b) if a == b => Key::Sure(reference(item.expr)),
        (Repr::I64, Repr::I32 | Repr::Usize) => Key::Sure(reference(item.into_int())),
        (Repr::I64, Repr::U32) => Key::Sure(reference(call("i64::from", [item.expr]))),
        (Repr::U64, Repr::U32 | Repr::Usize) => Key::Sure(reference(item.into_uint())),
        (Repr::I32 | Repr::I64 | Repr::U32 | Repr::U64, repr) if is_integer(repr) => {
            let ty = match &*map.key.repr {
                Repr::I32 => "i32",
                Repr::I64 => "i64",
                Repr::U32 => "u32",
                _ => "u64",
            };
            // A literal takes the type that is asked for.
            let literal = match &item.expr {
                Expr::Unary("-", inner) => match &**inner {
                    Expr::Atom(text) if text.starts_with(|c: char| c.is_ascii_digit()) => {
                        match ty {
                            "i32" => format!("-{text}").parse::<i32>().is_ok(),
                            "i64" => true,
                            _ => false,
                        }
                    }
                    _ => false,
                },
                Expr::Atom(text) if text.starts_with(|c: char| c.is_ascii_digit()) => match ty {
                    "i32" => text.parse::<i32>().is_ok(),
                    "u32" => text.parse::<u32>().is_ok(),
                    _ => text.parse::<i64>().is_ok(),
                },
                _ => false,
            };
            match literal {
                true => Key::Sure(reference(item.expr)),
                false => narrowed(ty, literal::wide(item.expr, &item.repr)),
            }
        }
        _ => return Err(unsupported_key()),
    })
}

fn is_integer(repr: &Repr) -> bool {
    matches!(
        repr,
        Repr::I32 | Repr::I64 | Repr::U32 | Repr::U64 | Repr::Usize
    )
}

fn has_key(map: &Map, container: Expr, item: Code) -> Result<Expr> {
    apart(map, container, item, has_key_of)
}

fn has_key_of(map: &Map, container: Expr, item: Code) -> Result<Expr> {
    let contains = |map: Expr, key: Expr| method(map, "contains_key", [key]);
    let within = |name: &str, test: Expr| closure(&[name.to_owned()], test);
    let in_map = |key: Expr| match map.maybe {
        false => contains(container, key),
        true => method(
            container,
            "is_some_and",
            [within("m", contains(atom("m"), key))],
        ),
    };
    Ok(match key(map, item)? {
        Key::Sure(key) => in_map(key),
        Key::Narrowed(key) => {
            let test = in_map(reference(atom("narrow")));
            method(key, "is_ok_and", [within("narrow", test)])
        }
    })
}

/// An entry of a map by its key, which must be there.
fn entry(map: &Map, container: Expr, item: Code) -> Result<Code> {
    let found = apart(map, container, item, entry_of)?;
    Ok(dereferenced(attempt(found), map.value.clone()))
}

fn entry_of(map: &Map, container: Expr, item: Code) -> Result<Expr> {
    let within = |name: &str, get: Expr| closure(&[name.to_owned()], get);
    let in_map = |key: Expr| match map.maybe {
        false => method(container, "get", [key]),
        true => {
            let get = method(atom("m"), "get", [key]);
            method(container, "and_then", [within("m", get)])
        }
    };
    let found = match key(map, item)? {
        Key::Sure(key) => in_map(key),
        Key::Narrowed(key) => {
            let get = in_map(reference(atom("narrow")));
            method(method(key, "ok", []), "and_then", [within("narrow", get)])
        }
    };
    Ok(method(found, "ok_or", [atom("cel::Error::NoSuchKey")]))
}

/// What is made of a map and a key, of which those that can fail are evaluated before the closures around them.
fn apart(
    map: &Map,
    container: Expr,
    item: Code,
    make: impl FnOnce(&Map, Expr, Code) -> Result<Expr>,
) -> Result<Expr> {
    let is_narrowed = map.key.repr != Box::new(item.repr.clone()) && is_integer(&item.repr);
    let mut first = Vec::new();
    let mut bound = |name: &str, value: Expr| {
        first.push(Statement::Let {
            pattern: name.to_owned(),
            type_name: None,
            value,
        });
        atom(name)
    };
    let container = match is_narrowed && container.ends() {
        true if map.place => bound("held", reference(container)),
        true => bound("held", container),
        false => container,
    };
    let item = match map.maybe && item.expr.ends() {
        true => {
            let item = item.lasting();
            Code::new(bound("wanted", item.expr), item.repr)
        }
        false => item,
    };
    let made = make(map, container, item)?;
    Ok(match first.is_empty() {
        true => made,
        false => Expr::Block(first, Some(Box::new(made))),
    })
}

/// A value that is given by reference.
fn dereferenced(expr: Expr, item: Item) -> Code {
    match item.refs {
        "" => Code::new(expr, *item.repr),
        refs => {
            let place = refs
                .chars()
                .fold(expr, |expr, _| Expr::Unary("*", Box::new(expr)));
            Code::new(place, *item.repr)
        }
    }
}

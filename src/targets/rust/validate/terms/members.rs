//! Generates membership tests and access to items by index or key.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Hold, Item, Map, Repr, any, atom, attempt, binary, call, closure, is_made, method,
    reference,
};
use super::super::literal;
use super::Terms;
use crate::cel::Comparison;
use crate::checks::{Op, Operands, Term};
use crate::targets::rust::syntax::{Expr, Statement};

impl Terms<'_, '_> {
    /// Generates the test whether a value is one of several.
    pub(super) fn membership(&mut self, term: &Term) -> Result<Expr> {
        match &term.op {
            Op::OneOf(value, constants) => {
                let value = self.code(value)?.into_slice();
                Ok(Expr::Matches(Box::new(value), literal::patterns(constants)))
            }
            Op::InList {
                item,
                list,
                operands,
                metered,
            } => self.in_list(item, list, operands, *metered),
            Op::HasEntry { map, key } => {
                let (key, narrows) = self.key(key)?;
                let map = self.code(map)?;
                let Repr::Map(held) = map.repr.clone() else {
                    return Err(unsupported_container());
                };
                Ok(apart(&held, map.expr, (key, narrows), has_key))
            }
            _ => self.bool(term),
        }
    }

    fn in_list(
        &mut self,
        item: &Term,
        list: &Term,
        operands: &Operands,
        metered: bool,
    ) -> Result<Expr> {
        let fails = item.fails;
        let (item, list) = (self.code(item)?, self.code(list)?);
        let Repr::List(held) = list.repr.clone() else {
            return Err(unsupported_container());
        };
        // The closure cannot return an error, so the value is evaluated before it.
        let (wanted, item) = if fails {
            let item = item.lasting();
            let wanted = if is_made(&item.expr) {
                reference(atom("wanted"))
            } else {
                atom("wanted")
            };
            (Some(item.expr), Code::new(wanted, item.repr))
        } else {
            (None, item)
        };
        let element = held.item.code(atom("held"));
        let test = self.two(Comparison::Equal, operands, element, item)?;
        let items = super::iterators::metered(metered, method(list.expr, "iter", []));
        let test = any(items, held.item.refs, "held", test);
        Ok(match wanted {
            Some(value) => with(value, test),
            None => test,
        })
    }

    /// Generates the test whether a value whose type is known only at run time contains another.
    pub(super) fn holds(&mut self, arguments: &[Term], fails: bool) -> Result<Code> {
        let (item, container) = (self.nth(arguments, 1)?, self.nth(arguments, 0)?);
        let item = self.value_reference(item)?;
        let holds = method(self.value(container)?.expr, "contains", [item]);
        let holds = if fails {
            attempt(holds)
        } else {
            binary(holds, "==", call("Ok", [atom("true")]))
        };
        Ok(Code::new(holds, Repr::Bool))
    }

    /// Generates `list[index]`.
    pub(super) fn item(&mut self, arguments: &[Term]) -> Result<Code> {
        let (list, index) = (self.nth(arguments, 0)?, self.nth(arguments, 1)?);
        let Repr::List(held) = list.repr.clone() else {
            return Err(unsupported_container());
        };
        let get = call("list::get", [list.into_items(), index.into_int()]);
        Ok(dereferenced(attempt(get), held.item))
    }

    /// Generates `map[key]`. A missing key is an error.
    pub(super) fn entry(&mut self, arguments: &[Term]) -> Result<Code> {
        let map = self.nth(arguments, 0)?;
        let [_, key] = arguments else {
            return Err(unsupported_container());
        };
        let key = self.key(key)?;
        let Repr::Map(held) = map.repr.clone() else {
            return Err(unsupported_container());
        };
        let found = apart(&held, map.expr, key, entry);
        Ok(dereferenced(attempt(found), held.value))
    }

    /// Generates access to an item or entry if the type of the container or of the key is known only at run time.
    pub(super) fn indexed(&mut self, arguments: &[Term]) -> Result<Code> {
        let (container, index) = (self.nth(arguments, 0)?, self.nth(arguments, 1)?);
        let container = self.value(container)?.expr;
        let found = match &index.expr {
            Expr::Atom(name) if name.starts_with('"') => method(container, "select", [index.expr]),
            _ => method(container, "index", [self.value_reference(index)?]),
        };
        Ok(Code::new(attempt(found), Repr::Value(Hold::Ref)))
    }

    /// Generates a key. The bool is true if the key may be out of the range of the map's key type.
    fn key(&mut self, key: &Term) -> Result<(Code, bool)> {
        let narrows = matches!(key.op, Op::Key { narrows: true, .. });
        Ok((self.code(key)?, narrows))
    }
}

/// Evaluates a value once, by binding it to `wanted` for the expression `made`.
fn with(value: Expr, made: Expr) -> Expr {
    let wanted = Statement::Let {
        pattern: "wanted".to_owned(),
        type_name: None,
        value,
    };
    Expr::Block(vec![wanted], Some(Box::new(made)))
}

fn unsupported_container() -> Unsupported {
    Unsupported::new("such a container is not supported in a rule")
}

/// The key for a map lookup.
enum Key {
    /// A reference to the key.
    Sure(Expr),
    /// A `Result` of the narrower number. If the number does not fit, the map has no such entry.
    Narrowed(Expr),
}

fn key(map: &Map, (item, narrows): (Code, bool)) -> Key {
    let held = &*map.key.repr;
    if narrows {
        let ty = match held {
            Repr::I32 => "i32",
            Repr::I64 => "i64",
            Repr::U32 => "u32",
            _ => "u64",
        };
        let number = literal::wide(item.expr, &item.repr);
        return Key::Narrowed(call(format!("{ty}::try_from"), [number]));
    }
    Key::Sure(match (held, &item.repr) {
        (Repr::Text(_), Repr::Text(_)) => item.into_slice(),
        (held, repr) if held == repr => reference(item.expr),
        (Repr::I64, Repr::I32 | Repr::Usize) => reference(item.into_int()),
        (Repr::I64, Repr::U32) => reference(call("i64::from", [item.expr])),
        (Repr::U64, Repr::U32 | Repr::Usize) => reference(item.into_uint()),
        // The compiler infers the type of a literal.
        _ => reference(item.expr),
    })
}

fn is_integer(repr: &Repr) -> bool {
    matches!(
        repr,
        Repr::I32 | Repr::I64 | Repr::U32 | Repr::U64 | Repr::Usize
    )
}

fn has_key(map: &Map, container: Expr, item: (Code, bool)) -> Expr {
    let contains = |map: Expr, key: Expr| method(map, "contains_key", [key]);
    let within = |name: &str, test: Expr| closure(&[name.to_owned()], test);
    let in_map = |key: Expr| {
        if map.maybe {
            method(
                container,
                "is_some_and",
                [within("m", contains(atom("m"), key))],
            )
        } else {
            contains(container, key)
        }
    };
    match key(map, item) {
        Key::Sure(key) => in_map(key),
        Key::Narrowed(key) => {
            let test = in_map(reference(atom("narrow")));
            method(key, "is_ok_and", [within("narrow", test)])
        }
    }
}

/// Returns the entry of a map by its key, as a `Result`.
fn entry(map: &Map, container: Expr, item: (Code, bool)) -> Expr {
    let within = |name: &str, get: Expr| closure(&[name.to_owned()], get);
    let in_map = |key: Expr| {
        if map.maybe {
            let get = method(atom("m"), "get", [key]);
            method(container, "and_then", [within("m", get)])
        } else {
            method(container, "get", [key])
        }
    };
    let found = match key(map, item) {
        Key::Sure(key) => in_map(key),
        Key::Narrowed(key) => {
            let get = in_map(reference(atom("narrow")));
            method(method(key, "ok", []), "and_then", [within("narrow", get)])
        }
    };
    method(found, "ok_or", [atom("cel::Error::NoSuchKey")])
}

/// Passes a map and a key to `make`. Those that can fail are evaluated first, outside of the closures that `make`
/// creates.
fn apart(
    map: &Map,
    container: Expr,
    (item, narrows): (Code, bool),
    make: impl FnOnce(&Map, Expr, (Code, bool)) -> Expr,
) -> Expr {
    let is_narrowed = *map.key.repr != item.repr && is_integer(&item.repr);
    let mut first = Vec::new();
    let mut bound = |name: &str, value: Expr| {
        first.push(Statement::Let {
            pattern: name.to_owned(),
            type_name: None,
            value,
        });
        atom(name)
    };
    let container = if !(is_narrowed && container.ends()) {
        container
    } else if map.place {
        bound("held", reference(container))
    } else {
        bound("held", container)
    };
    let item = if map.maybe && item.expr.ends() {
        let item = item.lasting();
        Code::new(bound("wanted", item.expr), item.repr)
    } else {
        item
    };
    let made = make(map, container, (item, narrows));
    if first.is_empty() {
        made
    } else {
        Expr::Block(first, Some(Box::new(made)))
    }
}

/// Dereferences a value.
fn dereferenced(expr: Expr, item: Item) -> Code {
    match item.refs {
        // Reading its number dereferences it.
        _ if matches!(*item.repr, Repr::OpenEnum(_)) => item.code(expr),
        "" => Code::new(expr, *item.repr),
        refs => {
            let place = refs
                .chars()
                .fold(expr, |expr, _| Expr::Unary("*", Box::new(expr)));
            Code::new(place, *item.repr)
        }
    }
}

//! Macros as iterators.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Hold, Item, List, Map, Repr, any, attempt, binary, call, closure, mapped, method,
};
use super::Lower;
use crate::cel::{Loop, Type, Typed, Value, ast::MacroKind};
use crate::targets::rust::syntax::Expr;

impl Lower<'_, '_> {
    pub(super) fn run(&mut self, node: &Loop) -> Result<Code> {
        let (items, item) = self.items(&node.range)?;
        let name = self.local(&node.name);
        let variable = Code::new(super::atom(name.clone()), (*item.repr).clone());
        self.locals.insert(node.variable, variable);
        let number = node.variable;
        let parameter = format!("{}{name}", item.refs);
        // A filter sees the items that an iterator gives by one more reference.
        let filtered = format!("&{parameter}");
        let parts_fail =
            node.body.fallible || node.filter.as_ref().is_some_and(|filter| filter.fallible);
        match (node.kind, parts_fail) {
            (MacroKind::All, false) => {
                let test = self.bool(&node.body)?;
                let test = self.closure(number, parameter, test);
                Ok(boolean(method(items, "all", [test])))
            }
            (MacroKind::Exists, false) => {
                let test = self.bool(&node.body)?;
                Ok(boolean(match self.used.remove(&number) {
                    true => any(items, item.refs, &name, test),
                    false => any(items, "", &unused(&name), test),
                }))
            }
            (MacroKind::ExistsOne, false) => {
                let test = self.bool(&node.body)?;
                let test = self.closure(number, filtered, test);
                let kept = method(items, "filter", [test]);
                let count = method(kept, "count", []);
                Ok(boolean(binary(count, "==", super::atom("1"))))
            }
            (MacroKind::All | MacroKind::Exists | MacroKind::ExistsOne, true) => {
                let function = match node.kind {
                    MacroKind::All => "logic::all",
                    MacroKind::Exists => "logic::exists",
                    _ => "logic::exists_one",
                };
                let test = self.fallible(&node.body)?;
                let test = self.closure(number, parameter, test);
                Ok(boolean(attempt(call(function, [items, test]))))
            }
            (MacroKind::Filter, false) => {
                let test = self.bool(&node.body)?;
                let test = self.closure(number, filtered, test);
                let kept = method(items, "filter", [test]);
                Ok(Code::new(collected(kept), by_reference(item)))
            }
            (MacroKind::Filter, true) => {
                let test = self.fallible(&node.body)?;
                let test = self.closure(number, parameter, test);
                let kept = attempt(call("logic::filter", [items, test]));
                Ok(Code::new(kept, by_reference(item)))
            }
            (MacroKind::Map, _) => self.mapped(node, items, (item.refs, &name), parts_fail),
        }
    }

    /// A closure over a macro's variable, which is marked if it is not used.
    fn closure(&mut self, number: u32, parameter: String, body: Expr) -> Expr {
        let parameter = match self.used.remove(&number) {
            true => parameter,
            false => unused(&parameter),
        };
        closure(&[parameter], body)
    }

    fn mapped(
        &mut self,
        node: &Loop,
        items: Expr,
        (refs, name): (&str, &str),
        parts_fail: bool,
    ) -> Result<Code> {
        let body = self.code(&node.body)?;
        let repr = owned_item(&body)?;
        let body_code = match &repr.repr.as_ref() {
            Repr::Timestamp | Repr::Duration => body.into_time(),
            Repr::Text(_) | Repr::Bytes(_) => body.into_slice_if_borrowed(),
            Repr::Value(_) => self.owned_value(body)?,
            Repr::Message(_) => body.into_reference(),
            Repr::List(_) | Repr::Map(_) => borrowed(body),
            _ => body.expr,
        };
        let parameter = format!("{refs}{name}");
        let list = Repr::List(List {
            place: true,
            item: repr,
        });
        let number = node.variable;
        let (refs, name) = match self.used.remove(&number) {
            true => (refs, name.to_owned()),
            false => ("", unused(name)),
        };
        let value = || closure(&[format!("{refs}{name}")], super::okay(body_code.clone()));
        let expr = match (parts_fail, &node.filter) {
            (false, None) => collected(mapped(items, refs, &name, body_code)),
            (false, Some(filter)) => {
                let test = self.bool(filter)?;
                let test = self.closure(number, format!("&{parameter}"), test);
                let kept = method(items, "filter", [test]);
                collected(mapped(kept, refs, &name, body_code))
            }
            (true, None) => attempt(call("logic::map", [items, value()])),
            (true, Some(filter)) => {
                let test = self.fallible(filter)?;
                let test = self.closure(number, parameter, test);
                attempt(call("logic::filter_map", [items, test, value()]))
            }
        };
        Ok(Code::new(expr, list))
    }

    /// An iterator over what a macro runs over, and what it gives.
    fn items(&mut self, range: &Typed) -> Result<(Expr, Item)> {
        let code = match range.as_const() {
            // The keys of a map are known with it.
            Some(Value::Map(entries)) => {
                let keys = entries.iter().map(|(key, _)| key.clone()).collect();
                self.constant(&Value::List(keys), &Type::list(Type::Null))?
            }
            _ => self.code(range)?,
        };
        match code.repr {
            Repr::List(list) => Ok((method(code.expr, "iter", []), list.item)),
            Repr::Map(map) if map.maybe => {
                let keys = method(method(code.expr, "into_iter", []), "flatten", []);
                let first = closure(&["(key, _)".to_owned()], super::atom("key"));
                Ok((method(keys, "map", [first]), map.key))
            }
            Repr::Map(map) => Ok((method(code.expr, "keys", []), map.key)),
            Repr::Value(_) => {
                let items = attempt(method(code.expr, "range", []));
                let item = Item::new("", Repr::Value(Hold::Ref));
                Ok((method(items, "iter", []), item))
            }
            _ => Err(Unsupported(
                "a macro over such a value is not supported in a rule".to_owned(),
            )),
        }
    }

    /// How many items a filter lets through, without a list of them.
    pub(super) fn count(&mut self, node: &Loop) -> Result<Option<Expr>> {
        if node.kind != MacroKind::Filter || node.body.fallible {
            return Ok(None);
        }
        let (items, item) = self.items(&node.range)?;
        let name = self.local(&node.name);
        let variable = Code::new(super::atom(name.clone()), (*item.repr).clone());
        self.locals.insert(node.variable, variable);
        let test = self.bool(&node.body)?;
        let test = self.closure(node.variable, format!("&{}{name}", item.refs), test);
        Ok(Some(method(method(items, "filter", [test]), "count", [])))
    }
}

/// A parameter that nothing asks for.
fn unused(parameter: &str) -> String {
    format!("_{}", parameter.trim_start_matches(['&', '_']))
}

fn boolean(expr: Expr) -> Code {
    Code::new(expr, Repr::Bool)
}

pub(super) fn collected(items: Expr) -> Expr {
    if let Expr::Method(source, name, _) = &items
        && let ("cloned" | "copied", Expr::Method(list, iterator, _)) = (name.as_str(), &**source)
        && iterator == "iter"
    {
        return method((**list).clone(), "to_vec", []);
    }
    method(items, "collect::<Vec<_>>", [])
}

/// A list of references to items.
fn by_reference(item: Item) -> Repr {
    let refs = match item.refs {
        "" => "&",
        _ => "&&",
    };
    Repr::List(List {
        place: true,
        item: Item {
            refs,
            repr: item.repr,
        },
    })
}

/// A list or a map that stays where it is, by reference.
fn borrowed(body: Code) -> Expr {
    match body.expr {
        Expr::Field(..) => super::super::code::reference(body.expr),
        expr => expr,
    }
}

/// An item of a list of such values.
fn owned_item(body: &Code) -> Result<Item> {
    let is_field = matches!(body.expr, Expr::Field(..));
    Ok(match &body.repr {
        // What stays where it is comes by reference, what is new is held.
        Repr::List(list) => {
            let refs = if is_field || !list.place { "&" } else { "" };
            let list = List {
                place: false,
                item: list.item.clone(),
            };
            Item::new(refs, Repr::List(list))
        }
        Repr::Map(map) if is_field || map.maybe || !map.place => {
            let map = Map {
                place: false,
                ..map.clone()
            };
            Item::new("&", Repr::Map(map))
        }
        // Options of what is copied are copied.
        repr @ (Repr::Maybe(_) | Repr::Message(_) | Repr::MaybeMessage(_)) => {
            Item::new("&", repr.clone())
        }
        Repr::Value(_) => Item::new("", Repr::Value(Hold::Ref)),
        Repr::Text(Hold::Owned) => Item::new("", Repr::Text(Hold::Ref)),
        Repr::Bytes(Hold::Owned) => Item::new("", Repr::Bytes(Hold::Ref)),
        Repr::Text(_) => Item::new("&", Repr::Text(Hold::Slice)),
        Repr::Bytes(_) => Item::new("&", Repr::Bytes(Hold::Slice)),
        Repr::RawTimestamp | Repr::Timestamp => Item::new("&", Repr::Timestamp),
        Repr::RawDuration | Repr::Duration => Item::new("&", Repr::Duration),
        Repr::Bool
        | Repr::I32
        | Repr::I64
        | Repr::U32
        | Repr::U64
        | Repr::Usize
        | Repr::F32
        | Repr::F64 => Item::new("&", body.repr.clone()),
        _ => {
            return Err(Unsupported(
                "a list of such values is not supported in a rule".to_owned(),
            ));
        }
    })
}

//! Macros as iterators.

use super::super::access::{Result, Unsupported};
use super::super::code::{Code, Item, List, Repr, attempt, binary, call, closure, method};
use super::Lower;
use crate::cel::{Loop, Typed, ast::MacroKind};
use crate::targets::rust::syntax::Expr;

impl Lower<'_, '_> {
    pub(super) fn run(&mut self, node: &Loop, fallible: bool) -> Result<Code> {
        let (items, item) = self.items(&node.range)?;
        let name = self.local(&node.name);
        let variable = Code::new(super::atom(name.clone()), (*item.repr).clone());
        self.locals.insert(node.variable, variable);
        let parameter = format!("{}{name}", item.refs);
        // A filter sees the items that an iterator gives by one more reference.
        let filtered = format!("&{parameter}");
        let parts_fail =
            node.body.fallible || node.filter.as_ref().is_some_and(|filter| filter.fallible);
        let _ = fallible;
        match (node.kind, parts_fail) {
            (MacroKind::All, false) => {
                let test = self.bool(&node.body)?;
                Ok(boolean(method(items, "all", [closure(&[parameter], test)])))
            }
            (MacroKind::Exists, false) => {
                let test = self.bool(&node.body)?;
                Ok(boolean(method(items, "any", [closure(&[parameter], test)])))
            }
            (MacroKind::ExistsOne, false) => {
                let test = self.bool(&node.body)?;
                let kept = method(items, "filter", [closure(&[filtered], test)]);
                let count = method(kept, "count", []);
                Ok(boolean(binary(count, "==", super::atom("1"))))
            }
            (MacroKind::All | MacroKind::Exists | MacroKind::ExistsOne, true) => {
                let function = match node.kind {
                    MacroKind::All => "logic::all",
                    MacroKind::Exists => "logic::exists",
                    _ => "logic::exists_one",
                };
                let test = closure(&[parameter], self.fallible(&node.body)?);
                Ok(boolean(attempt(call(function, [items, test]))))
            }
            (MacroKind::Filter, false) => {
                let test = closure(&[filtered], self.bool(&node.body)?);
                let kept = method(items, "filter", [test]);
                Ok(Code::new(collected(kept), by_reference(item)))
            }
            (MacroKind::Filter, true) => {
                let test = closure(&[parameter], self.fallible(&node.body)?);
                let kept = attempt(call("logic::filter", [items, test]));
                Ok(Code::new(kept, by_reference(item)))
            }
            (MacroKind::Map, _) => self.mapped(node, items, &parameter, parts_fail),
        }
    }

    fn mapped(
        &mut self,
        node: &Loop,
        items: Expr,
        parameter: &str,
        parts_fail: bool,
    ) -> Result<Code> {
        let body = self.code(&node.body)?;
        let repr = owned_item(&body.repr)?;
        let body_code = match &repr.repr.as_ref() {
            Repr::Timestamp | Repr::Duration => body.into_time(),
            Repr::Text(_) | Repr::Bytes(_) => body.into_slice_if_borrowed(),
            _ => body.expr,
        };
        let parameter = parameter.to_owned();
        let list = Repr::List(List {
            place: true,
            item: repr,
        });
        let filter = node.filter.as_ref();
        let expr = match (parts_fail, filter) {
            (false, None) => collected(method(items, "map", [closure(&[parameter], body_code)])),
            (false, Some(filter)) => {
                let test = closure(&[format!("&{parameter}")], self.bool(filter)?);
                let kept = method(items, "filter", [test]);
                collected(method(kept, "map", [closure(&[parameter], body_code)]))
            }
            (true, None) => {
                let value = closure(&[parameter], super::okay(body_code));
                attempt(call("logic::map", [items, value]))
            }
            (true, Some(filter)) => {
                let test = closure(std::slice::from_ref(&parameter), self.fallible(filter)?);
                let value = closure(&[parameter], super::okay(body_code));
                attempt(call("logic::filter_map", [items, test, value]))
            }
        };
        Ok(Code::new(expr, list))
    }

    /// An iterator over what a macro runs over, and what it gives.
    fn items(&mut self, range: &Typed) -> Result<(Expr, Item)> {
        let code = self.code(range)?;
        match code.repr {
            Repr::List(list) => Ok((method(code.expr, "iter", []), list.item)),
            Repr::Map(map) if map.maybe => {
                let keys = method(method(code.expr, "into_iter", []), "flatten", []);
                let first = closure(&["(key, _)".to_owned()], super::atom("key"));
                Ok((method(keys, "map", [first]), map.key))
            }
            Repr::Map(map) => Ok((method(code.expr, "keys", []), map.key)),
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
        let test = closure(&[format!("&{}{name}", item.refs)], self.bool(&node.body)?);
        Ok(Some(method(method(items, "filter", [test]), "count", [])))
    }
}

fn boolean(expr: Expr) -> Code {
    Code::new(expr, Repr::Bool)
}

fn collected(items: Expr) -> Expr {
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

/// An item of a list of such values.
fn owned_item(repr: &Repr) -> Result<Item> {
    use super::super::code::Hold;
    Ok(match repr {
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
        | Repr::F64 => Item::new("&", repr.clone()),
        _ => {
            return Err(Unsupported(
                "a list of such values is not supported in a rule".to_owned(),
            ));
        }
    })
}

//! Generates macros as iterators.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Hold, Item, List, Map, Repr, any, attempt, binary, call, closure, is_made, mapped, method,
};
use super::super::literal;
use super::Terms;
use super::alike::borrows_temporaries;
use super::iterators::{collected, iterated, metered};
use super::lasting::is_lasting_list;
use crate::cel::ast::MacroKind;
use crate::checks::{Loop, Term};
use crate::targets::rust::syntax::Expr;

impl Terms<'_, '_> {
    pub(super) fn run(&mut self, node: &Loop) -> Result<Code> {
        let (items, item) = self.items(node)?;
        self.bound(node, &item.clone(), |terms, name| {
            terms.over(node, items, item, name)
        })
    }

    /// Generates code in the scope of a macro, whose variable has this name and is an item.
    fn bound<T>(
        &mut self,
        node: &Loop,
        item: &Item,
        make: impl FnOnce(&mut Self, &str) -> Result<T>,
    ) -> Result<T> {
        let name = self.local(&node.name);
        let variable = item.code(super::atom(name.clone()));
        self.locals.insert(node.variable, variable);
        let made = make(self, &name);
        self.locals.remove(&node.variable);
        made
    }

    /// Generates a macro over the items of an iterator.
    fn over(&mut self, node: &Loop, items: Expr, item: Item, name: &str) -> Result<Code> {
        let refs = item.refs;
        // The closure of a filter takes its item with one more reference.
        let more_refs = format!("&{refs}");
        match (node.kind, node.absorbs) {
            (MacroKind::All, false) => {
                let test = over_item(refs, name, self.bool(&node.body)?);
                Ok(boolean(method(items, "all", [test])))
            }
            (MacroKind::Exists, false) => {
                let test = self.bool(&node.body)?;
                Ok(boolean(if test.mentions(name) {
                    any(items, refs, name, test)
                } else {
                    method(items, "any", [over_item(refs, name, test)])
                }))
            }
            (MacroKind::ExistsOne, false) => {
                let test = self.bool(&node.body)?;
                let kept = method(items, "filter", [over_item(&more_refs, name, test)]);
                Ok(boolean(binary(
                    method(kept, "count", []),
                    "==",
                    super::atom("1"),
                )))
            }
            (MacroKind::All | MacroKind::Exists | MacroKind::ExistsOne, true) => {
                let function = match node.kind {
                    MacroKind::All => "logic::all",
                    MacroKind::Exists => "logic::exists",
                    _ => "logic::exists_one",
                };
                let test = over_item(refs, name, self.fallible(&node.body)?);
                Ok(boolean(attempt(call(function, [items, test]))))
            }
            (MacroKind::Filter, false) => {
                let test = over_item(&more_refs, name, self.bool(&node.body)?);
                let kept = method(items.clone(), "filter", [test]);
                Ok(match (runs_over_lasting(&items), refs) {
                    (true, _) => Code::new(collected(kept), by_reference(item)),
                    // References to the items would not outlive the list.
                    (false, "") => Code::new(collected(method(kept, "cloned", [])), list_of(item)),
                    (false, _) => Code::new(collected(method(kept, "copied", [])), list_of(item)),
                })
            }
            (MacroKind::Filter, true) => self.filtered(node, items, item, name),
            (MacroKind::Map, _) => self.mapped(node, items, (refs, name)),
        }
    }

    /// Generates a filter that can fail.
    fn filtered(&mut self, node: &Loop, items: Expr, item: Item, name: &str) -> Result<Code> {
        let refs = item.refs;
        let test = self.fallible(&node.body)?;
        let filter = |items: Expr, refs: &str| {
            let test = over_item(refs, name, test);
            attempt(call("logic::filter", [items, test]))
        };
        Ok(match (runs_over_lasting(&items), refs.strip_prefix('&')) {
            (true, _) => Code::new(filter(items, refs), by_reference(item)),
            (false, Some(refs)) => {
                Code::new(filter(method(items, "copied", []), refs), list_of(item))
            }
            (false, None) => {
                let kept = method(filter(items, refs), "into_iter", []);
                Code::new(collected(method(kept, "cloned", [])), list_of(item))
            }
        })
    }

    fn mapped(&mut self, node: &Loop, items: Expr, (refs, name): (&str, &str)) -> Result<Code> {
        let mut body = self.code(&node.body)?.lasting();
        // The item type of an empty list cannot be inferred.
        if matches!(&body.expr, Expr::Array(items) if items.is_empty()) {
            body = self.value(body)?;
        }
        if borrows_temporaries(&body) {
            let (mut values, repr) = self.alike(vec![body], &node.body.ty)?;
            body = Code::new(values.remove(0), repr);
        }
        let repr = owned_item(&body)?;
        let body_code = match &repr.repr.as_ref() {
            Repr::Timestamp | Repr::Duration => body.into_time(),
            Repr::Bytes(_) if body.repr == Repr::Bytes(Hold::Slice) => body.into_bytes(),
            Repr::Text(_) | Repr::Bytes(_) => body.into_slice_if_borrowed(),
            Repr::Value(_) => self.owned_value(body)?,
            Repr::Message(_) if !is_made(&body.expr) => body.into_reference(),
            Repr::List(_) | Repr::Map(_) => borrowed(body),
            repr => literal::wide(body.expr, repr),
        };
        let list = Repr::List(List {
            place: true,
            item: repr,
        });
        let value = || over_item(refs, name, super::okay(body_code.clone()));
        let expr = match (node.absorbs, &node.filter) {
            (false, None) => collected(each(items, refs, name, body_code)),
            (false, Some(filter)) => {
                let test = over_item(&format!("&{refs}"), name, self.bool(filter)?);
                let kept = method(items, "filter", [test]);
                collected(each(kept, refs, name, body_code))
            }
            (true, None) => attempt(call("logic::map", [items, value()])),
            (true, Some(filter)) => {
                let test = over_item(refs, name, self.fallible(filter)?);
                attempt(call("logic::filter_map", [items, test, value()]))
            }
        };
        Ok(Code::new(expr, list))
    }

    /// Generates the iterator of a macro, and its item type.
    fn items(&mut self, node: &Loop) -> Result<(Expr, Item)> {
        let (items, item) = self.uncounted(&node.range)?;
        Ok((metered(node.metered, items), item))
    }

    fn uncounted(&mut self, range: &Term) -> Result<(Expr, Item)> {
        let code = self.code(range)?;
        match code.repr {
            Repr::List(list) => {
                let (items, refs) = iterated(code.expr, list.item.refs);
                Ok((items, Item { refs, ..list.item }))
            }
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
            _ => Err(Unsupported::new(
                "a macro over such a value is not supported in a rule".to_owned(),
            )),
        }
    }

    /// Generates the number of items that a filter selects, without a list of these items.
    pub(super) fn count(&mut self, node: &Loop) -> Result<Code> {
        let (items, item) = self.items(node)?;
        let refs = format!("&{}", item.refs);
        let test = self.bound(node, &item, |terms, name| {
            Ok(over_item(&refs, name, terms.bool(&node.body)?))
        })?;
        let count = method(method(items, "filter", [test]), "count", []);
        Ok(Code::new(count, Repr::Usize))
    }
}

/// Returns a closure over an item. An unused parameter gets an underscore.
fn over_item(refs: &str, name: &str, body: Expr) -> Expr {
    let parameter = if body.mentions(name) {
        format!("{refs}{name}")
    } else {
        format!("_{}", name.trim_start_matches("r#").trim_start_matches('_'))
    };
    closure(&[parameter], body)
}

/// Maps each item.
fn each(items: Expr, refs: &str, name: &str, body: Expr) -> Expr {
    if body.mentions(name) {
        mapped(items, refs, name, body)
    } else {
        method(items, "map", [over_item(refs, name, body)])
    }
}

fn boolean(expr: Expr) -> Code {
    Code::new(expr, Repr::Bool)
}

/// Returns the type of a list with such items.
fn list_of(item: Item) -> Repr {
    Repr::List(List { place: true, item })
}

/// Returns whether the references of an iterator outlive the enclosing block.
fn runs_over_lasting(items: &Expr) -> bool {
    match items {
        Expr::Method(list, name, _) if matches!(name.as_str(), "iter" | "keys") => {
            is_lasting_list(list)
        }
        Expr::Method(items, _, _) => runs_over_lasting(items),
        _ => false,
    }
}

/// Returns the type of a list of references to items.
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

/// Borrows a list or a map that must not be moved.
fn borrowed(body: Code) -> Expr {
    match body.expr {
        Expr::Field(..) => super::super::code::reference(body.expr),
        expr => expr,
    }
}

/// Returns the type of an item in a list of such values.
fn owned_item(body: &Code) -> Result<Item> {
    let is_field = matches!(body.expr, Expr::Field(..));
    Ok(match &body.repr {
        // Existing lists and maps are borrowed, and new lists are owned.
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
        Repr::Message(_) if is_made(&body.expr) => Item::new("", body.repr.clone()),
        // An `Option` of a `Copy` value is copied.
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
            return Err(Unsupported::new(
                "a list of such values is not supported in a rule".to_owned(),
            ));
        }
    })
}

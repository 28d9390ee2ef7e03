//! Converts values of one CEL type to one Rust type: the items of a list, or the branches of a conditional.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Hold, Item, List, Map, Repr, atom, call, is_made, mapped, method, reference,
};
use super::super::literal;
use super::iterators::{collected, is_array, iterated};
use super::lasting::{holds_temporaries, is_lasting};
use super::messages::owned_message;
use super::{Terms, repr_of};
use crate::cel::Type;
use crate::targets::rust::syntax::Expr;

impl Terms<'_, '_> {
    /// Converts values to one Rust type, and returns this type.
    pub(super) fn alike(&mut self, codes: Vec<Code>, ty: &Type) -> Result<(Vec<Expr>, Repr)> {
        if ty.is_dynamic() || *ty == Type::Meta {
            let values = codes.into_iter().map(|code| self.owned_value(code));
            let values = values.collect::<Result<_>>()?;
            return Ok((values, Repr::Value(Hold::Owned)));
        }
        match ty {
            Type::Nullable(inner) => {
                let held = maybe_of(inner)?;
                let values = each(codes, |code| into_maybe(code, &held))?;
                Ok((values, Repr::Maybe(Box::new(held))))
            }
            Type::List(item) => lists(codes, item),
            Type::Map(..) => maps(codes),
            _ => scalars(codes, repr_of(ty)?),
        }
    }
}

/// Returns an empty list with the type of its items.
pub(super) fn typed_empty(item: &Type) -> Result<(Vec<Expr>, Repr)> {
    let item = wanted_item(item, false)?;
    let ty = match &*item.repr {
        Repr::Bool => "bool",
        Repr::I64 => "i64",
        Repr::U64 => "u64",
        Repr::F64 => "f64",
        Repr::Text(_) => "&str",
        Repr::Bytes(_) => "&[u8]",
        Repr::Duration => "Duration",
        Repr::Timestamp => "Timestamp",
        _ => return Err(unlike()),
    };
    let list = Repr::List(List { place: true, item });
    Ok((vec![call(format!("Vec::<{ty}>::new"), [])], list))
}

fn each(codes: Vec<Code>, change: impl FnMut(Code) -> Result<Expr>) -> Result<Vec<Expr>> {
    codes.into_iter().map(change).collect()
}

/// Converts numbers, texts, times and messages.
fn scalars(codes: Vec<Code>, wanted: Repr) -> Result<(Vec<Expr>, Repr)> {
    let codes: Vec<_> = codes.into_iter().map(Code::lasting).collect();
    let is_owned = |code: &Code| {
        matches!(
            code.repr,
            Repr::Text(Hold::Owned) | Repr::Bytes(Hold::Owned)
        )
    };
    let any_owned = codes.iter().any(is_owned);
    // A message that a rule creates would be dropped at the end of a branch.
    let made = codes.iter().any(|code| is_made(&code.expr));
    let is_number = matches!(wanted, Repr::Bool | Repr::I64 | Repr::U64 | Repr::F64);
    if let (true, Some(first)) = (is_number, codes.first())
        && codes.iter().all(|code| code.repr == first.repr)
    {
        let repr = first.repr.clone();
        let values = codes.into_iter().map(|code| code.expr).collect();
        return Ok((literal::all_wide(values, &repr), repr));
    }
    let (change, repr): (fn(Code) -> Expr, _) = match wanted {
        Repr::Bool => (|code| code.expr, wanted),
        Repr::I64 => (Code::into_int, wanted),
        Repr::U64 => (Code::into_uint, wanted),
        Repr::F64 => (Code::into_double, wanted),
        Repr::Text(_) | Repr::Bytes(_) if any_owned => (Code::into_owned, wanted),
        Repr::Text(_) => (Code::into_slice, Repr::Text(Hold::Slice)),
        Repr::Bytes(_) => (Code::into_bytes, Repr::Bytes(Hold::Slice)),
        Repr::Duration | Repr::Timestamp => (Code::into_time, wanted),
        Repr::MaybeMessage(id) if made => (owned_message, Repr::Message(id)),
        Repr::MaybeMessage(_) => (Code::into_maybe_message, wanted),
        _ => return Err(unlike()),
    };
    Ok((
        literal::all_wide(codes.into_iter().map(change).collect(), &repr),
        repr,
    ))
}

/// Converts lists. They are borrowed if all of them outlive the expression.
fn lists(codes: Vec<Code>, item: &Type) -> Result<(Vec<Expr>, Repr)> {
    let held = |code: &Code| match &code.repr {
        Repr::List(list) => Ok(list.clone()),
        _ => Err(unlike()),
    };
    let known: Vec<_> = codes
        .iter()
        .filter(|code| length(code) != Some(0))
        .collect();
    let items = known.iter().map(|code| held(code).map(|list| list.item));
    let items = items.collect::<Result<Vec<_>>>()?;
    let owns = known.iter().any(|code| borrows_temporaries(code));
    let common = match items.split_first() {
        Some((first, rest)) => {
            let is_common = !owns && rest.iter().all(|item| item == first);
            is_common.then(|| first.clone())
        }
        None => Some(Item::new("&", Repr::I64)),
    };
    if let Some(common) = common {
        return Ok(lists_of(codes, common));
    }
    // Texts in a list that is created here must be copied out of it.
    let holds_texts = |code: &&Code| {
        let is_text = |list: &List| {
            matches!(
                *list.item.repr,
                Repr::Text(Hold::Ref) | Repr::Bytes(Hold::Ref)
            )
        };
        !outlives(code) && matches!(&code.repr, Repr::List(list) if is_text(list))
    };
    let wanted = wanted_item(item, owns || known.iter().any(holds_texts))?;
    let values = each(codes, |code| {
        let Repr::List(held) = code.repr.clone() else {
            return Err(unlike());
        };
        if held.item == wanted || length(&code) == Some(0) {
            return Ok(own(code));
        }
        let element = held.item.code(atom("item"));
        let element = into_item(element, &wanted.repr)?;
        let (items, refs) = iterated(code.expr, held.item.refs);
        Ok(collected(mapped(items, refs, "item", element)))
    })?;
    let list = List {
        place: true,
        item: wanted,
    };
    Ok((values, Repr::List(list)))
}

/// Converts lists whose items have one Rust type.
fn lists_of(codes: Vec<Code>, item: Item) -> (Vec<Expr>, Repr) {
    let list = |place| Repr::List(List { place, item });
    let lengths: Vec<_> = codes.iter().map(length).collect();
    let is_fixed = |length: &Option<usize>| length.is_some() && *length == lengths[0];
    if lengths.iter().all(is_fixed) {
        return (
            codes.into_iter().map(|code| code.expr).collect(),
            list(true),
        );
    }
    if codes.iter().all(outlives) {
        (codes.into_iter().map(slice).collect(), list(false))
    } else {
        (codes.into_iter().map(own).collect(), list(true))
    }
}

/// Returns the item type of a list whose items have different Rust types.
fn wanted_item(item: &Type, owns_texts: bool) -> Result<Item> {
    Ok(match item {
        Type::Nullable(inner) => Item::new("&", Repr::Maybe(Box::new(maybe_of(inner)?))),
        _ => match repr_of(item.value())? {
            Repr::Text(_) if owns_texts => Item::new("", Repr::Text(Hold::Ref)),
            Repr::Bytes(_) if owns_texts => Item::new("", Repr::Bytes(Hold::Ref)),
            Repr::Text(_) => Item::new("&", Repr::Text(Hold::Slice)),
            Repr::Bytes(_) => Item::new("&", Repr::Bytes(Hold::Slice)),
            repr @ (Repr::Bool
            | Repr::I64
            | Repr::U64
            | Repr::F64
            | Repr::Duration
            | Repr::Timestamp
            | Repr::MaybeMessage(_)) => Item::new("&", repr),
            _ => return Err(unlike()),
        },
    })
}

fn into_item(item: Code, wanted: &Repr) -> Result<Expr> {
    Ok(match wanted {
        Repr::Maybe(held) => into_maybe(item, held)?,
        Repr::I64 => item.into_int(),
        Repr::U64 => item.into_uint(),
        Repr::F64 => item.into_double(),
        Repr::Text(Hold::Ref) | Repr::Bytes(Hold::Ref) => match item.repr {
            Repr::Text(Hold::Slice) => method(item.expr, "to_owned", []),
            _ => item.into_owned(),
        },
        Repr::Text(_) | Repr::Bytes(_) => item.into_slice(),
        Repr::Duration | Repr::Timestamp => item.into_time(),
        Repr::MaybeMessage(_) => item.into_maybe_message(),
        _ => item.expr,
    })
}

/// Returns whether a list borrows texts or bytes from values that are dropped at the end of the block.
pub(super) fn borrows_temporaries(code: &Code) -> bool {
    let is_borrowed = |list: &List| {
        matches!(
            *list.item.repr,
            Repr::Text(Hold::Slice) | Repr::Bytes(Hold::Slice)
        )
    };
    matches!(&code.repr, Repr::List(list) if is_borrowed(list)) && holds_temporaries(&code.expr)
}

/// Returns the number of items of an array.
fn length(code: &Code) -> Option<usize> {
    match &code.expr {
        Expr::Array(items) => Some(items.len()),
        Expr::If(_, yes, no) => {
            let of = |expr: &Expr| length(&Code::new(expr.clone(), code.repr.clone()));
            of(yes).filter(|length| of(no) == Some(*length))
        }
        _ => None,
    }
}

/// Returns whether a list borrows, or can borrow, from a value that outlives the expression.
fn outlives(code: &Code) -> bool {
    match (&code.repr, &code.expr) {
        (Repr::List(List { place: false, .. }), _) | (_, Expr::Field(..)) => true,
        (_, Expr::Array(items)) => items.iter().all(is_literal),
        _ => false,
    }
}

/// Returns whether a reference to the value refers to a constant.
fn is_literal(expr: &Expr) -> bool {
    match expr {
        Expr::Atom(text) => {
            text.starts_with(['"', 'b', 't', 'f']) && !text.contains('(')
                || text.starts_with(|first: char| first.is_ascii_digit())
        }
        Expr::Unary("-", inner) => is_literal(inner),
        _ => false,
    }
}

/// Converts a list that outlives the expression to a slice.
fn slice(code: Code) -> Expr {
    match code.repr {
        Repr::List(List { place: false, .. }) => code.expr,
        _ => reference(Expr::Index(Box::new(code.expr), Box::new(atom("..")))),
    }
}

/// Converts a list to an owned list.
fn own(code: Code) -> Expr {
    match (&code.expr, outlives(&code)) {
        (Expr::Array(items), _) if items.is_empty() => call("Vec::new", []),
        (Expr::Array(_), _) => call("Vec::from", [code.expr]),
        (_, true) => method(code.expr, "to_vec", []),
        (array, _) if is_array(array) => method(code.expr, "to_vec", []),
        (_, false) => code.expr,
    }
}

/// Converts maps that outlive the expression to `Option`s.
fn maps(codes: Vec<Code>) -> Result<(Vec<Expr>, Repr)> {
    let Some(Repr::Map(first)) = codes.first().map(|code| code.repr.clone()) else {
        return Err(unlike());
    };
    let values = each(codes, |code| match (&code.repr, &code.expr) {
        (Repr::Map(map), _) if map.key != first.key || map.value != first.value => Err(unlike()),
        (Repr::Map(Map { maybe: true, .. }), _) => Ok(code.expr),
        (_, Expr::Field(..)) => Ok(call("Some", [reference(code.expr)])),
        (Repr::Map(Map { place: false, .. }), _) => Ok(call("Some", [code.expr])),
        _ => Err(unlike()),
    })?;
    let map = Map {
        place: false,
        maybe: true,
        ..first
    };
    Ok((values, Repr::Map(map)))
}

fn unlike() -> Unsupported {
    Unsupported::new(
        "values of one type that are held in such different ways are not supported in a rule"
            .to_owned(),
    )
}

/// Returns the Rust type of a value that may be null.
fn maybe_of(inner: &Type) -> Result<Repr> {
    Ok(match repr_of(inner)? {
        Repr::Text(_) => Repr::Text(Hold::Slice),
        Repr::Bytes(_) => Repr::Bytes(Hold::Slice),
        repr => repr,
    })
}

/// Converts code to an `Option` of the wanted type.
fn into_maybe(code: Code, wanted: &Repr) -> Result<Expr> {
    let widened = |expr: Expr, ty: &str| method(expr, "map", [atom(format!("{ty}::from"))]);
    Ok(match (code.repr.clone(), wanted) {
        (Repr::Null, _) => code.expr,
        (Repr::Maybe(held), wanted) if *held == *wanted => code.expr,
        (Repr::Maybe(held), wanted) if held.is_copy() => match wanted {
            Repr::I64 => widened(code.expr, "i64"),
            Repr::U64 => widened(code.expr, "u64"),
            Repr::F64 => widened(code.expr, "f64"),
            _ => return Err(unlike()),
        },
        (_, Repr::Bool) => call("Some", [code.expr]),
        (_, Repr::I64) => call("Some", [code.into_int()]),
        (_, Repr::U64) => call("Some", [code.into_uint()]),
        (_, Repr::F64) => call("Some", [code.into_double()]),
        (Repr::Text(_) | Repr::Bytes(_), _) if !is_lasting(&code.expr) => return Err(unlike()),
        (Repr::Text(hold), Repr::Text(_)) if hold != Hold::Owned => {
            call("Some", [code.into_slice()])
        }
        (Repr::Bytes(hold), Repr::Bytes(_)) if hold != Hold::Owned => {
            call("Some", [code.into_bytes()])
        }
        _ => return Err(unlike()),
    })
}

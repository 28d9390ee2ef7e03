//! `condition ? yes : no`: both branches have to be held alike.

use super::super::access::{Result, Unsupported, is_copy};
use super::super::code::{Code, Hold, List, Map, Repr, atom, call, method, reference};
use super::{Lower, repr_of};
use crate::cel::{Type, Typed};
use crate::targets::rust::syntax::Expr;

impl Lower<'_, '_> {
    pub(super) fn conditional(
        &mut self,
        condition: &Typed,
        yes: &Typed,
        no: &Typed,
        ty: &Type,
    ) -> Result<Code> {
        let condition = self.bool(condition)?;
        let (yes, no) = (self.code(yes)?, self.code(no)?);
        let (yes, no, repr) = self.alike(yes, no, ty)?;
        let choice = Expr::If(Box::new(condition), Box::new(yes), Box::new(no));
        Ok(Code::new(choice, repr))
    }

    /// Two values in one type, which is that of the whole.
    fn alike(&mut self, yes: Code, no: Code, ty: &Type) -> Result<(Expr, Expr, Repr)> {
        if ty.is_dynamic() {
            let (yes, no) = (self.owned_value(yes)?, self.owned_value(no)?);
            return Ok((yes, no, Repr::Value(Hold::Owned)));
        }
        if let Type::Nullable(inner) = ty {
            let held = maybe_of(inner)?;
            let (yes, no) = (into_maybe(yes, &held)?, into_maybe(no, &held)?);
            return Ok((yes, no, Repr::Maybe(Box::new(held))));
        }
        let is_owned = |code: &Code| {
            matches!(
                code.repr,
                Repr::Text(Hold::Owned) | Repr::Bytes(Hold::Owned)
            )
        };
        let any_owned = is_owned(&yes) || is_owned(&no);
        let repr = repr_of(ty)?;
        Ok(match (&repr, &yes.repr, &no.repr) {
            (Repr::Bool | Repr::I64 | Repr::U64 | Repr::F64, a, b) if a == b => {
                let repr = a.clone();
                (yes.expr, no.expr, repr)
            }
            (Repr::I64, ..) => (yes.into_int(), no.into_int(), repr),
            (Repr::U64, ..) => (yes.into_uint(), no.into_uint(), repr),
            (Repr::F64, ..) => (yes.into_double(), no.into_double(), repr),
            (Repr::Text(_) | Repr::Bytes(_), ..) if any_owned => {
                (yes.into_owned(), no.into_owned(), repr)
            }
            (Repr::Text(_), ..) => {
                let repr = Repr::Text(Hold::Slice);
                (yes.into_slice(), no.into_slice(), repr)
            }
            (Repr::Bytes(_), ..) => {
                let repr = Repr::Bytes(Hold::Slice);
                (yes.into_bytes(), no.into_bytes(), repr)
            }
            (Repr::Duration | Repr::Timestamp, ..) => (yes.into_time(), no.into_time(), repr),
            (Repr::MaybeMessage(_), ..) => {
                (yes.into_maybe_message(), no.into_maybe_message(), repr)
            }
            (_, Repr::List(a), Repr::List(b)) if a.item == b.item => {
                let list = List {
                    place: false,
                    item: a.item.clone(),
                };
                (slice(yes)?, slice(no)?, Repr::List(list))
            }
            (_, Repr::Map(a), Repr::Map(b)) if a.key == b.key && a.value == b.value => {
                let map = Map {
                    place: false,
                    maybe: true,
                    ..a.clone()
                };
                (maybe_map(yes)?, maybe_map(no)?, Repr::Map(map))
            }
            _ => return Err(unlike()),
        })
    }
}

fn unlike() -> Unsupported {
    Unsupported("the branches of this conditional are held in different types".to_owned())
}

/// How the value is held that may be null.
fn maybe_of(inner: &Type) -> Result<Repr> {
    Ok(match repr_of(inner)? {
        Repr::Text(_) => Repr::Text(Hold::Slice),
        Repr::Bytes(_) => Repr::Bytes(Hold::Slice),
        repr => repr,
    })
}

/// As an `Option` of what is wanted.
fn into_maybe(code: Code, wanted: &Repr) -> Result<Expr> {
    let widened = |expr: Expr, ty: &str| method(expr, "map", [atom(format!("{ty}::from"))]);
    Ok(match (code.repr.clone(), wanted) {
        (Repr::Null, _) => code.expr,
        (Repr::Maybe(held), wanted) if *held == *wanted => code.expr,
        (Repr::Maybe(held), wanted) if is_copy(&held) => match wanted {
            Repr::I64 => widened(code.expr, "i64"),
            Repr::U64 => widened(code.expr, "u64"),
            Repr::F64 => widened(code.expr, "f64"),
            _ => return Err(unlike()),
        },
        (_, Repr::Bool) => call("Some", [code.expr]),
        (_, Repr::I64) => call("Some", [code.into_int()]),
        (_, Repr::U64) => call("Some", [code.into_uint()]),
        (_, Repr::F64) => call("Some", [code.into_double()]),
        (Repr::Text(hold), Repr::Text(_)) if hold != Hold::Owned => {
            call("Some", [code.into_slice()])
        }
        (Repr::Bytes(hold), Repr::Bytes(_)) if hold != Hold::Owned => {
            call("Some", [code.into_bytes()])
        }
        _ => return Err(unlike()),
    })
}

/// A list that outlives the branch, as a slice.
fn slice(code: Code) -> Result<Expr> {
    match (&code.repr, &code.expr) {
        (Repr::List(List { place: false, .. }), _) => Ok(code.expr),
        (_, Expr::Field(..)) => Ok(reference(Expr::Index(
            Box::new(code.expr),
            Box::new(atom("..")),
        ))),
        _ => Err(unlike()),
    }
}

/// A map that outlives the branch, as an `Option`.
fn maybe_map(code: Code) -> Result<Expr> {
    match (&code.repr, &code.expr) {
        (Repr::Map(Map { maybe: true, .. }), _) => Ok(code.expr),
        (_, Expr::Field(..)) => Ok(call("Some", [reference(code.expr)])),
        (Repr::Map(Map { place: false, .. }), _) => Ok(call("Some", [code.expr])),
        _ => Err(unlike()),
    }
}

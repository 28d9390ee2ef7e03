//! Handles values of type `dyn`: the checker uses their types if it knows them, and otherwise leaves the check to the
//! runtime.

use crate::cel::fold;
use crate::cel::function::{Function, Kind};
use crate::cel::typed::{Op, Typed};
use crate::cel::types::Type;

/// Returns the argument of `dyn()` if the checker knows its type; otherwise the value itself, as an error.
pub(super) fn undyn(value: Typed) -> Result<Typed, Typed> {
    match value.op {
        Op::Dynamic(inner) => Ok(*inner),
        Op::Const(ref constant) if value.ty == Type::Dyn => {
            let ty = constant.ty();
            Ok(Typed { ty, ..value })
        }
        _ => Err(value),
    }
}

/// Removes `dyn()` from a value if the checker knows its type. The bool is true if it was removed.
pub(super) fn known(value: Typed) -> (Typed, bool) {
    match undyn(value) {
        Ok(inner) => (inner, true),
        Err(value) => (value, false),
    }
}

/// Requires a kind of a value whose type is known only at run time.
pub(super) fn expect(kind: Kind, value: Typed) -> Typed {
    let span = value.span.clone();
    fold::call(Function::Expect(kind), vec![value], kind.ty(), true, &span)
}

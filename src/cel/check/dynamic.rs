//! Values of type `dyn`: what the checker knows of them all the same, and what is left to the run time.

use crate::cel::fold;
use crate::cel::function::{Function, Kind};
use crate::cel::typed::{Op, Typed};
use crate::cel::types::Type;

/// The value that `dyn()` was applied to, if the checker knows it; otherwise the value itself.
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

/// Takes `dyn()` off a value where the checker knows its type, and returns whether it did.
pub(super) fn known(value: Typed) -> (Typed, bool) {
    match undyn(value) {
        Ok(inner) => (inner, true),
        Err(value) => (value, false),
    }
}

/// A value of a type that is known only at run time, and has to be the expected one.
pub(super) fn expect(kind: Kind, value: Typed) -> Typed {
    let span = value.span.clone();
    fold::call(Function::Expect(kind), vec![value], kind.ty(), true, &span)
}

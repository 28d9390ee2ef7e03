//! Whether a field is set, and whether a value is the one that unset fields have.

use super::access::{Known, Result, access, is_copy, known, member_pattern, of_scalar};
use super::code::{Code, Hold, Repr, atom, binary, closure, field, method, not};
use crate::cel::FieldRef;
use crate::model::{FieldKind, Presence, Type};
use crate::targets::rust::syntax::Expr;
use crate::targets::rust::types::Scope;

/// `has(base.field)`.
pub fn has(scope: Scope<'_>, base: Code, reference: FieldRef) -> Result<Expr> {
    if let Repr::MaybeMessage(_) = base.repr {
        let inner = Code::new(atom("m"), Repr::Message(reference.message));
        let test = closure(&["m".to_owned()], is_set(scope, inner, reference)?);
        return Ok(method(base.expr, "is_some_and", [test]));
    }
    is_set(scope, base, reference)
}

/// Whether a field of a message that is there is set.
pub fn is_set(scope: Scope<'_>, base: Code, field_ref: FieldRef) -> Result<Expr> {
    let message = &scope.context.model[field_ref.message];
    let declared = &message.fields[field_ref.index];
    if let Some(oneof) = declared.oneof {
        let name = message.oneofs[oneof].name;
        let ident = scope.context.names.field(message, name);
        let place = field(base.expr, ident.as_str());
        let pattern = member_pattern(scope, field_ref.message, declared, oneof, "_");
        return Ok(Expr::Matches(Box::new(place), vec![pattern]));
    }
    let ident = scope.context.names.field(message, declared.name);
    let place = field(base.expr.clone(), ident.as_str());
    match declared.kind {
        FieldKind::Singular(_, Presence::Required) => Ok(atom("true")),
        FieldKind::Singular(_, Presence::Explicit) => Ok(method(place, "is_some", [])),
        FieldKind::Repeated { .. } | FieldKind::Map { .. } => {
            Ok(not(method(place, "is_empty", [])))
        }
        FieldKind::Singular(_, Presence::Implicit) => {
            let code = access(scope, base, field_ref)?;
            Ok(not_zero(&code))
        }
    }
}

/// Whether a value differs from the one that an unset field has.
pub fn not_zero(code: &Code) -> Expr {
    let expr = code.expr.clone();
    match &code.repr {
        Repr::Bool => expr,
        Repr::Text(_) | Repr::Bytes(_) | Repr::List(_) | Repr::Map(_) => {
            not(method(expr, "is_empty", []))
        }
        Repr::F32 | Repr::F64 => {
            // Minus zero is not the default.
            binary(method(expr, "to_bits", []), "!=", atom("0"))
        }
        Repr::Message(_) | Repr::RawDuration | Repr::RawTimestamp => {
            not(super::code::call("logic::is_default", [expr]))
        }
        _ => binary(expr, "!=", atom("0")),
    }
}

/// What a name that is bound by reference to a value of this type is.
pub fn bound(scope: Scope<'_>, item: Type, name: &str) -> Code {
    let scalar = |scalar| {
        let repr = of_scalar(scalar, Hold::Ref);
        match is_copy(&repr) {
            true => Code::new(Expr::Unary("*", Box::new(atom(name))), repr),
            false => Code::new(atom(name), repr),
        }
    };
    match item {
        Type::Scalar(kind) => scalar(kind),
        Type::Enum(_) => Code::new(Expr::Unary("*", Box::new(atom(name))), Repr::I32),
        Type::Message { id, .. } => match known(scope, id) {
            Known::Plain(kind) => scalar(kind),
            Known::Timestamp => Code::new(atom(name), Repr::RawTimestamp),
            Known::Duration => Code::new(atom(name), Repr::RawDuration),
            Known::Message => Code::new(atom(name), Repr::Message(id)),
        },
    }
}

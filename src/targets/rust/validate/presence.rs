//! Generates tests whether a field is set, and whether a value differs from an unset field's value.

use super::access::{Known, Result, access, known, member_pattern};
use super::code::{Code, Hold, Repr, atom, binary, closure, field, method, not, number};
use crate::cel::FieldRef;
use crate::checks::{SetTest, ZeroTest};
use crate::model::FieldType;
use crate::targets::rust::syntax::Expr;
use crate::targets::rust::types::Scope;

/// Generates `has(base.field)`.
pub fn has(scope: Scope<'_>, base: Code, reference: FieldRef, test: SetTest) -> Result<Expr> {
    if let Repr::MaybeMessage(_) = base.repr {
        let inner = Code::new(atom("m"), Repr::Message(reference.message));
        let test = closure(&["m".to_owned()], is_set(scope, inner, reference, test)?);
        return Ok(method(base.expr, "is_some_and", [test]));
    }
    is_set(scope, base, reference, test)
}

/// Generates the presence test of a field in a set message.
fn is_set(scope: Scope<'_>, base: Code, reference: FieldRef, test: SetTest) -> Result<Expr> {
    let message = &scope.context.model[reference.message];
    let declared = &message.fields[reference.index];
    let place = |base: Code, name: &str| {
        let ident = scope.context.names.field(message, name);
        field(base.expr, ident.as_str())
    };
    Ok(match test {
        SetTest::Required => atom("true"),
        SetTest::Member(oneof) => {
            let place = place(base, message.oneofs[oneof].name);
            let pattern = member_pattern(scope, reference.message, declared, oneof, "_");
            Expr::Matches(Box::new(place), vec![pattern])
        }
        SetTest::Explicit => method(place(base, declared.name), "is_some", []),
        SetTest::NotEmpty => not(method(place(base, declared.name), "is_empty", [])),
        SetTest::NotZero(test) => not_zero(&access(scope, base, reference)?, test),
    })
}

/// Generates the test whether a value differs from the value of an unset field.
pub fn not_zero(code: &Code, test: ZeroTest) -> Expr {
    let expr = code.expr.clone();
    match test {
        ZeroTest::Bool => expr,
        ZeroTest::Empty => not(method(expr, "is_empty", [])),
        ZeroTest::Bits => binary(method(expr, "to_bits", []), "!=", atom("0")),
        ZeroTest::Message => not(super::code::call("logic::is_default", [expr])),
        ZeroTest::Number => binary(expr, "!=", atom("0")),
    }
}

/// Returns the code of a name that is bound by reference to a value.
pub fn bound(scope: Scope<'_>, item: FieldType, name: &str) -> Code {
    let scalar = |scalar| {
        let repr = Repr::of_scalar(scalar, Hold::Ref);
        if repr.is_copy() {
            Code::new(Expr::Unary("*", Box::new(atom(name))), repr)
        } else {
            Code::new(atom(name), repr)
        }
    };
    match item {
        FieldType::Scalar(kind) => scalar(kind),
        FieldType::Enum(id) if scope.context.names.is_open(id) => {
            Code::new(number(atom(name)), Repr::I32)
        }
        FieldType::Enum(_) => Code::new(Expr::Unary("*", Box::new(atom(name))), Repr::I32),
        FieldType::Message { id, .. } => match known(scope, id) {
            Known::Plain(kind) => scalar(kind),
            Known::Timestamp => Code::new(atom(name), Repr::RawTimestamp),
            Known::Duration => Code::new(atom(name), Repr::RawDuration),
            Known::Message => Code::new(atom(name), Repr::Message(id)),
        },
    }
}

//! Finds overloads for the arguments of a call.

use super::Fault;
use crate::cel::ast::Name;
use crate::cel::function::{Form, Function, Kind, Overload};
use crate::cel::typed::{Op, Typed};
use crate::cel::types::Type;
use crate::cel::value::Value;
use rpcsmith_validate::cel::re2;

/// Returns whether an overload may accept the arguments at run time: `dyn` may be any type, and null may be a time.
pub(super) fn is_possible(name: &Name, named: &[&Overload], arguments: &[Typed]) -> bool {
    let is_list = |argument: &Typed| matches!(argument.ty, Type::List(_) | Type::Dyn);
    // Another function handles the concatenation of lists.
    if name.text == "+" && arguments.len() == 2 && arguments.iter().all(is_list) {
        return true;
    }
    named.iter().any(|overload| {
        let mut pairs = overload.arguments.iter().zip(arguments);
        let may_take = |(kind, argument): (&Kind, &Typed)| match argument.ty.value() {
            Type::Dyn => true,
            Type::Null => {
                matches!(kind, Kind::Duration | Kind::Timestamp)
                    && overload.function != Function::NegDuration
            }
            ty => kind.takes(ty),
        };
        overload.arguments.len() == arguments.len() && pairs.all(may_take)
    })
}

/// Returns whether the type of a value is known only at run time.
pub(super) fn is_unknown(value: &Typed) -> bool {
    value.ty.is_dynamic() && value.as_const().is_none()
}

/// Returns whether cel-go and protovalidate declare an overload for arguments that it accepts. An undeclared call still
/// has a value if `dyn(…)` hides the type.
pub(super) fn is_declared(function: Function, arguments: &[Typed]) -> bool {
    match (function, arguments) {
        (Function::NegDuration, _) => false,
        (Function::Unique, [list]) => match list.ty.value() {
            Type::List(item) => matches!(
                item.value(),
                Type::Bool
                    | Type::Int
                    | Type::Uint
                    | Type::Double
                    | Type::String
                    | Type::Bytes
                    | Type::Dyn
            ),
            _ => false,
        },
        _ => true,
    }
}

/// Returns the remedy if an overload accepts the arguments but is not declared for them.
pub(super) fn remedy(function: &str) -> Option<&'static str> {
    match function {
        "-" => Some("subtract from zero: `duration('0s') - value`"),
        "unique" => Some(
            "it compares bools, numbers, strings and bytes; compare a part of each item, as in \
             `list.map(item, item.id).unique()` or `list.map(item, string(item)).unique()`",
        ),
        _ => None,
    }
}

/// Returns whether an overload has this syntax.
pub(super) fn written(overload: &Overload, form: Form) -> bool {
    overload.form == form || overload.form == Form::Either && form != Form::Operator
}

pub(super) fn signature(overload: &Overload) -> String {
    let types: Vec<_> = overload
        .arguments
        .iter()
        .map(|kind| kind.ty().name())
        .collect();
    format!("({})", types.join(", "))
}

/// Returns whether a call of a fallible function cannot fail with these arguments.
///
/// # Errors
/// Returns an error if the call always fails.
pub(super) fn is_sure(function: Function, arguments: &[Typed]) -> Result<bool, Fault> {
    let last = arguments.last().map(|last| (last, last.as_const()));
    match (function, last) {
        (Function::Matches, Some((pattern, Some(Value::String(text))))) => {
            match re2::translate(text) {
                Ok(_) => Ok(true),
                Err(error) => Err(Fault::new(
                    format!("the pattern `{text}` is at fault: {error}"),
                    &pattern.span,
                )),
            }
        }
        // A size is never negative.
        (Function::UintFromInt, Some((size, _))) => Ok(is_size(size)),
        // Other time zones need the program's time zone database at run time.
        (function, Some((_, Some(Value::String(text))))) if function.takes_zone() => {
            Ok(matches!(text.as_str(), "" | "UTC"))
        }
        // A division can fail only for the divisor zero, and for -1 if the dividend is the least number.
        (Function::DivInt | Function::RemInt, Some((_, Some(Value::Int(divisor))))) => {
            Ok(!matches!(divisor, 0 | -1))
        }
        (Function::DivUint | Function::RemUint, Some((_, Some(Value::Uint(divisor))))) => {
            Ok(*divisor != 0)
        }
        _ => Ok(false),
    }
}

/// Returns whether a value is the result of a size function.
pub fn is_size(value: &Typed) -> bool {
    matches!(
        value.op,
        Op::Call(
            Function::SizeString | Function::SizeBytes | Function::SizeList | Function::SizeMap,
            _
        )
    )
}

//! Generates the forms of calls: functions, methods, operators, and a few special forms.

use super::super::super::access::{Result, Unsupported};
use super::super::super::code::{
    Code, Hold, Repr, after, atom, attempt, binary, call, closure, method, reference,
};
use super::super::super::literal;
use super::super::Terms;
use super::OWNED;
use crate::cel::Type;
use crate::checks::{Form, Store, Term};
use crate::targets::rust::syntax::Expr;

impl Terms<'_, '_> {
    /// Generates the code of an argument.
    pub(in super::super) fn nth(&mut self, arguments: &[Term], index: usize) -> Result<Code> {
        let argument = arguments.get(index);
        let argument = argument.ok_or_else(|| Unsupported::new("a function lacks an argument"))?;
        self.code(argument)
    }

    pub(super) fn first(&mut self, arguments: &[Term]) -> Result<Code> {
        self.nth(arguments, 0)
    }

    /// Generates arguments in the types that runtime functions take.
    pub(super) fn arguments(&mut self, arguments: &[Term]) -> Result<Vec<Expr>> {
        let mut values = Vec::with_capacity(arguments.len() + 2);
        for argument in arguments {
            let code = self.code(argument)?;
            values.push(match argument.ty.value() {
                Type::Int => code.into_int(),
                Type::Uint => code.into_uint(),
                Type::Double => code.into_double(),
                Type::String | Type::Bytes => code.into_argument(),
                Type::Duration | Type::Timestamp => code.into_time(),
                Type::List(_) if !matches!(code.repr, Repr::List(_)) => {
                    return Err(Unsupported::new(
                        "a function of a list of values whose types are known only at run time \
                         is not supported in a rule",
                    ));
                }
                // The type of an empty array cannot be inferred.
                Type::List(_) if matches!(&code.expr, Expr::Array(items) if items.is_empty()) => {
                    atom("&[\"\"; 0]")
                }
                Type::List(_) => code.into_scalars(),
                _ => code.expr,
            });
        }
        Ok(values)
    }

    /// Generates the call of a runtime function, or of a method if the name begins with a dot.
    pub(super) fn plain(&mut self, name: &str, arguments: &[Term], repr: Repr) -> Result<Code> {
        let values = self.arguments(arguments)?;
        Ok(Code::new(named(name, values), repr))
    }

    /// Like [`Terms::plain`], for a function that returns a `Result`.
    pub(super) fn fails(&mut self, name: &str, arguments: &[Term], repr: Repr) -> Result<Code> {
        let values = self.arguments(arguments)?;
        Ok(Code::new(attempt(named(name, values)), repr))
    }

    /// Like [`Terms::fails`], with the arguments in reverse order.
    pub(super) fn reversed(&mut self, name: &str, arguments: &[Term], repr: Repr) -> Result<Code> {
        let mut values = self.arguments(arguments)?;
        values.reverse();
        Ok(Code::new(attempt(named(name, values)), repr))
    }

    /// Generates `a op b` of doubles.
    pub(super) fn operator(&mut self, symbol: &'static str, arguments: &[Term]) -> Result<Code> {
        let left = self.first(arguments)?.into_double();
        let right = self.nth(arguments, 1)?.into_double();
        Ok(Code::new(binary(left, symbol, right), Repr::F64))
    }

    pub(super) fn negative(&mut self, arguments: &[Term]) -> Result<Code> {
        let number = self.first(arguments)?.into_double();
        Ok(Code::new(Expr::Unary("-", Box::new(number)), Repr::F64))
    }

    /// Generates a division. A division that cannot fail is Rust's operator.
    pub(super) fn divided(
        &mut self,
        name: &str,
        symbol: &'static str,
        arguments: &[Term],
        form: Form,
        repr: Repr,
    ) -> Result<Code> {
        if form != Form::Sure {
            return self.fails(name, arguments, repr);
        }
        let dividend = self.first(arguments)?;
        let divisor = self.nth(arguments, 1)?.expr;
        // The divisor has the width of the result.
        let (dividend, repr) = match (&arguments[0].store, &arguments[1].store) {
            (own, wanted) if own == wanted => (dividend.expr, dividend.repr),
            (_, Store::U64) => (dividend.into_uint(), Repr::U64),
            _ => (dividend.into_int(), Repr::I64),
        };
        Ok(Code::new(binary(dividend, symbol, divisor), repr))
    }

    /// Generates `a.name(b)`, which returns a bool.
    pub(super) fn test(&mut self, name: &str, arguments: &[Term]) -> Result<Code> {
        let receiver = self.first(arguments)?.expr;
        let mut rest = Vec::new();
        for argument in &arguments[1..] {
            rest.push(self.code(argument)?.into_argument());
        }
        Ok(Code::new(method(receiver, name, rest), Repr::Bool))
    }

    pub(super) fn as_double(&mut self, arguments: &[Term]) -> Result<Code> {
        let number = match self.arguments(arguments)?.pop() {
            Some(number) => Box::new(number),
            None => return self.first(arguments),
        };
        Ok(Code::new(Expr::Cast(number, "f64".to_owned()), Repr::F64))
    }

    pub(super) fn display(&mut self, arguments: &[Term]) -> Result<Code> {
        let value = self.first(arguments)?.into_time();
        Ok(Code::new(method(value, "to_string", []), OWNED))
    }

    pub(super) fn as_bytes(&mut self, arguments: &[Term]) -> Result<Code> {
        let text = self.first(arguments)?;
        let (name, hold) = match text.repr {
            Repr::Text(Hold::Owned) => ("into_bytes", Hold::Owned),
            _ => ("as_bytes", Hold::Slice),
        };
        Ok(Code::new(method(text.expr, name, []), Repr::Bytes(hold)))
    }

    /// Generates a chain of `+` from a list of its operands.
    pub(super) fn concatenation(&mut self, arguments: &[Term]) -> Result<Code> {
        let mut parts = Vec::with_capacity(arguments.len());
        for argument in arguments {
            parts.push(self.code(argument)?.into_slice());
        }
        let text = method(Expr::Array(parts), "concat", []);
        Ok(Code::new(text, OWNED))
    }

    pub(super) fn size(&mut self, arguments: &[Term], of_text: bool) -> Result<Code> {
        let code = self.first(arguments)?;
        let size = match &code.repr {
            _ if of_text => method(method(code.expr, "chars", []), "count", []),
            Repr::Map(map) if map.maybe => {
                let length = closure(&["m".to_owned()], method(atom("m"), "len", []));
                method(code.expr, "map_or", [atom("0"), length])
            }
            // The value is known to be a list or a map, and sizes are never negative.
            Repr::Value(_) => {
                let size = method(code.expr, "size", []);
                Expr::Cast(
                    Box::new(method(size, "unwrap_or_default", [])),
                    "usize".to_owned(),
                )
            }
            _ => method(code.expr, "len", []),
        };
        Ok(Code::new(size, Repr::Usize))
    }

    /// Generates the match with a pattern that is known only at run time. The compilation of such a pattern counts
    /// steps.
    pub(super) fn matches(&mut self, arguments: &[Term]) -> Result<Code> {
        let text = self.first(arguments)?.into_argument();
        let pattern = self.nth(arguments, 1)?.into_argument();
        let matches = attempt(method(atom("steps"), "matches", [text, pattern]));
        Ok(Code::new(matches, Repr::Bool))
    }

    /// Generates a call whose result may be as long as the product of its arguments.
    pub(super) fn grown(
        &mut self,
        name: &str,
        arguments: &[Term],
        separator: Option<&str>,
    ) -> Result<Code> {
        let mut values = Vec::with_capacity(arguments.len() + 1);
        for argument in arguments {
            let code = self.code(argument)?;
            values.push(match code.repr {
                Repr::Text(_) => code.into_argument(),
                Repr::List(_) => code.into_scalars(),
                _ => code.into_int(),
            });
        }
        values.extend(separator.map(literal::text));
        Ok(Code::new(method(atom("steps"), name, values), OWNED))
    }

    /// Generates a component of a time in a time zone.
    pub(super) fn part(&mut self, name: &str, arguments: &[Term]) -> Result<Code> {
        let time = self.first(arguments)?.into_time();
        let zone = match arguments.get(1) {
            None => atom("TimeZone::UTC"),
            Some(zone) => attempt(call("TimeZone::parse", [self.code(zone)?.into_argument()])),
        };
        Ok(Code::new(method(time, name, [reference(zone)]), Repr::I64))
    }

    pub(super) fn unique(&mut self, arguments: &[Term], stepped: bool) -> Result<Code> {
        let list = self.first(arguments)?;
        if !matches!(list.repr, Repr::List(_)) {
            return Err(Unsupported::new("`unique` of such a list is not supported"));
        }
        let unique = if stepped {
            method(atom("steps"), "unique_pairs", [list.into_scalars()])
        } else {
            call("list::unique", [list.into_scalars()])
        };
        Ok(Code::new(unique, Repr::Bool))
    }

    /// Generates `isIpPrefix`. The version and the strictness of the prefix are optional arguments.
    pub(super) fn is_ip_prefix(
        &mut self,
        arguments: &[Term],
        version: Option<&str>,
        strict: Option<&str>,
    ) -> Result<Code> {
        let mut values = self.arguments(arguments)?;
        if let Some(version) = version {
            values.insert(1, atom(version));
        }
        values.extend(strict.map(atom));
        Ok(Code::new(call("formats::is_ip_prefix", values), Repr::Bool))
    }

    pub(super) fn format(&mut self, arguments: &[Term]) -> Result<Code> {
        let template = self.first(arguments)?.into_argument();
        let mut values = Vec::with_capacity(arguments.len());
        for argument in &arguments[1..] {
            let code = self.code(argument)?;
            values.push(match code.repr.clone() {
                Repr::RawDuration | Repr::RawTimestamp => reference(code.into_time()),
                Repr::Usize => reference(code.into_int()),
                Repr::Null => reference(atom("()")),
                Repr::Value(_) => self.value_reference(code)?,
                repr => reference(literal::wide(code.expr, &repr)),
            });
        }
        let values = reference(Expr::Array(values));
        let text = attempt(call("format", [template, values]));
        Ok(Code::new(text, OWNED))
    }

    pub(super) fn unwrap(&mut self, arguments: &[Term]) -> Result<Code> {
        let code = self.first(arguments)?;
        let Repr::Maybe(repr) = code.repr else {
            return Ok(code);
        };
        let value = method(code.expr, "ok_or", [atom("cel::Error::NoSuchOverload")]);
        Ok(Code::new(attempt(value), *repr))
    }

    /// Generates `has(value.key)`.
    pub(super) fn has_value(&mut self, arguments: &[Term]) -> Result<Code> {
        let (value, key) = (self.first(arguments)?, self.nth(arguments, 1)?);
        let has = method(self.value(value)?.expr, "has", [key.into_argument()]);
        Ok(Code::new(has, Repr::Bool))
    }

    pub(super) fn type_of(&mut self, arguments: &[Term]) -> Result<Code> {
        let code = self.first(arguments)?;
        let name = match arguments[0].ty.value() {
            // Only its possible error matters, because the type is known.
            Type::Message(id) => {
                let name = &self.scope.context.model[*id].full_name[1..];
                let name = call("cel::Value::Type", [literal::text(name)]);
                after(code.expr, name)
            }
            _ => method(self.value(code)?.expr, "type_of", []),
        };
        Ok(Code::new(name, Repr::Value(Hold::Owned)))
    }

    /// Generates a number that is narrowed to a 32-bit field.
    pub(super) fn narrowed(&mut self, name: &str, arguments: &[Term], repr: Repr) -> Result<Code> {
        let code = self.first(arguments)?;
        let number = match repr {
            Repr::I32 => code.into_int(),
            _ => code.into_uint(),
        };
        Ok(Code::new(attempt(call(name, [number])), repr))
    }

    pub(super) fn as_float(&mut self, arguments: &[Term]) -> Result<Code> {
        let number = Box::new(self.first(arguments)?.into_double());
        Ok(Code::new(Expr::Cast(number, "f32".to_owned()), Repr::F32))
    }

    /// Generates a time from 64-bit seconds and 32-bit nanoseconds.
    pub(super) fn time_of(&mut self, name: &str, arguments: &[Term], repr: Repr) -> Result<Code> {
        let seconds = self.first(arguments)?.into_int();
        let nanos = self.nth(arguments, 1)?.expr;
        Ok(Code::new(call(name, [seconds, nanos]), repr))
    }

    pub(super) fn json_of(&mut self, arguments: &[Term]) -> Result<Code> {
        let code = self.first(arguments)?;
        let json = attempt(method(self.value(code)?.expr, "to_json", []));
        Ok(Code::new(json, Repr::Value(Hold::Owned)))
    }
}

/// Calls a function, or a method of the first argument if the name begins with a dot.
fn named(name: &str, mut values: Vec<Expr>) -> Expr {
    match name.strip_prefix('.') {
        Some(name) if !values.is_empty() => {
            let receiver = values.remove(0);
            method(receiver, name, values)
        }
        _ => call(name, values),
    }
}

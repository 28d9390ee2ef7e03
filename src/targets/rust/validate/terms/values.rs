//! Generates values whose types are known only at run time: the runtime's `Value`.

use super::super::access::{Result, Unsupported};
use super::super::code::{
    Code, Hold, Item, List, Map, Repr, atom, attempt, call, closure, mapped, method, number,
    reference,
};
use super::super::literal;
use super::Terms;
use crate::cel::{Dynamic, Kind, Value};
use crate::checks::Term;
use crate::model::{EnumId, MessageId};
use crate::targets::rust::names::TypeName;
use crate::targets::rust::syntax::Expr;

impl Terms<'_, '_> {
    /// Converts any code to a `Value`.
    pub(super) fn value(&mut self, code: Code) -> Result<Code> {
        if let Repr::Value(_) = code.repr {
            return Ok(code);
        }
        let variant = |name: &str, expr: Expr| call(format!("cel::Value::{name}"), [expr]);
        let expr = match code.repr.clone() {
            Repr::Null => atom("cel::Value::Null"),
            Repr::Bool => variant("Bool", code.expr),
            Repr::I32 | Repr::I64 | Repr::Usize => variant("Int", code.into_int()),
            Repr::U32 | Repr::U64 => variant("Uint", code.into_uint()),
            Repr::F32 | Repr::F64 => variant("Double", code.into_double()),
            Repr::Duration | Repr::RawDuration => variant("Duration", code.into_time()),
            Repr::Timestamp | Repr::RawTimestamp => variant("Timestamp", code.into_time()),
            Repr::Text(Hold::Slice) => variant("from", code.expr),
            Repr::Text(_) => variant("from", code.into_argument()),
            Repr::Bytes(Hold::Owned) => variant("Bytes", code.expr),
            Repr::Bytes(_) => variant("from", code.into_bytes()),
            Repr::Maybe(_) => variant("from", code.expr),
            Repr::List(list) => self.list_value(code, &list)?,
            Repr::Map(map) => self.map_value(code, &map)?,
            Repr::Message(id) => {
                self.json(id)?;
                variant("from", code.into_reference())
            }
            Repr::MaybeMessage(id) => match self.json(id)? {
                // An unset message is null.
                "Value" => variant("from", code.expr),
                name => {
                    let unset = match name {
                        "Struct" => "cel::Value::EMPTY_MAP",
                        _ => "cel::Value::EMPTY_LIST",
                    };
                    method(code.expr, "map_or", [atom(unset), atom("cel::Value::from")])
                }
            },
            Repr::OpenEnum(_) => variant("from", number(code.expr)),
            Repr::Value(_) => code.expr,
        };
        Ok(Code::new(expr, Repr::Value(Hold::Owned)))
    }

    /// Converts any code to an owned `Value`.
    pub(super) fn owned_value(&mut self, code: Code) -> Result<Expr> {
        Ok(owned(self.value(code)?))
    }

    /// Converts any code to a `&Value`.
    pub(super) fn value_reference(&mut self, code: Code) -> Result<Expr> {
        let code = self.value(code)?;
        Ok(match code.repr {
            Repr::Value(Hold::Owned) => reference(code.expr),
            _ => code.expr,
        })
    }

    /// Returns the name of a message type that represents JSON.
    pub(super) fn json(&self, id: MessageId) -> Result<&'static str> {
        let path = match self.scope.context.names.message(id) {
            TypeName::Extern(path) => path.as_str(),
            TypeName::Local(..) => "",
        };
        match path {
            "::prost_types::Value" => Ok("Value"),
            "::prost_types::Struct" => Ok("Struct"),
            "::prost_types::ListValue" => Ok("ListValue"),
            _ => Err(super::super::access::dynamic(self.scope, id)),
        }
    }

    /// Returns the value of an enum in a field.
    pub(super) fn enum_value(&self, id: EnumId, number: Expr) -> Expr {
        let names = &self.scope.context.names;
        if !names.is_open(id) {
            return number;
        }
        let path = self.scope.enum_path(id);
        let path = match names.r#enum(id) {
            TypeName::Local(..) => format!("self::{path}"),
            TypeName::Extern(_) => path,
        };
        call(path, [number])
    }

    fn list_value(&mut self, code: Code, list: &List) -> Result<Expr> {
        if matches!(&code.expr, Expr::Array(items) if items.is_empty()) {
            return Ok(atom("cel::Value::EMPTY_LIST"));
        }
        let items = if !is_convertible(&list.item) {
            self.converted(method(code.expr, "iter", []), &list.item)?
        } else if is_collected(&code.expr) {
            // The expression creates this list, so its items are passed on.
            method(code.expr, "iter", [])
        } else if list.item.refs == "&" && matches!(code.expr, Expr::Array(_)) {
            code.expr
        } else {
            code.into_items()
        };
        Ok(call("cel::Value::list", [items]))
    }

    /// Maps an iterator over items to an iterator over values.
    fn converted(&mut self, items: Expr, item: &Item) -> Result<Expr> {
        if let Repr::Value(_) = *item.repr {
            let items = match item.refs {
                "" => items,
                _ => method(items, "copied", []),
            };
            return Ok(method(items, "cloned", []));
        }
        let value = self.value(item.code(atom("item")))?;
        Ok(mapped(items, item.refs, "item", owned(value)))
    }

    fn map_value(&mut self, code: Code, map: &Map) -> Result<Expr> {
        let entries = match (map.maybe, map.place) {
            (true, _) => method(method(code.expr, "into_iter", []), "flatten", []),
            (false, true) => reference(code.expr),
            (false, false) => code.expr,
        };
        if is_convertible(&map.value) {
            return Ok(call("cel::Value::map", [entries]));
        }
        let value = map.value.code(atom("value"));
        let value = self.owned_value(value)?;
        let entry = closure(
            &["(key, value)".to_owned()],
            Expr::Tuple(vec![atom("key"), value]),
        );
        let entries = if map.maybe {
            entries
        } else {
            method(code_without_reference(entries), "iter", [])
        };
        Ok(call("cel::Value::map", [method(entries, "map", [entry])]))
    }

    /// Generates `[a, b]` with items of different types.
    pub(super) fn values(&mut self, items: &[Term]) -> Result<Code> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let code = self.code(item)?;
            values.push(self.owned_value(code)?);
        }
        Ok(list(values))
    }

    /// Generates `{key: value}`.
    pub(super) fn map(&mut self, entries: &[(Term, Term)]) -> Result<Code> {
        let mut made = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let (key, value) = (self.code(key)?, self.code(value)?);
            let key = match key.repr {
                Repr::Value(_) => attempt(call("cel::Key::try_from", [self.value_reference(key)?])),
                _ => key_of(key)?,
            };
            made.push(Expr::Tuple(vec![key, self.owned_value(value)?]));
        }
        let map = if entries.iter().all(|(key, _)| key.as_const().is_some()) {
            call("cel::Value::map", [Expr::Array(made)])
        } else {
            attempt(call("cel::Value::distinct", [Expr::Array(made)]))
        };
        Ok(Code::new(map, Repr::Value(Hold::Owned)))
    }

    /// Converts a constant to a `Value`.
    pub(super) fn constant_value(&mut self, value: &Value) -> Result<Code> {
        match value {
            Value::List(items) => {
                let values = items
                    .iter()
                    .map(|item| self.constant_value(item).map(owned));
                Ok(list(values.collect::<Result<_>>()?))
            }
            Value::Map(entries) => {
                let mut made = Vec::with_capacity(entries.len());
                for (key, value) in entries {
                    let key = literal::value(key).ok_or_else(unsupported)?;
                    let value = self.constant_value(value)?.expr;
                    made.push(Expr::Tuple(vec![key_of(key)?, value]));
                }
                let map = if made.is_empty() {
                    atom("cel::Value::EMPTY_MAP")
                } else {
                    call("cel::Value::map", [Expr::Array(made)])
                };
                Ok(Code::new(map, Repr::Value(Hold::Owned)))
            }
            Value::Type(name) => {
                let name = call("cel::Value::Type", [literal::text(name)]);
                Ok(Code::new(name, Repr::Value(Hold::Owned)))
            }
            value => {
                let code = literal::value(value).ok_or_else(unsupported)?;
                self.value(code)
            }
        }
    }

    /// Generates the call of a function that checks the types of its arguments at run time.
    pub(super) fn dynamic(
        &mut self,
        function: Dynamic,
        arguments: &[Term],
        fails: bool,
    ) -> Result<Code> {
        let value = Repr::Value(Hold::Owned);
        let (name, repr) = match function {
            Dynamic::Add => ("add", value),
            Dynamic::Subtract => ("sub", value),
            Dynamic::Multiply => ("mul", value),
            Dynamic::Divide => ("div", value),
            Dynamic::Remainder => ("rem", value),
            Dynamic::Negate => ("neg", value),
            Dynamic::Size => ("size", Repr::I64),
            Dynamic::Bool => ("to_bool", Repr::Bool),
            Dynamic::Int => ("to_int", Repr::I64),
            Dynamic::Uint => ("to_uint", Repr::U64),
            Dynamic::Double => ("to_double", Repr::F64),
            Dynamic::String => ("to_text", Repr::Text(Hold::Owned)),
            Dynamic::Bytes => ("to_bytes", Repr::Bytes(Hold::Owned)),
            Dynamic::Duration => ("to_duration", Repr::Duration),
            Dynamic::Timestamp => ("to_timestamp", Repr::Timestamp),
            Dynamic::Unique => ("as_list", Repr::Bool),
            Dynamic::Index => return self.indexed(arguments),
            Dynamic::Contains => return self.holds(arguments, fails),
        };
        let mut codes = Vec::with_capacity(arguments.len());
        for argument in arguments {
            codes.push(self.code(argument)?);
        }
        let mut codes = codes.into_iter();
        let first = codes.next().ok_or_else(unsupported)?;
        let first = self.value(first)?.expr;
        let mut rest = Vec::new();
        for code in codes {
            rest.push(self.value_reference(code)?);
        }
        let result = attempt(method(first, name, rest));
        let result = match function {
            Dynamic::Unique => method(atom("steps"), "unique_pairs", [result]),
            _ => result,
        };
        Ok(Code::new(result, repr))
    }
}

/// Generates the check that a value is of a kind.
pub(super) fn expected(kind: Kind, code: Code) -> Code {
    let (name, repr) = match kind {
        Kind::Bool => ("as_bool", Repr::Bool),
        Kind::Int => ("as_int", Repr::I64),
        Kind::Uint => ("as_uint", Repr::U64),
        Kind::Double => ("as_double", Repr::F64),
        Kind::String => ("as_str", Repr::Text(Hold::Slice)),
        Kind::Bytes => ("as_bytes", Repr::Bytes(Hold::Slice)),
        Kind::Duration => ("as_duration", Repr::Duration),
        Kind::Timestamp => ("as_timestamp", Repr::Timestamp),
        Kind::Strings | Kind::List | Kind::Map => return code,
    };
    Code::new(attempt(method(code.expr, name, [])), repr)
}

/// Converts a value to an owned value.
fn owned(code: Code) -> Expr {
    match code.repr {
        Repr::Value(Hold::Owned) => code.expr,
        _ => method(code.expr, "clone", []),
    }
}

pub(super) fn list(values: Vec<Expr>) -> Code {
    let list = if values.is_empty() {
        atom("cel::Value::EMPTY_LIST")
    } else {
        call("cel::Value::list", [Expr::Array(values)])
    };
    Code::new(list, Repr::Value(Hold::Owned))
}

/// Converts an expression to a map key.
fn key_of(code: Code) -> Result<Expr> {
    let variant = |name: &str, expr: Expr| Ok(call(format!("cel::Key::{name}"), [expr]));
    match code.repr {
        Repr::Bool => variant("Bool", code.expr),
        Repr::I32 | Repr::I64 | Repr::Usize => variant("Int", code.into_int()),
        Repr::U32 | Repr::U64 => variant("Uint", code.into_uint()),
        Repr::Text(Hold::Slice) => variant("from", code.expr),
        Repr::Text(_) => variant("from", code.into_argument()),
        _ => Err(unsupported()),
    }
}

/// Returns whether an expression is an owned list.
fn is_collected(list: &Expr) -> bool {
    matches!(list, Expr::Method(_, name, _) if name.starts_with("collect"))
}

/// Returns whether the runtime converts a reference to such an item to a value.
fn is_convertible(item: &Item) -> bool {
    match *item.repr {
        Repr::Text(hold) | Repr::Bytes(hold) => hold == Hold::Ref,
        Repr::Bool
        | Repr::I32
        | Repr::I64
        | Repr::U32
        | Repr::U64
        | Repr::F32
        | Repr::F64
        | Repr::Duration
        | Repr::Timestamp => item.refs == "&",
        Repr::RawDuration | Repr::RawTimestamp => item.refs.is_empty(),
        _ => false,
    }
}

/// Returns an expression without `&`, because a method call borrows its receiver itself.
fn code_without_reference(expr: Expr) -> Expr {
    match expr {
        Expr::Unary("&", inner) => *inner,
        expr => expr,
    }
}

fn unsupported() -> Unsupported {
    Unsupported::new("a value of such a type is not supported in a rule".to_owned())
}

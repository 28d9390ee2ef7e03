//! Generates Rust code for the terms of a plan. Terms that can fail use `?` in a closure.

mod alike;
mod calls;
mod comparisons;
mod conditional;
mod iterators;
mod lasting;
mod loops;
mod members;
mod messages;
mod pairs;
mod values;

use std::collections::HashMap;

use super::access::{Result, Unsupported, access};
use super::code::{
    Code, Hold, List, Repr, atom, attempt, binary, call, closure, field, method, not, okay,
};
use super::statics::Statics;
use super::{literal, presence};
use crate::cel::{Type, Value};
use crate::checks::{Op, Term, Variable};
use crate::model::MessageId;
use crate::targets::rust::names::function_or_variable;
use crate::targets::rust::syntax::Expr;
use crate::targets::rust::types::Scope;
use rpcsmith_validate::cel::Error;

/// Generates the terms of one check.
pub struct Terms<'t, 'm> {
    pub scope: Scope<'m>,
    id: MessageId,
    /// The code of `this`.
    pub this: Code,
    /// The code of an entry's key.
    pub key: Code,
    /// Whether the current term uses the key.
    uses_key: bool,
    /// The constants and patterns of the check.
    pub statics: Statics<'t>,
    /// The variables of macros.
    locals: HashMap<u32, Code>,
}

impl<'t, 'm> Terms<'t, 'm> {
    pub fn new(scope: Scope<'m>, id: MessageId, statics: Statics<'t>) -> Self {
        let message = Code::new(atom("self"), Repr::Message(id));
        Self {
            scope,
            id,
            this: message.clone(),
            key: message,
            uses_key: false,
            statics,
            locals: HashMap::new(),
        }
    }

    /// Generates the code of a term. The code contains `?` if the term can fail.
    ///
    /// # Errors
    /// Returns an error with its place if Rust code cannot express the term.
    pub fn code(&mut self, term: &Term) -> Result<Code> {
        self.natural(term).map_err(|error| error.at(&term.span))
    }

    fn natural(&mut self, term: &Term) -> Result<Code> {
        let bool = |expr| Ok(Code::new(expr, Repr::Bool));
        match &term.op {
            Op::Const(value) => self.constant(value, &term.ty),
            Op::Fail(error) => failure(*error, &term.ty),
            Op::Variable(variable) => self.variable(*variable),
            Op::Read { base, field } => {
                let base = self.code(base)?;
                access(self.scope, base, *field)
            }
            Op::IsSet { base, field, test } => {
                let base = self.code(base)?;
                bool(presence::has(self.scope, base, *field, *test)?)
            }
            Op::NotZero(value) => {
                let code = self.code(value)?;
                bool(presence::not_zero(&code, value.store.zero_test()))
            }
            Op::TypeUrl(any) => {
                let url = field(self.code(any)?.expr, "type_url");
                Ok(Code::new(
                    method(url, "as_str", []),
                    Repr::Text(Hold::Slice),
                ))
            }
            Op::Not(inner) => bool(not(self.bool(inner)?)),
            Op::And(left, right) => bool(binary(self.bool(left)?, "&&", self.bool(right)?)),
            Op::Or(left, right) => bool(binary(self.bool(left)?, "||", self.bool(right)?)),
            Op::AbsorbAnd(left, right) => self.absorbed("logic::and", left, right),
            Op::AbsorbOr(left, right) => self.absorbed("logic::or", left, right),
            Op::If(condition, yes, no) => self.conditional(condition, yes, no, &term.ty),
            Op::After(others, value) => self.after(others, value),
            Op::Compare { .. }
            | Op::IsNull(_)
            | Op::IsEmpty(_)
            | Op::Shorter(..)
            | Op::Longer(..) => bool(self.comparison(term)?),
            Op::OneOf(..) | Op::InList { .. } | Op::HasEntry { .. } => bool(self.membership(term)?),
            Op::Key { value, .. } => self.code(value),
            Op::Match(text, matcher) => {
                let text = self.code(text)?;
                bool(self.statics.matching(*matcher, text))
            }
            Op::Call { .. } => self.call(term),
            Op::List(items) if term.ty.is_dynamic() => self.values(items),
            Op::List(items) => self.list(items, &term.ty),
            Op::Map(entries) => self.map(entries),
            Op::Message { message, fields } => self.message(*message, fields),
            Op::Loop(node) => self.run(node),
            Op::Count(node) => self.count(node),
            Op::Counted(value) => self.counted(value),
            Op::ToValue(value) => {
                let code = self.code(value)?;
                self.value(code)
            }
        }
    }

    fn variable(&self, variable: Variable) -> Result<Code> {
        Ok(match variable {
            Variable::Message => Code::new(atom("self"), Repr::Message(self.id)),
            Variable::This => self.this.clone(),
            Variable::Key => self.key.clone(),
            Variable::Now => Code::new(atom("now"), Repr::Timestamp),
            Variable::Local(number) => self
                .locals
                .get(&number)
                .cloned()
                .ok_or_else(|| Unsupported::new("a variable is used outside of its macro"))?,
        })
    }

    /// Generates a condition as a `bool`.
    pub fn bool(&mut self, term: &Term) -> Result<Expr> {
        Ok(self.code(term)?.expr)
    }

    /// Generates the value of a closure that returns a `Result`.
    pub fn fallible(&mut self, term: &Term) -> Result<Expr> {
        Ok(okay(self.code(term)?.expr))
    }

    /// Generates the value of a closure that returns the text of a violation. An owned text keeps its `?`.
    pub fn owned_text(&mut self, term: &Term) -> Result<Expr> {
        let code = self.code(term)?;
        Ok(okay(match code.repr {
            Repr::Text(Hold::Owned) => code.expr,
            _ => code.into_owned(),
        }))
    }

    /// Generates both sides as closures, because one side can absorb an error of the other.
    fn absorbed(&mut self, function: &str, left: &Term, right: &Term) -> Result<Code> {
        let sides = [self.fallible(left)?, self.fallible(right)?];
        let sides = sides.map(|side| closure(&[], side));
        Ok(Code::new(attempt(call(function, sides)), Repr::Bool))
    }

    /// Generates a text, bytes or a list whose length counts as steps.
    fn counted(&mut self, value: &Term) -> Result<Code> {
        let code = self.code(value)?;
        let of_steps = |name, value| method(atom("steps"), name, [value]);
        Ok(match code.repr.clone() {
            Repr::Text(_) => {
                let text = of_steps("text", code.into_argument());
                Code::new(text, Repr::Text(Hold::Slice))
            }
            Repr::Bytes(_) => {
                let bytes = of_steps("bytes", code.into_argument());
                Code::new(bytes, Repr::Bytes(Hold::Slice))
            }
            Repr::List(list) => {
                let items = of_steps("list", code.into_items());
                let list = List {
                    place: false,
                    ..list
                };
                Code::new(items, Repr::List(list))
            }
            _ => code,
        })
    }

    fn constant(&mut self, value: &Value, ty: &Type) -> Result<Code> {
        if let Some(code) = literal::value(value) {
            return Ok(code);
        }
        let is_uniform = !ty.is_dynamic() || value.as_list().is_some_and(<[_]>::is_empty);
        match value {
            Value::List(items) if is_uniform => {
                let item = item_of(ty);
                let codes = items.iter().map(|value| self.constant(value, item));
                let codes = codes.collect::<Result<_>>()?;
                self.list_of(codes, item)
            }
            Value::Message(constant) => self.constant_message(constant),
            value => self.constant_value(value),
        }
    }

    fn list(&mut self, items: &[Term], ty: &Type) -> Result<Code> {
        let codes: Vec<_> = items
            .iter()
            .map(|item| self.code(item))
            .collect::<Result<_>>()?;
        self.list_of(codes, item_of(ty))
    }

    /// Generates a list of items that have, or can be converted to, one Rust type.
    fn list_of(&mut self, codes: Vec<Code>, item: &Type) -> Result<Code> {
        use super::code::{Item, List};
        let is_plain = !matches!(
            item,
            Type::Nullable(_) | Type::List(_) | Type::Map(..) | Type::Message(_) | Type::Meta
        );
        if is_plain || codes.is_empty() {
            return list_of(codes);
        }
        let (values, repr) = self.alike(codes, item)?;
        let item = match repr {
            // Within the list, an array or an owned list is a place.
            Repr::List(list) if list.place => Item::new(
                "",
                Repr::List(List {
                    place: false,
                    ..list
                }),
            ),
            Repr::Value(_) => return Ok(values::list(values)),
            repr @ Repr::Message(_) => Item::new("", repr),
            repr => Item::new("&", repr),
        };
        let list = Repr::List(List { place: true, item });
        Ok(Code::new(Expr::Array(values), list))
    }

    /// Returns a unique name for the variable of a macro.
    fn local(&self, name: &str) -> String {
        let mut name = function_or_variable(name).as_str().to_owned();
        let is_taken = |name: &str| {
            let reserved = [
                "this", "cx", "at", "now", "m", "held", "narrow", "wanted", "steps",
            ];
            reserved.contains(&name)
                || name == "key" && self.uses_key
                || self.locals.values().any(|local| local.expr.mentions(name))
        };
        while is_taken(&name) {
            name.push('_');
        }
        name
    }
}

/// Generates a term that always fails.
fn failure(error: Error, ty: &Type) -> Result<Code> {
    let error = atom(format!("cel::Error::{error:?}"));
    let repr = repr_of(ty)?;
    // Nothing else determines the type of the missing value.
    let function = match type_of(&repr) {
        Some(ty) => format!("Err::<{ty}, _>"),
        None => "Err".to_owned(),
    };
    Ok(Code::new(attempt(call(function, [error])), repr))
}

/// Generates a list of items of one Rust type.
fn list_of(codes: Vec<Code>) -> Result<Code> {
    use super::code::{Item, List};
    let repr = match codes.first() {
        None => Repr::I64,
        Some(first) => match &first.repr {
            Repr::I32 | Repr::I64 | Repr::Usize => Repr::I64,
            Repr::U32 | Repr::U64 => Repr::U64,
            Repr::F32 | Repr::F64 => Repr::F64,
            Repr::Text(_) => Repr::Text(Hold::Slice),
            Repr::Bytes(_) => Repr::Bytes(Hold::Slice),
            Repr::RawTimestamp => Repr::Timestamp,
            Repr::RawDuration => Repr::Duration,
            repr @ (Repr::Bool | Repr::Timestamp | Repr::Duration) => repr.clone(),
            _ => {
                return Err(Unsupported::new(
                    "a list of such items is not supported in a rule".to_owned(),
                ));
            }
        },
    };
    let item = |code: Code| match repr {
        Repr::I64 => code.into_int(),
        Repr::U64 => code.into_uint(),
        Repr::F64 => code.into_double(),
        Repr::Text(_) => code.into_slice(),
        // Byte string literals are arrays of different lengths.
        Repr::Bytes(_) => code.into_bytes(),
        _ => code.into_time(),
    };
    let items = literal::all_wide(codes.into_iter().map(item).collect(), &repr);
    let list = List {
        place: true,
        item: Item::new("&", repr),
    };
    Ok(Code::new(Expr::Array(items), Repr::List(list)))
}

/// Returns the item type of a list.
fn item_of(ty: &Type) -> &Type {
    match ty {
        Type::List(item) => item,
        ty => ty,
    }
}

/// Returns the default Rust type of a CEL type.
fn repr_of(ty: &Type) -> Result<Repr> {
    Ok(match ty.value() {
        Type::Bool => Repr::Bool,
        Type::Int => Repr::I64,
        Type::Uint => Repr::U64,
        Type::Double => Repr::F64,
        Type::String => Repr::Text(Hold::Owned),
        Type::Bytes => Repr::Bytes(Hold::Owned),
        Type::Duration => Repr::Duration,
        Type::Timestamp => Repr::Timestamp,
        Type::Message(id) => Repr::MaybeMessage(*id),
        ty if ty.is_dynamic() => Repr::Value(Hold::Owned),
        _ => Repr::Null,
    })
}

/// Returns the type that an `Err` must name; `None` if the compiler infers it.
fn type_of(repr: &Repr) -> Option<&'static str> {
    Some(match repr {
        Repr::I64 => "i64",
        Repr::U64 => "u64",
        Repr::F64 => "f64",
        Repr::Text(Hold::Owned) => "String",
        Repr::Bytes(Hold::Owned) => "Vec<u8>",
        Repr::Duration => "Duration",
        Repr::Timestamp => "Timestamp",
        Repr::Value(Hold::Owned) => "cel::Value",
        _ => return None,
    })
}

/// Returns `text.is_empty()`, which has the same result for its bytes.
fn is_empty(receiver: Expr) -> Expr {
    match receiver {
        Expr::Method(text, name, _) if name == "as_bytes" => method(*text, "is_empty", []),
        receiver => method(receiver, "is_empty", []),
    }
}

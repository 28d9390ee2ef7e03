//! From typed expressions to Rust: what cannot fail becomes plain code, what can is `?` within a closure.

mod alike;
mod calls;
mod compare;
mod conditional;
mod constants;
mod contains;
mod counted;
mod lasting;
mod loops;
mod messages;
mod numbers;
mod pairs;
mod values;

use std::collections::HashMap;

use super::access::{Result, Unsupported, access};
use super::code::{Code, Hold, Repr, atom, attempt, call, method, not, okay};
use super::literal;
use super::statics::Statics;
use crate::cel::ast::Span;
use crate::cel::{Around, Comparison, Function, Kind, Op, Type, Typed, Value, Variable};
use crate::targets::rust::ident::Ident;
use crate::targets::rust::syntax::Expr;
use crate::targets::rust::types::Scope;

/// Makes the code of expressions of one check.
pub struct Lower<'l, 'm> {
    pub scope: Scope<'m>,
    /// What `this` is.
    pub this: &'l Code,
    /// The patterns of the check.
    pub statics: &'l mut Statics,
    /// The variables of macros.
    locals: HashMap<u32, Code>,
    /// The macros around what is made.
    around: Around,
    /// Where the innermost expression is that no code can be made of.
    pub fault: Option<Span>,
}

impl<'l, 'm> Lower<'l, 'm> {
    pub fn new(scope: Scope<'m>, this: &'l Code, statics: &'l mut Statics) -> Self {
        Self {
            scope,
            this,
            statics,
            locals: HashMap::new(),
            around: Around::NOTHING,
            fault: None,
        }
    }

    /// The code of an expression; where it can fail, it has `?` in it.
    pub fn code(&mut self, typed: &Typed) -> Result<Code> {
        let code = self.code_as_held(typed);
        if code.is_err() && self.fault.is_none() {
            self.fault = Some(typed.span.clone());
        }
        let code = code?;
        match (&code.repr, Kind::scalar(&typed.ty)) {
            (Repr::Message(_) | Repr::MaybeMessage(_), _) if typed.ty.is_dynamic() => {
                self.value(code)
            }
            (Repr::Value(_), Some(kind)) if typed.fallible => Ok(values::expected(kind, code)),
            _ => Ok(code),
        }
    }

    fn code_as_held(&mut self, typed: &Typed) -> Result<Code> {
        match &typed.op {
            Op::Const(value) => self.constant(value, &typed.ty),
            Op::Fail(error) => {
                let error = atom(format!("cel::Error::{error:?}"));
                let repr = repr_of(&typed.ty)?;
                // Nothing but this says what it would be otherwise.
                let function = match type_of(&repr) {
                    Some(ty) => format!("Err::<{ty}, _>"),
                    None => "Err".to_owned(),
                };
                Ok(Code::new(attempt(call(function, [error])), repr))
            }
            Op::Variable(Variable::This) => Ok(self.this.clone()),
            Op::Variable(Variable::Now) => Ok(Code::new(atom("now"), Repr::Timestamp)),
            Op::Variable(Variable::Local(number)) => {
                self.locals.get(number).cloned().ok_or_else(|| {
                    Unsupported("a variable is used outside of its macro".to_owned())
                })
            }
            Op::Field { operand, field } => {
                let operand = self.code(operand)?;
                access(self.scope, operand, *field)
            }
            Op::Has { operand, field } => {
                let operand = self.code(operand)?;
                self.has(operand, *field)
            }
            Op::Not(operand) => Ok(Code::new(self.negated(operand)?, Repr::Bool)),
            Op::And(left, right) => self.logic("&&", "logic::and", left, right),
            Op::Or(left, right) => self.logic("||", "logic::or", left, right),
            Op::If(condition, yes, no) => self.conditional(condition, yes, no, &typed.ty),
            Op::Compare(comparison, left, right) => self.compare(*comparison, left, right),
            Op::In(item, container) => self.contains(item, container, typed.fallible),
            Op::Call(function, arguments) => self.call(*function, arguments),
            Op::Dynamic(inner) => self.code(inner),
            Op::List(items) if typed.ty.is_dynamic() => self.values(items),
            Op::List(items) => self.list(items, &typed.ty),
            Op::Map(entries) => self.map(entries),
            Op::Message { message, fields } => self.message(*message, fields),
            Op::After(others, value) => self.after(others, value),
            Op::Loop(node) => self.run(node),
        }
    }

    /// A condition as a `bool`.
    pub fn bool(&mut self, typed: &Typed) -> Result<Expr> {
        Ok(self.code(typed)?.expr)
    }

    /// The opposite of a condition.
    pub fn negated(&mut self, typed: &Typed) -> Result<Expr> {
        match &typed.op {
            Op::Not(inner) => self.bool(inner),
            Op::And(left, right) if !typed.fallible => Ok(super::code::binary(
                self.negated(left)?,
                "||",
                self.negated(right)?,
            )),
            Op::Or(left, right) if !typed.fallible => Ok(super::code::binary(
                self.negated(left)?,
                "&&",
                self.negated(right)?,
            )),
            Op::Compare(comparison, left, right) if is_total(*comparison, left, right) => {
                self.bool_of(comparison.negated(), left, right)
            }
            Op::Compare(comparison, left, right) if !typed.fallible => {
                self.not_ordered(*comparison, left, right)
            }
            Op::Const(Value::Bool(value)) => Ok(atom((!value).to_string())),
            _ => Ok(not(self.bool(typed)?)),
        }
    }

    /// The value of a closure that gives a `Result`.
    pub fn fallible(&mut self, typed: &Typed) -> Result<Expr> {
        Ok(okay(self.code(typed)?.expr))
    }

    fn logic(
        &mut self,
        operator: &'static str,
        function: &str,
        left: &Typed,
        right: &Typed,
    ) -> Result<Code> {
        let expr = match (left.fallible, right.fallible) {
            (true, true) => {
                let side = |expr| super::code::closure(&[], expr);
                let (left, right) = (self.fallible(left)?, self.fallible(right)?);
                attempt(call(function, [side(left), side(right)]))
            }
            // What cannot fail goes first: if it decides, an error of the other does not count.
            (true, false) => super::code::binary(self.bool(right)?, operator, self.bool(left)?),
            (false, _) => super::code::binary(self.bool(left)?, operator, self.bool(right)?),
        };
        Ok(Code::new(expr, Repr::Bool))
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

    fn list(&mut self, items: &[Typed], ty: &Type) -> Result<Code> {
        let codes: Vec<_> = items
            .iter()
            .map(|item| self.code(item))
            .collect::<Result<_>>()?;
        self.list_of(codes, item_of(ty))
    }

    /// A list of items that are held alike, or can be.
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
            // What is an array or a list of its own is in its place there.
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

    fn has(&mut self, base: Code, field: crate::cel::FieldRef) -> Result<Code> {
        super::presence::has(self.scope, base, field).map(|expr| Code::new(expr, Repr::Bool))
    }

    /// A name for the variable of a macro, which nothing around has.
    fn local(&self, name: &str) -> String {
        let mut name = Ident::snake(name).as_str().to_owned();
        let is_taken = |name: &str| {
            let reserved = [
                "this", "cx", "at", "now", "m", "held", "narrow", "wanted", "steps",
            ];
            reserved.contains(&name)
                || self.this.expr.mentions(name)
                || self.locals.values().any(|local| local.expr.mentions(name))
        };
        while is_taken(&name) {
            name.push('_');
        }
        name
    }
}

/// A list of items that are held alike.
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
                return Err(Unsupported(
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
        // Literals of bytes are arrays of different lengths.
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

/// The type of the items of a list.
fn item_of(ty: &Type) -> &Type {
    match ty {
        Type::List(item) => item,
        ty => ty,
    }
}

/// How a value of a type is held when nothing else is known.
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

/// The type of a value that is held so, where a `bool` would not be expected anyway.
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

/// Whether one of a comparison and its opposite holds, whatever the values.
fn is_total(comparison: Comparison, left: &Typed, right: &Typed) -> bool {
    let is_double = |side: &Typed| *side.ty.value() == Type::Double;
    matches!(comparison, Comparison::Equal | Comparison::NotEqual)
        || !is_double(left) && !is_double(right)
}

/// Whether a function gives the size of something.
fn is_size_of(function: Function) -> bool {
    matches!(
        function,
        Function::SizeString | Function::SizeBytes | Function::SizeList | Function::SizeMap
    )
}

/// `text.is_empty()`, which is the same of its bytes.
fn is_empty(receiver: Expr) -> Expr {
    match receiver {
        Expr::Method(text, name, _) if name == "as_bytes" => method(*text, "is_empty", []),
        receiver => method(receiver, "is_empty", []),
    }
}

//! Generates the messages that a rule creates, as structs.

use super::super::access::{Known, Result, Unsupported, dynamic, known, member};
use super::super::code::{
    self, Code, Hold, List, Map, Repr, atom, attempt, call, mapped, method, reference,
};
use super::super::literal;
use super::iterators::{collected, iterated};
use super::{Terms, item_of};
use crate::cel::ast::MacroKind;
use crate::cel::{Constant, Function, Type as CelType, Value};
use crate::checks::{Op, Term};
use crate::model::{Field, FieldKind, FieldType, MessageId, Presence, Scalar};
use crate::targets::rust::names::TypeName;
use crate::targets::rust::stored::stores_fields;
use crate::targets::rust::syntax::Expr;

/// The value of a message, for a field that may be unset.
enum Set {
    Sure(Expr),
    /// An `Option` of the value.
    Maybe(Expr),
}

impl Terms<'_, '_> {
    /// Generates `Message { field: value, ..Default::default() }`.
    pub(super) fn message(&mut self, id: MessageId, fields: &[(usize, Term)]) -> Result<Code> {
        let context = self.scope.context;
        let message = &context.model[id];
        let mut set = Vec::with_capacity(fields.len());
        for (index, value) in fields {
            let declared = &message.fields[*index];
            let name = match declared.oneof {
                Some(oneof) => message.oneofs[oneof].name,
                None => declared.name,
            };
            let ident = context.names.field(message, name);
            let value = self.field_value(id, declared, value)?;
            set.push((ident.as_str().to_owned(), value));
        }
        let plain = message.fields.iter().filter(|field| field.oneof.is_none());
        let has_others = set.len() < plain.count() + message.oneofs.len()
            || stores_fields(context.options, message);
        let made = Expr::Struct {
            path: self.message_path(id),
            rest: has_others.then(|| self.default_path().to_owned()),
            fields: set,
        };
        Ok(Code::new(made, Repr::Message(id)))
    }

    /// Generates a message whose value is known at generation time.
    pub(super) fn constant_message(&mut self, constant: &Constant) -> Result<Code> {
        let model = self.scope.context.model;
        let declared = &model[constant.message].fields;
        let mut fields = Vec::with_capacity(constant.fields.len());
        for (number, value) in &constant.fields {
            let index = declared.iter().position(|field| field.number == *number);
            let index = index.ok_or_else(unsupported)?;
            let ty = match (CelType::of_field(model, declared[index].kind), value) {
                (CelType::Dyn, value) => value.ty(),
                (ty, _) => ty,
            };
            fields.push((index, Term::constant(value.clone(), &ty)));
        }
        if constant.unknown.is_empty() {
            self.message(constant.message, &fields)
        } else {
            Err(unsupported())
        }
    }

    /// Returns the call of `Default`, by its full path if a type of the module has that name.
    fn default_path(&self) -> &'static str {
        let names = &self.scope.context.names;
        match names.is_shadowed(self.scope.module, "Default") {
            true => "::core::default::Default::default()",
            false => "Default::default()",
        }
    }

    /// Returns the path of a message. The path does not conflict with the runtime names that the validator imports.
    fn message_path(&self, id: MessageId) -> String {
        let path = self.scope.message(id).flat();
        match self.scope.context.names.message(id) {
            TypeName::Local(..) => format!("self::{path}"),
            TypeName::Extern(_) => path,
        }
    }

    /// Generates the value of a struct's field.
    fn field_value(&mut self, owner: MessageId, field: &Field<'_>, value: &Term) -> Result<Expr> {
        let context = self.scope.context;
        let as_bytes = || {
            let path = self.scope.path(&context.model[owner].full_name, field.name);
            context.options.bytes.get_best(&path).is_some()
        };
        let as_bytes = as_bytes();
        let some = |value: Expr| call("Some", [value]);
        match field.kind {
            FieldKind::Singular(item, presence) => {
                let set = self.item_value(item, as_bytes, value)?;
                let boxed = context.derivations.boxed(owner, field);
                let in_box = |value: Expr| {
                    if boxed {
                        call("Box::new", [value])
                    } else {
                        value
                    }
                };
                Ok(match (set, field.oneof) {
                    (Set::Sure(value), Some(oneof)) => {
                        let variant = member(self.scope, owner, field, oneof);
                        some(call(variant, [in_box(value)]))
                    }
                    (Set::Maybe(value), Some(oneof)) => method(
                        value,
                        "map",
                        [atom(member(self.scope, owner, field, oneof))],
                    ),
                    (Set::Sure(value), None) if presence == Presence::Explicit => {
                        some(in_box(value))
                    }
                    (Set::Sure(value), None) => in_box(value),
                    (Set::Maybe(value), None) => value,
                })
            }
            FieldKind::Repeated { item, .. } => self.list_field(item, as_bytes, value),
            FieldKind::Map { key, value: item } => self.map_field((key, item), as_bytes, value),
        }
    }

    /// Generates a single owned value in the Rust type of a field.
    fn item_value(&mut self, item: FieldType, as_bytes: bool, value: &Term) -> Result<Set> {
        let id = match item {
            FieldType::Scalar(scalar) => {
                let value = self.scalar_value(scalar, as_bytes, value)?;
                return Ok(Set::Sure(value));
            }
            FieldType::Enum(id) => {
                let number = self.scalar_value(Scalar::Int32, false, value)?;
                return Ok(Set::Sure(self.enum_value(id, number)));
            }
            FieldType::Message { id, .. } => id,
        };
        match known(self.scope, id) {
            Known::Plain(scalar) if matches!(value.ty, CelType::Nullable(_)) => {
                let code = self.code(value)?;
                match code.repr {
                    Repr::Maybe(held) if held.is_copy() => Ok(Set::Maybe(code.expr)),
                    Repr::Maybe(held) => {
                        let own = match *held {
                            Repr::Text(_) => "str::to_owned",
                            _ => "<[u8]>::to_vec",
                        };
                        Ok(Set::Maybe(method(code.expr, "map", [atom(own)])))
                    }
                    _ => self.scalar_value(scalar, as_bytes, value).map(Set::Sure),
                }
            }
            Known::Plain(scalar) => self.scalar_value(scalar, as_bytes, value).map(Set::Sure),
            Known::Timestamp | Known::Duration => {
                let path = self.message_path(id);
                let time = self.code(value)?.into_time();
                Ok(Set::Sure(call(format!("{path}::from"), [time])))
            }
            Known::Message => self.message_value(id, value).map(Set::Sure),
        }
    }

    /// Generates an owned message.
    fn message_value(&mut self, id: MessageId, value: &Term) -> Result<Expr> {
        let model = self.scope.context.model;
        match CelType::of_message(&model[id], id) {
            CelType::Message(_) => {
                let code = self.code(value)?;
                Ok(owned_message(code))
            }
            // The conversion to the message type includes the conversion to JSON.
            CelType::Dyn | CelType::List(_) | CelType::Map(..) => {
                self.json(id)?;
                let is_fallible = value.fails;
                let value = match &value.op {
                    Op::Call {
                        function: Function::Json,
                        arguments,
                        ..
                    } => &arguments[0],
                    _ => value,
                };
                let code = self.code(value)?;
                let path = self.message_path(id);
                let converted = call(format!("{path}::try_from"), [self.value_reference(code)?]);
                Ok(if is_fallible {
                    attempt(converted)
                } else {
                    // The value is JSON, so its conversion cannot fail.
                    method(converted, "unwrap_or_default", [])
                })
            }
            _ => Err(dynamic(self.scope, id)),
        }
    }

    /// Generates a number, a text or bytes in the Rust type of a field.
    fn scalar_value(&mut self, scalar: Scalar, as_bytes: bool, value: &Term) -> Result<Expr> {
        if let (Scalar::Float, Some(Value::Double(value))) = (scalar, value.as_const()) {
            let exact = literal::float(*value);
            return Ok(exact.unwrap_or_else(|| {
                Expr::Cast(Box::new(literal::double(*value)), "f32".to_owned())
            }));
        }
        let code = self.code(value)?;
        Ok(match scalar {
            Scalar::String => code.into_owned(),
            Scalar::Bytes if as_bytes => method(code.into_owned(), "into", []),
            Scalar::Bytes => code.into_owned(),
            Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => code.into_int(),
            Scalar::Uint64 | Scalar::Fixed64 => code.into_uint(),
            Scalar::Double => code.into_double(),
            _ => code.expr,
        })
    }

    fn list_field(&mut self, item: FieldType, as_bytes: bool, list: &Term) -> Result<Expr> {
        let constants: Vec<_>;
        let items = match &list.op {
            Op::List(items) => Some(items),
            Op::Const(Value::List(values)) => {
                let ty = |value: &Value| match item_of(&list.ty) {
                    CelType::Dyn => value.ty(),
                    ty => ty.clone(),
                };
                let constant = |value: &Value| Term::constant(value.clone(), &ty(value));
                constants = values.iter().map(constant).collect();
                Some(&constants)
            }
            _ => None,
        };
        if let Some(items) = items {
            let mut values = Vec::with_capacity(items.len());
            for value in items {
                match self.item_value(item, as_bytes, value)? {
                    Set::Sure(value) => values.push(value),
                    Set::Maybe(_) => return Err(unsupported()),
                }
            }
            return Ok(call("Vec::from", [Expr::Array(values)]));
        }
        let code = self.code(list)?;
        let Repr::List(List { item: held, .. }) = code.repr.clone() else {
            return Err(unsupported());
        };
        let element = held.code(atom("item"));
        let element = match &element.repr {
            Repr::Text(_) | Repr::Bytes(_) => element.into_owned(),
            Repr::Message(_) | Repr::MaybeMessage(_) => owned_message(element),
            Repr::RawDuration | Repr::RawTimestamp => method(element.expr, "clone", []),
            Repr::Duration | Repr::Timestamp => {
                let FieldType::Message { id, .. } = item else {
                    return Err(unsupported());
                };
                call(format!("{}::from", self.message_path(id)), [element.expr])
            }
            repr if repr.is_copy() && !matches!(repr, Repr::Value(_) | Repr::Maybe(_)) => {
                element.expr
            }
            _ => return Err(unsupported()),
        };
        let element = match item {
            FieldType::Enum(id) if *held.repr == Repr::OpenEnum(id) => atom("item"),
            FieldType::Enum(id) => self.enum_value(id, element),
            FieldType::Scalar(_) | FieldType::Message { .. } => element,
        };
        let is_kept = matches!(&element, Expr::Atom(_));
        if is_kept && matches!(&list.op, Op::Loop(node) if node.kind == MacroKind::Map) {
            // The list is already owned.
            return Ok(code.expr);
        }
        let (items, refs) = iterated(code.expr, held.refs);
        Ok(collected(mapped(items, refs, "item", element)))
    }

    fn map_field(
        &mut self,
        (key, item): (Scalar, FieldType),
        as_bytes: bool,
        map: &Term,
    ) -> Result<Expr> {
        let entries: Vec<_> = match &map.op {
            Op::Map(entries) => entries.clone(),
            Op::Const(Value::Map(entries)) => {
                let constant = |value: &Value| Term::constant(value.clone(), &value.ty());
                let entries = entries.iter();
                entries
                    .map(|(key, value)| (constant(key), constant(value)))
                    .collect()
            }
            _ => {
                let code = self.code(map)?;
                return match code.repr {
                    Repr::Map(Map { maybe: false, .. }) => Ok(method(code.expr, "clone", [])),
                    Repr::Map(Map { maybe: true, .. }) => {
                        Ok(method(cloned(code.expr), "unwrap_or_default", []))
                    }
                    _ => Err(unsupported()),
                };
            }
        };
        let mut made = Vec::with_capacity(entries.len());
        for (name, value) in &entries {
            let name = self.scalar_value(key, false, name)?;
            let Set::Sure(value) = self.item_value(item, as_bytes, value)? else {
                return Err(unsupported());
            };
            made.push(Expr::Tuple(vec![name, value]));
        }
        let made = Expr::Array(made);
        Ok(if entries.iter().all(|(key, _)| key.as_const().is_some()) {
            method(made, "into", [])
        } else {
            attempt(call("logic::distinct", [made]))
        })
    }

    /// Generates a value after the evaluation of other terms, which may fail.
    pub(super) fn after(&mut self, others: &[Term], value: &Term) -> Result<Code> {
        let value = borrowed(self.code(value)?);
        let mut expr = value.expr;
        for other in others.iter().rev() {
            expr = code::after(self.code(other)?.expr, expr);
        }
        Ok(Code::new(expr, value.repr))
    }
}

/// Returns an owned message. An unset message becomes its default.
pub(super) fn owned_message(code: Code) -> Expr {
    match (&code.repr, &code.expr) {
        (_, Expr::Struct { .. }) => code.expr,
        (Repr::MaybeMessage(_), _) => method(cloned(code.expr), "unwrap_or_default", []),
        _ => method(code.expr, "clone", []),
    }
}

/// Converts an `Option` of a reference to an owned `Option`.
fn cloned(option: Expr) -> Expr {
    match option {
        Expr::Method(place, name, _) if name == "as_ref" => method(*place, "clone", []),
        Expr::Method(base, name, mut arguments) if name == "map" => match arguments.pop() {
            Some(Expr::Closure(parameters, body)) => match *body {
                Expr::Unary("&", place) => {
                    let body = method(*place, "clone", []);
                    method(*base, "map", [code::closure(&parameters, body)])
                }
                body => {
                    let map = code::closure(&parameters, body);
                    method(method(*base, "map", [map]), "cloned", [])
                }
            },
            argument => {
                arguments.extend(argument);
                method(method(*base, "map", arguments), "cloned", [])
            }
        },
        option => method(option, "cloned", []),
    }
}

/// Returns a value that can leave a block without a move out of its place.
fn borrowed(code: Code) -> Code {
    let is_place = matches!(code.expr, Expr::Field(..));
    match code.repr.clone() {
        Repr::Text(Hold::Place) => Code::new(code.into_slice(), Repr::Text(Hold::Slice)),
        Repr::Bytes(Hold::Place) => Code::new(code.into_slice(), Repr::Bytes(Hold::Slice)),
        Repr::Message(id) if is_place => {
            Code::new(code.into_maybe_message(), Repr::MaybeMessage(id))
        }
        Repr::List(list) if is_place => {
            let list = List {
                place: false,
                ..list
            };
            Code::new(reference(code.expr), Repr::List(list))
        }
        Repr::Map(map) if is_place => {
            let map = Map {
                place: false,
                ..map
            };
            Code::new(reference(code.expr), Repr::Map(map))
        }
        _ => code,
    }
}

fn unsupported() -> Unsupported {
    Unsupported::new("a message with such a field is not supported in a rule".to_owned())
}

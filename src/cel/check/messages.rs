//! Checks messages that an expression creates: `pkg.Type{field: value}`.
//!
//! The value of a field is converted as for the wire: numbers get the width of the field, a `google.protobuf.Value`
//! takes JSON, and null leaves a message field unset.
//!
//! Source: [field selection and message construction](https://github.com/google/cel-spec/blob/master/doc/langdef.md#field-selection)
//! and the [conversions of well-known types](https://github.com/google/cel-spec/blob/master/doc/langdef.md#dynamic-values).

use std::collections::BTreeMap;

use super::dynamic::{expect, known};
use super::unset::is_zero;
use super::{Checked, Checker, Fault, closest, variable};
use crate::cel::ast::{Expr, MacroKind, Name, Span};
use crate::cel::fold;
use crate::cel::function::{Function, Kind};
use crate::cel::typed::{Loop, Op, Typed, Variable};
use crate::cel::types::Type;
use crate::cel::value::Value;
use crate::model::{FieldKind, FieldType, MessageId, Presence, Scalar};
use rpcsmith_validate::cel::Error;

/// The set fields, by index.
type Fields = BTreeMap<usize, Typed>;

/// A value that is converted to the type of a field; `None` if the value leaves the field unset.
type Assigned = Result<Option<Typed>, Fault>;

impl Checker<'_> {
    pub(super) fn message(&mut self, name: &Name, fields: &[(Name, Expr)], span: &Span) -> Checked {
        let id = self.message_id(name)?;
        let declared = &self.environment.model[id].fields;
        let mut set = Fields::new();
        for (field, value) in fields {
            let index = self.field_index(id, field)?;
            let value = self.expression(value)?;
            if let Some(oneof) = declared[index].oneof {
                // The last set member of a oneof replaces the others.
                set.retain(|other, _| declared[*other].oneof != Some(oneof));
            }
            match self.assigned(declared[index].kind, value, field)? {
                Some(value) => drop(set.insert(index, value)),
                None => drop(set.remove(&index)),
            }
        }
        self.made(id, set, span)
    }

    fn message_id(&self, name: &Name) -> Result<MessageId, Fault> {
        let messages = &self.environment.model.messages;
        let full_name = |at: usize| &messages[at].full_name[1..];
        if let Some(at) = (0..messages.len()).find(|at| full_name(*at) == name.text) {
            return Ok(MessageId::new(at));
        }
        let fault = Fault::new(format!("there is no message `{}`", name.text), &name.span);
        let end = format!(".{}", name.text);
        let mut names = (0..messages.len()).map(full_name);
        if let Some(full_name) = names.clone().find(|full_name| full_name.ends_with(&end)) {
            return Err(fault.hint(format!("write the full name of a type: `{full_name}`")));
        }
        Err(match closest(&name.text, names.by_ref()) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault,
        })
    }

    /// Returns the message, or CEL's value for a well-known message.
    fn made(&self, id: MessageId, mut set: Fields, span: &Span) -> Checked {
        let model = self.environment.model;
        let message = &model[id];
        let mut part = |number: u32, zero: Value, ty: Type| {
            let index = message
                .fields
                .iter()
                .position(|field| field.number == number);
            let value = index.and_then(|index| set.remove(&index));
            value.unwrap_or_else(|| Typed::constant(zero, ty, span.clone()))
        };
        Ok(match Type::of_message(message, id) {
            Type::Nullable(inner) => {
                let zero = fold::zero(&inner).unwrap_or(Value::Null);
                let value = part(1, zero, (*inner).clone());
                Typed {
                    ty: Type::Wrapper(inner),
                    ..value
                }
            }
            ty @ (Type::Duration | Type::Timestamp) => {
                let parts = [1, 2].map(|number| part(number, Value::Int(0), Type::Int));
                let function = match ty {
                    Type::Duration => Function::DurationOf,
                    _ => Function::TimestampOf,
                };
                fold::call(function, parts.into(), ty, false, span)
            }
            ty @ Type::List(_) => part(1, Value::List(Vec::new()), ty),
            ty @ Type::Map(..) => part(1, Value::Map(Vec::new()), ty),
            Type::Dyn if message.full_name.ends_with(".Any") => return Err(any(span)),
            Type::Dyn => match set.pop_first() {
                Some((index, value)) if message.fields[index].name != "null_value" => {
                    self.dynamic(value, span)
                }
                _ => Typed::constant(Value::Null, Type::Dyn, span.clone()),
            },
            _ => fold::message(model, id, set.into_iter().collect(), span),
        })
    }

    /// Converts a value to the type of a field.
    fn assigned(&mut self, kind: FieldKind, value: Typed, field: &Name) -> Assigned {
        match kind {
            FieldKind::Singular(item, presence) => {
                let value = self.item(item, value, field)?;
                let is_unset = |value: &Typed| {
                    presence == Presence::Implicit && value.as_const().is_some_and(is_zero)
                };
                Ok(value.filter(|value| !is_unset(value)))
            }
            FieldKind::Repeated { item, .. } => {
                let list = self.items(item, value, field)?;
                Ok(Some(list).filter(|list| !list.as_const().is_some_and(is_zero)))
            }
            FieldKind::Map { key, value: item } => {
                let map = self.entries((key, item), value, field)?;
                Ok(Some(map).filter(|map| !map.as_const().is_some_and(is_zero)))
            }
        }
    }

    /// Converts a value to the type of a singular field, a list item or a map value.
    fn item(&self, item: FieldType, value: Typed, field: &Name) -> Assigned {
        let model = self.environment.model;
        let (value, was_dynamic) = known(value);
        let span = value.span.clone();
        let wanted = Type::of_item(model, item);
        let scalar = self.width(item);
        let is_any =
            matches!(item, FieldType::Message { id, .. } if model[id].full_name.ends_with(".Any"));
        match (&wanted, &value.ty) {
            (Type::Dyn, _) if is_any => Err(any(&span)),
            (Type::Dyn, _) => Ok(Some(self.json(value, Type::Dyn))),
            (
                Type::Nullable(_) | Type::Timestamp | Type::Duration | Type::Message(_),
                Type::Null,
            ) => Ok(None),
            (Type::List(_), Type::List(_)) => Ok(Some(self.json(value, wanted))),
            (Type::Map(..), Type::Map(key, _)) if matches!(**key, Type::String | Type::Dyn) => {
                Ok(Some(self.json(value, wanted)))
            }
            (Type::Nullable(inner), Type::Nullable(held)) if inner == held => {
                if scalar.is_some_and(|scalar| narrow(scalar).is_some())
                    && !self.is_narrow(&value, scalar)
                {
                    Err(self.misplaced(field, &wanted, &value).hint(
                        "a wrapper that may be null is not narrowed: give the field its value",
                    ))
                } else {
                    Ok(Some(value))
                }
            }
            (Type::Nullable(inner), ty) if ty.value() == &**inner => {
                let value = self.narrowed(scalar, self.unwrap(value));
                let ty = Type::Wrapper(inner.clone());
                Ok(Some(Typed { ty, ..value }))
            }
            (wanted, ty) if wanted == ty.value() => {
                Ok(Some(self.narrowed(scalar, self.unwrap(value))))
            }
            (wanted, Type::Dyn) => match Kind::scalar(wanted.value()) {
                Some(kind) => Ok(Some(self.narrowed(scalar, expect(kind, value)))),
                None => Err(self.misplaced(field, wanted, &value)),
            },
            // `dyn()` hides the type mismatch until run time.
            _ if was_dynamic => Ok(Some(Typed::fail(Error::NoSuchOverload, wanted, span))),
            (wanted, _) => Err(self.misplaced(field, wanted, &value)),
        }
    }

    /// Converts a list to the type of a repeated field.
    fn items(&mut self, item: FieldType, list: Typed, field: &Name) -> Checked {
        let (list, span) = (known(list).0, field.span.clone());
        let wanted = Type::of_set(self.environment.model, item);
        let held = match &list.ty {
            Type::List(held) => (**held).clone(),
            _ => return Err(self.misplaced(field, &Type::list(wanted), &list)),
        };
        let written = match list.op {
            // The item types of a mixed list are known only at run time.
            Op::List(items) if held == Type::Dyn => items
                .into_iter()
                .map(|value| self.dynamic(value, &span))
                .collect(),
            Op::List(items) => items,
            Op::Const(Value::List(values)) => {
                let constant = |value| Typed::constant(value, held.clone(), span.clone());
                values.into_iter().map(constant).collect::<Vec<_>>()
            }
            _ => return self.each(item, (list, held), field),
        };
        let mut items = Vec::with_capacity(written.len());
        for value in written {
            // A null in a list of messages is omitted.
            let Some(value) = self.item(item, value, field)? else {
                continue;
            };
            if matches!(value.ty, Type::Nullable(_)) {
                let message = "a wrapper that may be null cannot be in a list of a message";
                return Err(
                    Fault::new(message, &value.span).hint("test it first, and write its value")
                );
            }
            items.push(value);
        }
        Ok(fold::list(items, wanted, &span))
    }

    /// Converts a list whose items are known only at run time.
    fn each(&mut self, item: FieldType, (list, held): (Typed, Type), field: &Name) -> Checked {
        let is_scalar = !matches!(item, FieldType::Message { .. });
        if is_scalar && self.is_narrow(&list, self.width(item)) {
            return Ok(list);
        }
        let number = self.count;
        let span = list.span.clone();
        let local = variable(Variable::Local(number), held, &span);
        let body = match self.item(item, local.clone(), field)? {
            Some(body) if body.op == local.op => return Ok(list),
            Some(body) => body,
            None => return Err(self.misplaced(field, &Type::list(local.ty.clone()), &list)),
        };
        self.count += 1;
        Ok(Typed {
            ty: Type::list(body.ty.clone()),
            fallible: list.fallible || body.fallible,
            span,
            op: Op::Loop(Box::new(Loop {
                kind: MacroKind::Map,
                range: list,
                variable: number,
                name: "item".to_owned(),
                filter: None,
                body,
            })),
        })
    }

    /// Converts a map to the type of a map field.
    fn entries(&self, (key, item): (Scalar, FieldType), map: Typed, field: &Name) -> Checked {
        let model = self.environment.model;
        let (map, span) = (known(map).0, field.span.clone());
        let kind = FieldKind::Map { key, value: item };
        let wanted = Type::of_field(model, kind);
        let written: Vec<_> = match map.op {
            Op::Map(entries) => entries,
            Op::Const(Value::Map(entries)) => {
                let constant = |value: Value| {
                    let ty = value.ty();
                    Typed::constant(value, ty, span.clone())
                };
                let entries = entries.into_iter();
                entries
                    .map(|(key, value)| (constant(key), constant(value)))
                    .collect()
            }
            _ if map.ty == wanted => return Ok(map),
            _ if Type::of_item(model, item) == Type::Dyn && key == Scalar::String => {
                return Ok(self.json(map, wanted));
            }
            _ => return Err(self.misplaced(field, &wanted, &map)),
        };
        // The types in a mixed map are known only at run time.
        let is_mixed = |part: fn(&(Typed, Typed)) -> &Typed| {
            written
                .windows(2)
                .any(|pair| part(&pair[0]).ty != part(&pair[1]).ty)
        };
        let (mixed_keys, mixed_values) = (is_mixed(|entry| &entry.0), is_mixed(|entry| &entry.1));
        let loose = |value: Typed, is_mixed: bool| {
            if is_mixed {
                self.dynamic(value, &span)
            } else {
                value
            }
        };
        let mut entries = Vec::with_capacity(written.len());
        for (name, value) in written {
            let (name, value) = (loose(name, mixed_keys), loose(value, mixed_values));
            let name = self.item(FieldType::Scalar(key), name, field)?;
            // A null among map values of a message type is omitted.
            if let (Some(name), Some(value)) = (name, self.item(item, value, field)?) {
                entries.push((name, value));
            }
        }
        Ok(fold::map(entries, wanted, &span))
    }

    /// Converts a value to a `google.protobuf.Value`.
    fn json(&self, value: Typed, ty: Type) -> Typed {
        let span = value.span.clone();
        match value.ty.value() {
            Type::Null | Type::Bool | Type::Double | Type::String => self.dynamic(value, &span),
            _ => fold::call(Function::Json, vec![value], ty, true, &span),
        }
    }

    /// Narrows a number to the width of a field.
    fn narrowed(&self, scalar: Option<Scalar>, value: Typed) -> Typed {
        let span = value.span.clone();
        match scalar.and_then(narrow) {
            Some((function, fallible)) if !self.is_narrow(&value, scalar) => {
                let ty = value.ty.value().clone();
                fold::call(function, vec![value], ty, fallible, &span)
            }
            _ => value,
        }
    }

    /// Returns the scalar type of a field, or of a wrapper's value.
    fn width(&self, item: FieldType) -> Option<Scalar> {
        match item {
            FieldType::Scalar(scalar) => Some(scalar),
            FieldType::Enum(_) => Some(Scalar::Int32),
            FieldType::Message { id, .. } => {
                let message = &self.environment.model[id];
                match (Type::of_message(message, id), message.fields.first()) {
                    (Type::Nullable(_), Some(field)) => self.width(field.kind.item()),
                    _ => None,
                }
            }
        }
    }

    /// Returns whether a value is read from a field of the same width.
    fn is_narrow(&self, value: &Typed, scalar: Option<Scalar>) -> bool {
        let model = self.environment.model;
        let Op::Field { field, .. } = &value.op else {
            return false;
        };
        let held = self.width(model[field.message].fields[field.index].kind.item());
        held.and_then(narrow).is_some() && held.and_then(narrow) == scalar.and_then(narrow)
    }

    fn misplaced(&self, field: &Name, wanted: &Type, value: &Typed) -> Fault {
        let (wanted, held) = (self.shown(wanted), self.shown(&value.ty));
        let message = format!(
            "the field `{}` holds a `{wanted}`, not a `{held}`",
            field.text
        );
        Fault::new(message, &value.span)
    }
}

/// Returns the function that narrows a number to the width of a field, and whether the function can fail; `None` if CEL
/// has a type of this width.
fn narrow(scalar: Scalar) -> Option<(Function, bool)> {
    match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => Some((Function::Int32, true)),
        Scalar::Uint32 | Scalar::Fixed32 => Some((Function::Uint32, true)),
        Scalar::Float => Some((Function::Float, false)),
        _ => None,
    }
}

fn any(span: &Span) -> Fault {
    Fault::new("a `google.protobuf.Any` cannot be made in a rule", span)
}

//! Checks fields, indices, and tests for the presence of fields.

use super::dynamic::{known, undyn};
use super::unset::{is_zero, unset_value};
use super::{Checked, Checker, Fault, closest};
use crate::cel::ast::{Name, Span};
use crate::cel::fold;
use crate::cel::function::Function;
use crate::cel::typed::{Comparison, FieldRef, Op, Typed};
use crate::cel::types::Type;
use crate::cel::value::Value;
use crate::model::{FieldKind, MessageId, Presence};
use rpcsmith_validate::cel::Error;

impl Checker<'_> {
    /// Checks `operand.field`.
    pub(super) fn select(&mut self, operand: Typed, field: &Name, span: &Span) -> Checked {
        match operand.ty.clone() {
            Type::Message(_) if is_choice(&operand) => {
                self.of_branches(operand, span, |checker, branch| {
                    checker.select(branch, field, span)
                })
            }
            Type::Message(id) => {
                let index = self.field_index(id, field)?;
                Ok(self.field(operand, FieldRef { message: id, index }, span))
            }
            Type::Map(key, _) if matches!(*key, Type::String | Type::Dyn) => {
                self.index(operand, key_of(field), span)
            }
            Type::Dyn => match undyn(operand) {
                Ok(inner) => match self.select(inner, field, span) {
                    Ok(selected) => Ok(self.dynamic(selected, span)),
                    // A missing field of a dynamic value is a run-time error.
                    Err(_) => Ok(Typed::fail(Error::NoSuchField, Type::Dyn, span.clone())),
                },
                Err(operand) => self.index(operand, key_of(field), span),
            },
            other => {
                let message = format!("`{}` has no fields", self.shown(&other));
                let fault = Fault::new(message, &field.span);
                Err(match other {
                    Type::Timestamp => fault
                        .hint("`int(…)` gives its seconds; `getSeconds()` and its like, its parts"),
                    Type::Duration => fault.hint("`getSeconds()` gives its seconds"),
                    _ => fault,
                })
            }
        }
    }

    pub(super) fn field_index(&self, id: MessageId, field: &Name) -> Result<usize, Fault> {
        let message = &self.environment.model[id];
        let index = message
            .fields
            .iter()
            .position(|candidate| candidate.name == field.text);
        index.ok_or_else(|| {
            let name = &message.full_name[1..];
            let fault = Fault::new(
                format!("message `{name}` has no field `{}`", field.text),
                &field.span,
            );
            let names = message.fields.iter().map(|field| field.name);
            match closest(&field.text, names) {
                Some(near) => fault.hint(format!("did you mean `{near}`?")),
                None => fault,
            }
        })
    }

    /// Reads an existing field.
    pub(super) fn field(&self, operand: Typed, field: FieldRef, span: &Span) -> Typed {
        let model = self.environment.model;
        let declared = &model[field.message].fields[field.index];
        let ty = Type::of_field(model, declared.kind);
        if let Op::Fail(error) = operand.op {
            return Typed::fail(error, ty, span.clone());
        }
        if let Op::Const(Value::Message(message)) = &operand.op {
            let value = message.fields.get(&declared.number).cloned();
            let value = value.unwrap_or_else(|| unset_value(&ty, declared, model));
            return Typed::constant(value, ty, span.clone());
        }
        if let Op::Message { fields, .. } = operand.op {
            let (read, others) = taken(fields, field.index);
            let unset = || Typed::constant(unset_value(&ty, declared, model), ty, span.clone());
            return fold::after(others, read.unwrap_or_else(unset));
        }
        Typed {
            ty,
            fallible: operand.fallible,
            span: span.clone(),
            op: Op::Field {
                operand: Box::new(operand),
                field,
            },
        }
    }

    /// Checks `has(operand.field)`.
    pub(super) fn has(&mut self, operand: Typed, field: &Name, span: &Span) -> Checked {
        match operand.ty.clone() {
            Type::Message(_) if is_choice(&operand) => {
                self.of_branches(operand, span, |checker, branch| {
                    checker.has(branch, field, span)
                })
            }
            Type::Message(id) => {
                let index = self.field_index(id, field)?;
                self.has_field(operand, FieldRef { message: id, index }, span)
            }
            Type::Dyn => match undyn(operand) {
                Ok(inner) => match self.has(inner, field, span) {
                    Ok(has) => Ok(has),
                    Err(_) => Ok(Typed::fail(Error::NoSuchField, Type::Bool, span.clone())),
                },
                Err(operand) => {
                    let arguments = vec![operand, key_of(field)];
                    Ok(fold::call(
                        Function::HasKey,
                        arguments,
                        Type::Bool,
                        false,
                        span,
                    ))
                }
            },
            Type::Map(..) => self.has_key(operand, field, span),
            other => {
                let message = format!("`{}` has no fields", self.shown(&other));
                Err(Fault::new(message, &field.span))
            }
        }
    }

    /// Checks `has(operand.field)` for a message.
    fn has_field(&mut self, operand: Typed, field: FieldRef, span: &Span) -> Checked {
        let declared = &self.environment.model[field.message].fields[field.index];
        let bool = |value| Typed::constant(Value::Bool(value), Type::Bool, span.clone());
        if let Op::Fail(error) = operand.op {
            return Ok(Typed::fail(error, Type::Bool, span.clone()));
        }
        if let Op::Const(Value::Message(message)) = &operand.op {
            let set = message.fields.get(&declared.number);
            return Ok(bool(set.is_some_and(|value| {
                has_presence(declared.kind) || !is_zero(value)
            })));
        }
        if let Op::Message { fields, .. } = operand.op {
            let (read, others) = taken(fields, field.index);
            let is_set = match read {
                Some(value) => self.is_set(declared.kind, value, span)?,
                None => bool(false),
            };
            return Ok(fold::after(others, is_set));
        }
        Ok(Typed {
            ty: Type::Bool,
            fallible: operand.fallible,
            span: span.clone(),
            op: Op::Has {
                operand: Box::new(operand),
                field,
            },
        })
    }

    /// Tests whether the assignment of a value sets a field.
    fn is_set(&self, kind: FieldKind, value: Typed, span: &Span) -> Checked {
        let unset = match (&value.ty, fold::zero(&value.ty)) {
            (Type::Nullable(_), _) => Some((Value::Null, Type::Null)),
            (ty, Some(zero)) if !has_presence(kind) => Some((zero, ty.clone())),
            _ => None,
        };
        match unset {
            Some((unset, ty)) => {
                let unset = Typed::constant(unset, ty, span.clone());
                self.compare(Comparison::NotEqual, value, unset, span)
            }
            None => {
                let set = Typed::constant(Value::Bool(true), Type::Bool, span.clone());
                Ok(fold::after([value], set))
            }
        }
    }

    /// Applies a function to each branch of a conditional.
    fn of_branches(
        &mut self,
        choice: Typed,
        span: &Span,
        mut make: impl FnMut(&mut Self, Typed) -> Checked,
    ) -> Checked {
        let Op::If(condition, yes, no) = choice.op else {
            return make(self, choice);
        };
        let (yes, no) = (make(self, *yes)?, make(self, *no)?);
        self.conditional(*condition, yes, no, span)
    }

    fn has_key(&mut self, operand: Typed, field: &Name, span: &Span) -> Checked {
        self.contains(key_of(field), operand, span)
    }

    /// Checks `operand[index]`.
    pub(super) fn index(&mut self, operand: Typed, index: Typed, span: &Span) -> Checked {
        let (index, was_dynamic) = known(index);
        let index = self.unwrap(index);
        let (function, ty) = match (&operand.ty, index.ty.value()) {
            (Type::List(item), Type::Int | Type::Dyn) => (Function::Item, (**item).clone()),
            (Type::List(item), Type::Uint | Type::Double) if was_dynamic => {
                (Function::Item, (**item).clone())
            }
            (Type::Map(key, value), index)
                if key.join(index).is_some()
                    || was_dynamic && key.is_number() && index.is_number() =>
            {
                (Function::Entry, (**value).clone())
            }
            (Type::List(item) | Type::Map(_, item), _) if was_dynamic => {
                let ty = (**item).clone();
                return Ok(Typed::fail(Error::NoSuchOverload, ty, span.clone()));
            }
            (Type::Dyn, _) => {
                let operand = match undyn(operand) {
                    Ok(inner) => {
                        return match self.index(inner, index, span) {
                            Ok(item) => Ok(self.dynamic(item, span)),
                            Err(_) => {
                                Ok(Typed::fail(Error::NoSuchOverload, Type::Dyn, span.clone()))
                            }
                        };
                    }
                    Err(operand) => operand,
                };
                return Ok(fold::call(
                    Function::Entry,
                    vec![operand, index],
                    Type::Dyn,
                    true,
                    span,
                ));
            }
            (operand, index) => {
                let message = format!(
                    "`{}` has no items at `{}`",
                    self.shown(operand),
                    self.shown(index)
                );
                return Err(Fault::new(message, span));
            }
        };
        Ok(fold::call(function, vec![operand, index], ty, true, span))
    }

    /// Checks `getField(message, 'name')`. It selects a field like `message.name`, and supports names that this syntax
    /// does not.
    pub(super) fn get_field(&mut self, message: Typed, name: &Typed, span: &Span) -> Checked {
        let Some(Value::String(text)) = name.as_const() else {
            return Err(Fault::new(
                "`getField` takes the name of the field as a literal",
                &name.span,
            ));
        };
        let field = Name {
            text: text.clone(),
            span: name.span.clone(),
        };
        self.select(message, &field, span)
    }

    /// Checks `dyn(value)`.
    pub(super) fn dynamic(&self, value: Typed, span: &Span) -> Typed {
        if value.ty == Type::Dyn {
            return value;
        }
        Typed {
            ty: Type::Dyn,
            fallible: value.fallible,
            span: span.clone(),
            op: Op::Dynamic(Box::new(value)),
        }
    }
}

/// Returns whether a field of this kind can be set to its default.
fn has_presence(kind: FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Singular(_, Presence::Explicit | Presence::Required)
    )
}

/// Returns the map key for a selection such as `map.key`.
fn key_of(field: &Name) -> Typed {
    let key = Value::String(field.text.clone());
    Typed::constant(key, Type::String, field.span.clone())
}

/// Returns the field with this index, if it is set, and all other fields.
fn taken(fields: Vec<(usize, Typed)>, index: usize) -> (Option<Typed>, Vec<Typed>) {
    let (mut taken, mut others) = (None, Vec::with_capacity(fields.len()));
    for (at, value) in fields {
        if at == index {
            taken = Some(value)
        } else {
            others.push(value)
        }
    }
    (taken, others)
}

/// Returns whether a value is a conditional with a message literal in a branch.
fn is_choice(value: &Typed) -> bool {
    let is_made = |branch: &Typed| {
        matches!(branch.op, Op::Message { .. } | Op::Const(Value::Message(_))) || is_choice(branch)
    };
    matches!(&value.op, Op::If(_, yes, no) if is_made(yes) || is_made(no))
}

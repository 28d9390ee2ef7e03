//! Reads fields of generated messages. Only this module knows the Rust type of each field.

use super::code::{
    Code, Hold, Item, List, Map, Repr, atom, call, closure, field, is_known, method, number,
    reference,
};
use crate::cel::{FieldRef, Type as CelType};
use crate::model::{Field, FieldKind, FieldType, MessageId, Presence, Scalar};
use crate::targets::rust::names::{TypeName, module};
use crate::targets::rust::syntax::Expr;
use crate::targets::rust::types::Scope;

pub use crate::checks::Unsupported;

pub type Result<T> = std::result::Result<T, Unsupported>;

/// The Rust type of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Message,
    /// A wrapper message that generated code represents by its value.
    Plain(Scalar),
    Timestamp,
    Duration,
}

/// Returns the Rust type of a message.
pub fn known(scope: Scope<'_>, id: MessageId) -> Known {
    let message = &scope.context.model[id];
    let path = match scope.context.names.message(id) {
        TypeName::Extern(path) => path.as_str(),
        TypeName::Local(..) => "",
    };
    match CelType::of_message(message, id) {
        CelType::Timestamp if path == "::prost_types::Timestamp" => Known::Timestamp,
        CelType::Duration if path == "::prost_types::Duration" => Known::Duration,
        CelType::Nullable(_) if !path.is_empty() && !path.starts_with("::prost_types") => {
            match message.fields.first().map(|field| field.kind.item()) {
                Some(FieldType::Scalar(scalar)) => Known::Plain(scalar),
                _ => Known::Message,
            }
        }
        _ => Known::Message,
    }
}

/// Returns the type of a list item, a map key or a map value, by reference.
pub fn item(scope: Scope<'_>, item: FieldType) -> Result<Item> {
    let scalar = |scalar| {
        let repr = Repr::of_scalar(scalar, Hold::Ref);
        Item::new(if repr.is_copy() { "&" } else { "" }, repr)
    };
    Ok(match item {
        FieldType::Scalar(kind) => scalar(kind),
        FieldType::Enum(id) if scope.context.names.is_open(id) => {
            Item::new("&", Repr::OpenEnum(id))
        }
        FieldType::Enum(_) => Item::new("&", Repr::I32),
        FieldType::Message { id, .. } => match known(scope, id) {
            Known::Message => Item::new("", Repr::Message(id)),
            Known::Plain(kind) => scalar(kind),
            Known::Timestamp => Item::new("", Repr::RawTimestamp),
            Known::Duration => Item::new("", Repr::RawDuration),
        },
    })
}

pub fn dynamic(scope: Scope<'_>, id: MessageId) -> Unsupported {
    let name = &scope.context.model[id].full_name[1..];
    Unsupported::new(format!(
        "the value of a `{name}` is known only at run time, so compiled rules cannot use it"
    ))
}

/// Reads a field of a message that may be unset.
pub fn access(scope: Scope<'_>, base: Code, reference: FieldRef) -> Result<Code> {
    let message = &scope.context.model[reference.message];
    let declared = &message.fields[reference.index];
    match base.repr {
        Repr::MaybeMessage(_) => {
            let inner = Code::new(atom("m"), Repr::Message(reference.message));
            let value = present(scope, inner, reference.message, declared)?;
            maybe(scope, base.expr, value, declared)
        }
        _ => present(scope, base, reference.message, declared),
    }
}

/// Reads a field of a message that may be unset. If the message is unset, the result is the field's default.
fn maybe(scope: Scope<'_>, base: Expr, value: Code, declared: &Field<'_>) -> Result<Code> {
    let map = |default: Expr, body: Expr| {
        let body = closure(&["m".to_owned()], body);
        match is_known(&default) {
            Some(true) => method(base.clone(), "is_none_or", [body]),
            Some(false) => method(base.clone(), "is_some_and", [body]),
            None => method(base.clone(), "map_or", [default, body]),
        }
    };
    let through =
        |name: &str, body: Expr| method(base.clone(), name, [closure(&["m".to_owned()], body)]);
    Ok(match value.repr.clone() {
        Repr::Text(_) => {
            let default = default_value(scope, declared)?;
            Code::new(
                map(default.expr, value.into_slice()),
                Repr::Text(Hold::Slice),
            )
        }
        Repr::Bytes(_) => {
            let default = default_value(scope, declared)?;
            Code::new(
                map(default.expr, value.into_slice()),
                Repr::Bytes(Hold::Slice),
            )
        }
        Repr::Message(id) => {
            let body = super::code::reference(value.expr);
            Code::new(through("map", body), Repr::MaybeMessage(id))
        }
        repr @ (Repr::MaybeMessage(_) | Repr::Maybe(_)) => {
            Code::new(through("and_then", value.expr), repr)
        }
        Repr::List(list) => {
            let empty = reference(Expr::Index(
                Box::new(Expr::Array(Vec::new())),
                Box::new(atom("..")),
            ));
            let whole = Expr::Index(Box::new(value.expr), Box::new(atom("..")));
            let list = List {
                place: false,
                ..list
            };
            Code::new(map(empty, reference(whole)), Repr::List(list))
        }
        Repr::Map(held) => {
            let held = Map {
                place: false,
                maybe: true,
                ..held
            };
            Code::new(through("map", reference(value.expr)), Repr::Map(held))
        }
        repr => {
            let default = default_value(scope, declared)?;
            Code::new(map(default.expr, value.expr), repr)
        }
    })
}

/// Reads a field of a message that is set.
fn present(scope: Scope<'_>, base: Code, owner: MessageId, declared: &Field<'_>) -> Result<Code> {
    if let Some(oneof) = declared.oneof {
        return of_oneof(scope, base, owner, declared, oneof);
    }
    let message = &scope.context.model[owner];
    let ident = scope.context.names.field(message, declared.name);
    let place = field(base.expr, ident.as_str());
    match declared.kind {
        FieldKind::Singular(FieldType::Message { id, .. }, presence) => {
            let boxed = scope.context.derivations.boxed(owner, declared);
            message_field(scope, place, id, presence, boxed)
        }
        FieldKind::Singular(item, presence) => {
            let repr = match item {
                FieldType::Scalar(scalar) => Repr::of_scalar(scalar, Hold::Place),
                _ => Repr::I32,
            };
            let is_open = is_open(scope, item);
            if presence != Presence::Explicit {
                let value = if is_open { number(place) } else { place };
                return Ok(Code::new(value, repr));
            }
            let default = default_value(scope, declared)?;
            if is_open {
                let value = method(place, "map_or", [default.expr, atom("i32::from")]);
                return Ok(Code::new(value, repr));
            }
            let value = match &repr {
                Repr::Text(_) | Repr::Bytes(_) => method(place, "as_deref", []),
                _ => place,
            };
            let value = match declared.default {
                None if !matches!(item, FieldType::Enum(_)) => {
                    method(value, "unwrap_or_default", [])
                }
                _ => method(value, "unwrap_or", [default.expr]),
            };
            Ok(Code::new(value, default.repr))
        }
        FieldKind::Repeated { item: r#type, .. } => {
            let item = item(scope, r#type)?;
            Ok(Code::new(place, Repr::List(List { place: true, item })))
        }
        FieldKind::Map { key, value } => {
            let map = Map {
                place: true,
                maybe: false,
                key: item(scope, FieldType::Scalar(key))?,
                value: item(scope, value)?,
            };
            Ok(Code::new(place, Repr::Map(map)))
        }
    }
}

/// Returns whether a field of this type stores newtypes of numbers.
pub fn is_open(scope: Scope<'_>, item: FieldType) -> bool {
    matches!(item, FieldType::Enum(id) if scope.context.names.is_open(id))
}

fn message_field(
    scope: Scope<'_>,
    place: Expr,
    id: MessageId,
    presence: Presence,
    boxed: bool,
) -> Result<Code> {
    let required = presence == Presence::Required;
    let held = |place: Expr| {
        if required {
            reference(place)
        } else {
            method(place, "as_ref", [])
        }
    };
    Ok(match known(scope, id) {
        Known::Timestamp => Code::new(call("Timestamp::from", [held(place)]), Repr::Timestamp),
        Known::Duration => Code::new(call("Duration::from", [held(place)]), Repr::Duration),
        Known::Plain(scalar) => {
            let repr = Repr::of_scalar(scalar, Hold::Place);
            match (required, repr.is_copy()) {
                (true, _) => Code::new(place, repr),
                (false, true) => Code::new(place, Repr::Maybe(Box::new(repr))),
                (false, false) => {
                    let repr = Repr::of_scalar(scalar, Hold::Slice);
                    Code::new(method(place, "as_deref", []), Repr::Maybe(Box::new(repr)))
                }
            }
        }
        Known::Message => match (required, boxed) {
            (true, _) => Code::new(place, Repr::Message(id)),
            (false, true) => Code::new(method(place, "as_deref", []), Repr::MaybeMessage(id)),
            (false, false) => Code::new(method(place, "as_ref", []), Repr::MaybeMessage(id)),
        },
    })
}

/// Returns the pattern for a set member of a oneof, which binds the member's value to a name.
pub fn member_pattern(
    scope: Scope<'_>,
    owner: MessageId,
    declared: &Field<'_>,
    oneof: usize,
    name: &str,
) -> String {
    let variant = member(scope, owner, declared, oneof);
    format!("Some({variant}({name}))")
}

/// Returns the path of the variant for a member of a oneof.
pub fn member(scope: Scope<'_>, owner: MessageId, declared: &Field<'_>, oneof: usize) -> String {
    let names = &scope.context.names;
    let message = &scope.context.model[owner];
    let variant = names.variant(message, declared);
    let path = match names.message(owner) {
        TypeName::Local(..) => {
            let module = names.message_module(owner).unwrap_or(scope.module);
            let ident = &names.members(owner).oneofs[oneof].r#enum;
            let path = names.modules.path(scope.module, module, ident);
            format!("self::{path}")
        }
        TypeName::Extern(path) => {
            let (parent, last) = path.rsplit_once("::").unwrap_or(("self", path));
            let ident = &names.members(owner).oneofs[oneof].r#enum;
            format!("{parent}::{}::{}", module(last), ident)
        }
    };
    format!("{path}::{variant}")
}

fn of_oneof(
    scope: Scope<'_>,
    base: Code,
    owner: MessageId,
    declared: &Field<'_>,
    oneof: usize,
) -> Result<Code> {
    let message = &scope.context.model[owner];
    let ident = scope
        .context
        .names
        .field(message, message.oneofs[oneof].name);
    let place = field(base.expr, ident.as_str());
    let pattern = member_pattern(scope, owner, declared, oneof, "value");
    let choose = |place: Expr, value: Expr, other: Expr| choose(place, &pattern, value, other);
    let value = atom("value");
    let item = declared.kind.item();
    if let FieldType::Message { id, .. } = item {
        let boxed = scope.context.derivations.boxed(owner, declared);
        return Ok(message_member(scope, (place, &pattern), id, boxed));
    }
    let default = default_value(scope, declared)?;
    let repr = match item {
        FieldType::Scalar(scalar) => Repr::of_scalar(scalar, Hold::Ref),
        _ => Repr::I32,
    };
    Ok(if is_open(scope, item) {
        Code::new(choose(place, number(value), default.expr), repr)
    } else if repr.is_copy() {
        Code::new(choose(place, value, default.expr), repr)
    } else {
        let value = Code::new(value, repr).into_slice();
        Code::new(choose(reference(place), value, default.expr), default.repr)
    })
}

/// Returns `match place { pattern => value, _ => other }`.
fn choose(place: Expr, pattern: &str, value: Expr, other: Expr) -> Expr {
    let arms = vec![(pattern.to_owned(), value), ("_".to_owned(), other)];
    Expr::Match(Box::new(place), arms)
}

/// Reads a message that is a member of a oneof. The pattern binds the message to `value`.
fn message_member(
    scope: Scope<'_>,
    (place, pattern): (Expr, &str),
    id: MessageId,
    boxed: bool,
) -> Code {
    let value = atom("value");
    let some = |value: Expr| call("Some", [value]);
    let none = || atom("None");
    let by_reference = |some: Expr| choose(reference(place.clone()), pattern, some, none());
    match known(scope, id) {
        Known::Timestamp => Code::new(
            call("Timestamp::from", [by_reference(some(value))]),
            Repr::Timestamp,
        ),
        Known::Duration => Code::new(
            call("Duration::from", [by_reference(some(value))]),
            Repr::Duration,
        ),
        Known::Plain(scalar) => {
            let repr = Repr::of_scalar(scalar, Hold::Ref);
            let value = Code::new(value, repr.clone());
            if repr.is_copy() {
                Code::new(
                    choose(place, pattern, some(value.expr), none()),
                    Repr::Maybe(Box::new(repr)),
                )
            } else {
                Code::new(
                    by_reference(some(value.into_slice())),
                    Repr::Maybe(Box::new(Repr::of_scalar(scalar, Hold::Slice))),
                )
            }
        }
        Known::Message => {
            let value = if boxed {
                method(value, "as_ref", [])
            } else {
                value
            };
            Code::new(by_reference(some(value)), Repr::MaybeMessage(id))
        }
    }
}

/// Returns the default of a field. Texts and bytes are slices.
fn default_value(scope: Scope<'_>, declared: &Field<'_>) -> Result<Code> {
    use super::literal;
    let text = declared.default;
    Ok(match declared.kind.item() {
        FieldType::Enum(id) => {
            let values = &scope.context.model[id].values;
            let named = values.iter().find(|value| Some(value.name) == text);
            let number = named.or(values.first()).map_or(0, |value| value.number);
            Code::new(literal::int(number.into()), Repr::I32)
        }
        FieldType::Scalar(scalar) => literal::default(scalar, text),
        FieldType::Message { id, .. } => match CelType::of_message(&scope.context.model[id], id) {
            CelType::Timestamp => Code::new(atom("Timestamp::new(0, 0)"), Repr::Timestamp),
            CelType::Duration => Code::new(atom("Duration::new(0, 0)"), Repr::Duration),
            _ => return Err(dynamic(scope, id)),
        },
    })
}

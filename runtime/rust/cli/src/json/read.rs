//! Messages from JSON, and what is said of JSON that is none.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Deserializer, Value};

use super::is_special;
use super::place::{Piece, Place, failure, placed, reason};

/// Names that are told of in one error.
const MOST_NAMED: usize = 5;

/// Reads a message.
///
/// # Errors
/// A text with the line and the column of what is wrong, and names that may have been meant.
pub(in super::super) fn message(
    descriptor: &MessageDescriptor,
    piece: &Piece,
) -> Result<DynamicMessage, String> {
    let mut deserializer = Deserializer::from_str(&piece.text);
    let read = DynamicMessage::deserialize(descriptor.clone(), &mut deserializer);
    let read = read.and_then(|message| deserializer.end().map(|()| message));
    read.map_err(|error| {
        let unknown = unknown_names(descriptor, &piece.text);
        if unknown.is_empty() {
            return failure(&error, piece.place);
        }
        let Place { line, column } = placed(&error, piece.place);
        format!("line {line}, column {column}: {}", unknown.join("; "))
    })
}

/// Reads a message that is all of a text.
///
/// # Errors
/// As [`message`].
pub(in super::super) fn whole(
    descriptor: &MessageDescriptor,
    text: &str,
) -> Result<DynamicMessage, String> {
    let (text, place) = (text.to_owned(), Place::START);
    message(descriptor, &Piece { text, place })
}

/// Reads a message from a text that is one in JSON, too, without its quotes.
///
/// # Errors
/// A text with what is wrong.
pub(in super::super) fn of_text(
    descriptor: &MessageDescriptor,
    text: &str,
) -> Result<DynamicMessage, String> {
    let value = Value::String(text.to_owned());
    DynamicMessage::deserialize(descriptor.clone(), value).map_err(|error| reason(&error))
}

/// What is said of each name that no field and no value of an enum has.
fn unknown_names(descriptor: &MessageDescriptor, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_str(text) {
        in_message(descriptor, &value, &mut found);
    }
    found
}

fn in_message(descriptor: &MessageDescriptor, value: &Value, found: &mut Vec<String>) {
    let Value::Object(fields) = value else { return };
    if is_special(descriptor.full_name()) {
        return;
    }
    for (name, value) in fields {
        let field = descriptor.get_field_by_json_name(name);
        match field.or_else(|| descriptor.get_field_by_name(name)) {
            Some(field) => in_field(&field, value, found),
            None if descriptor.get_extension_by_json_name(name).is_some() => {}
            None if found.len() < MOST_NAMED => {
                let fields: Vec<_> = descriptor.fields().collect();
                let known = fields
                    .iter()
                    .flat_map(|field| [field.json_name(), field.name()]);
                let hint = meant(name, known);
                found.push(format!(
                    "{} has no field `{name}`{hint}",
                    descriptor.full_name()
                ));
            }
            None => return,
        }
    }
}

fn in_field(field: &FieldDescriptor, value: &Value, found: &mut Vec<String>) {
    let kind = field.kind();
    match (value, &kind) {
        (Value::Object(entries), Kind::Message(entry)) if field.is_map() => {
            let kind = entry.map_entry_value_field().kind();
            entries
                .values()
                .for_each(|value| in_value(&kind, value, found));
        }
        (Value::Array(items), _) if field.is_list() => {
            items.iter().for_each(|value| in_value(&kind, value, found));
        }
        (value, kind) => in_value(kind, value, found),
    }
}

fn in_value(kind: &Kind, value: &Value, found: &mut Vec<String>) {
    match (kind, value) {
        (Kind::Message(descriptor), value) => in_message(descriptor, value, found),
        (Kind::Enum(items), Value::String(name))
            if items.get_value_by_name(name).is_none()
                && items.full_name() != "google.protobuf.NullValue"
                && found.len() < MOST_NAMED =>
        {
            let values: Vec<_> = items.values().collect();
            let hint = meant(name, values.iter().map(|value| value.name()));
            found.push(format!("{} has no value `{name}`{hint}", items.full_name()));
        }
        _ => {}
    }
}

/// Asks whether one of some names was meant, if there is one that is like it.
pub(in super::super) fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let name = name.to_lowercase();
    let likeness = |known: &str| {
        let known = known.to_lowercase();
        if name.len() > 1 && known.split('_').any(|part| part == name) {
            1.0
        } else {
            strsim::jaro_winkler(&name, &known)
        }
    };
    let rated = known
        .map(|known| (likeness(known), known))
        .filter(|(likeness, _)| *likeness > 0.75);
    match rated.reduce(|best, other| if other.0 > best.0 { other } else { best }) {
        Some((_, known)) => format!("; did you mean `{known}`?"),
        None => String::new(),
    }
}

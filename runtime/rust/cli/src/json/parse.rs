//! Parses messages from JSON, with errors that name unknown fields and suggest similar names.

use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use serde_json::{Deserializer, Value};

use super::is_special;
use super::place::{Piece, Place, failure, placed, reason};

/// Most unknown names in one error.
const MAX_UNKNOWN_NAMES: usize = 5;

/// Parses a message from one of several JSON values.
///
/// # Errors
/// A text with the line and the column of the error, and similar names for unknown ones.
pub(in super::super) fn parse_piece(
    descriptor: &MessageDescriptor,
    piece: &Piece,
) -> Result<DynamicMessage, String> {
    let mut deserializer = Deserializer::from_str(&piece.text);
    let parsed = DynamicMessage::deserialize(descriptor.clone(), &mut deserializer);
    let parsed = parsed.and_then(|message| deserializer.end().map(|()| message));
    parsed.map_err(|error| {
        let unknown = unknown_names(descriptor, &piece.text);
        if unknown.is_empty() {
            return failure(&error, piece.place);
        }
        let Place { line, column } = placed(&error, piece.place);
        format!("line {line}, column {column}: {}", unknown.join("; "))
    })
}

/// Parses a message from a text that is one JSON value.
///
/// # Errors
/// As [`parse_piece`].
pub(in super::super) fn parse(
    descriptor: &MessageDescriptor,
    text: &str,
) -> Result<DynamicMessage, String> {
    let (text, place) = (text.to_owned(), Place::START);
    parse_piece(descriptor, &Piece { text, place })
}

/// Parses a message whose JSON is a string from that string without quotes.
///
/// # Errors
/// A text that describes the error.
pub(in super::super) fn from_string(
    descriptor: &MessageDescriptor,
    text: &str,
) -> Result<DynamicMessage, String> {
    let value = Value::String(text.to_owned());
    DynamicMessage::deserialize(descriptor.clone(), value).map_err(|error| reason(&error))
}

/// An error text for each name that is neither a field nor a value of an enum.
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
            None if found.len() < MAX_UNKNOWN_NAMES => {
                let fields: Vec<_> = descriptor.fields().collect();
                let known = fields
                    .iter()
                    .flat_map(|field| [field.json_name(), field.name()]);
                let hint = suggestion(name, known);
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
                && found.len() < MAX_UNKNOWN_NAMES =>
        {
            let values: Vec<_> = items.values().collect();
            let hint = suggestion(name, values.iter().map(|value| value.name()));
            found.push(format!("{} has no value `{name}`{hint}", items.full_name()));
        }
        _ => {}
    }
}

/// Suggests the known name that is most similar to `name`, if one is similar enough.
pub(in super::super) fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let name = name.to_lowercase();
    let similarity = |known: &str| {
        let known = known.to_lowercase();
        if name.len() > 1 && known.split('_').any(|part| part == name) {
            1.0
        } else {
            strsim::jaro_winkler(&name, &known)
        }
    };
    let rated = known
        .map(|known| (similarity(known), known))
        .filter(|(similarity, _)| *similarity > 0.75);
    match rated.reduce(|best, other| if other.0 > best.0 { other } else { best }) {
        Some((_, known)) => format!("; did you mean `{known}`?"),
        None => String::new(),
    }
}

//! Reads messages from JSON, with errors that say where and how to correct the text.

use rpcsmith_message::dynamic::DynamicMessage;
use rpcsmith_message::json::{Error, ReadOptions, UnknownName};
use rpcsmith_message::reflect::{EnumDescriptor, EnumValueDescriptor};

use super::place::{Piece, Place};
use crate::schema::{Message, Schema};

/// Most bytes of memory for the nested messages of one text.
const MAX_MEMORY: usize = 16 * super::MAX_VALUE;

/// Reads a message from one of several JSON values.
///
/// # Errors
/// A text with the line and the column of the error, the path of the field, and a remedy.
pub(in super::super) fn parse_piece(
    message: &Message,
    piece: &Piece,
) -> Result<DynamicMessage, String> {
    read(message, &piece.text).map_err(|error| {
        let reason = reason(&message.schema, &error);
        let Some((line, column)) = error.place() else {
            return reason;
        };
        let Place { line, column } = piece.place.plus(line, column);
        format!("line {line}, column {column}: {reason}")
    })
}

/// Reads a message from a text that is one JSON value.
///
/// # Errors
/// As [`parse_piece`].
pub(in super::super) fn parse(message: &Message, text: &str) -> Result<DynamicMessage, String> {
    let (text, place) = (text.to_owned(), Place::START);
    parse_piece(message, &Piece { text, place })
}

/// Reads a message whose JSON is a string from that string without quotes.
///
/// # Errors
/// A text that describes the error.
pub(in super::super) fn parse_text(
    message: &Message,
    text: &str,
) -> Result<DynamicMessage, String> {
    let text = serde_json::Value::from(text).to_string();
    read(message, &text).map_err(|error| {
        let reason = error.reason();
        // The reason starts with the text, which the flag shows as well.
        match reason.rsplit_once(", expected ") {
            Some((_, expected)) => format!("expected {expected}"),
            None => reason.to_owned(),
        }
    })
}

fn read(message: &Message, text: &str) -> Result<DynamicMessage, Error> {
    let mut read = message.empty();
    let options = ReadOptions::new()
        .registry(&message.schema.registry)
        .budget(MAX_MEMORY);
    options.merge_str(&mut read, text)?;
    Ok(read)
}

/// The path of the field that has an error, the reason, and the remedy for an unknown name.
fn reason(schema: &Schema, error: &Error) -> String {
    let reason = match error.unknown_name() {
        Some(unknown) => correction(schema, unknown),
        None => error.reason().to_owned(),
    };
    match error.path() {
        "" => reason,
        path => format!("{path}: {reason}"),
    }
}

fn correction(schema: &Schema, unknown: &UnknownName) -> String {
    match unknown {
        UnknownName::Field { message, name } => {
            let found = schema.pool.index_of(message);
            let found = found.and_then(|index| schema.pool.message(index));
            let fields = found.map_or(&[][..], |found| found.descriptor().fields());
            let extensions = schema.registry.extensions(message).iter();
            let extensions = extensions.map(|extension| format!("[{}]", extension.name()));
            let extensions: Vec<_> = extensions.collect();
            let known = fields
                .iter()
                .flat_map(|field| [field.json_name(), field.name()]);
            let known = known.chain(extensions.iter().map(String::as_str));
            let hint = suggestion_or(name, known, || listing(message, "fields"));
            format!("{message} has no field `{name}`{hint}")
        }
        UnknownName::EnumValue { enumeration, name } => {
            let found = schema.pool.enumeration(enumeration);
            let values = found.map_or(&[][..], EnumDescriptor::values);
            let known = values.iter().map(EnumValueDescriptor::name);
            let hint = suggestion_or(name, known, || listing(enumeration, "values"));
            format!("{enumeration} has no value `{name}`{hint}")
        }
        UnknownName::Message { name } => {
            let messages = schema.pool.messages();
            let known = messages.map(|message| message.descriptor().full_name());
            let hint = suggestion_or(name, known, String::new);
            format!("the schema of this client has no message `{name}`{hint}")
        }
        _ => "the schema does not have the name".to_owned(),
    }
}

fn listing(name: &str, what: &str) -> String {
    format!("; `describe {name}` lists its {what}")
}

fn suggestion_or<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str>,
    otherwise: impl FnOnce() -> String,
) -> String {
    match suggestion(name, known).as_str() {
        "" => otherwise(),
        hint => hint.to_owned(),
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

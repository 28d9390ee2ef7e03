//! Texts as values of fields.
//!
//! Source: `parseField` of grpc-gateway; it parses numbers and booleans as the package `strconv` of Go does.

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use rpcsmith_message::json::ReadOptions;
use rpcsmith_message::reflect::{EnumDescriptor, Kind, Reflect, Slot, WellKnown};

use super::duration;

/// What the text of a field must be, or why the field cannot have it.
pub type Expected = &'static str;

/// Sets a value from its text.
///
/// # Errors
/// What is expected instead of the text.
pub fn set(kind: &Kind, slot: Slot<'_>, text: &str) -> Result<(), Expected> {
    match (kind, slot) {
        (Kind::Enum(ty), Slot::I32(value)) => *value = enumeration(ty.descriptor(), text)?,
        (_, Slot::String(value)) => text.clone_into(value),
        (_, Slot::Bytes(value)) => value.set(bytes(text)?),
        (_, Slot::Bool(value)) => *value = boolean(text)?,
        (_, Slot::I32(value)) => *value = text.parse().map_err(|_| "a 32-bit integer")?,
        (_, Slot::I64(value)) => *value = text.parse().map_err(|_| "a 64-bit integer")?,
        (_, Slot::U32(value)) => *value = unsigned(text).ok_or("an unsigned 32-bit integer")?,
        (_, Slot::U64(value)) => *value = unsigned(text).ok_or("an unsigned 64-bit integer")?,
        (_, Slot::F32(value)) => {
            *value = text.parse().ok().filter(in_range_of(text)).ok_or(FLOAT)?
        }
        (_, Slot::F64(value)) => {
            *value = text.parse().ok().filter(in_range_of(text)).ok_or(FLOAT)?
        }
        (_, Slot::Message(message)) => return set_message(message, text),
        (_, Slot::List(_) | Slot::Messages(_) | Slot::Map(_) | Slot::MessageMap(_)) => {
            return Err("one value");
        }
    }
    Ok(())
}

const FLOAT: Expected = "a number";

/// Integers of Rust may have a plus sign, which those of Go without a sign have not.
fn unsigned<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.parse().ok().filter(|_| !text.starts_with('+'))
}

/// A number that is too large is infinite for Rust, although it has digits.
fn in_range_of<T: Into<f64> + Copy>(text: &str) -> impl Fn(&T) -> bool {
    let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
    move |number| {
        let number: f64 = (*number).into();
        !(has_digits && number.is_infinite())
    }
}

fn boolean(text: &str) -> Result<bool, Expected> {
    match text {
        "true" | "True" | "TRUE" | "t" | "T" | "1" => Ok(true),
        "false" | "False" | "FALSE" | "f" | "F" | "0" => Ok(false),
        _ => Err("true or false"),
    }
}

fn enumeration(ty: &EnumDescriptor, text: &str) -> Result<i32, Expected> {
    let by_number = || {
        let number = text.parse().ok();
        number.filter(|number| ty.name_of(*number).is_some())
    };
    let number = ty.number_of(text).or_else(by_number);
    number.ok_or("a name or a number of the enum")
}

/// Padding is optional, and the bits after the last byte do not count.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_allow_trailing_bits(true)
    .with_decode_padding_mode(DecodePaddingMode::Indifferent);

static STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
static URL_SAFE: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);

fn bytes(text: &str) -> Result<Vec<u8>, Expected> {
    let decoded = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text));
    decoded.map_err(|_| "bytes in base64")
}

/// Sets a message that has a text: most well-known types.
fn set_message(message: &mut dyn Reflect, text: &str) -> Result<(), Expected> {
    match message.descriptor().form() {
        Some(WellKnown::Wrapper) => {
            let kind = message.descriptor().fields().first();
            let kind = kind.map(|field| field.kind().clone());
            let slot = message.slot(0);
            let (kind, slot) = kind.zip(slot).ok_or("a wrapper with a value")?;
            set(&kind, slot, text)
        }
        Some(WellKnown::Timestamp) => {
            let expected = "a timestamp such as 1972-01-01T10:00:20.021Z";
            read_string(message, text).ok_or(expected)
        }
        Some(WellKnown::Duration) => {
            let expected = "a duration such as 1.5s";
            match duration::seconds(text) {
                Some(seconds) => read_string(message, &seconds),
                None => read_string(message, text),
            }
            .ok_or(expected)
        }
        Some(WellKnown::FieldMask) => set_paths(message, text),
        Some(WellKnown::Value | WellKnown::Struct | WellKnown::ListValue) => {
            let read = ReadOptions::new().merge_str(message, text);
            read.map_err(|_| "JSON of its type")
        }
        Some(WellKnown::Any | WellKnown::Empty) | None => {
            Err("the fields of a message, as parameters such as `field.name`")
        }
    }
}

/// Reads a message whose JSON is a string.
fn read_string(message: &mut dyn Reflect, text: &str) -> Option<()> {
    // No text of these types has characters with an escape in JSON.
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
    if !text.bytes().all(is_plain) {
        return None;
    }
    let json = format!("\"{text}\"");
    ReadOptions::new().merge_str(message, &json).ok()
}

/// Sets the paths of a `FieldMask`: with the names of the schema, or in camel case, as JSON has them.
fn set_paths(message: &mut dyn Reflect, text: &str) -> Result<(), Expected> {
    const EXPECTED: Expected = "paths such as user.display_name,photo";
    if !text.contains('_') {
        return read_string(message, text).ok_or(EXPECTED);
    }
    let Some(Slot::List(paths)) = message.slot(0) else {
        return Err(EXPECTED);
    };
    for path in text.split(',') {
        match paths.push() {
            Some(Slot::String(place)) => path.clone_into(place),
            _ => return Err("paths within the limit of memory"),
        }
    }
    Ok(())
}

//! The classes of expected differences, each with a narrow test.

use prost::bytes::Bytes;
use serde_json::Value;

use super::records::{Answer, ENUM_NUMBERS, IGNORE_UNKNOWN};
use super::results::{Printed, Read, same};
use super::{Case, Pair};
use crate::differential::classes::lacks_required;
use crate::differential::wire::Tree;

const NUMBER_OF_ENUM: &str = "Python reads the number of an enum from a string";

/// Errors of Python for the null of a `NullValue`.
const NULL_OF_NULL_VALUE: [&str; 2] = [
    "null is not allowed to be used as an element in a repeated field",
    "int() argument must be a string, a bytes-like object or a real number, not 'NoneType'",
];

/// Durations that only Python reads.
const DURATIONS: [&str; 4] = ["1.s", "1 s", "+1s", "1.1234567891s"];

/// The ends of timestamps that only Python reads.
const TIMESTAMPS: [&str; 3] = ["+5:30", "+25:00", ".Z"];

const LETTER_OF_MASK: &str =
    "Python takes letters outside ASCII for uppercase letters in a `FieldMask`";

const REQUIRED: &str = "required fields that are unset have their default in Rust";

/// The class of two different texts, if the difference is expected.
pub fn of_printed(case: &Case, pair: &Pair, printed: &Printed) -> Option<&'static str> {
    of_message(case, pair, &printed.ours).or_else(|| match (&printed.ours, &printed.theirs) {
        (Err(error), Ok(_)) if error.ends_with("a Value has no kind") => Some(
            "Python prints a `Value` without a kind as null; the specification makes it an error",
        ),
        (Ok(_), Err(error))
            if error.contains("Fail to print FieldMask to Json string") && !error.is_ascii() =>
        {
            Some(LETTER_OF_MASK)
        }
        (Ok(ours), Ok(theirs)) if pair.flags & ENUM_NUMBERS != 0 => {
            let equal = same_with_numbers_for_null(ours, theirs);
            equal.then_some("Python prints a `NullValue` as a number if it prints enums as numbers")
        }
        _ => None,
    })
}

/// The class of two different messages, if the difference is expected.
pub fn of_read(case: &Case, read: &Read<'_>) -> Option<&'static str> {
    if read.expected.is_some()
        && let Some(class) = of_message(case, read.pair, &read.ours)
    {
        return Some(class);
    }
    match (&read.ours, &read.theirs) {
        (Ok(_), Ok(theirs)) => both(case, read, theirs),
        (Ok(_), Err(error)) => only_ours(read, error),
        (Err(error), Ok(_)) => only_theirs(read, error),
        (Err(_), Err(_)) => None,
    }
}

/// The class of a text that both accept.
fn both(case: &Case, read: &Read<'_>, theirs: &Bytes) -> Option<&'static str> {
    let name = read.pair.type_name();
    let lacks = |message: &Bytes| {
        Tree::parse(message).is_some_and(|tree| lacks_required(&case.schema, &name, &tree))
    };
    // prost's derives leave out values in maps that are equal to the default.
    if lacks(theirs) || read.ours.as_ref().is_ok_and(lacks) {
        Some(REQUIRED)
    } else if read.flags & IGNORE_UNKNOWN != 0 && is_number_of_python(content(&read.token)) {
        Some(NUMBER_OF_ENUM)
    } else if case.loses_zeros() && (read.text.contains("-0.0") || content(&read.token) == "-0") {
        Some("prost does not encode -0 in its derives and in wrappers")
    } else if case.has_field_mask() && has_other_letter(&read.text, theirs) {
        Some(LETTER_OF_MASK)
    } else if read.token == "-0" {
        Some("Python reads the integer -0 as 0 for floats")
    } else if read.expected.is_some() && read.ours == read.theirs {
        lost(case, read)
    } else {
        None
    }
}

/// The class of a message that has changed for both, because its JSON is also that of another message.
fn lost(case: &Case, read: &Read<'_>) -> Option<&'static str> {
    if read.text.contains("NaN") {
        Some("JSON does not keep the bits of a NaN")
    } else if case.has_null_value() && read.text.contains("null") {
        Some("JSON does not keep the number of a `NullValue`")
    } else if case.has_field_mask() && read.text.contains("\"\"") {
        Some("JSON does not keep an empty path of a `FieldMask`")
    } else {
        None
    }
}

/// Whether a message has an underscore and the lowercase form of a letter outside ASCII that is uppercase in a text.
fn has_other_letter(text: &str, message: &Bytes) -> bool {
    let message = String::from_utf8_lossy(message);
    let others = text.chars().filter(|c| !c.is_ascii() && c.is_uppercase());
    let mut lowercase = others.map(|letter| format!("_{}", letter.to_lowercase()));
    lowercase.any(|text| message.contains(&text))
}

/// The class of a text that only Python refuses.
fn only_ours(read: &Read<'_>, error: &str) -> Option<&'static str> {
    let ignores = read.flags & IGNORE_UNKNOWN != 0;
    if error.contains(": Float value too large") && read.text.contains("3.4028235e+38") {
        Some("Python refuses the greatest float in the form that it prints")
    } else if NULL_OF_NULL_VALUE.iter().any(|part| error.contains(part)) {
        Some("Python refuses the null of a `NullValue` in a list or a map")
    } else if ignores && error.contains(" does not have extensions") {
        Some("Python does not ignore unknown extensions")
    } else if ignores
        && error.contains("Value out of range")
        && is_number_of_python(content(&read.token))
    {
        Some(NUMBER_OF_ENUM)
    } else if ignores && error.contains(": Invalid enum value ") {
        Some("Python does not ignore unknown numbers of closed enums")
    } else {
        None
    }
}

/// The class of a text that only Python accepts.
fn only_theirs(read: &Read<'_>, error: &str) -> Option<&'static str> {
    let has = |text: &str| error.contains(text);
    let is_number = is_number_of_python(content(&read.token));
    let is_boolean = matches!(&*read.token, "true" | "false");
    if has("expected bytes in base64") {
        Some("Python skips characters that are not in base64")
    } else if (has(" has no value \"") || has(" has no such value")) && is_number {
        Some(NUMBER_OF_ENUM)
    } else if (has("invalid value: string \"") || has("invalid value, ")) && is_number {
        Some("Python reads numbers in strings by its own grammar")
    } else if (has("invalid type: boolean `") || is_boolean && has("invalid type, "))
        && (has("expected a number") || has("of the enum "))
    {
        Some("Python reads booleans as numbers")
    } else if has("the number of an enum is out of range") {
        Some("Python truncates numbers of enums")
    } else if has("number out of range")
        || (has("expected value at ") && is_number)
        || (has("invalid number at ") && is_number)
    {
        Some("Python accepts NaN, Infinity and numbers out of range in a `Value`")
    } else if has("expected a timestamp such as")
        && TIMESTAMPS
            .iter()
            .any(|end| content(&read.token).ends_with(end))
    {
        Some("Python reads timestamps by its own grammar")
    } else if has("expected a duration such as") && DURATIONS.contains(&content(&read.token)) {
        Some("Python reads durations by its own grammar")
    } else if has("expected an object with the fields of ")
        && (has("invalid type, ")
            || has("invalid type: string \"")
            || has("invalid type: sequence")
            || has("protobuf.Empty at "))
    {
        Some("Python reads other values as a message without fields")
    } else {
        None
    }
}

/// The content of a string, or any other token.
fn content(token: &str) -> &str {
    let content = token
        .strip_prefix('"')
        .and_then(|token| token.strip_suffix('"'));
    content.unwrap_or(token)
}

/// Whether `int` or `float` of Python reads a text, which is no number of JSON.
fn is_number_of_python(text: &str) -> bool {
    let text = text.trim().trim_start_matches(['+', '-']).replace('_', "");
    let words = ["inf", "infinity", "nan"];
    let is_digit = |letter: char| letter.is_numeric() || ".eE+-".contains(letter);
    words.contains(&&*text.to_lowercase()) || (!text.is_empty() && text.chars().all(is_digit))
}

/// A class that depends on the message alone.
fn of_message(case: &Case, pair: &Pair, ours: &Answer) -> Option<&'static str> {
    let tree = Tree::parse(&pair.message);
    match ours {
        // The first is an error of a field, the second of an extension, which is decoded when JSON is written.
        Err(error) if error.starts_with("decode: ") || error.contains(": invalid wire type: ") => {
            Some("prost refuses a field of another wire type")
        }
        _ if tree.is_some_and(|tree| lacks_required(&case.schema, &pair.type_name(), &tree)) => {
            Some(REQUIRED)
        }
        _ => None,
    }
}

/// Whether texts are the same, but for numbers instead of null.
fn same_with_numbers_for_null(ours: &Bytes, theirs: &Bytes) -> bool {
    let value = |text: &Bytes| serde_json::from_slice::<Value>(text).ok();
    let values = value(ours).zip(value(theirs));
    values.is_some_and(|(ours, mut theirs)| {
        replace_numbers(&ours, &mut theirs);
        same(&ours, &theirs)
    })
}

/// Replaces numbers by null where ours is null.
fn replace_numbers(ours: &Value, theirs: &mut Value) {
    match (ours, theirs) {
        (Value::Null, theirs) if theirs.is_number() => *theirs = Value::Null,
        (Value::Array(ours), Value::Array(theirs)) => {
            for (ours, theirs) in ours.iter().zip(theirs) {
                replace_numbers(ours, theirs);
            }
        }
        (Value::Object(ours), Value::Object(theirs)) => {
            for (name, theirs) in theirs {
                if let Some(ours) = ours.get(name) {
                    replace_numbers(ours, theirs);
                }
            }
        }
        _ => {}
    }
}

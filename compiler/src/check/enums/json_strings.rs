//! Checks the JSON strings of enum values: the option `(pb.enumvalue.json).string`.

use hashbrown::HashMap;

use crate::ast::{Enum, EnumValue};
use crate::check::checker::Checker;
use crate::check::numbers;

type Hasher = foldhash::fast::FixedState;

/// Checks that values with other numbers have other strings, and aliases the same one.
pub(super) fn check(checker: &mut Checker, enum_: &Enum) {
    if !enum_
        .values
        .iter()
        .any(|value| string(checker, value).is_some())
    {
        return;
    }
    if checker.own(enum_.options).bool(numbers::enum_::ALLOW_ALIAS) == Some(true) {
        check_aliases(checker, enum_);
    }
    let mut first: HashMap<&[u8], &EnumValue, Hasher> = HashMap::default();
    for value in &enum_.values {
        let custom = string(checker, value).map(Option::unwrap_or_default);
        for string in [Some(value.name.text.as_bytes()), custom]
            .into_iter()
            .flatten()
        {
            let declared = *first.entry(string).or_insert(value);
            if declared.number != value.number {
                let text = format!(
                    "the values `{}` and `{}` have the same JSON string `{}`",
                    declared.name.text,
                    value.name.text,
                    String::from_utf8_lossy(string)
                );
                checker.error(value.name.span, text);
            }
        }
    }
}

fn check_aliases(checker: &mut Checker, enum_: &Enum) {
    let mut first: HashMap<i32, &EnumValue, Hasher> = HashMap::default();
    for value in &enum_.values {
        let declared = *first.entry(value.number).or_insert(value);
        let of = |value| string(checker, value).flatten();
        if of(declared) != of(value) {
            let text = format!(
                "the aliases `{}` and `{}` do not have the same JSON string",
                declared.name.text, value.name.text
            );
            checker.error(value.name.span, text);
        }
    }
}

/// Checks the string of a value for itself.
pub(super) fn check_value(checker: &mut Checker, value: &EnumValue) {
    let Some(Some(string)) = string(checker, value) else {
        return;
    };
    if string.contains(&0) {
        checker.error(value.name.span, "a JSON string cannot have NUL characters");
    }
    if let Some(number) = parse_integer(string)
        && number != value.number
    {
        let text = format!(
            "the JSON string of the value `{}` is the number {number}, but the value is {}",
            value.name.text, value.number
        );
        checker.error(value.name.span, text);
    }
}

/// The option of a value, and the string in it.
fn string<'a>(checker: &Checker<'a>, value: &EnumValue) -> Option<Option<&'a [u8]>> {
    let options = checker.own(value.options);
    let json = options.message(numbers::value::JSON)?;
    Some(json.bytes(numbers::value::JSON_STRING))
}

/// Reads a decimal number, with a sign and whitespace around it.
fn parse_integer(text: &[u8]) -> Option<i32> {
    let text = std::str::from_utf8(text).ok()?;
    let space = |char: char| matches!(char, ' ' | '\t'..='\r');
    text.trim_matches(space).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::parse_integer;

    #[test]
    fn integers() {
        assert_eq!(parse_integer(b" +12\x0b"), Some(12));
        assert_eq!(parse_integer(b"-2147483648"), Some(i32::MIN));
        for text in ["", "0x1", "1.0", "2147483648", "+ 1", "\u{a0}1"] {
            assert_eq!(parse_integer(text.as_bytes()), None, "{text}");
        }
    }
}

//! Checks that the names of the values of an enum differ without the enum's name in front, and without case and underscores:
//! code generators leave out the prefix.

use hashbrown::HashMap;

use crate::ast::{Enum, EnumValue, Syntax};
use crate::check::checker::Checker;
use crate::check::numbers;
use crate::fault::Fault;

pub(super) fn check(checker: &mut Checker, enum_: &Enum) {
    let prefix: Vec<u8> = lower(&enum_.name.text).collect();
    let mut first: HashMap<Vec<u8>, &EnumValue, foldhash::fast::FixedState> = HashMap::default();
    let options = checker.own(enum_.options);
    let warns = checker.file.syntax == Syntax::Proto2
        && options.bool(numbers::enum_::LEGACY_JSON_CONFLICTS) == Some(true);
    for value in &enum_.values {
        let short = pascal_case(without_prefix(&value.name.text, &prefix));
        let declared = *first.entry(short).or_insert(value);
        if declared.number == value.number || declared.name.text == value.name.text {
            continue;
        }
        let text = format!(
            "the values `{}` and `{}` have the same name without case, underscores and the name of the enum",
            declared.name.text, value.name.text
        );
        let span = value.name.span;
        checker.faults.push(if warns {
            Fault::warning(span, text)
        } else {
            Fault::error(span, text).help("rename one of them, or give both the same number")
        });
    }
}

/// A name in lower case without underscores.
fn lower(name: &str) -> impl Iterator<Item = u8> {
    let bytes = name.bytes().filter(|&byte| byte != b'_');
    bytes.map(|byte| byte.to_ascii_lowercase())
}

/// The name of a value without the name of the enum, unless nothing would be left.
fn without_prefix<'n>(name: &'n str, prefix: &[u8]) -> &'n str {
    let mut expected = prefix.iter();
    let mut rest = name.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        if byte != b'_' {
            match expected.next() {
                Some(&expected) if byte.to_ascii_lowercase() == expected => {}
                Some(_) => return name,
                None => break,
            }
        }
        rest = tail;
    }
    if expected.len() > 0 || rest.is_empty() {
        return name;
    }
    name.get(name.len() - rest.len()..).unwrap_or(name)
}

/// A name in which words begin with an upper case letter and have no underscores.
fn pascal_case(name: &str) -> Vec<u8> {
    let mut result = Vec::with_capacity(name.len());
    let mut upper = true;
    for byte in name.bytes() {
        match byte {
            b'_' => upper = true,
            _ if std::mem::take(&mut upper) => result.push(byte.to_ascii_uppercase()),
            _ => result.push(byte.to_ascii_lowercase()),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::{pascal_case, without_prefix};

    #[test]
    fn prefixes() {
        assert_eq!(without_prefix("FOO_BAR_BAZ", b"foobar"), "BAZ");
        assert_eq!(without_prefix("FOO_BARBAZ", b"foobar"), "BAZ");
        assert_eq!(without_prefix("FOO_BAR", b"foobar"), "FOO_BAR");
        assert_eq!(without_prefix("FOO_BAR_", b"foobar"), "FOO_BAR_");
        assert_eq!(without_prefix("FOO_BA", b"foobar"), "FOO_BA");
        assert_eq!(without_prefix("X_FOO", b"foo"), "X_FOO");
        assert_eq!(without_prefix("_FOO__X", b"foo"), "X");
    }

    #[test]
    fn cases() {
        assert_eq!(pascal_case("FOO_BAR_1a"), b"FooBar1a");
        assert_eq!(pascal_case("fooBar__x"), b"FoobarX");
    }
}

//! The styles of names. Each function returns what is wrong with a name.

/// As in `TitleCase`.
pub(super) fn title_case(name: &str) -> Option<&'static str> {
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Some("is not in `TitleCase`");
    }
    let upper = name.starts_with(|char: char| char.is_ascii_uppercase());
    (!upper).then_some("does not begin with a capital letter")
}

/// As in `lower_snake_case`. A package has dots too.
pub(super) fn lower_snake_case(name: &str) -> Option<&'static str> {
    let is_allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.');
    if !name.bytes().all(is_allowed) {
        return Some("is not in `lower_snake_case`");
    }
    if !name.starts_with(|char: char| char.is_ascii_lowercase()) {
        return Some("does not begin with a lower case letter");
    }
    underscores(name)
}

/// As in `UPPER_SNAKE_CASE`.
pub(super) fn upper_snake_case(name: &str) -> Option<&'static str> {
    let is_allowed = |byte| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b'_');
    if !name.bytes().all(is_allowed) {
        return Some("is not in `UPPER_SNAKE_CASE`");
    }
    if !name.starts_with(|char: char| char.is_ascii_uppercase()) {
        return Some("does not begin with an upper case letter");
    }
    underscores(name)
}

/// An underscore stands before a letter only.
fn underscores(name: &str) -> Option<&'static str> {
    let bytes = name.as_bytes();
    let is_bad = |pair: &[u8]| pair[0] == b'_' && !pair[1].is_ascii_alphabetic();
    let bad = name.starts_with('_') || name.ends_with('_') || bytes.windows(2).any(is_bad);
    bad.then_some("has an underscore that is not before a letter")
}

/// The fields that have an accessor with this name in generated code.
pub(super) fn accessor_of(name: &str) -> impl Iterator<Item = &str> {
    let prefixes = ["has_", "get_", "set_", "clear_"].into_iter();
    let prefixed = prefixes.filter_map(|prefix| name.strip_prefix(prefix));
    prefixed.chain(name.strip_suffix("_value"))
}

#[cfg(test)]
mod tests {
    use super::{accessor_of, lower_snake_case, title_case, upper_snake_case};

    #[test]
    fn styles() {
        for name in ["Foo", "FooBar1", "F"] {
            assert_eq!(title_case(name), None, "{name}");
        }
        for name in ["foo", "Foo_Bar", "1"] {
            assert!(title_case(name).is_some(), "{name}");
        }
        for name in ["a", "a1", "a_b", "a.b_c"] {
            assert_eq!(lower_snake_case(name), None, "{name}");
        }
        for name in ["A", "_a", "a_", "a__b", "a_1", "a_.b", "1a"] {
            assert!(lower_snake_case(name).is_some(), "{name}");
        }
        assert_eq!(upper_snake_case("A_B1"), None);
        assert!(upper_snake_case("a").is_some());
    }

    #[test]
    fn accessors() {
        assert_eq!(
            accessor_of("has_size_value").collect::<Vec<_>>(),
            ["size_value", "has_size"]
        );
        assert_eq!(accessor_of("size").count(), 0);
    }
}

//! The paths of a `FieldMask`, which are in camel case in JSON.

/// Adds a path in camel case: `user.display_name` is `user.displayName`. `None` if the path would be another one when it is
/// read again.
pub(super) fn push_camel_case(path: &str, text: &mut String) -> Option<()> {
    let mut chars = path.chars();
    while let Some(char) = chars.next() {
        match char {
            '_' => {
                let next = chars.next().filter(char::is_ascii_lowercase)?;
                text.push(next.to_ascii_uppercase());
            }
            'A'..='Z' => return None,
            char => text.push(char),
        }
    }
    Some(())
}

/// The path of a text in camel case; `None` if the text has an underscore.
pub(super) fn snake_case(text: &str) -> Option<String> {
    let mut path = String::with_capacity(text.len() + 4);
    for char in text.chars() {
        match char {
            '_' => return None,
            'A'..='Z' => path.extend(['_', char.to_ascii_lowercase()]),
            char => path.push(char),
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_in_camel_case() {
        for (path, camel) in [
            ("user.display_name", "user.displayName"),
            ("photo", "photo"),
            ("a_b_c.d", "aBC.d"),
            ("_a", "A"),
        ] {
            let mut text = String::new();
            assert!(push_camel_case(path, &mut text).is_some());
            assert_eq!(text, camel);
            assert_eq!(snake_case(camel).as_deref(), Some(path));
        }
        for path in ["fooBar", "foo_3_bar", "foo__bar", "foo_", "foo_.a"] {
            assert!(
                push_camel_case(path, &mut String::new()).is_none(),
                "{path}"
            );
        }
        assert_eq!(snake_case("foo_bar"), None);
    }
}

//! The names in descriptors.

/// Most bytes of a full name.
const MAX_FULL_NAME: usize = 4096;

/// The text of a name in errors: its start, without control characters.
pub(super) fn shown(name: &str) -> String {
    let start: String = name.chars().take(200).collect();
    start.escape_debug().to_string()
}

/// Checks that a name is an identifier.
pub(super) fn check(name: Option<&str>) -> Result<&str, String> {
    let name = name.unwrap_or_default();
    let bytes = name.as_bytes();
    let is_letter = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    let is_name = bytes.first().is_some_and(is_letter)
        && bytes
            .iter()
            .all(|byte| is_letter(byte) || byte.is_ascii_digit());
    match is_name {
        true => Ok(name),
        false => Err(format!("`{}` is not a name", shown(name))),
    }
}

/// Checks the name of a package, which can be empty.
pub(super) fn check_package(package: &str) -> Result<(), String> {
    if package.is_empty() {
        return Ok(());
    }
    package.split('.').try_for_each(|part| {
        check(Some(part))
            .map(drop)
            .map_err(|_| format!("`{}` is not the name of a package", shown(package)))
    })
}

/// The full name of an element.
pub(super) fn join(scope: &str, name: &str) -> Result<String, String> {
    if scope.len() + name.len() >= MAX_FULL_NAME {
        return Err(format!("the name `{}…` is too long", shown(name)));
    }
    Ok(match scope {
        "" => name.to_owned(),
        _ => [scope, ".", name].concat(),
    })
}

/// The name in JSON of a field that does not state it.
pub(super) fn camel_case(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut capital = false;
    for letter in name.chars() {
        match letter {
            '_' => capital = true,
            letter if capital => {
                camel.push(letter.to_ascii_uppercase());
                capital = false;
            }
            letter => camel.push(letter),
        }
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_identifiers() {
        for name in ["a", "_", "Ab_9"] {
            assert_eq!(check(Some(name)), Ok(name));
        }
        for name in ["", "9", "a.b", "a b", "é", "a\u{1b}[31m", "a-b"] {
            assert!(check(Some(name)).is_err(), "{name}");
        }
        assert_eq!(
            check(Some("\u{1b}")),
            Err("`\\u{1b}` is not a name".to_owned())
        );
        assert!(check_package("").is_ok() && check_package("a.b1").is_ok());
        assert!(check_package(".a").is_err() && check_package("a..b").is_err());
        assert!(join(&"a".repeat(5000), "b").is_err());
    }

    #[test]
    fn names_in_json() {
        for (name, json) in [
            ("display_name", "displayName"),
            ("a__b_1", "aB1"),
            ("_a", "A"),
            ("aB_", "aB"),
        ] {
            assert_eq!(camel_case(name), json);
        }
    }
}

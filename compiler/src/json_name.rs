//! Names of fields in JSON.

use std::borrow::Cow;

/// The JSON name of a field without the option `json_name`: without underscores, the letter after each in upper case.
pub(crate) fn default_json_name(name: &str) -> Cow<'_, [u8]> {
    if !name.contains('_') {
        return Cow::Borrowed(name.as_bytes());
    }
    let mut json = Vec::with_capacity(name.len());
    let mut upper = false;
    for byte in name.bytes() {
        if byte == b'_' {
            upper = true;
        } else {
            json.push(if upper {
                byte.to_ascii_uppercase()
            } else {
                byte
            });
            upper = false;
        }
    }
    Cow::Owned(json)
}

#[cfg(test)]
mod tests {
    use super::default_json_name;

    #[test]
    fn default_names() {
        let of = |name| String::from_utf8(default_json_name(name).into_owned()).unwrap_or_default();
        assert_eq!(of("foo_bar"), "fooBar");
        assert_eq!(of("FooBar"), "FooBar");
        assert_eq!(of("_foo__1_b_"), "Foo1B");
    }
}

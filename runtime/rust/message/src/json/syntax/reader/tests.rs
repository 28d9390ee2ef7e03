use super::*;

/// The first byte of the value, if the text has the key.
fn value(text: &str, name: &JsonName) -> Option<u8> {
    let (first, rest) = Reader::new(text).after_key(*b",\"", name)?;
    assert_eq!(rest.first(), Some(&first));
    Some(first)
}

fn taken(text: &str, name: &JsonName) -> bool {
    Reader::new(&text[1..]).take_key(name)
}

#[test]
fn keys_are_compared_in_each_byte() {
    for len in 0..40 {
        let name: String = ('a'..='z').cycle().take(len).collect();
        let json_name = JsonName::dynamic(name.clone());
        let text = format!(",\"{name}\":123456789");
        assert_eq!(value(&text, &json_name), Some(b'1'), "{text}");
        assert!(taken(&text, &json_name), "{text}");
        for at in 0..len + 4 {
            let mut other = text.clone();
            other.replace_range(at..=at, "~");
            assert_eq!(value(&other, &json_name), None, "{other}");
            // The key ends before the colon.
            let is_key = at == 0 || at == len + 3;
            assert_eq!(taken(&other, &json_name), is_key, "{other}");
        }
        for end in 1..text.len() {
            let short = &text[..end];
            assert!(matches!(value(short, &json_name), None | Some(b'1')));
            assert_eq!(taken(short, &json_name), end >= len + 3, "{short}");
        }
    }
}

#[test]
fn names_with_escapes_are_not_compared() {
    for name in [
        "a\"b",
        "a\\b",
        "\u{1}",
        "\u{ff}\u{ff}\u{ff}\u{ff}",
        "with space",
    ] {
        let json_name = JsonName::dynamic(name.to_owned());
        let text = format!(",\"{name}\":123456789");
        assert_eq!(value(&text, &json_name), None, "{text}");
        assert!(!taken(&text, &json_name), "{text}");
    }
}

//! Decodes C escapes, which descriptors use for the default of a `bytes` field.

/// Decodes the escapes of a text; other characters are their own bytes.
///
/// Source: `absl::CEscape`, which protoc uses.
pub fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let (byte, length) = if byte == b'\\' {
            escape(after)
        } else {
            (byte, 0)
        };
        bytes.push(byte);
        rest = &after[length..];
    }
    bytes
}

/// The byte of an escape, and the number of bytes after the backslash.
fn escape(after: &[u8]) -> (u8, usize) {
    let digits = |radix: u32, bytes: &[u8], most: usize| {
        let digits = bytes
            .iter()
            .take(most)
            .map_while(|&byte| char::from(byte).to_digit(radix));
        digits.fold((0_u32, 0), |(value, count), digit| {
            (value * radix + digit, count + 1)
        })
    };
    match after.first() {
        Some(b'n') => (b'\n', 1),
        Some(b'r') => (b'\r', 1),
        Some(b't') => (b'\t', 1),
        Some(b'a') => (0x07, 1),
        Some(b'b') => (0x08, 1),
        Some(b'f') => (0x0C, 1),
        Some(b'v') => (0x0B, 1),
        Some(&quoted @ (b'\\' | b'?' | b'\'' | b'"')) => (quoted, 1),
        Some(b'x' | b'X') => match digits(16, &after[1..], 2) {
            (_, 0) => (b'\\', 0),
            (value, count) => (value as u8, count + 1),
        },
        Some(_) => match digits(8, after, 3) {
            (_, 0) => (b'\\', 0),
            // Three octal digits can exceed a byte, but protoc never writes that.
            (value, count) => (value as u8, count),
        },
        None => (b'\\', 0),
    }
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn every_escape_is_read() {
        assert_eq!(unescaped(r#"a\n\t\\\"\'\?"#), b"a\n\t\\\"'?");
        assert_eq!(unescaped(r"\001\3778"), [1, 255, b'8']);
        assert_eq!(unescaped(r"\x1fg\xz"), [0x1F, b'g', b'\\', b'x', b'z']);
        assert_eq!(unescaped(r"\q\"), br"\q\");
    }
}

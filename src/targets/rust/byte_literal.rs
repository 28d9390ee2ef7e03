//! Bytes as a byte-string literal of Rust: the descriptor set of a package.

use std::fmt;

use askama::{FastWritable, Values};

/// The width of a line of the literal.
const WIDTH: usize = 96;
/// The text of each byte and its length.
static ESCAPES: [([u8; 4], usize); 256] = {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut escapes = [(*b"\\x00", 4); 256];
    let mut byte = 0;
    while byte < escapes.len() {
        escapes[byte] = match byte as u8 {
            b'"' => (*b"\\\"  ", 2),
            b'\\' => (*b"\\\\  ", 2),
            b'\n' => (*b"\\n  ", 2),
            b'\r' => (*b"\\r  ", 2),
            b'\t' => (*b"\\t  ", 2),
            letter @ b' '..=b'~' => ([letter, 0, 0, 0], 1),
            _ => ([b'\\', b'x', DIGITS[byte >> 4], DIGITS[byte & 15]], 4),
        };
        byte += 1;
    }
    escapes
};

/// Prints bytes as the literal `b"…"`, in short lines.
#[derive(Debug)]
pub struct ByteLiteral(pub Vec<u8>);

impl FastWritable for ByteLiteral {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        out.write_str("b\"")?;
        // The last escape of a line can have four characters.
        let mut line = [0; WIDTH + 3];
        let mut rest = &*self.0;
        while !rest.is_empty() {
            let mut len = 0;
            // An escaped line end also removes the blanks at the start of the next line.
            if let [b' ', after @ ..] = rest {
                line[..4].copy_from_slice(b"\\x20");
                (len, rest) = (4, after);
            }
            while len < WIDTH
                && let [byte, after @ ..] = rest
            {
                let (escape, width) = ESCAPES[usize::from(*byte)];
                if width == 1 {
                    let most = rest.len().min(WIDTH - len);
                    let plain = |byte: &u8| ESCAPES[usize::from(*byte)].1 == 1;
                    let run = rest[..most].iter().take_while(|byte| plain(byte)).count();
                    line[len..len + run].copy_from_slice(&rest[..run]);
                    (len, rest) = (len + run, &rest[run..]);
                } else {
                    line[len..len + 4].copy_from_slice(&escape);
                    (len, rest) = (len + width, after);
                }
            }
            out.write_str("\\\n")?;
            out.write_str(str::from_utf8(&line[..len]).map_err(|_| fmt::Error)?)?;
        }
        out.write_str("\"")?;
        Ok(())
    }
}

impl fmt::Display for ByteLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Writing to a `String` never fails.
        self.write_into(f, askama::NO_VALUES)
            .map_err(|_| fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::ByteLiteral;

    #[test]
    fn a_literal_keeps_blanks_at_the_start_of_a_line() {
        let mut bytes = vec![b'a'; 96];
        bytes.extend(b" b\"\\\n'\xFF");
        let expected = format!("b\"\\\n{}\\\n\\x20b\\\"\\\\\\n'\\xff\"", "a".repeat(96));
        assert_eq!(ByteLiteral(bytes).to_string(), expected);
        assert_eq!(ByteLiteral(Vec::new()).to_string(), "b\"\"");
    }
}

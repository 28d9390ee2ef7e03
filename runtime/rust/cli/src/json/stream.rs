//! Reads JSON values one after another, with or without line breaks between them.
//!
//! serde_json finds the end of each value. It reads single bytes, so a value is complete as soon as its last byte arrives.

use std::io::{self, BufReader, ErrorKind, Read};

use serde_json::Deserializer;
use serde_json::value::RawValue;

use super::MAX_VALUE;
use super::place::{Piece, Place, failure};

/// Reads JSON values one after another, without waiting for the input after a value.
pub(in super::super) struct Values<R> {
    input: Input<R>,
}

impl<R: Read> Values<R> {
    pub(in super::super) fn new(input: R) -> Self {
        Self {
            input: Input::new(input),
        }
    }

    /// Returns the next value, or `None` at the end of the input.
    ///
    /// # Errors
    /// If the input cannot be read, is not a JSON value, or the value is too long.
    pub(in super::super) fn next(&mut self) -> Result<Option<Piece>, String> {
        let place = self.input.skip_space();
        let Some(place) = place.map_err(|error| unreadable(&error))? else {
            return Ok(None);
        };
        self.input.count = 0;
        let mut values = Deserializer::from_reader(&mut self.input).into_iter::<Box<RawValue>>();
        let value = values.next();
        let length = values.byte_offset();
        // After a number or a literal, serde_json has also read the next byte.
        self.input.put_back_after(length);
        match value {
            Some(Ok(value)) => Ok(Some(Piece {
                text: String::from(Box::<str>::from(value)),
                place,
            })),
            Some(Err(error)) if error.is_io() && self.input.count > self.input.max => {
                let Place { line, column } = place;
                Err(format!(
                    "line {line}, column {column}: the value has more than {} bytes",
                    self.input.max
                ))
            }
            Some(Err(error)) if error.is_io() => Err(unreadable(&error)),
            Some(Err(error)) => Err(failure(&error, place)),
            None => Ok(None),
        }
    }
}

fn unreadable(error: &dyn std::error::Error) -> String {
    format!("cannot read the input: {error}")
}

/// Bytes of the input, and the position of the next one.
struct Input<R> {
    reader: BufReader<R>,
    next: Place,
    /// The last byte, and its position.
    last: Option<(u8, Place)>,
    is_put_back: bool,
    /// Bytes of the current value that have been read.
    count: usize,
    /// Most bytes of one value.
    max: usize,
}

impl<R: Read> Input<R> {
    fn new(reader: R) -> Self {
        Self {
            reader: BufReader::new(reader),
            next: Place::START,
            last: None,
            is_put_back: false,
            count: 0,
            max: MAX_VALUE,
        }
    }

    /// Skips the whitespace between values; returns the position of the next value.
    fn skip_space(&mut self) -> io::Result<Option<Place>> {
        if self.last.is_none() {
            self.skip_mark()?;
        }
        while let Some((byte, place)) = self.next_byte()? {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                self.is_put_back = true;
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// Skips a byte order mark at the start of the input.
    fn skip_mark(&mut self) -> io::Result<()> {
        const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];
        // No JSON value starts with its first byte, so this never waits for input after a complete value.
        for expected in MARK {
            match self.next_byte()? {
                Some((byte, _)) if byte == expected => self.next = Place::START,
                Some(_) => {
                    self.is_put_back = true;
                    break;
                }
                None => break,
            }
        }
        Ok(())
    }

    fn next_byte(&mut self) -> io::Result<Option<(u8, Place)>> {
        if std::mem::take(&mut self.is_put_back) {
            return Ok(self.last);
        }
        let mut byte = [0];
        match self.reader.read_exact(&mut byte) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let [byte] = byte;
        self.last = Some((byte, self.next));
        self.next = match byte {
            b'\n' => Place {
                line: self.next.line + 1,
                column: 1,
            },
            _ => Place {
                column: self.next.column + 1,
                ..self.next
            },
        };
        Ok(self.last)
    }

    /// Puts the last byte back if more than `length` bytes have been read.
    fn put_back_after(&mut self, length: usize) {
        self.is_put_back |= self.count > length;
    }
}

/// For serde_json: reads one byte at a time, up to the limit of a value.
impl<R: Read> Read for Input<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(first) = buffer.first_mut() else {
            return Ok(0);
        };
        let Some((byte, _)) = self.next_byte()? else {
            return Ok(0);
        };
        self.count += 1;
        if self.count > self.max {
            return Err(io::Error::other("the value is too long"));
        }
        *first = byte;
        Ok(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns its bytes one by one, and then fails.
    struct Slow<'a>(&'a [u8]);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else {
                return Err(io::Error::other("nothing more"));
            };
            self.0 = rest;
            buffer[0] = *first;
            Ok(1)
        }
    }

    fn all(text: &str) -> Vec<(String, usize, usize)> {
        let mut values = Values::new(text.as_bytes());
        let next = || values.next().unwrap();
        let pieces = std::iter::from_fn(next);
        pieces
            .map(|piece| (piece.text, piece.place.line, piece.place.column))
            .collect()
    }

    fn texts(text: &str) -> Vec<String> {
        all(text).into_iter().map(|(text, ..)| text).collect()
    }

    #[test]
    fn values_are_split() {
        assert_eq!(
            texts("{}{\"a\":[1,{}]}\n[] \"x\\\"y\" 1 true\"z\"2"),
            [
                "{}",
                "{\"a\":[1,{}]}",
                "[]",
                "\"x\\\"y\"",
                "1",
                "true",
                "\"z\"",
                "2"
            ]
        );
        assert_eq!(
            texts(r#"{"a":"}\\"} {"b":"\"]"}"#),
            [r#"{"a":"}\\"}"#, r#"{"b":"\"]"}"#]
        );
        assert_eq!(texts(" \n\t"), [""; 0]);
        assert_eq!(texts("\u{feff}{}"), ["{}"]);
    }

    #[test]
    fn errors_have_their_position() {
        for (text, expected) in [
            (
                "{}\n {\"a\":",
                "line 2, column 6: EOF while parsing a value",
            ),
            ("\n ]{}", "line 2, column 2: expected value"),
            ("1x", "line 1, column 2: trailing characters"),
        ] {
            let mut values = Values::new(text.as_bytes());
            let error = loop {
                match values.next() {
                    Ok(Some(_)) => {}
                    Ok(None) => panic!("no error for {text}"),
                    Err(error) => break error,
                }
            };
            assert_eq!(error, expected, "{text}");
        }
    }

    #[test]
    fn values_have_their_position() {
        let expected = [
            ("{\n}".to_owned(), 1, 1),
            ("1".to_owned(), 2, 3),
            ("[]".to_owned(), 3, 1),
        ];
        assert_eq!(all("{\n} 1\n[]"), expected);
    }

    #[test]
    fn a_value_is_complete_before_the_input_after_it() {
        let mut values = Values::new(Slow(b"{}\n{\"a\":1}"));
        assert_eq!(values.next().unwrap().unwrap().text, "{}");
        assert_eq!(values.next().unwrap().unwrap().text, "{\"a\":1}");
        assert_eq!(
            values.next().unwrap_err(),
            "cannot read the input: nothing more"
        );
    }

    #[test]
    fn values_have_a_limit() {
        let mut values = Values::new(io::repeat(b'['));
        values.input.max = 1_000;
        assert_eq!(
            values.next().unwrap_err(),
            "line 1, column 1: the value has more than 1000 bytes"
        );
        let mut values = Values::new(&b" \"\xff\""[..]);
        assert_eq!(
            values.next().unwrap_err(),
            "line 1, column 3: invalid unicode code point"
        );
    }
}

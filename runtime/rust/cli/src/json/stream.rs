//! JSON values one after another, with or without line ends between them.
//!
//! serde_json finds where a value ends. It reads single bytes, so a value is there as soon as its last byte is.

use std::io::{self, BufReader, ErrorKind, Read};

use serde_json::Deserializer;
use serde_json::value::RawValue;

use super::MAX_VALUE;
use super::place::{Piece, Place, failure};

/// Reads JSON values one after another, and does not look at what follows them.
pub(in super::super) struct Values<R> {
    input: Input<R>,
}

impl<R: Read> Values<R> {
    pub(in super::super) fn new(input: R) -> Self {
        Self {
            input: Input::new(input),
        }
    }

    /// Returns the next value; none at the end of the input.
    ///
    /// # Errors
    /// If the input cannot be read, or what follows is no JSON value or a value that is too long.
    pub(in super::super) fn next(&mut self) -> Result<Option<Piece>, String> {
        let place = self.input.skip_space();
        let Some(place) = place.map_err(|error| unreadable(&error))? else {
            return Ok(None);
        };
        self.input.taken = 0;
        let mut values = Deserializer::from_reader(&mut self.input).into_iter::<Box<RawValue>>();
        let value = values.next();
        let length = values.byte_offset();
        // Behind a number or a word, serde_json has looked at the byte that follows.
        self.input.put_back_after(length);
        match value {
            Some(Ok(value)) => Ok(Some(Piece {
                text: String::from(Box::<str>::from(value)),
                place,
            })),
            Some(Err(error)) if error.is_io() && self.input.taken > self.input.most => {
                let Place { line, column } = place;
                Err(format!(
                    "line {line}, column {column}: a value of more than {} bytes",
                    self.input.most
                ))
            }
            Some(Err(error)) if error.is_io() => Err(unreadable(&error)),
            Some(Err(error)) => Err(failure(&error, place)),
            None => Ok(None),
        }
    }
}

fn unreadable(error: &dyn std::error::Error) -> String {
    format!("it cannot be read: {error}")
}

/// Bytes, with the place of the next one.
struct Input<R> {
    reader: BufReader<R>,
    next: Place,
    /// The last byte, and its place.
    last: Option<(u8, Place)>,
    is_put_back: bool,
    /// Bytes that have been taken of the value.
    taken: usize,
    /// Bytes that a value may have.
    most: usize,
}

impl<R: Read> Input<R> {
    fn new(reader: R) -> Self {
        Self {
            reader: BufReader::new(reader),
            next: Place::START,
            last: None,
            is_put_back: false,
            taken: 0,
            most: MAX_VALUE,
        }
    }

    /// Skips what may stand between values; returns where the next one begins.
    fn skip_space(&mut self) -> io::Result<Option<Place>> {
        if self.last.is_none() {
            self.skip_mark()?;
        }
        while let Some((byte, place)) = self.take()? {
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                self.is_put_back = true;
                return Ok(Some(place));
            }
        }
        Ok(None)
    }

    /// A byte order mark at the beginning counts for nothing.
    fn skip_mark(&mut self) -> io::Result<()> {
        const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];
        // No other byte of JSON begins like it: the bytes behind are not waited for otherwise.
        for expected in MARK {
            match self.take()? {
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

    fn take(&mut self) -> io::Result<Option<(u8, Place)>> {
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

    /// Puts the last byte back if more than so many have been taken.
    fn put_back_after(&mut self, length: usize) {
        self.is_put_back |= self.taken > length;
    }
}

/// For serde_json, which takes one byte at a time, and no more than a value may have.
impl<R: Read> Read for Input<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(first) = buffer.first_mut() else {
            return Ok(0);
        };
        let Some((byte, _)) = self.take()? else {
            return Ok(0);
        };
        self.taken += 1;
        if self.taken > self.most {
            return Err(io::Error::other("the value is too long"));
        }
        *first = byte;
        Ok(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes one by one, and fails behind them.
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
    fn values_end_where_they_end() {
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
    fn what_is_not_whole_or_no_json_has_its_place() {
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
                    Ok(None) => panic!("{text} is taken"),
                    Err(error) => break error,
                }
            };
            assert_eq!(error, expected, "{text}");
        }
    }

    #[test]
    fn places() {
        let expected = [
            ("{\n}".to_owned(), 1, 1),
            ("1".to_owned(), 2, 3),
            ("[]".to_owned(), 3, 1),
        ];
        assert_eq!(all("{\n} 1\n[]"), expected);
    }

    #[test]
    fn a_value_is_there_before_what_follows_it() {
        let mut values = Values::new(Slow(b"{}\n{\"a\":1}"));
        assert_eq!(values.next().unwrap().unwrap().text, "{}");
        assert_eq!(values.next().unwrap().unwrap().text, "{\"a\":1}");
        assert_eq!(
            values.next().unwrap_err(),
            "it cannot be read: nothing more"
        );
    }

    #[test]
    fn a_value_that_is_too_long_is_not_kept() {
        let mut values = Values::new(io::repeat(b'['));
        values.input.most = 1_000;
        assert_eq!(
            values.next().unwrap_err(),
            "line 1, column 1: a value of more than 1000 bytes"
        );
        let mut values = Values::new(&b" \"\xff\""[..]);
        assert_eq!(
            values.next().unwrap_err(),
            "line 1, column 3: invalid unicode code point"
        );
    }
}

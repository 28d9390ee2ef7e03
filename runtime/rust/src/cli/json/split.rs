//! JSON values one after another, with or without line ends between them.

use std::io::{self, ErrorKind, Read};

use super::MAX_VALUE;

/// Bytes that are asked for at a time.
const CHUNK: usize = 16 * 1024;

/// Reads JSON values as they come: each is there when its last byte is, whatever follows it.
///
/// Only where a value ends is found out here; whether it is one is for who reads it.
pub(in super::super) struct Values<R> {
    input: R,
    chunk: Vec<u8>,
    at: usize,
    place: Place,
    begun: bool,
}

/// A line and a column, which is counted in bytes; both begin with 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Place {
    pub(in super::super) line: usize,
    pub(in super::super) column: usize,
}

impl Place {
    pub(in super::super) const START: Self = Self { line: 1, column: 1 };

    fn after(&mut self, byte: u8) {
        match byte {
            b'\n' => {
                *self = Self {
                    line: self.line + 1,
                    column: 1,
                }
            }
            _ => self.column += 1,
        }
    }
}

/// The text of a value, and where it begins.
#[derive(Debug, PartialEq, Eq)]
pub(in super::super) struct Piece {
    pub(in super::super) text: String,
    pub(in super::super) place: Place,
}

/// What is open at some byte of a value.
#[derive(Clone, Copy)]
enum State {
    /// So many objects and lists.
    Open(usize),
    /// A text within so many, and whether the next byte is escaped.
    Text(usize, bool),
    /// A number, or a word.
    Word,
}

impl<R: Read> Values<R> {
    pub(in super::super) fn new(input: R) -> Self {
        Self {
            input,
            chunk: Vec::new(),
            at: 0,
            place: Place::START,
            begun: false,
        }
    }

    /// The next value; none at the end of the input.
    ///
    /// # Errors
    /// If the input cannot be read, is not UTF-8, or the value is too long.
    pub(in super::super) fn next(&mut self) -> Result<Option<Piece>, String> {
        self.skip_mark()?;
        let first = loop {
            match self.peek()? {
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.take(),
                Some(byte) => break byte,
                None => return Ok(None),
            }
        };
        let place = self.place;
        let mut bytes = Vec::new();
        let mut state = match first {
            b'{' | b'[' => State::Open(0),
            b'"' => State::Text(0, true),
            _ => State::Word,
        };
        while let Some(byte) = self.peek()? {
            if matches!(state, State::Word) && !bytes.is_empty() && ends_word(byte) {
                break;
            }
            if bytes.len() == MAX_VALUE {
                let Place { line, column } = place;
                return Err(format!(
                    "line {line}, column {column}: a value of more than {MAX_VALUE} bytes"
                ));
            }
            self.take();
            bytes.push(byte);
            state = match after(state, byte) {
                Some(state) => state,
                None => break,
            };
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Some(Piece { text, place })),
            Err(_) => Err(format!(
                "line {}, column {}: a value that is not UTF-8",
                place.line, place.column
            )),
        }
    }

    /// A byte order mark counts for nothing.
    fn skip_mark(&mut self) -> Result<(), String> {
        const MARK: [u8; 3] = [0xEF, 0xBB, 0xBF];
        if !std::mem::replace(&mut self.begun, true) {
            self.peek()?;
            if self.chunk.starts_with(&MARK) {
                self.at = MARK.len();
            }
        }
        Ok(())
    }

    fn peek(&mut self) -> Result<Option<u8>, String> {
        if self.at == self.chunk.len() {
            self.chunk.resize(CHUNK, 0);
            self.at = 0;
            let read = loop {
                match self.input.read(&mut self.chunk) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    read => break read,
                }
            };
            self.chunk.truncate(*read.as_ref().unwrap_or(&0));
            read.map_err(|error: io::Error| format!("it cannot be read: {error}"))?;
        }
        Ok(self.chunk.get(self.at).copied())
    }

    fn take(&mut self) {
        if let Some(&byte) = self.chunk.get(self.at) {
            self.place.after(byte);
            self.at += 1;
        }
    }
}

fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'{' | b'[' | b'"')
}

/// What is open behind a byte; none if the value is at its end.
fn after(state: State, byte: u8) -> Option<State> {
    let closed = |open: usize| (open > 0).then_some(State::Open(open));
    match (state, byte) {
        (State::Word, _) => Some(State::Word),
        // The first quote of a value that is a text comes as if it were escaped.
        (State::Text(open, true), _) => Some(State::Text(open, false)),
        (State::Text(open, false), b'\\') => Some(State::Text(open, true)),
        (State::Text(open, false), b'"') => closed(open),
        (State::Text(open, false), _) => Some(State::Text(open, false)),
        (State::Open(open), b'{' | b'[') => Some(State::Open(open + 1)),
        (State::Open(open), b'}' | b']') => closed(open.saturating_sub(1)),
        (State::Open(open), b'"') => Some(State::Text(open, false)),
        (State::Open(open), _) => Some(State::Open(open)),
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
    fn what_is_not_whole_or_no_json_is_left_to_who_reads_it() {
        assert_eq!(texts("{\"a\":"), ["{\"a\":"]);
        assert_eq!(texts("]{}"), ["]", "{}"]);
        assert_eq!(texts("}} x"), ["}}", "x"]);
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
        assert_eq!(
            values.next().unwrap_err(),
            "line 1, column 1: a value of more than 67108864 bytes"
        );
        let mut values = Values::new(&b" \"\xff\""[..]);
        assert_eq!(
            values.next().unwrap_err(),
            "line 1, column 2: a value that is not UTF-8"
        );
    }
}

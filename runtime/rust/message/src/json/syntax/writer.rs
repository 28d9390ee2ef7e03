//! Writes JSON.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::escape;

/// A text of JSON that grows.
pub(in crate::json) struct Writer {
    /// The text, and room after it. So most tokens are written to a place whose length is known.
    buffer: Vec<u8>,
    /// The length of the text.
    len: usize,
    /// Whether values are on lines of their own.
    pretty: bool,
    /// How many arrays and objects are open.
    depth: usize,
}

impl Writer {
    pub(in crate::json) fn new(pretty: bool) -> Self {
        Self {
            // An allocator takes memory from the cache of the thread, unless it has to be zero.
            buffer: vec![b' '; 480],
            len: 0,
            pretty,
            depth: 0,
        }
    }

    pub(in crate::json) fn into_text(mut self) -> Vec<u8> {
        self.buffer.truncate(self.len);
        self.buffer
    }

    /// A place for a number of bytes.
    #[inline]
    fn room(&mut self, bytes: usize) -> &mut [u8] {
        if self.buffer.len() - self.len < bytes {
            self.grow(bytes);
        }
        &mut self.buffer[self.len..]
    }

    #[cold]
    fn grow(&mut self, bytes: usize) {
        let len = (2 * self.buffer.len()).max(self.len + bytes + 64);
        self.buffer.resize(len, b' ');
    }

    #[inline]
    fn byte(&mut self, byte: u8) {
        self.room(1)[0] = byte;
        self.len += 1;
    }

    /// Writes a text that is JSON.
    #[inline]
    pub(in crate::json) fn raw(&mut self, text: &str) {
        self.room(text.len())[..text.len()].copy_from_slice(text.as_bytes());
        self.len += text.len();
    }

    /// Writes a text without escapes as a string.
    #[inline]
    pub(in crate::json) fn quoted(&mut self, text: &[u8]) {
        let len = text.len();
        let place = &mut self.room(len + 2)[..len + 2];
        place[0] = b'"';
        place[1..=len].copy_from_slice(text);
        place[len + 1] = b'"';
        self.len += len + 2;
    }

    /// Writes a string.
    #[inline]
    pub(in crate::json) fn string(&mut self, text: &str) {
        let len = text.len();
        let place = &mut self.room(len + 2)[..len + 2];
        place[0] = b'"';
        if !escape::copy_plain(text.as_bytes(), &mut place[1..=len]) {
            return self.escaped(text);
        }
        place[len + 1] = b'"';
        self.len += len + 2;
    }

    /// Writes a string that needs escapes.
    #[cold]
    fn escaped(&mut self, text: &str) {
        let mut rest = text;
        self.byte(b'"');
        loop {
            let (plain, special) = rest.split_at(escape::position(rest.as_bytes()));
            self.raw(plain);
            // Those bytes are ASCII.
            let Some((byte, after)) = special.split_at_checked(1) else {
                break;
            };
            self.escape(byte.as_bytes()[0]);
            rest = after;
        }
        self.byte(b'"');
    }

    fn escape(&mut self, byte: u8) {
        self.byte(b'\\');
        let letter = match byte {
            0x08 => b'b',
            b'\t' => b't',
            b'\n' => b'n',
            0x0c => b'f',
            b'\r' => b'r',
            0..0x20 => {
                self.raw("u00");
                let digit = |digit: u8| b"0123456789abcdef"[usize::from(digit)];
                self.byte(digit(byte >> 4));
                digit(byte & 15)
            }
            _ => byte,
        };
        self.byte(letter);
    }

    /// Writes bytes in base64, as a string.
    pub(in crate::json) fn base64(&mut self, bytes: &[u8]) {
        self.byte(b'"');
        let most = bytes.len() / 3 * 4 + 4;
        // There is room.
        let written = STANDARD.encode_slice(bytes, self.room(most));
        self.len += written.unwrap_or(0);
        self.byte(b'"');
    }

    /// Opens an array or an object.
    #[inline]
    pub(in crate::json) fn open(&mut self, bracket: u8) {
        self.byte(bracket);
        self.depth += 1;
    }

    /// Starts an element of an array.
    #[inline]
    pub(in crate::json) fn element(&mut self, is_first: bool) {
        if !is_first {
            self.byte(b',');
        }
        if self.pretty {
            self.line();
        }
    }

    /// Starts an entry of an object.
    #[inline]
    pub(in crate::json) fn key(&mut self, key: &str, is_first: bool) {
        self.element(is_first);
        self.string(key);
        self.colon();
    }

    /// As [`key`](Self::key), for a key without escapes.
    #[inline]
    pub(in crate::json) fn plain_key(&mut self, key: &str, is_first: bool) {
        if self.pretty {
            return self.key(key, is_first);
        }
        let len = key.len();
        let place = self.room(len + 4);
        // A comma that is not needed is overwritten.
        place[0] = b',';
        let start = usize::from(!is_first);
        let place = &mut place[start..start + len + 3];
        place[0] = b'"';
        place[1..=len].copy_from_slice(key.as_bytes());
        place[len + 1] = b'"';
        place[len + 2] = b':';
        self.len += start + len + 3;
    }

    #[inline]
    fn colon(&mut self) {
        self.byte(b':');
        if self.pretty {
            self.byte(b' ');
        }
    }

    /// Closes an array or an object.
    #[inline]
    pub(in crate::json) fn close(&mut self, bracket: u8, is_empty: bool) {
        self.depth -= 1;
        if self.pretty && !is_empty {
            self.line();
        }
        self.byte(bracket);
    }

    #[cold]
    fn line(&mut self) {
        self.byte(b'\n');
        for _ in 0..self.depth {
            self.raw("  ");
        }
    }
}

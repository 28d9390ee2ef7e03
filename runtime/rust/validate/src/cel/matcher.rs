//! Patterns that a few loops over the bytes of a text decide.

/// A set of bytes: the characters of ASCII one by one, all others as a whole.
///
/// ```
/// use rpcsmith_runtime::validate::cel::Class;
///
/// const WORD: Class = Class::of("0-9A-Za-z_");
/// const NOT_SLASH: Class = Class::not("/");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// A bit for each byte.
    bits: [u64; 4],
}

impl Class {
    /// Characters and ranges of them, such as `a-z0-9_-`: a `-` at either end stands for itself, and so does what is
    /// behind a `\`.
    ///
    /// # Panics
    /// If a character is not ASCII, a range ends before it begins, or nothing is behind a `\`; in a constant, when it
    /// is compiled.
    pub const fn of(characters: &str) -> Self {
        let bytes = characters.as_bytes();
        let mut bits = [0; 4];
        let mut at = 0;
        while at < bytes.len() {
            let (first, next) = character(bytes, at);
            at = next;
            let mut last = first;
            if at + 1 < bytes.len() && bytes[at] == b'-' {
                (last, at) = character(bytes, at + 1);
            }
            assert!(first <= last, "a range of characters goes up");
            let mut byte = first;
            while byte <= last {
                bits[byte as usize >> 6] |= 1 << (byte & 63);
                byte += 1;
            }
        }
        Self { bits }
    }

    /// All but these characters, which are written as for [`of`](Self::of).
    ///
    /// # Panics
    /// As [`of`](Self::of).
    pub const fn not(characters: &str) -> Self {
        let [a, b, ..] = Self::of(characters).bits;
        Self {
            bits: [!a, !b, !0, !0],
        }
    }

    /// These characters and all that are not ASCII.
    #[must_use]
    pub const fn or_non_ascii(self) -> Self {
        let [a, b, ..] = self.bits;
        Self {
            bits: [a, b, !0, !0],
        }
    }

    #[inline]
    const fn contains(&self, byte: u8) -> bool {
        self.bits[(byte >> 6) as usize] >> (byte & 63) & 1 == 1
    }

    #[inline]
    const fn is_ascii(&self) -> bool {
        self.bits[2] == 0
    }
}

/// The character at a place of a class, and the place behind it.
const fn character(bytes: &[u8], at: usize) -> (u8, usize) {
    let at = if bytes[at] == b'\\' { at + 1 } else { at };
    assert!(at < bytes.len(), "a character is behind `\\`");
    assert!(bytes[at].is_ascii(), "characters of a class are ASCII");
    (bytes[at], at + 1)
}

/// A part of a [`Matcher`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Literal(&'static str),
    Run {
        class: Class,
        min: usize,
        max: usize,
    },
}

impl Part {
    /// One character of a class.
    pub const fn one(class: Class) -> Self {
        Self::exactly(class, 1)
    }

    /// So many characters of a class.
    pub const fn exactly(class: Class, count: usize) -> Self {
        Self::between(class, count, count)
    }

    /// `min` characters of a class or more, up to `max`.
    pub const fn between(class: Class, min: usize, max: usize) -> Self {
        Self(Kind::Run { class, min, max })
    }

    /// `min` characters of a class or more.
    pub const fn at_least(class: Class, min: usize) -> Self {
        Self::between(class, min, usize::MAX)
    }

    /// This text.
    pub const fn literal(text: &'static str) -> Self {
        Self(Kind::Literal(text))
    }

    /// What follows this part in a text that begins with it.
    #[inline]
    fn strip<'a>(&self, text: &'a [u8]) -> Option<&'a [u8]> {
        match &self.0 {
            Kind::Literal(literal) => text.strip_prefix(literal.as_bytes()),
            Kind::Run { class, min, max } if class.is_ascii() => {
                let most = text.len().min(*max);
                let ends = |byte: &u8| !class.contains(*byte);
                let count = text[..most].iter().position(ends).unwrap_or(most);
                (count >= *min).then(|| &text[count..])
            }
            Kind::Run { class, min, max } => {
                // A byte that goes on with a character is in the class because the first one was.
                let (mut end, mut count) = (0, 0);
                for byte in text {
                    let begins = byte & 0xC0 != 0x80;
                    if begins && (count == *max || !class.contains(*byte)) {
                        break;
                    }
                    count += usize::from(begins);
                    end += 1;
                }
                (count >= *min).then(|| &text[end..])
            }
        }
    }
}

/// Parts that make up a whole text, each taking as much of it as it can.
///
/// It does not go back to have a part take less, so it is as good as `^…$` only if none ever needs to: if no character
/// that a part may take more of is one that the next may begin with.
///
/// ```
/// use rpcsmith_runtime::validate::cel::{Class, Matcher, Part};
///
/// // ^[a-z][a-z0-9-]{0,62}$
/// static NAME: Matcher = Matcher::new(&[
///     Part::one(Class::of("a-z")),
///     Part::between(Class::of("a-z0-9-"), 0, 62),
/// ]);
///
/// assert!(NAME.is_match("eu-west-1"));
/// assert!(!NAME.is_match("1st"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matcher {
    parts: &'static [Part],
}

impl Matcher {
    /// From its parts.
    pub const fn new(parts: &'static [Part]) -> Self {
        Self { parts }
    }

    /// Whether the parts make up the text.
    #[inline]
    pub fn is_match(&self, text: &str) -> bool {
        let mut rest = text.as_bytes();
        for part in self.parts {
            match part.strip(rest) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        rest.is_empty()
    }
}

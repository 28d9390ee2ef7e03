//! Matches simple patterns with a few loops over the bytes of a text, instead of a regular expression.

/// A set of characters: any ASCII characters, with or without all other characters.
///
/// ```
/// use rpcsmith_runtime::validate::cel::Class;
///
/// const WORD: Class = Class::of("0-9A-Za-z_");
/// const NOT_SLASH: Class = Class::not("/");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Class {
    /// One bit for each byte.
    bits: [u64; 4],
}

impl Class {
    /// A set of characters and ranges, such as `a-z0-9_-`. A `-` at either end, and a character after `\`, is literal.
    ///
    /// # Panics
    /// If a character is not ASCII, a range ends before it starts, or a `\` is at the end; in a constant, this is a compile
    /// error.
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

    /// All characters except these, in the syntax of [`of`](Self::of).
    ///
    /// # Panics
    /// Like [`of`](Self::of).
    pub const fn not(characters: &str) -> Self {
        let [a, b, ..] = Self::of(characters).bits;
        Self {
            bits: [!a, !b, !0, !0],
        }
    }

    /// These characters, and all that are not ASCII.
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

/// The character at an index of a class, and the next index.
const fn character(bytes: &[u8], at: usize) -> (u8, usize) {
    let at = if bytes[at] == b'\\' { at + 1 } else { at };
    assert!(at < bytes.len(), "a character is behind `\\`");
    assert!(bytes[at].is_ascii(), "characters of a class are ASCII");
    (bytes[at], at + 1)
}

/// A part of a [`Matcher`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part(PartKind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PartKind {
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

    /// Exactly `count` characters of a class.
    pub const fn exactly(class: Class, count: usize) -> Self {
        Self::between(class, count, count)
    }

    /// From `min` to `max` characters of a class.
    pub const fn between(class: Class, min: usize, max: usize) -> Self {
        Self(PartKind::Run { class, min, max })
    }

    /// At least `min` characters of a class.
    pub const fn at_least(class: Class, min: usize) -> Self {
        Self::between(class, min, usize::MAX)
    }

    /// A literal text.
    pub const fn literal(text: &'static str) -> Self {
        Self(PartKind::Literal(text))
    }

    /// Matches this part at the start of a text, and returns the rest.
    #[inline]
    fn strip<'a>(&self, text: &'a [u8]) -> Option<&'a [u8]> {
        match &self.0 {
            PartKind::Literal(literal) => text.strip_prefix(literal.as_bytes()),
            PartKind::Run { class, min, max } if class.is_ascii() => {
                let most = text.len().min(*max);
                let ends = |byte: &u8| !class.contains(*byte);
                let count = text[..most].iter().position(ends).unwrap_or(most);
                (count >= *min).then(|| &text[count..])
            }
            PartKind::Run { class, min, max } => {
                // A continuation byte is in the class if the first byte of its character is.
                let (mut end, mut count) = (0, 0);
                for byte in text {
                    let is_start = byte & 0xC0 != 0x80;
                    if is_start && (count == *max || !class.contains(*byte)) {
                        break;
                    }
                    count += usize::from(is_start);
                    end += 1;
                }
                (count >= *min).then(|| &text[end..])
            }
        }
    }
}

/// Matches a whole text with a sequence of parts. Each part matches as much as it can.
///
/// It never backtracks. So it is equal to `^…$` only if the next part cannot start with a character that the part before it
/// can still match.
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
    /// Creates a matcher from its parts.
    pub const fn new(parts: &'static [Part]) -> Self {
        Self { parts }
    }

    /// Whether the parts match the whole text.
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

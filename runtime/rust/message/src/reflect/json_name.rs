//! The names of fields in JSON.

use std::borrow::Cow;

/// The name of a field in JSON, with what the reader of a key compares first.
#[derive(Clone, Debug)]
#[cfg_attr(
    not(feature = "json"),
    expect(dead_code, reason = "only JSON compares the first bytes")
)]
pub(crate) struct JsonName {
    text: Cow<'static, str>,
    /// The first bytes of the name and of its quote, without those that are cut. No text has those of a name with escapes.
    start: u64,
    /// How many bits of a text are cut before it is compared with the start.
    cut: u8,
}

/// The start of a name with escapes. UTF-8 does not have this byte.
const ESCAPED: (u64, u8) = (u64::MAX, 0);

impl JsonName {
    /// A name of generated code.
    pub(super) const fn new(text: &'static str) -> Self {
        let (start, cut) = start(text);
        Self {
            text: Cow::Borrowed(text),
            start,
            cut,
        }
    }

    /// A name that is known only at run time.
    pub(crate) fn dynamic(text: String) -> Self {
        let (start, cut) = start(&text);
        Self {
            text: Cow::Owned(text),
            start,
            cut,
        }
    }

    #[inline]
    pub(super) fn as_str(&self) -> &str {
        &self.text
    }
}

#[cfg(feature = "json")]
impl JsonName {
    /// The name, if it is the same in a string of JSON. It does not have to be there for all of them.
    #[inline]
    pub(crate) fn plain(&self) -> Option<&str> {
        (self.start != ESCAPED.0).then_some(&*self.text)
    }

    /// The number of its bytes.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether a text has the first bytes of the name and of its quote. These are all of them, if the name is shorter than 8.
    #[inline(always)]
    pub(crate) fn starts(&self, text: [u8; 8]) -> bool {
        u64::from_le_bytes(text) << self.cut == self.start
    }

    /// The first byte of a value and the text from there, after a name that the text [starts](Self::starts) with.
    #[inline]
    pub(crate) fn before_value<'t>(&self, text: &'t [u8]) -> Option<(u8, &'t [u8])> {
        let name = self.text.as_bytes();
        let (key, rest) = text.split_at_checked(name.len())?;
        let is_key = match (key.last_chunk::<8>(), name.last_chunk()) {
            (Some(key), Some(last)) if name.len() <= 16 => key == last,
            _ => key == name,
        };
        match rest {
            [b'"', b':', value @ ..] if is_key => Some((*value.first()?, value)),
            _ => None,
        }
    }
}

/// The first bytes of a name and of its quote, and how many bits of a text are cut before.
const fn start(name: &str) -> (u64, u8) {
    let mut bytes = [b'"'; 8];
    let (mut rest, mut len) = (name.as_bytes(), 0);
    while let [first, after @ ..] = rest {
        if !first.is_ascii_graphic() || matches!(first, b'"' | b'\\') {
            return ESCAPED;
        }
        if len < 7 {
            len += 1;
        }
        rest = after;
    }
    let mut index = 0;
    while index < name.len() && index < 8 {
        bytes[index] = name.as_bytes()[index];
        index += 1;
    }
    let cut = 8 * (7 - len);
    (u64::from_le_bytes(bytes) << cut, cut)
}

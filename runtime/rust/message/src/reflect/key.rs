//! The keys of maps.

use std::fmt;

/// The key of a map entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key<'a> {
    /// `bool`.
    Bool(bool),
    /// `int32` and its like.
    I32(i32),
    /// `int64` and its like.
    I64(i64),
    /// `uint32`, `fixed32`.
    U32(u32),
    /// `uint64`, `fixed64`.
    U64(u64),
    /// `string`.
    String(&'a str),
}

/// The text of the key, without quotes: the name of a member in JSON.
impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(key) => key.fmt(f),
            Self::I32(key) => key.fmt(f),
            Self::I64(key) => key.fmt(f),
            Self::U32(key) => key.fmt(f),
            Self::U64(key) => key.fmt(f),
            Self::String(key) => key.fmt(f),
        }
    }
}

/// The Rust type of a key.
pub trait MapKey: Eq + Ord + std::hash::Hash + Send + Sync + 'static {
    /// The text of the key that an entry has without one: `0`, `false`, or nothing.
    const DEFAULT: &'static str;

    /// The key.
    fn key(&self) -> Key<'_>;

    /// Parses the text of a key, as JSON writes it: a string; `None` if it is not of this type.
    fn parse(text: &str) -> Option<Self>
    where
        Self: Sized;
}

macro_rules! keys {
    ($($ty:ty, $variant:ident, $default:literal;)*) => {$(
        impl MapKey for $ty {
            const DEFAULT: &'static str = $default;

            fn key(&self) -> Key<'_> {
                Key::$variant(*self)
            }

            fn parse(text: &str) -> Option<Self> {
                // Rust also parses `+1` and `01`.
                let digits = text.strip_prefix('-').unwrap_or(text);
                let other_form = digits.starts_with('+') || digits.len() > 1 && digits.starts_with('0');
                (!other_form).then(|| text.parse().ok())?
            }
        }
    )*};
}

keys! {
    bool, Bool, "false";
    i32, I32, "0";
    i64, I64, "0";
    u32, U32, "0";
    u64, U64, "0";
}

impl MapKey for String {
    const DEFAULT: &'static str = "";

    fn key(&self) -> Key<'_> {
        Key::String(self)
    }

    fn parse(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

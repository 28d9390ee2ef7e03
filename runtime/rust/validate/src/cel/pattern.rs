//! Patterns that texts match somewhere.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

use super::{Error, Result, re2};

/// How many bytes a compiled pattern may take.
const MAX_SIZE: usize = 32 << 20;

/// How many bytes a pattern of a message may have.
const MAX_UNTRUSTED: usize = 1_000;

/// How many bytes a pattern of a message may take when it is compiled.
const MAX_UNTRUSTED_SIZE: usize = 64 << 10;

/// A pattern that is compiled when it is first looked for.
///
/// ```
/// use rpcsmith_runtime::validate::cel::Pattern;
///
/// static YEAR: Pattern = Pattern::new("[0-9]{4}");
///
/// assert!(YEAR.is_match("in 2024"));
/// ```
#[derive(Debug)]
pub struct Pattern {
    pattern: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// From a pattern of the crate `regex`, such as [`re2::translate`] gives.
    pub const fn new(pattern: &'static str) -> Self {
        Self {
            pattern,
            compiled: OnceLock::new(),
        }
    }

    /// Whether the text matches somewhere.
    ///
    /// A pattern that does not compile matches nothing.
    #[inline]
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| compile(self.pattern).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// `matches(string)` with a pattern that is not known before: it is compiled on each call.
///
/// # Errors
/// If RE2 refuses the pattern.
pub fn matches(text: &str, pattern: &str) -> Result<bool> {
    let translated = re2::translate_only(pattern).map_err(|_| Error::InvalidRegex)?;
    let regex = compile(&translated).map_err(|_| Error::InvalidRegex)?;
    Ok(regex.is_match(text))
}

/// As [`matches`], with a pattern that comes from a message: it may not be as long, nor as large.
pub(crate) fn matches_untrusted(text: &str, pattern: &str) -> Result<bool> {
    if pattern.len() > MAX_UNTRUSTED {
        return Err(Error::InvalidRegex);
    }
    let translated = re2::translate_only(pattern).map_err(|_| Error::InvalidRegex)?;
    let regex = RegexBuilder::new(&translated)
        .size_limit(MAX_UNTRUSTED_SIZE)
        .dfa_size_limit(MAX_UNTRUSTED_SIZE)
        .build();
    Ok(regex.map_err(|_| Error::InvalidRegex)?.is_match(text))
}

pub(super) fn compile(pattern: &str) -> core::result::Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(MAX_SIZE).build()
}

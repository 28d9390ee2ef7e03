//! Regular expressions.

use std::sync::OnceLock;

use regex::Regex;

use super::compile::{compile, compile_untrusted};
use super::{Error, Result, re2};

/// Bytes of a pattern that comes from a message.
const MAX_UNTRUSTED: usize = 1_000;

/// A pattern that is compiled when it is first used.
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
    /// Creates a pattern in the syntax of the crate `regex`, such as the result of [`re2::translate`].
    pub const fn new(pattern: &'static str) -> Self {
        Self {
            pattern,
            compiled: OnceLock::new(),
        }
    }

    /// Whether the text contains a match.
    ///
    /// A pattern that does not compile matches nothing.
    #[inline]
    pub fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| compile(self.pattern).ok());
        compiled.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

/// `matches(string)` with a computed pattern, which is compiled on each call.
///
/// # Errors
/// If RE2 rejects the pattern.
pub fn matches(text: &str, pattern: &str) -> Result<bool> {
    let translated = re2::translate_only(pattern).map_err(|_| Error::InvalidRegex)?;
    let regex = compile(&translated).map_err(|_| Error::InvalidRegex)?;
    Ok(regex.is_match(text))
}

/// Like [`matches`], with a pattern from a message, which has lower limits.
pub(crate) fn matches_untrusted(text: &str, pattern: &str) -> Result<bool> {
    if pattern.len() > MAX_UNTRUSTED {
        return Err(Error::InvalidRegex);
    }
    let translated = re2::translate_only(pattern).map_err(|_| Error::InvalidRegex)?;
    let regex = compile_untrusted(&translated).map_err(|_| Error::InvalidRegex)?;
    Ok(regex.is_match(text))
}

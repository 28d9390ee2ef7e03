//! Compiles patterns of the crate `regex`, within a limit of memory.

use regex::{Error, Regex, RegexBuilder};

/// Bytes of a compiled pattern of a schema.
const MAX_SIZE: usize = 32 << 20;

/// Bytes of a compiled pattern that comes from a message.
const MAX_UNTRUSTED_SIZE: usize = 64 << 10;

/// Compiles a pattern of a schema.
///
/// # Errors
/// If the pattern is malformed, or its program is larger than 32 MiB.
pub(super) fn compile(pattern: &str) -> Result<Regex, Error> {
    RegexBuilder::new(pattern).size_limit(MAX_SIZE).build()
}

/// Compiles a pattern that comes from a message.
///
/// # Errors
/// If the pattern is malformed, or its program is larger than 64 KiB.
pub(super) fn compile_untrusted(pattern: &str) -> Result<Regex, Error> {
    RegexBuilder::new(pattern)
        .size_limit(MAX_UNTRUSTED_SIZE)
        .dfa_size_limit(MAX_UNTRUSTED_SIZE)
        .build()
}

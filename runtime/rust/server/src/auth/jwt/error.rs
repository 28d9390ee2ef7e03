//! Errors of keys and key files.

use std::fmt;

/// An unusable key or key file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwtError(pub(super) String);

impl fmt::Display for JwtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for JwtError {}

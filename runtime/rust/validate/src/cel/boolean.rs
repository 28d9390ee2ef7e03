//! `bool`.

use super::{Error, Result};

/// `bool(string)`.
///
/// # Errors
/// Unless the text is `1`, `t`, `T`, `true`, `True` or `TRUE`, or one of the same for `0` and `false`.
pub fn parse(text: &str) -> Result<bool> {
    match text {
        "1" | "t" | "T" | "true" | "True" | "TRUE" => Ok(true),
        "0" | "f" | "F" | "false" | "False" | "FALSE" => Ok(false),
        _ => Err(Error::InvalidBool),
    }
}

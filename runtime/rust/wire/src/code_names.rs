//! The names of status codes.

pub use rpcsmith_service::CODE_NAMES;

/// Returns the name of a code, for example `NOT_FOUND`.
pub fn code_name(code: crate::Code) -> &'static str {
    name(code as usize)
}

/// The name of a code by its number.
pub(crate) fn name(code: usize) -> &'static str {
    CODE_NAMES.get(code).copied().unwrap_or("UNKNOWN")
}

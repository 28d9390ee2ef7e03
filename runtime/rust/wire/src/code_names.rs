//! The names of status codes.

pub use rpcsmith_service::CODE_NAMES;

/// Returns the name of a code, for example `NOT_FOUND`.
pub fn code_name(code: crate::Code) -> &'static str {
    CODE_NAMES.get(code as usize).copied().unwrap_or("UNKNOWN")
}

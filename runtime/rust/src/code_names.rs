//! The names of status codes.

pub(crate) use rpcsmith_service::CODE_NAMES;

/// The name of a code, for example `NOT_FOUND`.
pub(crate) fn code_name(code: tonic::Code) -> &'static str {
    CODE_NAMES.get(code as usize).copied().unwrap_or("UNKNOWN")
}

//! Status codes: their names in JSON, and their status codes of HTTP.
//!
//! Source: Connect, "Error Codes".

use http::StatusCode;

use crate::Code;

/// The names and HTTP status codes of errors, by their number in gRPC.
const CODES: [(Code, &str, u16); 16] = [
    (Code::Cancelled, "canceled", 499),
    (Code::Unknown, "unknown", 500),
    (Code::InvalidArgument, "invalid_argument", 400),
    (Code::DeadlineExceeded, "deadline_exceeded", 504),
    (Code::NotFound, "not_found", 404),
    (Code::AlreadyExists, "already_exists", 409),
    (Code::PermissionDenied, "permission_denied", 403),
    (Code::ResourceExhausted, "resource_exhausted", 429),
    (Code::FailedPrecondition, "failed_precondition", 400),
    (Code::Aborted, "aborted", 409),
    (Code::OutOfRange, "out_of_range", 400),
    (Code::Unimplemented, "unimplemented", 501),
    (Code::Internal, "internal", 500),
    (Code::Unavailable, "unavailable", 503),
    (Code::DataLoss, "data_loss", 500),
    (Code::Unauthenticated, "unauthenticated", 401),
];

/// The name of an error.
pub fn name(code: Code) -> &'static str {
    let mut codes = CODES.iter();
    let found = codes.find(|(known, ..)| *known == code);
    found.map_or("unknown", |(_, name, _)| name)
}

/// The error with a name.
pub fn named(name: &str) -> Option<Code> {
    let mut codes = CODES.iter();
    codes
        .find(|(_, known, _)| *known == name)
        .map(|(code, ..)| *code)
}

/// The HTTP status of a unary response with an error.
pub fn to_http(code: Code) -> StatusCode {
    let mut codes = CODES.iter();
    let found = codes.find(|(known, ..)| *known == code);
    let status = found.and_then(|(.., status)| StatusCode::from_u16(*status).ok());
    status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_has_a_name_and_an_http_status() {
        for number in 1..=16 {
            let code = Code::from_i32(number);
            assert_eq!(named(name(code)), Some(code), "{number}");
            assert!(to_http(code).as_u16() >= 400, "{number}");
        }
        assert_eq!(named("ok"), None);
        assert_eq!(named("code_17"), None);
        assert_eq!(to_http(Code::NotFound), StatusCode::NOT_FOUND);
    }
}

//! Status codes of gRPC.

use std::fmt;

use http::HeaderValue;

/// The code of a [`Status`](crate::status::Status).
///
/// The number of a variant is the code on the wire. `Display` writes the [description](Self::description).
///
/// Source: "Status codes and their use in gRPC", <https://grpc.io/docs/guides/status-codes/>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Code {
    /// The call has succeeded.
    Ok = 0,
    /// The call was cancelled, usually by its caller.
    Cancelled = 1,
    /// An error without a known code.
    Unknown = 2,
    /// An argument is invalid, independent of the state of the system.
    InvalidArgument = 3,
    /// The deadline expired before the call was complete.
    DeadlineExceeded = 4,
    /// An entity was not found.
    NotFound = 5,
    /// An entity that the call creates already exists.
    AlreadyExists = 6,
    /// The caller is known, and may not do this.
    PermissionDenied = 7,
    /// A quota, a limit or some other resource is used up.
    ResourceExhausted = 8,
    /// The system is not in the state that the call requires.
    FailedPrecondition = 9,
    /// A conflict with another call, for example of two transactions.
    Aborted = 10,
    /// A value is past the valid range, for example a page after the last one.
    OutOfRange = 11,
    /// The server has no such method.
    Unimplemented = 12,
    /// An invariant is broken.
    Internal = 13,
    /// The service is down for now: the caller can try again later.
    Unavailable = 14,
    /// Data is lost or corrupt.
    DataLoss = 15,
    /// The call has no valid credentials.
    Unauthenticated = 16,
}

/// All codes; the index is the number.
const CODES: [Code; 17] = [
    Code::Ok,
    Code::Cancelled,
    Code::Unknown,
    Code::InvalidArgument,
    Code::DeadlineExceeded,
    Code::NotFound,
    Code::AlreadyExists,
    Code::PermissionDenied,
    Code::ResourceExhausted,
    Code::FailedPrecondition,
    Code::Aborted,
    Code::OutOfRange,
    Code::Unimplemented,
    Code::Internal,
    Code::Unavailable,
    Code::DataLoss,
    Code::Unauthenticated,
];

impl Code {
    /// The code with a number; `Unknown` for other numbers.
    pub const fn from_i32(number: i32) -> Self {
        if number >= 0 && (number as usize) < CODES.len() {
            CODES[number as usize]
        } else {
            Self::Unknown
        }
    }

    /// Reads the value of `grpc-status`; `Unknown` if it is not a number of a code.
    ///
    /// Source: `Status` of gRPC over HTTP/2.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match bytes {
            [digit @ b'0'..=b'9'] => Self::from_i32(i32::from(digit - b'0')),
            [b'1', digit @ b'0'..=b'6'] => Self::from_i32(i32::from(digit - b'0') + 10),
            _ => Self::Unknown,
        }
    }

    /// What the code means, in a few words.
    pub const fn description(&self) -> &'static str {
        match self {
            Self::Ok => "the call succeeded",
            Self::Cancelled => "the call was cancelled",
            Self::Unknown => "an unknown error",
            Self::InvalidArgument => "an argument is invalid",
            Self::DeadlineExceeded => "the deadline expired",
            Self::NotFound => "an entity was not found",
            Self::AlreadyExists => "an entity already exists",
            Self::PermissionDenied => "the caller lacks permission",
            Self::ResourceExhausted => "a resource is exhausted",
            Self::FailedPrecondition => "the system is not in the required state",
            Self::Aborted => "the call was aborted",
            Self::OutOfRange => "a value is out of range",
            Self::Unimplemented => "the method is not implemented",
            Self::Internal => "an internal error",
            Self::Unavailable => "the service is unavailable",
            Self::DataLoss => "data is lost or corrupt",
            Self::Unauthenticated => "the caller has no valid credentials",
        }
    }

    /// The value of `grpc-status`.
    pub(crate) fn header_value(self) -> HeaderValue {
        const DIGITS: [&str; 17] = [
            "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15",
            "16",
        ];
        HeaderValue::from_static(DIGITS[self as usize])
    }
}

impl From<i32> for Code {
    fn from(number: i32) -> Self {
        Self::from_i32(number)
    }
}

impl From<Code> for i32 {
    fn from(code: Code) -> Self {
        code as i32
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.description())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_numbers_in_both_directions() {
        for (number, code) in (0..).zip(CODES) {
            assert_eq!((code as i32, Code::from(number)), (number, code));
            let header = code.header_value();
            assert_eq!(header, number.to_string());
            assert_eq!(Code::from_bytes(header.as_bytes()), code);
        }
        assert_eq!(Code::from(17), Code::Unknown);
        assert_eq!(Code::from(-1), Code::Unknown);
        assert_eq!(Code::from(i32::MIN), Code::Unknown);
    }

    #[test]
    fn a_malformed_code_is_unknown() {
        for text in ["", "17", "00", "-1", "100", "x", "1x", " 1", "999999999999"] {
            assert_eq!(Code::from_bytes(text.as_bytes()), Code::Unknown, "{text}");
        }
    }
}

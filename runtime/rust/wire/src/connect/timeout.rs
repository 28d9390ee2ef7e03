//! The timeout of a call in milliseconds: `connect-timeout-ms`.
//!
//! Source: Connect, "Connect-Timeout-Ms".

use std::time::Duration;

use http::{HeaderMap, HeaderValue};

use super::names::TIMEOUT;
use crate::Status;
use crate::grpc::timeout::{self, GRPC_TIMEOUT};

const MAX_DIGITS: usize = 10;

/// Replaces the timeout of Connect by that of gRPC.
///
/// # Errors
/// `INVALID_ARGUMENT` if it is malformed.
pub fn to_grpc(headers: &mut HeaderMap) -> Result<(), Status> {
    headers.remove(GRPC_TIMEOUT);
    if let Some(time) = take(headers)? {
        headers.insert(GRPC_TIMEOUT, timeout::write(time));
    }
    Ok(())
}

/// Takes the timeout from headers.
///
/// # Errors
/// `INVALID_ARGUMENT` if it is malformed.
pub fn take(headers: &mut HeaderMap) -> Result<Option<Duration>, Status> {
    let Some(value) = headers.remove(TIMEOUT) else {
        return Ok(None);
    };
    let digits = value.as_bytes();
    let plain = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    let millis = value
        .to_str()
        .ok()
        .filter(|_| plain && digits.len() <= MAX_DIGITS);
    let Some(millis) = millis.and_then(|text| text.parse().ok()) else {
        let message = "malformed connect-timeout-ms: it must be one to ten digits";
        return Err(Status::invalid_argument(message));
    };
    Ok(Some(Duration::from_millis(millis)))
}

/// Replaces the timeout of gRPC by that of Connect. One with more than ten digits is as good as none.
pub fn from_grpc(headers: &mut HeaderMap) {
    let timeout = timeout::read(headers).ok().flatten();
    headers.remove(GRPC_TIMEOUT);
    let millis = timeout.map(|time| time.as_nanos().div_ceil(1_000_000).to_string());
    let millis = millis.filter(|digits| digits.len() <= MAX_DIGITS);
    if let Some(value) = millis.and_then(|digits| HeaderValue::from_str(&digits).ok()) {
        headers.insert(TIMEOUT, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_one_to_ten_digits() {
        for (value, expected) in [
            ("0", Some(Duration::ZERO)),
            ("1", Some(Duration::from_millis(1))),
            ("9999999999", Some(Duration::from_secs(10_000_000))),
            ("00000000000", None),
            ("", None),
            ("-1", None),
            ("+1", None),
            ("1.5", None),
            ("1s", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(TIMEOUT, HeaderValue::from_static(value));
            let read = to_grpc(&mut headers).ok();
            let read = read.and_then(|()| timeout::read(&headers).ok().flatten());
            assert_eq!(read, expected, "{value}");
            assert!(!headers.contains_key(TIMEOUT));
        }
    }

    #[test]
    fn timeouts_are_rounded_up() {
        for (time, expected) in [
            (Duration::ZERO, Some("0")),
            (Duration::from_nanos(1), Some("1")),
            (Duration::from_millis(250), Some("250")),
            (Duration::from_secs(99_999_999 * 3600), None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(GRPC_TIMEOUT, timeout::write(time));
            from_grpc(&mut headers);
            let written = headers.get(TIMEOUT).map(|value| value.to_str().unwrap());
            assert_eq!(written, expected, "{time:?}");
            assert!(!headers.contains_key(GRPC_TIMEOUT));
        }
    }
}

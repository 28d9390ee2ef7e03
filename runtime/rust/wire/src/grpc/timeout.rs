//! Timeouts of calls: the header `grpc-timeout`, and the text form of settings, such as `1.5s`.

use std::time::Duration;

use crate::Status;
use http::HeaderValue;
use http::{HeaderMap, HeaderName};

/// The header of the timeout.
pub const GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// The largest amount: eight digits.
const MAX_AMOUNT: u128 = 99_999_999;

/// Reads the timeout of a call, if its headers have one.
///
/// # Errors
/// `INTERNAL` if the header is malformed.
///
/// Source: `Timeout` of gRPC over HTTP/2.
pub fn read(headers: &HeaderMap) -> Result<Option<Duration>, Status> {
    headers.get(GRPC_TIMEOUT).map(of_value).transpose()
}

/// Reads a value of the header.
///
/// # Errors
/// `INTERNAL` if it is malformed.
pub fn of_value(value: &HeaderValue) -> Result<Duration, Status> {
    value.to_str().ok().and_then(from_wire).ok_or_else(|| {
        let form = "one to eight digits and one of the units H, M, S, m, u, n";
        Status::internal(format!("malformed grpc-timeout: it must be {form}"))
    })
}

fn from_wire(value: &str) -> Option<Duration> {
    let (digits, unit) = value.split_at_checked(value.len().checked_sub(1)?)?;
    if digits.len() > 8 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let amount = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(amount * 60 * 60)),
        "M" => Some(Duration::from_secs(amount * 60)),
        "S" => Some(Duration::from_secs(amount)),
        "m" => Some(Duration::from_millis(amount)),
        "u" => Some(Duration::from_micros(amount)),
        "n" => Some(Duration::from_nanos(amount)),
        _ => None,
    }
}

/// Writes a timeout in the finest unit that fits into eight digits. It rounds up, so that the server does not time out before
/// the client.
pub fn write(timeout: Duration) -> HeaderValue {
    const UNITS: [(u128, char); 6] = [
        (1, 'n'),
        (1_000, 'u'),
        (1_000_000, 'm'),
        (1_000_000_000, 'S'),
        (60_000_000_000, 'M'),
        (3_600_000_000_000, 'H'),
    ];
    let nanos = timeout.as_nanos();
    let amounts = UNITS.map(|(unit, name)| (nanos.div_ceil(unit), name));
    let fitting = amounts.iter().find(|(amount, _)| *amount <= MAX_AMOUNT);
    let (amount, unit) = fitting.unwrap_or(&(MAX_AMOUNT, 'H'));
    HeaderValue::from_str(&format!("{amount}{unit}"))
        .unwrap_or_else(|_| HeaderValue::from_static("99999999H"))
}

/// Parses a time in the form of settings: `250ms`, `1.5s`, `2m`, `1h`.
pub fn parse(text: &str) -> Option<Duration> {
    let unit = text.find(|letter: char| letter.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(unit);
    let seconds = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    let plain = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    if !number.starts_with(|first: char| first.is_ascii_digit()) || !number.bytes().all(plain) {
        return None;
    }
    Duration::try_from_secs_f64(number.parse::<f64>().ok()? * seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(timeout: Duration) -> String {
        write(timeout).to_str().unwrap().to_owned()
    }

    /// `None` if the value is malformed.
    fn read_text(value: &'static str) -> Option<Duration> {
        let mut headers = HeaderMap::new();
        headers.insert(GRPC_TIMEOUT, HeaderValue::from_static(value));
        read(&headers).ok()?
    }

    #[test]
    fn writes_the_finest_unit_that_fits_and_rounds_up() {
        for (timeout, text) in [
            (Duration::ZERO, "0n"),
            (Duration::from_nanos(1), "1n"),
            (Duration::from_nanos(99_999_999), "99999999n"),
            (Duration::from_nanos(100_000_001), "100001u"),
            (Duration::from_millis(250), "250000u"),
            (Duration::from_secs(100), "100000m"),
            (Duration::from_secs(100_000), "100000S"),
            (Duration::from_secs(100_000_000), "1666667M"),
            (Duration::MAX, "99999999H"),
        ] {
            assert_eq!(written(timeout), text);
        }
    }

    #[test]
    fn reads_what_the_protocol_allows() {
        for (text, timeout) in [
            ("0n", Some(Duration::ZERO)),
            ("5u", Some(Duration::from_micros(5))),
            ("7m", Some(Duration::from_millis(7))),
            ("99999999S", Some(Duration::from_secs(99_999_999))),
            ("2M", Some(Duration::from_secs(120))),
            ("1H", Some(Duration::from_secs(3600))),
            ("100000000n", None),
            ("+1S", None),
            ("-1S", None),
            ("1", None),
            ("S", None),
            ("", None),
            ("1s", None),
            ("1.5S", None),
        ] {
            assert_eq!(read_text(text), timeout, "{text}");
        }
    }

    #[test]
    fn parses_times_of_settings() {
        for (text, expected) in [
            ("250ms", Some(Duration::from_millis(250))),
            ("1.5s", Some(Duration::from_millis(1500))),
            ("0s", Some(Duration::ZERO)),
            ("2m", Some(Duration::from_secs(120))),
            ("1h", Some(Duration::from_secs(3600))),
            ("1", None),
            ("s", None),
            ("-1s", None),
            ("1.2.3s", None),
            ("1 s", None),
            ("1d", None),
            ("", None),
            ("99999999999999999999999h", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}

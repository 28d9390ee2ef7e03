//! Durations with units, such as `1h30m` and `-1.5s`.
//!
//! Source: `time.ParseDuration` of Go, which grpc-gateway uses for parameters.

/// The units, in nanoseconds. A longer name comes before its start.
const UNITS: [(&str, i128); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

const SECOND: i128 = 1_000_000_000;

/// The longest text. Longer ones are not durations in range.
const MAX_LENGTH: usize = 100;

/// The duration in seconds, as JSON has it: `5400s`. `None` if the text has another form.
pub fn seconds(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { "-" } else { "" };
    if unsigned == "0" {
        return Some("0s".to_owned());
    }
    let mut rest = Some(unsigned).filter(|rest| !rest.is_empty() && rest.len() <= MAX_LENGTH)?;
    let mut nanos: i128 = 0;
    while !rest.is_empty() {
        let end = rest.find(|char: char| !char.is_ascii_digit() && char != '.')?;
        let (number, after) = rest.split_at(end);
        let (name, unit) = UNITS.iter().find(|(name, _)| after.starts_with(name))?;
        nanos = nanos.checked_add(amount(number, *unit)?)?;
        rest = after.strip_prefix(name)?;
    }
    let (whole, fraction) = (nanos / SECOND, nanos % SECOND);
    Some(format!("{sign}{whole}.{fraction:09}s"))
}

/// An amount of a unit, in nanoseconds.
fn amount(number: &str, unit: i128) -> Option<i128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let mut nanos = if whole.is_empty() {
        0
    } else {
        whole.parse::<i128>().ok()?.checked_mul(unit)?
    };
    let mut scale = unit;
    for digit in fraction.chars() {
        scale /= 10;
        nanos = nanos.checked_add(i128::from(digit.to_digit(10)?) * scale)?;
    }
    Some(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_added() {
        for (text, expected) in [
            ("0", Some("0s")),
            ("5s", Some("5.000000000s")),
            ("1h30m", Some("5400.000000000s")),
            ("1.5h", Some("5400.000000000s")),
            ("-1.5s", Some("-1.500000000s")),
            ("+.5s", Some("0.500000000s")),
            ("1.s", Some("1.000000000s")),
            ("300ms", Some("0.300000000s")),
            ("1us2µs3μs4ns", Some("0.000006004s")),
            ("0.0000000001s", Some("0.000000000s")),
            ("", None),
            ("-", None),
            ("5", None),
            ("s", None),
            (".s", None),
            ("1.2.3s", None),
            ("1d", None),
            ("1s ", None),
            ("--1s", None),
        ] {
            assert_eq!(seconds(text).as_deref(), expected, "{text}");
        }
        assert_eq!(seconds(&format!("{}s", "9".repeat(99))), None);
        assert_eq!(seconds(&format!("{}s", "9".repeat(1000))), None);
    }
}

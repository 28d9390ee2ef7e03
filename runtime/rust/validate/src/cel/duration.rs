//! `google.protobuf.Duration`.

use std::fmt;

use super::{Error, Result};

const SECOND: i64 = 1_000_000_000;

/// A span of time: seconds, and nanoseconds with the same sign.
///
/// A message can contain any number of seconds. The result of an operator is within 2^63 nanoseconds, about 292 years.
///
/// ```
/// use rpcsmith_runtime::validate::cel::Duration;
///
/// let film = Duration::parse("1h30m0.5s").unwrap();
/// assert_eq!(film, Duration::new(5400, 500_000_000));
/// assert_eq!(film.minutes(), 90);
/// assert_eq!(film.to_string(), "5400.5s");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration {
    pub(super) seconds: i64,
    pub(super) nanos: i32,
}

impl Duration {
    /// The sum of both; `nanos` can have any value and sign.
    pub const fn new(seconds: i64, nanos: i32) -> Self {
        let mut seconds = seconds.saturating_add(nanos as i64 / SECOND);
        let mut nanos = nanos % SECOND as i32;
        if seconds > 0 && nanos < 0 {
            seconds -= 1;
            nanos += SECOND as i32;
        } else if seconds < 0 && nanos > 0 {
            seconds += 1;
            nanos -= SECOND as i32;
        }
        Self { seconds, nanos }
    }

    const fn from_nanos(nanos: i64) -> Self {
        Self {
            seconds: nanos / SECOND,
            nanos: (nanos % SECOND) as i32,
        }
    }

    fn to_nanos(self) -> Result<i64> {
        let nanos = i128::from(self.seconds) * i128::from(SECOND) + i128::from(self.nanos);
        i64::try_from(nanos).map_err(|_| Error::DurationOutOfRange)
    }

    /// `duration(string)`: an optional sign, then one or more numbers, each with a unit `h`, `m`, `s`, `ms`, `us` (or `µs`) or
    /// `ns`; or a zero without a unit. Fractions of a nanosecond are dropped.
    ///
    /// # Errors
    /// If the text has another form or the duration is out of range.
    pub fn parse(text: &str) -> Result<Self> {
        const INVALID: Error = Error::InvalidDuration;
        let (negative, mut rest) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        if rest == "0" {
            return Ok(Self::default());
        }
        if rest.is_empty() {
            return Err(INVALID);
        }
        let mut nanos: i128 = 0;
        while !rest.is_empty() {
            let part;
            (part, rest) = quantity(rest).ok_or(INVALID)?;
            nanos += part;
            if nanos > 1 << 63 {
                return Err(Error::DurationOutOfRange);
            }
        }
        let nanos = if negative { -nanos } else { nanos };
        match i64::try_from(nanos) {
            Ok(nanos) => Ok(Self::from_nanos(nanos)),
            Err(_) => Err(Error::DurationOutOfRange),
        }
    }

    /// The whole seconds.
    #[inline]
    pub const fn seconds(self) -> i64 {
        self.seconds
    }

    /// The nanoseconds after the whole seconds, with the same sign.
    #[inline]
    pub const fn nanos(self) -> i32 {
        self.nanos
    }

    /// `getHours()`: the whole duration in hours.
    #[inline]
    pub const fn hours(self) -> i64 {
        self.seconds / 3600
    }

    /// `getMinutes()`: the whole duration in minutes.
    #[inline]
    pub const fn minutes(self) -> i64 {
        self.seconds / 60
    }

    /// `getMilliseconds()`: the milliseconds after the whole seconds, as in the specification. (The implementation in Go
    /// returns the whole duration in milliseconds.)
    #[inline]
    pub const fn milliseconds(self) -> i64 {
        (self.nanos / 1_000_000) as i64
    }

    /// `self + other`.
    ///
    /// # Errors
    /// If a duration is out of range.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "it may fail")]
    pub fn add(self, other: Self) -> Result<Self> {
        let sum = self.to_nanos()?.checked_add(other.to_nanos()?);
        sum.map(Self::from_nanos).ok_or(Error::DurationOutOfRange)
    }

    /// `self - other`.
    ///
    /// # Errors
    /// If a duration is out of range.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "it may fail")]
    pub fn sub(self, other: Self) -> Result<Self> {
        let difference = self.to_nanos()?.checked_sub(other.to_nanos()?);
        difference
            .map(Self::from_nanos)
            .ok_or(Error::DurationOutOfRange)
    }

    /// `-self`.
    ///
    /// # Errors
    /// If a duration is out of range.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "it may fail")]
    pub fn neg(self) -> Result<Self> {
        Self::default().sub(self)
    }

    /// The duration between two points in time, each as seconds, and nanoseconds from 0 up to a second.
    pub(super) fn between(from: (i64, i32), to: (i64, i32)) -> Result<Self> {
        let seconds = i128::from(to.0) - i128::from(from.0);
        let nanos = seconds * i128::from(SECOND) + i128::from(to.1 - from.1);
        match i64::try_from(nanos) {
            Ok(nanos) => Ok(Self::from_nanos(nanos)),
            Err(_) => Err(Error::DurationOutOfRange),
        }
    }
}

/// Parses a number with a unit at the start of a text; returns the nanoseconds, and the rest of the text.
///
/// For a value far out of range, the result is another number out of range.
fn quantity(text: &str) -> Option<(i128, &str)> {
    let (whole, rest) = digits(text);
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(rest) => digits(rest),
        None => ("", rest),
    };
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let end = rest
        .find(|c: char| c == '.' || c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(end);
    let unit: i128 = match unit {
        "h" => 3600 * 1_000_000_000,
        "m" => 60 * 1_000_000_000,
        "s" => 1_000_000_000,
        "ms" => 1_000_000,
        // The micro sign, and the Greek letter.
        "us" | "\u{B5}s" | "\u{3BC}s" => 1000,
        "ns" => 1,
        _ => return None,
    };
    let whole = whole.bytes().fold(0_i128, |number, digit| {
        (number * 10 + i128::from(digit - b'0')).min(1 << 64)
    });
    // An hour has fewer than 10^13 nanoseconds: digits after the 13th have no effect.
    let mut nanos = whole * unit;
    let mut below = 0_i128;
    let mut scale = 1_i128;
    for digit in fraction.bytes().take(18) {
        below = below * 10 + i128::from(digit - b'0');
        scale *= 10;
    }
    nanos += below * unit / scale;
    Some((nanos, rest))
}

/// The decimal digits at the start of a text, and the rest.
fn digits(text: &str) -> (&str, &str) {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at(end)
}

/// `string(duration)`: in seconds, with as many decimals as needed. (The implementation in Go converts to a `double`, which
/// drops nanoseconds of durations longer than some weeks.)
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.seconds < 0 || self.nanos < 0 {
            "-"
        } else {
            ""
        };
        write!(f, "{sign}{}", self.seconds.unsigned_abs())?;
        write_fraction(f, self.nanos.unsigned_abs())?;
        f.write_str("s")
    }
}

/// Writes a point and the nanoseconds, without trailing zeros; writes nothing for zero.
pub(super) fn write_fraction(f: &mut fmt::Formatter<'_>, nanos: u32) -> fmt::Result {
    if nanos == 0 {
        return Ok(());
    }
    let mut nanos = nanos;
    let mut width = 9;
    while nanos.is_multiple_of(10) {
        nanos /= 10;
        width -= 1;
    }
    write!(f, ".{nanos:0width$}")
}

//! Time zones: offsets from UTC and, with the feature `time-zones`, names.

use super::{Error, Result};

/// A time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeZone(Zone);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Zone {
    /// Seconds east of UTC.
    Fixed(i32),
    #[cfg(feature = "time-zones")]
    Named(jiff::tz::TimeZone),
}

impl TimeZone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Zone::Fixed(0));

    /// Parses the time zone argument of CEL functions: an offset as in [`fixed`](Self::fixed), `UTC` or an empty text, or, with
    /// the feature `time-zones`, a name in the [IANA database](https://www.iana.org/time-zones), such as `Europe/Paris`.
    ///
    /// The database is part of the program. The database of the machine is not used.
    ///
    /// # Errors
    /// If the zone is unknown, or the feature is missing.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "" | "UTC" => Ok(Self::UTC),
            _ if text.contains(':') => Self::fixed(text),
            _ => Self::named(text),
        }
    }

    /// Parses an offset, `±hh:mm`. The plus sign and a leading zero of the hours are optional.
    ///
    /// # Errors
    /// If the text has another form, or more than 23 hours or 59 minutes.
    pub fn fixed(text: &str) -> Result<Self> {
        let (sign, text) = match text.as_bytes() {
            [b'-', text @ ..] => (-1, text),
            [b'+', text @ ..] | text => (1, text),
        };
        let (hours, minutes) = match text {
            [h, b':', m1, m2] => ([b'0', *h], [*m1, *m2]),
            [h1, h2, b':', m1, m2] => ([*h1, *h2], [*m1, *m2]),
            _ => return Err(Error::InvalidTimeZone),
        };
        match (number(hours), number(minutes)) {
            (Some(hours @ ..=23), Some(minutes @ ..=59)) => {
                Ok(Self(Zone::Fixed(sign * (hours * 3600 + minutes * 60))))
            }
            _ => Err(Error::InvalidTimeZone),
        }
    }

    #[cfg(feature = "time-zones")]
    fn named(name: &str) -> Result<Self> {
        let zone = jiff::tz::TimeZone::get(name).map_err(|_| Error::InvalidTimeZone)?;
        Ok(Self(Zone::Named(zone)))
    }

    #[cfg(not(feature = "time-zones"))]
    fn named(_: &str) -> Result<Self> {
        Err(Error::InvalidTimeZone)
    }

    /// The offset from UTC in seconds, at a time in seconds since the epoch.
    #[cfg_attr(not(feature = "time-zones"), allow(unused_variables))]
    pub(super) fn offset_at(&self, seconds: i64) -> i64 {
        match &self.0 {
            Zone::Fixed(offset) => i64::from(*offset),
            #[cfg(feature = "time-zones")]
            Zone::Named(zone) => named_offset(zone, seconds),
        }
    }
}

#[cfg(feature = "time-zones")]
fn named_offset(zone: &jiff::tz::TimeZone, seconds: i64) -> i64 {
    let (first, last) = (jiff::Timestamp::MIN, jiff::Timestamp::MAX);
    let seconds = seconds.clamp(first.as_second(), last.as_second());
    let at = jiff::Timestamp::from_second(seconds).unwrap_or(first);
    i64::from(zone.to_offset(at).seconds())
}

/// The value of two digits.
fn number(digits: [u8; 2]) -> Option<i32> {
    let [tens, ones] = digits.map(|digit| char::from(digit).to_digit(10));
    i32::try_from(tens? * 10 + ones?).ok()
}

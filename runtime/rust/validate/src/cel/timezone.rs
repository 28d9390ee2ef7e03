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

    /// What the functions of CEL on timestamps take: an offset as [`fixed`](Self::fixed) does, `UTC` or nothing, or,
    /// with the feature `time-zones`, a name in the
    /// [database of the IANA](https://www.iana.org/time-zones), such as `Europe/Paris`.
    ///
    /// The database is part of the program; that of the machine is not looked at.
    ///
    /// # Errors
    /// If there is no such zone, or names are not at hand.
    pub fn parse(text: &str) -> Result<Self> {
        match text {
            "" | "UTC" => Ok(Self::UTC),
            _ if text.contains(':') => Self::fixed(text),
            _ => Self::named(text),
        }
    }

    /// An offset, `±hh:mm`; the sign of one to the east may be left out, and so may a zero that begins the hours.
    ///
    /// # Errors
    /// If the text has another form, or hours past 23 or minutes past 59.
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

    /// How far its clocks are ahead of UTC, in seconds, so many seconds after the epoch.
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

/// The number that two digits stand for.
fn number(digits: [u8; 2]) -> Option<i32> {
    let [tens, ones] = digits.map(|digit| char::from(digit).to_digit(10));
    i32::try_from(tens? * 10 + ones?).ok()
}

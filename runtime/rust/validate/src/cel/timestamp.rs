//! `google.protobuf.Timestamp`.

use std::fmt;
use std::time::{SystemTime, UNIX_EPOCH};

use super::duration::write_fraction;
use super::{Duration, Error, Result, TimeZone};

const DAY: i64 = 86_400;
const SECOND: i32 = 1_000_000_000;

/// A point in time: seconds since 1970 in UTC without leap seconds, and nanoseconds after them.
///
/// A message can contain any number of seconds. The result of an operator or conversion is in the years 1 to 9999.
///
/// ```
/// use rpcsmith_runtime::validate::cel::{Timestamp, TimeZone};
///
/// let noon = Timestamp::parse("2024-02-29T12:00:00.5Z").unwrap();
/// assert_eq!(noon.day_of_year(&TimeZone::UTC), 59);
/// assert_eq!(noon.hours(&TimeZone::parse("-02:30").unwrap()), 9);
/// assert_eq!(noon.to_string(), "2024-02-29T12:00:00.5Z");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    pub(super) seconds: i64,
    pub(super) nanos: i32,
}

impl Timestamp {
    /// 0001-01-01T00:00:00Z.
    pub const MIN: Self = Self::new(-62_135_596_800, 0);
    /// 9999-12-31T23:59:59.999999999Z.
    pub const MAX: Self = Self::new(253_402_300_799, 999_999_999);

    /// The sum of both; `nanos` can have any value and sign.
    pub const fn new(seconds: i64, nanos: i32) -> Self {
        Self {
            seconds: seconds.saturating_add(nanos.div_euclid(SECOND) as i64),
            nanos: nanos.rem_euclid(SECOND),
        }
    }

    /// The time of the system clock.
    pub fn now() -> Self {
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => {
                let seconds = i64::try_from(after.as_secs()).unwrap_or(i64::MAX);
                Self::new(seconds, after.subsec_nanos() as i32)
            }
            Err(error) => {
                let before = error.duration();
                let seconds = i64::try_from(before.as_secs()).unwrap_or(i64::MAX);
                Self::new(-seconds, -(before.subsec_nanos() as i32))
            }
        }
    }

    fn checked(self) -> Result<Self> {
        if Self::MIN <= self && self <= Self::MAX {
            Ok(self)
        } else {
            Err(Error::TimestampOutOfRange)
        }
    }

    /// `timestamp(int)`: seconds since the epoch.
    ///
    /// # Errors
    /// If the time is out of range.
    #[inline]
    pub fn from_seconds(seconds: i64) -> Result<Self> {
        Self::new(seconds, 0).checked()
    }

    /// `timestamp(string)`: a date and time with an offset, in the format of
    /// [RFC 3339](https://www.rfc-editor.org/rfc/rfc3339#section-5.6), with `T` and `Z` in upper case, and without leap
    /// seconds. Fractions of a nanosecond are dropped.
    ///
    /// # Errors
    /// If the text has another form or the time is out of range.
    pub fn parse(text: &str) -> Result<Self> {
        let parsed = rfc3339(text.as_bytes()).ok_or(Error::InvalidTimestamp)?;
        parsed.checked()
    }

    /// The seconds since the epoch, rounded down.
    #[inline]
    pub const fn unix_seconds(self) -> i64 {
        self.seconds
    }

    /// The nanoseconds after the seconds: from 0 up to a second.
    #[inline]
    pub const fn nanos(self) -> i32 {
        self.nanos
    }

    /// `self + duration`.
    ///
    /// # Errors
    /// If the time is out of range.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "it may fail")]
    pub fn add(self, duration: Duration) -> Result<Self> {
        let seconds = self.seconds.saturating_add(duration.seconds());
        Self::new(seconds, self.nanos + duration.nanos()).checked()
    }

    /// `self - duration`.
    ///
    /// # Errors
    /// If the time is out of range.
    #[inline]
    #[expect(clippy::should_implement_trait, reason = "it may fail")]
    pub fn sub(self, duration: Duration) -> Result<Self> {
        let seconds = self.seconds.saturating_sub(duration.seconds());
        Self::new(seconds, self.nanos - duration.nanos()).checked()
    }

    /// `self - other`.
    ///
    /// # Errors
    /// If the duration is out of range.
    #[inline]
    pub fn since(self, other: Self) -> Result<Duration> {
        Duration::between((other.seconds, other.nanos), (self.seconds, self.nanos))
    }
}

/// The calendar date and the time in a time zone.
impl Timestamp {
    /// `getFullYear()`.
    pub fn full_year(self, zone: &TimeZone) -> i64 {
        self.date_in(zone).year
    }

    /// `getMonth()`: 0 is January.
    pub fn month(self, zone: &TimeZone) -> i64 {
        self.date_in(zone).month - 1
    }

    /// `getDate()`: the day of the month, from 1.
    pub fn date(self, zone: &TimeZone) -> i64 {
        self.date_in(zone).day
    }

    /// `getDayOfMonth()`: from 0.
    pub fn day_of_month(self, zone: &TimeZone) -> i64 {
        self.date_in(zone).day - 1
    }

    /// `getDayOfWeek()`: 0 is Sunday.
    pub fn day_of_week(self, zone: &TimeZone) -> i64 {
        // The epoch was a Thursday.
        (self.local(zone).div_euclid(DAY) + 4).rem_euclid(7)
    }

    /// `getDayOfYear()`: from 0.
    pub fn day_of_year(self, zone: &TimeZone) -> i64 {
        let days = self.local(zone).div_euclid(DAY);
        let year = Date::of(days).year;
        days - Date {
            year,
            month: 1,
            day: 1,
        }
        .days()
    }

    /// `getHours()`.
    pub fn hours(self, zone: &TimeZone) -> i64 {
        self.local(zone).rem_euclid(DAY) / 3600
    }

    /// `getMinutes()`.
    pub fn minutes(self, zone: &TimeZone) -> i64 {
        self.local(zone).rem_euclid(3600) / 60
    }

    /// `getSeconds()`.
    pub fn seconds(self, zone: &TimeZone) -> i64 {
        self.local(zone).rem_euclid(60)
    }

    /// `getMilliseconds()`, the same in all zones.
    pub fn milliseconds(self, _: &TimeZone) -> i64 {
        i64::from(self.nanos / 1_000_000)
    }

    /// Seconds since the epoch in local time.
    fn local(self, zone: &TimeZone) -> i64 {
        self.seconds.saturating_add(zone.offset_at(self.seconds))
    }

    fn date_in(self, zone: &TimeZone) -> Date {
        Date::of(self.local(zone).div_euclid(DAY))
    }
}

/// A date of the Gregorian calendar; months and days count from 1.
struct Date {
    year: i64,
    month: i64,
    day: i64,
}

/// Days from 0000-03-01 to the epoch. In years that start in March, the leap day is the last day.
const EPOCH: i64 = 719_468;
/// Days in 400 years.
const CYCLE: i64 = 146_097;

impl Date {
    /// The date that is `days` after the epoch.
    fn of(days: i64) -> Self {
        let days = days + EPOCH;
        let cycle = days.div_euclid(CYCLE);
        let day = days.rem_euclid(CYCLE);
        // Remove the leap days, which are at the end of four years, of a century, or of the cycle.
        let year = (day - day / 1460 + day / 36_524 - day / (CYCLE - 1)) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        // From March, five months have 153 days.
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        Self {
            year: cycle * 400 + year + i64::from(month <= 2),
            month,
            day,
        }
    }

    /// The number of days since the epoch.
    fn days(&self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let cycle = year.div_euclid(400);
        let year = year.rem_euclid(400);
        let month = (self.month + 9) % 12;
        let day = (153 * month + 2) / 5 + self.day - 1;
        cycle * CYCLE + year * 365 + year / 4 - year / 100 + day - EPOCH
    }

    fn exists(&self) -> bool {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let last = match self.month {
            2 => 28 + i64::from(leap),
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        (1..=last).contains(&self.day)
    }
}

/// Parses `YYYY-MM-DDThh:mm:ss`, an optional fraction, then `Z` or `±hh:mm`.
fn rfc3339(text: &[u8]) -> Option<Timestamp> {
    let (local, rest) = text.split_at_checked(19)?;
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|&(at, mark)| local[at] != mark) {
        return None;
    }
    let date = Date {
        year: number(&local[..4], 9999)?,
        month: number(&local[5..7], 12)?,
        day: number(&local[8..10], 31)?,
    };
    if !date.exists() {
        return None;
    }
    let (hours, minutes) = (number(&local[11..13], 23)?, number(&local[14..16], 59)?);
    let seconds = number(&local[17..], 59)?;
    let (nanos, zone) = match rest.split_first() {
        Some((b'.', rest)) => fraction(rest)?,
        _ => (0, rest),
    };
    let offset = match zone {
        b"Z" => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let offset = number(&[*h1, *h2], 23)? * 3600 + number(&[*m1, *m2], 59)? * 60;
            if *sign == b'-' { -offset } else { offset }
        }
        _ => return None,
    };
    let time = hours * 3600 + minutes * 60 + seconds;
    Some(Timestamp::new(date.days() * DAY + time - offset, nanos))
}

/// Parses a number of decimal digits, up to `most`.
fn number(digits: &[u8], most: i64) -> Option<i64> {
    let mut number = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        number = number * 10 + i64::from(digit - b'0');
    }
    (number <= most).then_some(number)
}

/// Parses fractional digits to nanoseconds; returns the rest of the text, too.
fn fraction(text: &[u8]) -> Option<(i32, &[u8])> {
    let end = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, rest) = text.split_at(end);
    let mut nanos = 0;
    for at in 0..9 {
        nanos = nanos * 10 + digits.get(at).map_or(0, |digit| i32::from(digit - b'0'));
    }
    (end > 0).then_some((nanos, rest))
}

/// `string(timestamp)`: RFC 3339 in UTC, with as many decimals as needed.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Date { year, month, day } = self.date_in(&TimeZone::UTC);
        let time = self.seconds.rem_euclid(DAY);
        let (hours, minutes, seconds) = (time / 3600, time / 60 % 60, time % 60);
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}"
        )?;
        write_fraction(f, self.nanos.unsigned_abs())?;
        f.write_str("Z")
    }
}

//! `Timestamp` and `Duration`.

/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
const TIMESTAMPS: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// About 10,000 years.
const DURATION_SECONDS: u64 = 315_576_000_000;

const NANOS: u32 = 1_000_000_000;
const DAY: i64 = 86_400;

/// The days from 0000-03-01 to 1970-01-01.
const FIRST_DAY: i64 = 719_468;

/// The text of a time.
pub(super) struct Text {
    bytes: [u8; 36],
    len: usize,
}

impl Text {
    const fn new() -> Self {
        Self {
            bytes: [0; 36],
            len: 0,
        }
    }

    fn push(&mut self, byte: u8) {
        if let Some(place) = self.bytes.get_mut(self.len) {
            *place = byte;
            self.len += 1;
        }
    }

    #[inline]
    fn extend(&mut self, bytes: &[u8]) {
        let end = self.len + bytes.len();
        if let Some(place) = self.bytes.get_mut(self.len..end) {
            place.copy_from_slice(bytes);
            self.len = end;
        }
    }

    /// 0, 3, 6 or 9 digits.
    fn fraction(&mut self, nanos: u32) {
        if nanos == 0 {
            return;
        }
        let mut text = *b".000000000";
        let three = |value: u32| {
            let [tens, ones] = two_digits(value % 100);
            [b'0' + (value / 100) as u8, tens, ones]
        };
        [text[1], text[2], text[3]] = three(nanos / 1_000_000);
        [text[4], text[5], text[6]] = three(nanos / 1_000 % 1_000);
        [text[7], text[8], text[9]] = three(nanos % 1_000);
        match nanos {
            _ if !nanos.is_multiple_of(1_000) => self.extend(&text),
            _ if !nanos.is_multiple_of(1_000_000) => self.extend(&text[..7]),
            _ => self.extend(&text[..4]),
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.len]
    }
}

/// The digits of a number below 100.
#[inline]
fn two_digits(value: u32) -> [u8; 2] {
    [b'0' + (value / 10) as u8, b'0' + (value % 10) as u8]
}

/// The text of a timestamp; `None` if it is out of range.
pub(super) fn write_timestamp(seconds: i64, nanos: i32) -> Option<Text> {
    let nanos = u32::try_from(nanos).ok().filter(|nanos| *nanos < NANOS)?;
    if !TIMESTAMPS.contains(&seconds) {
        return None;
    }
    // Not negative, because the range starts later than this day.
    let seconds = (seconds + FIRST_DAY * DAY) as u64;
    let (year, month, day) = date((seconds / DAY as u64) as u32);
    let second = (seconds % DAY as u64) as u32;
    let mut text = Text::new();
    let mut time = *b"0000-00-00T00:00:00";
    [time[0], time[1]] = two_digits(year / 100);
    [time[2], time[3]] = two_digits(year % 100);
    [time[5], time[6]] = two_digits(month);
    [time[8], time[9]] = two_digits(day);
    [time[11], time[12]] = two_digits(second / 3600);
    [time[14], time[15]] = two_digits(second / 60 % 60);
    [time[17], time[18]] = two_digits(second % 60);
    text.extend(&time);
    text.fraction(nanos);
    text.push(b'Z');
    Some(text)
}

/// The seconds and nanoseconds of a text in the format of RFC 3339, which is in range.
pub(super) fn read_timestamp(text: &str) -> Option<(i64, i32)> {
    let (time, mut rest) = text.as_bytes().split_first_chunk::<19>()?;
    // Words of eight bytes, which overlap.
    let date = Pairs::read(time[..8].try_into().ok()?, b"0000-00-");
    let hours = Pairs::read(time[8..16].try_into().ok()?, b"00T00:00");
    let seconds = Pairs::read(time[11..].try_into().ok()?, b"00:00:00");
    if (date.wrong | hours.wrong | seconds.wrong) & Pairs::HIGH != 0 {
        return None;
    }
    let (year, month, day) = (100 * date.at(0) + date.at(2), date.at(5), hours.at(0));
    let (hour, minute, second) = (seconds.at(0), seconds.at(3), seconds.at(6));
    let nanos = fraction(&mut rest)?;
    let offset = offset(rest)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = i64::from(hour * 3600 + minute * 60 + second);
    let seconds = days(year, month, day)? * DAY + seconds - offset;
    TIMESTAMPS
        .contains(&seconds)
        .then_some((seconds, nanos as i32))
}

/// Numbers of two digits in a word.
struct Pairs {
    /// The numbers are in the bytes of their first digits; other bytes have no meaning.
    values: u64,
    /// The highest bit of each byte that is wrong; other bits have no meaning.
    wrong: u64,
}

impl Pairs {
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

    /// Reads a text with digits where the format has a zero, and the other bytes of the format.
    #[inline]
    fn read(text: &[u8; 8], format: &[u8; 8]) -> Self {
        // The value of a digit; zero for another byte of the format.
        let digits = u64::from_le_bytes(*text) ^ u64::from_le_bytes(*format);
        // With these, a digit above 9 and another byte above 0 have the highest bit.
        let limits = format.map(|byte| if byte == b'0' { 0x80 - 10 } else { 0x80 - 1 });
        let exceeds = (digits & !Self::HIGH) + u64::from_le_bytes(limits);
        Self {
            values: digits.wrapping_mul(10).wrapping_add(digits >> 8),
            wrong: digits | exceeds,
        }
    }

    /// The number whose first digit has this index.
    #[inline]
    fn at(&self, index: u32) -> u32 {
        (self.values >> (8 * index)) as u32 & 0xff
    }
}

/// `Z`, or the seconds of `+01:30`.
fn offset(text: &[u8]) -> Option<i64> {
    let (sign, mut rest) = match text {
        b"Z" => return Some(0),
        [b'+', rest @ ..] => (1, rest),
        [b'-', rest @ ..] => (-1, rest),
        _ => return None,
    };
    let hours = digits(&mut rest, 2)?;
    rest = rest.strip_prefix(b":")?;
    let minutes = digits(&mut rest, 2)?;
    let valid = rest.is_empty() && hours <= 23 && minutes <= 59;
    valid.then_some(sign * i64::from(hours * 3600 + minutes * 60))
}

/// A number of `width` digits.
fn digits(text: &mut &[u8], width: usize) -> Option<u32> {
    let (number, rest) = text.split_at_checked(width)?;
    *text = rest;
    number.iter().try_fold(0, |value, digit| {
        digit
            .is_ascii_digit()
            .then(|| value * 10 + u32::from(digit - b'0'))
    })
}

/// The nanoseconds of an optional fraction of 1 to 9 digits.
#[inline]
fn fraction(text: &mut &[u8]) -> Option<u32> {
    /// The nanoseconds of the last of so many digits.
    const UNITS: [u32; 10] = [
        0,
        100_000_000,
        10_000_000,
        1_000_000,
        100_000,
        10_000,
        1_000,
        100,
        10,
        1,
    ];

    let Some(digits) = text.strip_prefix(b".") else {
        return Some(0);
    };
    let (mut value, mut rest) = (0_u32, digits);
    while let [digit @ b'0'..=b'9', after @ ..] = rest {
        value = value.wrapping_mul(10).wrapping_add(u32::from(digit - b'0'));
        rest = after;
    }
    *text = rest;
    match UNITS.get(digits.len() - rest.len())? {
        0 => None,
        unit => Some(value * unit),
    }
}

/// Days before each month of a year that starts in March. The leap day is the last of such a year.
fn days_before(month: u32) -> u32 {
    (153 * month + 2) / 5
}

/// The days of four centuries.
const ERA: u32 = 146_097;

/// The days since 1970-01-01, in the calendar of Gregory.
#[inline]
fn days(year: u32, month: u32, day: u32) -> Option<i64> {
    const LAST: [u32; 13] = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    let last = *LAST.get(month as usize)?;
    let leap = || year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    if day == 0 || day > last || (month == 2 && day == 29 && !leap()) {
        return None;
    }
    // The year before the first one is positive with four centuries more.
    let (year, month) = match month {
        3.. => (year + 400, month - 3),
        _ => (year + 399, month + 9),
    };
    let centuries = year / 100;
    let leap_days = year / 4 - centuries + centuries / 4;
    let days = 365 * year + leap_days + days_before(month) + day - 1;
    Some(i64::from(days) - i64::from(ERA) - FIRST_DAY)
}

/// The year, month and day of a day since 0000-03-01.
#[inline]
fn date(days: u32) -> (u32, u32, u32) {
    let (era, day) = (days / ERA, days % ERA);
    let year = (day - day / 1_460 + day / 36_524 - day / (ERA - 1)) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let of_month = day - days_before(month) + 1;
    let year = year + 400 * era;
    match month {
        0..=9 => (year, month + 3, of_month),
        _ => (year + 1, month - 9, of_month),
    }
}

/// The text of a duration; `None` if it is out of range, or if its signs differ.
pub(super) fn write_duration(seconds: i64, nanos: i32) -> Option<Text> {
    let valid = seconds.unsigned_abs() <= DURATION_SECONDS
        && nanos.unsigned_abs() < NANOS
        && (seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0));
    if !valid {
        return None;
    }
    let mut text = Text::new();
    if seconds < 0 || nanos < 0 {
        text.push(b'-');
    }
    let mut buffer = itoa::Buffer::new();
    text.extend(buffer.format(seconds.unsigned_abs()).as_bytes());
    text.fraction(nanos.unsigned_abs());
    text.push(b's');
    Some(text)
}

/// The seconds and nanoseconds of a duration, which is in range.
pub(super) fn read_duration(text: &str) -> Option<(i64, i32)> {
    let text = text.strip_suffix('s')?;
    let (negative, mut rest) = match text.as_bytes() {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=12).contains(&len) {
        return None;
    }
    let (whole, fractional) = rest.split_at(len);
    let digits = whole.iter();
    let seconds = digits.fold(0, |value, digit| value * 10 + u64::from(digit - b'0'));
    rest = fractional;
    let nanos = fraction(&mut rest)? as i32;
    if !rest.is_empty() || seconds > DURATION_SECONDS {
        return None;
    }
    let seconds = i64::try_from(seconds).ok()?;
    Some(if negative {
        (-seconds, -nanos)
    } else {
        (seconds, nanos)
    })
}

#[cfg(test)]
mod tests;

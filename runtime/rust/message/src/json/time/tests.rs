//! Texts of times, and other texts.

use super::*;

#[test]
fn timestamps_have_a_text() {
    for (text, seconds, nanos) in [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("1969-12-31T23:59:59.999999999Z", -1, 999_999_999),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
        (
            "9999-12-31T23:59:59.999999999Z",
            253_402_300_799,
            999_999_999,
        ),
        ("2000-02-29T12:34:56.010Z", 951_827_696, 10_000_000),
        ("2024-12-31T00:00:00.000010Z", 1_735_603_200, 10_000),
        ("1900-03-01T00:00:00Z", -2_203_891_200, 0),
    ] {
        assert_eq!(read_timestamp(text), Some((seconds, nanos)), "{text}");
        assert_eq!(
            write_timestamp(seconds, nanos).unwrap().as_bytes(),
            text.as_bytes()
        );
    }
    assert_eq!(
        read_timestamp("1970-01-01T01:30:00.5+01:30"),
        Some((0, 500_000_000))
    );
    assert_eq!(read_timestamp("1969-12-31T16:00:00-08:00"), Some((0, 0)));
}

#[test]
fn every_day_has_a_date() {
    for day in (-719_162..2_932_897).step_by(13) {
        let (year, month, of_month) = date((day + FIRST_DAY) as u32);
        assert_eq!(
            days(year, month, of_month),
            Some(day),
            "{year}-{month}-{of_month}"
        );
    }
}

#[test]
fn other_texts_are_not_timestamps() {
    for text in [
        "",
        "1970-01-01",
        "1970-01-01T00:00:00",
        "1970-01-01t00:00:00Z",
        "1970-01-01T00:00:00z",
        "1970-13-01T00:00:00Z",
        "1970-00-01T00:00:00Z",
        "1970-01-00T00:00:00Z",
        "1970-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "1970-04-31T00:00:00Z",
        "1970-01-01T24:00:00Z",
        "1970-01-01T00:60:00Z",
        "1970-01-01T00:00:60Z",
        "1970-01-01T00:00:00.Z",
        "1970-01-01T00:00:00.0000000001Z",
        "1970-01-01T00:00:00+1:00",
        "1970-01-01T00:00:00+24:00",
        "1970-01-01T00:00:00+00:60",
        "1970-01-01T00:00:00ZZ",
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "10000-01-01T00:00:00Z",
        "1970-01-01 00:00:00Z",
        "+970-01-01T00:00:00Z",
        "1970-01-01T00:00:00.5",
    ] {
        assert_eq!(read_timestamp(text), None, "{text}");
    }
    for (seconds, nanos) in [
        (0, -1),
        (0, 1_000_000_000),
        (-62_135_596_801, 0),
        (253_402_300_800, 0),
        (i64::MAX, 0),
    ] {
        assert!(write_timestamp(seconds, nanos).is_none());
    }
}

#[test]
fn durations_have_a_text() {
    for (text, seconds, nanos) in [
        ("0s", 0, 0),
        ("1.500s", 1, 500_000_000),
        ("-0.000000001s", 0, -1),
        ("-3.000001s", -3, -1_000),
        ("315576000000.999999999s", 315_576_000_000, 999_999_999),
        ("-315576000000s", -315_576_000_000, 0),
    ] {
        assert_eq!(read_duration(text), Some((seconds, nanos)), "{text}");
        assert_eq!(
            write_duration(seconds, nanos).unwrap().as_bytes(),
            text.as_bytes()
        );
    }
    assert_eq!(read_duration("1.5s"), Some((1, 500_000_000)));
    assert_eq!(read_duration("-0s"), Some((0, 0)));
}

#[test]
fn other_texts_are_not_durations() {
    for text in [
        "",
        "s",
        "1",
        "1.s",
        ".5s",
        "+1s",
        "--1s",
        "1 s",
        "1.0000000001s",
        "315576000001s",
        "-315576000001s",
        "99999999999999999999s",
        "1.5",
        "1e3s",
        "1m",
    ] {
        assert_eq!(read_duration(text), None, "{text}");
    }
    for (seconds, nanos) in [
        (1, -1),
        (-1, 1),
        (0, 1_000_000_000),
        (315_576_000_001, 0),
        (i64::MIN, 0),
        (0, i32::MIN),
    ] {
        assert!(write_duration(seconds, nanos).is_none());
    }
}

#[test]
fn each_byte_of_a_timestamp_counts() {
    let text = "2019-12-19T13:14:15.987654321Z";
    for at in 0..text.len() {
        for byte in 0..0x80_u8 {
            let mut other = text.to_owned();
            other.replace_range(at..=at, char::from(byte).encode_utf8(&mut [0; 4]));
            let is_like = text.as_bytes()[at].is_ascii_digit() && byte.is_ascii_digit();
            let is_valid = is_like
                && (1..=12).contains(&other[5..7].parse().unwrap_or(0))
                && other[8..10] <= *"31"
                && other[11..13] <= *"23"
                && other[14..16] <= *"59"
                && other[17..19] <= *"59";
            let read = read_timestamp(&other);
            assert_eq!(read.is_some(), is_valid || other == text, "{other}");
            if let Some((seconds, nanos)) = read {
                let written = write_timestamp(seconds, nanos).unwrap();
                assert_eq!(written.as_bytes(), other.as_bytes());
            }
        }
        // Characters outside ASCII.
        let mut other = text.to_owned();
        other.replace_range(at..=at, "\u{b0}");
        assert_eq!(read_timestamp(&other), None, "{other}");
    }
}

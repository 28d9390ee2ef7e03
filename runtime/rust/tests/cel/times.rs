//! Parsing, formatting and arithmetic of durations and timestamps.

use rpcsmith_runtime::validate::cel::{Duration, Error, TimeZone, Timestamp};

use crate::random::Random;

fn duration(text: &str) -> Duration {
    Duration::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub fn timestamp(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn durations_are_parsed_with_units() {
    let texts = [
        ("0", "0s"),
        ("-0", "0s"),
        ("1h34m", "5640s"),
        ("-1.5h", "-5400s"),
        ("+1h1m1.5s", "3661.5s"),
        (".5s", "0.5s"),
        ("1.s", "1s"),
        ("1m1ms", "60.001s"),
        ("1us1µs1μs", "0.000003s"),
        ("-1ns", "-0.000000001s"),
        ("0.1ns", "0s"),
        ("1s1s", "2s"),
        ("9223372036854775807ns", "9223372036.854775807s"),
        ("-9223372036854775808ns", "-9223372036.854775808s"),
    ];
    for (text, seconds) in texts {
        assert_eq!(duration(text).to_string(), seconds, "{text}");
        assert_eq!(duration(seconds), duration(text));
    }
    for text in [
        "", "-", "1", "s", ".s", "1d", "1 h", "1s ", "--1s", "1h1", "1e3s", "00", "1S", "1hs",
    ] {
        assert_eq!(Duration::parse(text), Err(Error::InvalidDuration), "{text}");
    }
    let digits = "9".repeat(1000);
    for text in [
        "9223372036854775808ns",
        "2562048h",
        "320000000000s",
        "-320000000000s",
        &format!("{digits}h"),
    ] {
        assert_eq!(
            Duration::parse(text),
            Err(Error::DurationOutOfRange),
            "{text}"
        );
    }
}

#[test]
fn getters_convert_the_whole_duration() {
    let long = duration("10000.321456789s");
    assert_eq!(
        (long.hours(), long.minutes(), long.seconds()),
        (2, 166, 10_000)
    );
    assert_eq!(long.milliseconds(), 321);
    let negative = duration("-3730.5s");
    assert_eq!(
        (negative.hours(), negative.minutes(), negative.seconds()),
        (-1, -62, -3730)
    );
    assert_eq!(
        (negative.nanos(), negative.milliseconds()),
        (-500_000_000, -500)
    );
}

#[test]
fn durations_are_normalized() {
    assert_eq!(
        Duration::new(1, -500_000_000),
        Duration::new(0, 500_000_000)
    );
    assert_eq!(
        Duration::new(-1, 1_500_000_000),
        Duration::new(0, 500_000_000)
    );
    assert_eq!(
        Duration::new(-1, 500_000_000),
        Duration::new(0, -500_000_000)
    );
    assert!(
        Duration::new(-1, -1) < Duration::new(-1, 0) && Duration::new(0, -1) < Duration::new(0, 0)
    );
    assert_eq!(Duration::new(i64::MAX, i32::MAX).seconds(), i64::MAX);
    assert_eq!(
        Duration::new(i64::MIN, i32::MIN).to_string(),
        "-9223372036854775808.147483648s"
    );
}

#[test]
fn duration_arithmetic_checks_the_range() {
    assert_eq!(duration("600s").add(duration("50s")), Ok(duration("650s")));
    assert_eq!(
        duration("1ns").sub(duration("1s")),
        Ok(duration("-999999999ns"))
    );
    assert_eq!(duration("1.5s").neg(), Ok(duration("-1.5s")));
    let most = duration("9223372036854775807ns");
    assert_eq!(most.add(duration("1ns")), Err(Error::DurationOutOfRange));
    assert_eq!(
        duration("-9223372036854775808ns").neg(),
        Err(Error::DurationOutOfRange)
    );
    // The value of a message can be out of range.
    assert_eq!(
        Duration::new(i64::MAX, 0).sub(Duration::new(i64::MAX, 0)),
        Err(Error::DurationOutOfRange)
    );
}

#[test]
fn timestamps_are_parsed_as_in_rfc_3339() {
    let texts = [
        ("2009-02-13T23:31:30Z", 1_234_567_890, 0),
        ("2009-02-13T23:31:30.5Z", 1_234_567_890, 500_000_000),
        (
            "2009-02-14T05:01:30.123456789123+05:30",
            1_234_567_890,
            123_456_789,
        ),
        ("1969-12-31T23:59:59.75Z", -1, 750_000_000),
        ("2000-02-29T00:00:00-00:00", 951_782_400, 0),
        ("0001-01-01T00:00:00Z", -62_135_596_800, 0),
        (
            "9999-12-31T23:59:59.999999999Z",
            253_402_300_799,
            999_999_999,
        ),
    ];
    for (text, seconds, nanos) in texts {
        assert_eq!(
            Timestamp::parse(text),
            Ok(Timestamp::new(seconds, nanos)),
            "{text}"
        );
    }
}

#[test]
fn malformed_timestamps_are_errors() {
    let malformed = [
        "",
        "2009-02-13",
        "2009-02-13 23:31:30Z",
        "2009-02-13t23:31:30Z",
        "2009-02-13T23:31:30z",
        "2009-02-13T23:31:30",
        "2009-02-13T23:31:30.Z",
        "2009-02-13T23:31:60Z",
        "2009-02-13T24:00:00Z",
        "2009-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2009-13-01T00:00:00Z",
        "2009-00-01T00:00:00Z",
        "2009-01-00T00:00:00Z",
        "2009-04-31T00:00:00Z",
        "2009-02-13T23:31:30+0530",
        "2009-02-13T23:31:30+24:00",
        "2009-02-13T23:31:30Zé",
        "10000-01-01T00:00:00Z",
        "+009-02-13T23:31:30Z",
        "日本日本日本日本",
    ];
    for text in malformed {
        assert_eq!(
            Timestamp::parse(text),
            Err(Error::InvalidTimestamp),
            "{text}"
        );
    }
}

#[test]
fn timestamps_out_of_range_are_errors() {
    for text in [
        "0000-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
    ] {
        assert_eq!(
            Timestamp::parse(text),
            Err(Error::TimestampOutOfRange),
            "{text}"
        );
    }
    assert_eq!(
        Timestamp::from_seconds(253_402_300_799),
        Ok(Timestamp::new(253_402_300_799, 0))
    );
    assert_eq!(
        Timestamp::from_seconds(253_402_300_800),
        Err(Error::TimestampOutOfRange)
    );
    assert_eq!(
        Timestamp::from_seconds(-62_135_596_801),
        Err(Error::TimestampOutOfRange)
    );
}

#[test]
fn timestamp_arithmetic_checks_the_range() {
    let first = timestamp("0001-01-01T00:00:01.000000001Z");
    assert_eq!(
        first.add(duration("-999999999ns")),
        Ok(timestamp("0001-01-01T00:00:00.000000002Z"))
    );
    assert_eq!(
        timestamp("2009-02-13T23:10:00Z").sub(duration("600s")),
        Ok(timestamp("2009-02-13T23:00:00Z"))
    );
    assert_eq!(
        timestamp("2009-02-13T23:31:00Z").since(timestamp("2009-02-13T23:29:00.5Z")),
        Ok(duration("119.5s"))
    );
    assert_eq!(
        Timestamp::MAX.add(duration("1ns")),
        Err(Error::TimestampOutOfRange)
    );
    assert_eq!(
        Timestamp::MIN.sub(duration("1ns")),
        Err(Error::TimestampOutOfRange)
    );
    assert_eq!(
        Timestamp::MIN.sub(Duration::new(i64::MIN, 0)),
        Err(Error::TimestampOutOfRange)
    );
    assert_eq!(
        Timestamp::MAX.since(Timestamp::MIN),
        Err(Error::DurationOutOfRange)
    );
    assert_eq!(
        Timestamp::new(i64::MIN, 0).since(Timestamp::new(i64::MAX, 0)),
        Err(Error::DurationOutOfRange)
    );
    assert!(Timestamp::MIN < Timestamp::now() && Timestamp::now() < Timestamp::MAX);
}

#[test]
fn messages_are_converted() {
    let message = prost_types::Timestamp {
        seconds: 5,
        nanos: -1,
    };
    assert_eq!(Timestamp::from(&message), Timestamp::new(4, 999_999_999));
    assert_eq!(Timestamp::from(None), Timestamp::default());
    assert_eq!(
        prost_types::Timestamp::from(Timestamp::new(4, 7)),
        prost_types::Timestamp {
            seconds: 4,
            nanos: 7
        }
    );
    let message = prost_types::Duration {
        seconds: -5,
        nanos: -1,
    };
    assert_eq!(
        prost_types::Duration::from(Duration::from(Some(&message))),
        message
    );
    assert_eq!(Duration::from(None), Duration::default());
}

#[test]
fn formatted_timestamps_parse_to_the_same_value() {
    let mut random = Random::new(4);
    let span = (Timestamp::MAX.unix_seconds() - Timestamp::MIN.unix_seconds()) as usize;
    let mut before = None;
    for _ in 0..20_000 {
        let seconds = Timestamp::MIN.unix_seconds() + random.below(span) as i64;
        let at = Timestamp::new(seconds, random.below(1_000_000_000) as i32);
        let text = at.to_string();
        assert_eq!(Timestamp::parse(&text), Ok(at), "{text}");
        // The texts without fractions have the same order as the timestamps.
        let whole = text[..19].to_owned();
        if let Some((other, other_whole)) = before.replace((at.unix_seconds(), whole.clone())) {
            assert_eq!(at.unix_seconds().cmp(&other), whole.cmp(&other_whole));
        }
        // Timestamps out of range can be formatted too.
        let far = Timestamp::new(random.int(), random.int() as i32);
        assert!(far.to_string().ends_with('Z'));
        assert!((0..366).contains(&far.day_of_year(&TimeZone::UTC)));
        assert!(
            Duration::new(random.int(), random.int() as i32)
                .to_string()
                .ends_with('s')
        );
    }
}

#[test]
fn any_text_has_a_result() {
    let mut random = Random::new(10);
    let mut valid = 0;
    for _ in 0..50_000 {
        let text = random.text_of(
            &[
                '1', '0', '9', '.', '-', '+', ':', 'h', 'm', 's', 'n', 'u', 'µ',
            ],
            7,
        );
        valid += usize::from(Duration::parse(&text).is_ok())
            + usize::from(TimeZone::parse(&text).is_ok());
        // A timestamp with one character changed.
        let mut at: Vec<char> = "2009-02-13T23:31:30.5+05:30".chars().collect();
        let changed = random.below(at.len());
        at[changed] = random.one_of(&['0', '1', '9', '-', ':', 'T', 'Z', 'é', '.']);
        valid += usize::from(Timestamp::parse(&String::from_iter(at)).is_ok());
    }
    assert!(valid > 5000, "{valid}");
}

//! Time zones and the getters of timestamps.

use rpcsmith_runtime::validate::cel::{Error, TimeZone};

use crate::times::timestamp;

/// The results of all getters, from the year to the milliseconds.
fn getters(text: &str, zone: &TimeZone) -> [i64; 10] {
    let at = timestamp(text);
    [
        at.full_year(zone),
        at.month(zone),
        at.date(zone),
        at.day_of_month(zone),
        at.day_of_week(zone),
        at.day_of_year(zone),
        at.hours(zone),
        at.minutes(zone),
        at.seconds(zone),
        at.milliseconds(zone),
    ]
}

#[test]
fn getters_use_the_time_zone() {
    let utc = TimeZone::UTC;
    assert_eq!(
        getters("2009-02-13T23:31:30.123456789Z", &utc),
        [2009, 1, 13, 12, 5, 43, 23, 31, 30, 123]
    );
    assert_eq!(
        getters("2000-12-31T00:00:00Z", &utc),
        [2000, 11, 31, 30, 0, 365, 0, 0, 0, 0]
    );
    assert_eq!(
        getters("1969-12-31T23:59:59.999Z", &utc),
        [1969, 11, 31, 30, 3, 364, 23, 59, 59, 999]
    );
    let east = TimeZone::parse("+11:00").unwrap();
    assert_eq!(
        getters("2009-02-13T23:31:30Z", &east),
        [2009, 1, 14, 13, 6, 44, 10, 31, 30, 0]
    );
    let west = TimeZone::parse("-02:30").unwrap();
    assert_eq!(
        getters("2009-01-01T02:00:00Z", &west),
        [2008, 11, 31, 30, 3, 365, 23, 30, 0, 0]
    );
    // In a zone ahead of UTC, the last timestamp is in the year 10000.
    assert_eq!(getters("9999-12-31T23:59:59Z", &east)[0], 10_000);
}

#[test]
fn offsets_have_hours_and_minutes() {
    for (text, same) in [
        ("02:00", "+02:00"),
        ("+2:00", "+02:00"),
        ("-00:00", "UTC"),
        ("", "UTC"),
    ] {
        assert_eq!(TimeZone::parse(text), TimeZone::parse(same), "{text}");
        assert!(TimeZone::parse(text).is_ok());
    }
    assert_ne!(TimeZone::fixed("-00:30"), TimeZone::fixed("+00:30"));
    for text in [
        "24:00",
        "+01:60",
        "01:0",
        ":",
        "+:",
        "é:00",
        "1:é",
        "+001:00",
        "--1:00",
        "Nowhere/Land",
        "Local",
    ] {
        assert_eq!(TimeZone::parse(text), Err(Error::InvalidTimeZone), "{text}");
    }
}

#[cfg(feature = "time-zones")]
#[test]
fn named_zones_keep_their_history() {
    let hours = |at: &str, zone: &str| timestamp(at).hours(&TimeZone::parse(zone).unwrap());
    assert_eq!(hours("2024-01-15T12:00:00Z", "Europe/Paris"), 13);
    assert_eq!(hours("2024-07-15T12:00:00Z", "Europe/Paris"), 14);
    assert_eq!(hours("2024-07-15T12:00:00Z", "America/New_York"), 8);
    assert_eq!(hours("9999-07-15T12:00:00Z", "America/New_York"), 8);
    let kathmandu = TimeZone::parse("Asia/Kathmandu").unwrap();
    assert_eq!(timestamp("2009-02-13T23:31:30Z").minutes(&kathmandu), 16);
    assert_eq!(timestamp("0001-01-01T00:00:00Z").full_year(&kathmandu), 1);
    let distant = rpcsmith_runtime::validate::cel::Timestamp::new(i64::MAX, 0);
    assert!(distant.full_year(&kathmandu) > 10_000);
}

#[cfg(not(feature = "time-zones"))]
#[test]
fn zone_names_need_a_feature() {
    assert_eq!(TimeZone::parse("Europe/Paris"), Err(Error::InvalidTimeZone));
}

//! The editions.
//!
//! Source: the enum `Edition` in `google/protobuf/descriptor.proto`.

pub(crate) const LEGACY: i32 = 900;
pub(crate) const PROTO2: i32 = 998;
pub(crate) const EDITION_2023: i32 = 1000;
pub(crate) const EDITION_2024: i32 = 1001;
pub(crate) const EDITION_2026: i32 = 1002;
pub(crate) const UNSTABLE: i32 = 9999;

/// The newest edition that the compiler knows.
pub(crate) const NEWEST: i32 = EDITION_2026;

/// The editions with their names in sources.
const NAMES: [(i32, &str); 13] = [
    (1, "1_TEST_ONLY"),
    (2, "2_TEST_ONLY"),
    (LEGACY, "LEGACY"),
    (PROTO2, "PROTO2"),
    (999, "PROTO3"),
    (EDITION_2023, "2023"),
    (EDITION_2024, "2024"),
    (EDITION_2026, "2026"),
    (UNSTABLE, "UNSTABLE"),
    (99_997, "99997_TEST_ONLY"),
    (99_998, "99998_TEST_ONLY"),
    (99_999, "99999_TEST_ONLY"),
    (i32::MAX, "MAX"),
];

/// The name of an edition in sources.
pub(crate) fn name(number: i32) -> String {
    let known = NAMES.iter().find(|&&(known, _)| known == number);
    known.map_or_else(|| number.to_string(), |&(_, name)| name.into())
}

//! All names that generated checks use, so that one `use` brings them in, whatever messages of the schema are called.

pub use core::option::Option::{self, None, Some};
pub use core::result::Result::{self, Err, Ok};

pub use super::cel::format::format;
pub use super::cel::{
    self, Class, Duration, Matcher, Part, Pattern, TimeZone, Timestamp, boolean, bytes, compare,
    double, int, list, logic, matches, string, uint,
};
pub use super::{Context, Field, Key, Kind, Meter, Param, Path, Rule, formats, rules};

//! All names that generated validators use. They import this module with one `use`, which cannot conflict with names of the
//! schema.

pub use core::option::Option::{self, None, Some};
pub use core::result::Result::{self, Err, Ok};

pub use super::cel::format::format;
pub use super::cel::{
    self, Class, Duration, Matcher, Part, Pattern, TimeZone, Timestamp, boolean, bytes, compare,
    double, int, list, logic, matches, string, uint,
};
pub use super::{Context, Field, Key, Kind, Meter, Param, Path, Rule, formats, rules};

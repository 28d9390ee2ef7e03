//! `Value`: any JSON.

use serde::ser::{Error, Serialize, Serializer};

use super::{At, Single};
use crate::reflect::{Reflect, Value};

/// A `Value`.
pub(super) fn serialize<S: Serializer>(
    message: &dyn Reflect,
    at: At<'_>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let fields = message.descriptor().fields().iter().enumerate();
    let mut set = fields.filter_map(|(index, field)| Some((field, message.get(index)?)));
    match set.next() {
        Some((_, Value::F64(number))) if !number.is_finite() => {
            Err(S::Error::custom("a Value has a number that is not finite"))
        }
        Some((field, value)) => Single { field, value, at }.serialize(serializer),
        None => Err(S::Error::custom("a Value has no kind")),
    }
}

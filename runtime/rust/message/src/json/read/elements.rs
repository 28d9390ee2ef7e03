//! Lists as arrays.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, SeqAccess, Visitor};

use super::{At, SlotSeed};
use crate::reflect::List;

/// Reads the elements of a list.
pub(super) struct Elements<'m, 'c, K> {
    pub(super) list: &'m mut dyn List<K>,
    pub(super) at: At<'c>,
}

impl<'de, K> Visitor<'de> for Elements<'_, '_, K> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        let Self { list, at } = self;
        for index in 0.. {
            let element = Element {
                list: &mut *list,
                at,
            };
            let element = array.next_element_seed(element);
            if at.at_index(element, index)?.is_none() {
                break;
            }
        }
        Ok(())
    }
}

/// Reads the next element.
struct Element<'m, 'c, K> {
    list: &'m mut dyn List<K>,
    at: At<'c>,
}

impl<'de, K> DeserializeSeed<'de> for Element<'_, '_, K> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { list, at } = self;
        let slot = list.push().ok_or_else(|| at.exceeds())?;
        SlotSeed { slot, at }.deserialize(deserializer)
    }
}

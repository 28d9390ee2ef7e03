//! Repeated fields.

use super::{List, Messages, Reflect, Scalar, Scalars, Slot, Value};
use crate::budget;

macro_rules! lists {
    ($($kind:ident, $item:ident: $bound:path, $added:ident, $value:expr, $slot:expr;)*) => {$(
        impl<$item: $bound + Default> List<$kind> for Vec<$item> {
            fn len(&self) -> usize {
                self.len()
            }

            fn get(&self, index: usize) -> Option<Value<'_>> {
                self.as_slice().get(index).map($value)
            }

            fn push(&mut self) -> Option<Slot<'_>> {
                budget::$added::<$item>().ok()?;
                self.push($item::default());
                self.last_mut().map($slot)
            }

            fn pop(&mut self) {
                self.pop();
            }

            fn clear(&mut self) {
                self.clear();
            }
        }
    )*};
}

lists! {
    Scalars, T: Scalar, added_scalar, T::value, T::slot;
    Messages, M: Reflect, added, |message| Value::Message(message), |message| Slot::Message(message);
}

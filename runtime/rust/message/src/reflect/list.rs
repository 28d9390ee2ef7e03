//! Repeated fields.

use super::{Messages, Reflect, Scalar, Scalars, Slot, Value};
use crate::budget;

/// A repeated field, whose elements are `K`: [`Scalars`] or [`Messages`].
pub trait List<K> {
    /// The number of elements.
    fn len(&self) -> usize;

    /// Whether it has no elements.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element at an index.
    fn get(&self, index: usize) -> Option<Value<'_>>;

    /// Adds an element with its default value, and returns its place; `None` if it exceeds the budget of the message.
    fn push(&mut self) -> Option<Slot<'_>>;

    /// Removes the last element.
    fn pop(&mut self);

    /// Removes all elements.
    fn clear(&mut self);
}

macro_rules! lists {
    ($($kind:ident, $item:ident: $bound:path, $value:expr, $slot:expr;)*) => {$(
        impl<$item: $bound + Default> List<$kind> for Vec<$item> {
            fn len(&self) -> usize {
                self.len()
            }

            fn get(&self, index: usize) -> Option<Value<'_>> {
                self.as_slice().get(index).map($value)
            }

            fn push(&mut self) -> Option<Slot<'_>> {
                budget::added::<$item>().ok()?;
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
    Scalars, T: Scalar, T::value, T::slot;
    Messages, M: Reflect, |message| Value::Message(message), |message| Slot::Message(message);
}

//! Limits the memory of nested messages while a message is decoded.
//!
//! An empty message takes two bytes on the wire, but the size of its struct in memory: a request of 1 MB can contain half a
//! million of them, and take hundreds of megabytes. The budget counts elements, map entries and boxed messages. It does not
//! count strings and scalars, which take at most 24 times their size on the wire.

use std::cell::Cell;

use prost::DecodeError;

/// Bytes to count for a boxed message, whose size is unknown.
const BOXED: usize = 512;

/// Messages up to this size have the same budget.
const SMALL: usize = 4 * 1024 * 1024;

/// The reason of an error.
#[cfg(any(feature = "json", feature = "text"))]
pub(crate) const EXCEEDED: &str = "the message exceeds its budget of memory";

/// The budget for a message of `len` bytes by default: 16 times as many, and at least 64 MiB.
pub fn default_for(len: usize) -> usize {
    len.max(SMALL).saturating_mul(16)
}

/// The rest of a budget.
#[derive(Clone, Copy)]
struct Remaining {
    /// `usize::MAX` where there is no limit.
    bytes: usize,
    exceeded: bool,
}

const UNLIMITED: Remaining = Remaining {
    bytes: usize::MAX,
    exceeded: false,
};

thread_local! {
    /// A thread-local, because the context of prost's decoder cannot carry it.
    static REMAINING: Cell<Remaining> = const { Cell::new(UNLIMITED) };
}

/// Decodes with a budget of bytes. Returns the result, and whether it failed because the budget was exceeded.
pub fn within<T>(bytes: usize, decode: impl FnOnce() -> T) -> (T, bool) {
    /// Restores the outer budget, also after a panic.
    struct Reset(Remaining);

    impl Drop for Reset {
        fn drop(&mut self) {
            REMAINING.set(self.0);
        }
    }

    let left = Remaining {
        bytes,
        exceeded: false,
    };
    let _reset = Reset(REMAINING.replace(left));
    let decoded = decode();
    (decoded, REMAINING.get().exceeded)
}

/// Decodes with a budget of bytes that are a part of the present budget, so they also count there.
#[cfg(any(feature = "json", feature = "text"))]
pub(crate) fn within_rest<T>(bytes: usize, decode: impl FnOnce() -> T) -> T {
    let outer = REMAINING.get();
    let limit = bytes.min(outer.bytes);
    let ((decoded, rest), exceeded) = within(limit, || (decode(), REMAINING.get().bytes));
    if outer.bytes != usize::MAX {
        REMAINING.set(Remaining {
            bytes: outer.bytes.saturating_sub(limit.saturating_sub(rest)),
            exceeded: outer.exceeded || exceeded && limit == outer.bytes,
        });
    }
    decoded
}

/// As [`within_rest`], for messages that are dropped before it returns, so that others can have the bytes again.
#[cfg(any(feature = "json", feature = "text"))]
pub(crate) fn within_rest_for_now<T>(bytes: usize, decode: impl FnOnce() -> T) -> T {
    within(bytes.min(REMAINING.get().bytes), decode).0
}

/// Whether the present budget was exceeded.
#[cfg(any(feature = "json", feature = "text"))]
pub(crate) fn is_exceeded() -> bool {
    REMAINING.get().exceeded
}

/// Counts a value that is added to a list or a map.
#[inline]
pub(super) fn added<T>() -> Result<(), DecodeError> {
    // A box or a message without fields is not free.
    take(match size_of::<T>() {
        0..=8 => BOXED,
        size => size,
    })
}

/// Counts a scalar that is added to a list in a text, where it can take a byte.
#[cfg(feature = "reflect")]
#[inline]
pub(super) fn added_scalar<T>() -> Result<(), DecodeError> {
    take(size_of::<T>())
}

/// Counts a message that is set, if it is boxed; otherwise it is a part of the one around it.
#[inline]
pub(super) fn set<T>() -> Result<(), DecodeError> {
    match size_of::<T>() {
        8 => take(BOXED),
        _ => Ok(()),
    }
}

/// Counts bytes.
#[inline]
pub(crate) fn take(bytes: usize) -> Result<(), DecodeError> {
    let left = REMAINING.get();
    match left.bytes.checked_sub(bytes) {
        _ if left.bytes == usize::MAX => Ok(()),
        Some(bytes) => {
            REMAINING.set(Remaining { bytes, ..left });
            Ok(())
        }
        None => Err(exceeded()),
    }
}

#[cold]
#[inline(never)]
#[expect(
    deprecated,
    reason = "prost has no other way to create an error with a message"
)]
pub(super) fn exceeded() -> DecodeError {
    REMAINING.set(Remaining {
        bytes: 0,
        exceeded: true,
    });
    DecodeError::new("the decoded message is too large")
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use prost::encoding::{DecodeContext, WireType};

    use super::super::{kind, merge};
    use super::within;

    fn field<'b>(buf: &'b mut &'static [u8]) -> merge::Field<'b, &'static [u8]> {
        let context = DecodeContext::default();
        merge::Field::new("Test", 1, WireType::LengthDelimited, buf, context)
    }

    /// Adds empty messages until an error; how many, and whether the budget was exceeded.
    fn messages(bytes: usize, count: usize) -> (usize, bool) {
        within(bytes, || {
            // As a message, a `String` is a `google.protobuf.StringValue`.
            let mut list: Vec<String> = Vec::new();
            for _ in 0..count {
                if merge::repeated::message(&mut list, "list", field(&mut &[0][..])).is_err() {
                    break;
                }
            }
            list.len()
        })
    }

    #[test]
    fn elements_count() {
        let size = size_of::<String>();
        assert_eq!(messages(10 * size, 10), (10, false));
        assert_eq!(messages(10 * size, 100), (10, true));
        assert_eq!(messages(usize::MAX, 1_000), (1_000, false));
    }

    #[test]
    fn entries_of_maps_and_boxed_messages_count() {
        let mut map: HashMap<i32, String> = HashMap::new();
        let (merged, exceeded) = within(10, || {
            let kinds = (kind::Int32, kind::String);
            merge::map(&mut map, "map", kinds, field(&mut &[2, 8, 1][..]))
        });
        assert!(merged.is_err() && exceeded && map.is_empty());

        let mut boxed: Option<Box<String>> = None;
        let set = |boxed: &mut _| merge::optional::message(boxed, "boxed", field(&mut &[0][..]));
        assert!(within(100, || set(&mut boxed)).0.is_err());
        let (merged, exceeded) = within(1_000, || set(&mut boxed).and_then(|()| set(&mut boxed)));
        // The second merge finds the message.
        assert!(merged.is_ok() && !exceeded && boxed.is_some());
    }

    #[test]
    fn budgets_nest_and_end() {
        let inner = within(1_000, || (messages(0, 1), messages(usize::MAX, 1_000)));
        assert_eq!(inner, (((0, true), (1_000, false)), false));
        let mut list: Vec<String> = Vec::new();
        assert!(merge::repeated::message(&mut list, "list", field(&mut &[0][..])).is_ok());
    }
}

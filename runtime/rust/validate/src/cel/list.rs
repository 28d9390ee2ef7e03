//! `list`.

use std::cmp::Ordering;

use super::{Duration, Error, Result, Timestamp};

/// `list[index]`.
///
/// # Errors
/// If the index is out of range.
#[inline]
pub fn get<T>(list: &[T], index: i64) -> Result<&T> {
    let index = usize::try_from(index).map_err(|_| Error::IndexOutOfRange)?;
    list.get(index).ok_or(Error::IndexOutOfRange)
}

/// `a == b`, where `same` compares two elements.
///
/// ```
/// use rpcsmith_runtime::validate::cel::list::same;
///
/// assert!(same(&[[1, 2]], &[vec![1, 2]], |a, b| a[..] == b[..]));
/// ```
pub fn same<A, B>(a: &[A], b: &[B], mut same: impl FnMut(&A, &B) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// The maximum number of elements for which comparing all pairs is faster than sorting.
const MAX_PAIRWISE: usize = 16;

/// `unique()`: whether no two elements are equal. The time is O(n log n).
///
/// ```
/// use rpcsmith_runtime::validate::cel::list::unique;
///
/// assert!(!unique(&["a", "b", "a"]));
/// assert!(unique(&[f64::NAN, f64::NAN]));
/// ```
pub fn unique<T: Element>(list: &[T]) -> bool {
    if list.len() <= MAX_PAIRWISE {
        return unique_pairs(list);
    }
    // IDs are often sorted already.
    if list
        .windows(2)
        .all(|pair| pair[0].order(&pair[1]) == Ordering::Less)
    {
        return true;
    }
    let mut sorted: Vec<&T> = list.iter().collect();
    sorted.sort_unstable_by(|a, b| a.order(b));
    sorted.windows(2).all(|pair| pair[0] != pair[1])
}

/// `unique()` by comparing all pairs.
fn unique_pairs<T: PartialEq>(list: &[T]) -> bool {
    list.iter()
        .enumerate()
        .all(|(index, element)| !list[..index].contains(element))
}

/// The type of elements for [`unique`].
pub trait Element: PartialEq {
    /// A total order in which equal elements are adjacent.
    fn order(&self, other: &Self) -> Ordering;
}

macro_rules! ordered {
    ($($element:ty),*) => {$(
        impl Element for $element {
            #[inline]
            fn order(&self, other: &Self) -> Ordering {
                self.cmp(other)
            }
        }
    )*};
}

ordered!(
    bool,
    i32,
    i64,
    u32,
    u64,
    str,
    String,
    [u8],
    Vec<u8>,
    Duration,
    Timestamp
);

macro_rules! floats {
    ($($element:ty),*) => {$(
        /// Both zeros are equal, and NaN is not equal to anything.
        impl Element for $element {
            #[inline]
            fn order(&self, other: &Self) -> Ordering {
                // Remove the sign of zero. `total_cmp` orders NaN by its bits.
                let [a, b] = [*self, *other].map(|float| if float == 0.0 { 0.0 } else { float });
                a.total_cmp(&b)
            }
        }
    )*};
}

floats!(f32, f64);

impl<T: Element + ?Sized> Element for &T {
    #[inline]
    fn order(&self, other: &Self) -> Ordering {
        (**self).order(other)
    }
}

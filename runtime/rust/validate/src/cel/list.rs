//! `list`.

use std::cmp::Ordering;

use super::{Duration, Error, Result, Timestamp};

/// `list[index]`.
///
/// # Errors
/// If the index is negative or past the end.
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

/// Up to how many elements comparing all pairs is faster than sorting.
const FEW: usize = 16;

/// `unique()`: whether no two elements are equal, in time that grows little faster than the list.
///
/// ```
/// use rpcsmith_runtime::validate::cel::list::unique;
///
/// assert!(!unique(&["a", "b", "a"]));
/// assert!(unique(&[f64::NAN, f64::NAN]));
/// ```
pub fn unique<T: Element>(list: &[T]) -> bool {
    if list.len() <= FEW {
        return unique_pairs(list);
    }
    // Ids often come in order.
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

/// What a list that [`unique`] looks at may hold.
pub trait Element: PartialEq {
    /// A total order in which elements that are equal are neighbours.
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
    prost::bytes::Bytes,
    Duration,
    Timestamp
);

macro_rules! floats {
    ($($element:ty),*) => {$(
        /// Both zeros are equal, and what is no number equals nothing.
        impl Element for $element {
            #[inline]
            fn order(&self, other: &Self) -> Ordering {
                // Zeros lose their sign; what is no number keeps its bits, or sorting could see it change.
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

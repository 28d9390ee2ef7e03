//! Sets of constants for membership tests.

use std::collections::HashSet;
use std::hash::Hash;

/// A set of constants.
#[derive(Clone, Debug, PartialEq)]
pub enum Constants {
    /// Disjoint ranges of integers in ascending order. Both ends of a range are included.
    Numbers(Vec<(i128, i128)>),
    Texts(Vec<String>),
    Bytes(Vec<Vec<u8>>),
    Bools(Vec<bool>),
}

impl Constants {
    /// Returns integers as a set of ranges.
    pub fn numbers(mut numbers: Vec<i128>) -> Self {
        numbers.sort_unstable();
        numbers.dedup();
        let rows = numbers.chunk_by(|a, b| a + 1 == *b);
        Self::Numbers(rows.map(|row| (row[0], row[row.len() - 1])).collect())
    }

    /// Returns sorted texts without duplicates.
    pub fn texts(texts: impl IntoIterator<Item = String>) -> Self {
        Self::Texts(distinct(texts))
    }

    /// Returns sorted bytes without duplicates.
    pub fn bytes(bytes: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self::Bytes(distinct(bytes))
    }

    /// Returns sorted bools without duplicates.
    pub fn bools(bools: impl IntoIterator<Item = bool>) -> Self {
        Self::Bools(distinct(bools))
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Self::Numbers(ranges) => ranges.is_empty(),
            Self::Texts(texts) => texts.is_empty(),
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Bools(bools) => bools.is_empty(),
        }
    }
}

fn distinct<T: Clone + Eq + Hash>(values: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    let values = values.into_iter();
    values.filter(|value| seen.insert(value.clone())).collect()
}

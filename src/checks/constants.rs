//! Sets of constants for membership tests.

use std::collections::HashSet;
use std::hash::Hash;

/// A set of constants.
#[derive(Clone, Debug, PartialEq)]
pub enum Constants {
    /// Ranges of integers, both ends included, in ascending order, with gaps between them.
    Numbers(Vec<(i128, i128)>),
    Texts(Vec<String>),
    Bytes(Vec<Vec<u8>>),
    Bools(Vec<bool>),
}

impl Constants {
    /// Integers, as ranges.
    pub fn numbers(mut numbers: Vec<i128>) -> Self {
        numbers.sort_unstable();
        numbers.dedup();
        let rows = numbers.chunk_by(|a, b| a + 1 == *b);
        Self::Numbers(rows.map(|row| (row[0], row[row.len() - 1])).collect())
    }

    /// Texts, each once, in their order.
    pub fn texts(texts: impl IntoIterator<Item = String>) -> Self {
        Self::Texts(distinct(texts))
    }

    /// Bytes, each once, in their order.
    pub fn bytes(bytes: impl IntoIterator<Item = Vec<u8>>) -> Self {
        Self::Bytes(distinct(bytes))
    }

    /// Bools, each once, in their order.
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

//! Sets of status codes.

/// A set of status codes: one bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Codes(u32);

impl Codes {
    /// The set of these codes.
    pub fn of(codes: impl IntoIterator<Item: Into<i32>>) -> Self {
        let mut all = Self::default();
        for code in codes {
            all.0 |= bit(code);
        }
        all
    }

    /// Whether the set contains a code.
    pub fn contains(self, code: impl Into<i32>) -> bool {
        self.0 & bit(code) != 0
    }

    /// Adds a code by its number, from 0 to 16.
    pub(super) fn insert(&mut self, number: usize) {
        self.0 |= 1 << number;
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

fn bit(code: impl Into<i32>) -> u32 {
    1 << code.into()
}

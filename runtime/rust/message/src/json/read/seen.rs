//! Which fields of a message were read.

/// A set of small numbers.
#[derive(Default)]
pub(super) struct Seen {
    first: u64,
    /// The numbers from 64.
    rest: Vec<u64>,
}

impl Seen {
    /// Adds a number. Whether it is new.
    #[inline]
    pub(super) fn insert(&mut self, number: usize) -> bool {
        if number >= 64 {
            return self.insert_rest(number);
        }
        let bit = 1 << number;
        let new = self.first & bit == 0;
        self.first |= bit;
        new
    }

    #[inline(never)]
    fn insert_rest(&mut self, number: usize) -> bool {
        let index = number / 64 - 1;
        if self.rest.len() <= index {
            self.rest.resize(index + 1, 0);
        }
        let word = &mut self.rest[index];
        let bit = 1 << (number % 64);
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_number_is_new_once() {
        let mut seen = Seen::default();
        for number in [0, 63, 64, 65, 1000, 127, 128] {
            assert!(seen.insert(number) && !seen.insert(number), "{number}");
        }
    }
}

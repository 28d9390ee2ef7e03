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
        let word = match (number / 64).checked_sub(1) {
            None => &mut self.first,
            Some(index) => {
                if self.rest.len() <= index {
                    self.rest.resize(index + 1, 0);
                }
                &mut self.rest[index]
            }
        };
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

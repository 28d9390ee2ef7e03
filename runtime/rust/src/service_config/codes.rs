//! Sets of status codes.

/// Codes, a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Codes(u32);

impl Codes {
    /// Adds a code by its number, of which there are 17.
    pub(super) fn insert(&mut self, number: usize) {
        self.0 |= 1 << number;
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

#[cfg(feature = "channel")]
impl Codes {
    pub(crate) fn of(codes: &[tonic::Code]) -> Self {
        Self(
            codes
                .iter()
                .map(|code| Self::bit(*code))
                .fold(0, |all, bit| all | bit),
        )
    }

    pub(crate) fn contains(self, code: tonic::Code) -> bool {
        self.0 & Self::bit(code) != 0
    }

    fn bit(code: tonic::Code) -> u32 {
        1 << i32::from(code)
    }
}

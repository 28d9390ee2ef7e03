//! Attempts that no server has seen.

use super::attempt::{Answer, Seen};
use super::replay::Replay;

/// Times that a request is sent again because it was not sent at all: once for each connection that breaks under it, and
/// not one call needs more than these.
const MOST_UNSENT: u32 = 5;

/// The attempts that no server has seen: they do not count.
#[derive(Default)]
pub(super) struct Unseen {
    unsent: u32,
    refused: bool,
}

impl Unseen {
    /// Whether to send the request again, as if it had not been sent.
    ///
    /// What has not been sent can be, a few times; what a server has refused once more only, for
    /// else it would be flooded.
    pub(super) fn again(&mut self, answer: &Answer, replay: &Replay) -> bool {
        let Err(failure) = answer else { return false };
        if !replay.is_whole() {
            return false;
        }
        match failure.seen {
            Seen::Never if self.unsent < MOST_UNSENT => {
                self.unsent += 1;
                true
            }
            Seen::Refused if !self.refused => {
                self.refused = true;
                true
            }
            _ => false,
        }
    }
}

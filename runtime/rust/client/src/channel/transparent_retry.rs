//! Transparent retries: requests that no server has processed are sent again.
//!
//! Source: gRFC A6, "Transparent Retries".

use super::attempt::{AttemptResult, Seen};
use super::replay::Replay;

/// The maximum number of times that a request is sent again because a connection broke before the request was sent.
const MAX_UNSENT: u32 = 5;

/// The attempts of a call that no server has processed. They do not count as attempts of the policy.
#[derive(Default)]
pub(super) struct TransparentRetries {
    unsent: u32,
    refused: bool,
}

impl TransparentRetries {
    /// Whether to send the request again.
    ///
    /// A request that was not sent is sent again up to five times; one that a server refused only once, so that clients do
    /// not flood it.
    pub(super) fn should_retry(&mut self, answer: &AttemptResult, replay: &Replay) -> bool {
        let Err(failure) = answer else { return false };
        if !replay.is_whole() {
            return false;
        }
        match failure.seen {
            Seen::Never if self.unsent < MAX_UNSENT => {
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

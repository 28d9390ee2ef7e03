//! What a connection reports.

use std::sync::Arc;

use super::connect::Sender;
use super::target::Address;

/// What happens to a connection.
pub(super) enum Event {
    /// It takes requests.
    Ready(Sender, Address),
    /// It takes none any more, or not now; another is on its way.
    Gone,
    /// There is no connection, for this reason.
    Failed(Arc<str>),
    /// It was extra, and is not replaced.
    Retired,
}

//! Events of a connection.

use std::sync::Arc;

use super::connect::Sender;
use super::target::Address;

/// A report of the task of a connection to the pool.
pub(super) enum Event {
    /// It accepts requests.
    Ready(Sender, Address),
    /// It does not accept requests; the task reconnects.
    Gone,
    /// The server has closed it between calls. The task reconnects when a call needs it.
    Idle,
    /// The task cannot connect, for this reason.
    Failed(Arc<str>),
    /// It was an extra connection, and is closed.
    Retired,
}

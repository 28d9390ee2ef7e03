//! Where requests come from.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::connect_info::ConnectInfo;
use crate::budget::Account;

/// Aborts the calls of a connection. Calls share it in an `Arc`, because a clone of a token takes a lock.
pub(super) type AbortToken = Arc<CancellationToken>;

/// The connection of a request.
#[derive(Clone)]
pub(super) struct Origin {
    pub(super) abort: AbortToken,
    pub(super) account: Arc<Account>,
    pub(super) connect_info: ConnectInfo,
}

//! Limits the memory for requests of a connection, and of the whole server.
//!
//! A call takes bytes from the [`Budget`] of its connection and from that of the server. It gives them back when it ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rpcsmith_wire::Status;
use rpcsmith_wire::grpc::compression::Meter;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The size of a small call. Small calls can use the whole budget, and larger ones leave a quarter of it to them, so that
/// large requests do not block small ones.
const SMALL: usize = 64 * 1024;

/// The maximum of concurrent calls of built-in services on one connection.
const MAX_BUILT_IN_CALLS: usize = 32;

/// A number of bytes, of which each call takes a part.
#[derive(Debug)]
pub(crate) struct Budget {
    taken: AtomicUsize,
    most: usize,
    /// The name of the setting, for the status of a rejected call.
    setting: &'static str,
}

impl Budget {
    pub(crate) fn new(most: usize, setting: &'static str) -> Self {
        Self {
            taken: AtomicUsize::new(0),
            most,
            setting,
        }
    }

    /// The part of a budget that large calls can use.
    pub(crate) const fn for_large_calls(most: usize) -> usize {
        most - most / 4
    }

    fn take(&self, bytes: usize, large: bool) -> Result<(), Status> {
        let most = if large {
            Self::for_large_calls(self.most)
        } else {
            self.most
        };
        let more = |taken: usize| taken.checked_add(bytes).filter(|taken| *taken <= most);
        let taken = self
            .taken
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
        match taken {
            Ok(_) => Ok(()),
            Err(_) => Err(Status::resource_exhausted(format!(
                "requests use all of {} ({} bytes)",
                self.setting, self.most
            ))),
        }
    }

    fn release(&self, bytes: usize) {
        self.taken.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// The budgets of a connection.
#[derive(Debug)]
pub(crate) struct Account {
    connection: Budget,
    server: Arc<Budget>,
    /// Calls of built-in services.
    built_in_calls: AtomicUsize,
}

impl Account {
    pub(crate) fn new(most: usize, server: Arc<Budget>) -> Self {
        Self {
            connection: Budget::new(most, "max_connection_buffered_bytes"),
            server,
            built_in_calls: AtomicUsize::new(0),
        }
    }

    /// Takes bytes for a call, which then has `total` bytes.
    fn take(&self, bytes: usize, total: usize) -> Result<(), Status> {
        let large = total > SMALL;
        self.connection.take(bytes, large)?;
        let taken = self.server.take(bytes, large);
        taken.inspect_err(|_| self.connection.release(bytes))
    }

    fn release(&self, bytes: usize) {
        self.connection.release(bytes);
        self.server.release(bytes);
    }

    /// Counts a call of a built-in service. These calls have their own limits, apart from all other calls.
    pub(crate) fn built_in_call(
        self: &Arc<Self>,
        permits: &Arc<Semaphore>,
    ) -> Result<BuiltInCall, Status> {
        let too_many = || Status::resource_exhausted("too many calls of this service");
        let permit = Arc::clone(permits).try_acquire_owned();
        let permit = permit.map_err(|_| too_many())?;
        // The count goes down when the call is dropped, also if it is rejected here.
        let before = self.built_in_calls.fetch_add(1, Ordering::Relaxed);
        let call = BuiltInCall {
            account: Arc::clone(self),
            _permit: permit,
        };
        if before < MAX_BUILT_IN_CALLS {
            Ok(call)
        } else {
            Err(too_many())
        }
    }
}

/// A call of a built-in service.
#[derive(Debug)]
pub(crate) struct BuiltInCall {
    account: Arc<Account>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for BuiltInCall {
    fn drop(&mut self) {
        self.account.built_in_calls.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The bytes of one call: its headers, the largest message so far, and the largest one after decompression.
///
/// A message counts until the end of the call: the handler can keep it, and its buffer is kept for the next message.
#[derive(Debug)]
pub(crate) struct Charge {
    account: Arc<Account>,
    arrived: usize,
    received: AtomicUsize,
    decompressed: AtomicUsize,
}

impl Charge {
    /// Charges what has arrived: the headers, and the message if it is complete.
    pub(crate) fn new(account: &Arc<Account>, arrived: usize) -> Result<Self, Status> {
        account.take(arrived, arrived)?;
        Ok(Self {
            account: Arc::clone(account),
            arrived,
            received: AtomicUsize::new(0),
            decompressed: AtomicUsize::new(0),
        })
    }

    /// Counts a message, as soon as its length is known.
    pub(crate) fn received(&self, bytes: usize) -> Result<(), Status> {
        self.grow(&self.received, bytes)
    }

    fn grow(&self, part: &AtomicUsize, to: usize) -> Result<(), Status> {
        let more = to.saturating_sub(part.load(Ordering::Relaxed));
        if more > 0 {
            let total = self.bytes().saturating_add(more);
            self.account.take(more, total)?;
            part.fetch_add(more, Ordering::Relaxed);
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        let parts = [&self.received, &self.decompressed];
        let parts = parts.map(|part| part.load(Ordering::Relaxed));
        self.arrived + parts[0] + parts[1]
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.account.release(self.bytes());
    }
}

impl Meter for Charge {
    fn decompressed(&self, bytes: usize) -> Result<(), Status> {
        self.grow(&self.decompressed, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(connection: usize, server: &Arc<Budget>) -> Arc<Account> {
        Arc::new(Account::new(connection, Arc::clone(server)))
    }

    fn server(most: usize) -> Arc<Budget> {
        Arc::new(Budget::new(most, "max_buffered_bytes"))
    }

    #[test]
    fn a_call_counts_once_with_its_largest_message_and_until_its_end() {
        let server = server(1000);
        let account = account(1000, &server);
        let charge = Charge::new(&account, 100).unwrap();
        for bytes in [200, 300, 250] {
            charge.received(bytes).unwrap();
        }
        charge.decompressed(500).unwrap();
        assert_eq!(server.taken.load(Ordering::Relaxed), 900);
        let status = charge.received(401).unwrap_err();
        assert_eq!(
            status.message(),
            "requests use all of max_connection_buffered_bytes (1000 bytes)"
        );
        drop(charge);
        assert_eq!(server.taken.load(Ordering::Relaxed), 0);
        assert_eq!(account.connection.taken.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn bytes_that_the_server_rejects_are_not_counted_for_the_connection() {
        let server = server(1000);
        let account = account(2000, &server);
        let charge = Charge::new(&account, 0).unwrap();
        let status = charge.received(1001).unwrap_err();
        assert!(status.message().contains("max_buffered_bytes"), "{status}");
        assert_eq!(account.connection.taken.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn large_calls_leave_a_quarter_to_small_ones() {
        let server = server(8 * SMALL);
        let account = account(usize::MAX, &server);
        let large = Charge::new(&account, 0).unwrap();
        large.received(6 * SMALL).unwrap();
        large.received(6 * SMALL + 1).unwrap_err();
        let small = [(); 2].map(|()| Charge::new(&account, 0).unwrap());
        small.iter().for_each(|call| call.received(SMALL).unwrap());
        Charge::new(&account, 1).unwrap_err();
    }

    #[test]
    fn built_in_services_have_their_own_limits() {
        let server = server(1);
        let (first, second) = (account(1, &server), account(1, &server));
        let permits = Arc::new(Semaphore::new(MAX_BUILT_IN_CALLS + 1));
        let mut calls: Vec<_> = (0..MAX_BUILT_IN_CALLS)
            .map(|_| first.built_in_call(&permits).unwrap())
            .collect();
        first.built_in_call(&permits).unwrap_err();
        calls.push(second.built_in_call(&permits).unwrap());
        second.built_in_call(&permits).unwrap_err();
        calls.clear();
        first.built_in_call(&permits).unwrap();
    }
}

//! The current keys, and when their file is read again.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::keys::Keys;
use super::{JwtAlgorithm, JwtError};

/// The least time between two reads for unknown key IDs.
pub(super) const MIN_READ_INTERVAL: Duration = Duration::from_secs(10);

/// Reads the keys for these algorithms, or for all algorithms.
type Read = Arc<dyn Fn(Option<&[JwtAlgorithm]>) -> Result<Keys, JwtError> + Send + Sync>;

/// The keys of a [`Jwt`](super::Jwt).
pub(super) struct Store {
    keys: RwLock<Arc<Keys>>,
    /// `None` if the keys do not come from a file.
    read: Option<Read>,
    /// The only accepted algorithms, if limited.
    algorithms: Option<Arc<[JwtAlgorithm]>>,
    /// When the last read started. A reader holds the lock, so there is one read at a time.
    pub(super) last: Arc<Mutex<Instant>>,
}

impl Store {
    pub(super) fn of_file(path: PathBuf) -> Result<Self, JwtError> {
        Self::reading(move |algorithms| Keys::read(&path, algorithms))
    }

    pub(super) fn reading(
        read: impl Fn(Option<&[JwtAlgorithm]>) -> Result<Keys, JwtError> + Send + Sync + 'static,
    ) -> Result<Self, JwtError> {
        let keys = read(None)?;
        Ok(Self::new(keys, Some(Arc::new(read)), None))
    }

    pub(super) fn of_keys(keys: Keys) -> Self {
        Self::new(keys, None, None)
    }

    fn new(keys: Keys, read: Option<Read>, algorithms: Option<Arc<[JwtAlgorithm]>>) -> Self {
        Self {
            keys: RwLock::new(Arc::new(keys)),
            read,
            algorithms,
            last: Arc::new(Mutex::new(Instant::now())),
        }
    }

    /// Keeps only the keys for these algorithms, now and after each read.
    pub(super) fn only(&self, algorithms: Arc<[JwtAlgorithm]>) -> Result<Self, JwtError> {
        let keys = match &self.read {
            Some(read) => read(Some(&algorithms))?,
            None => self.current().only(&algorithms)?,
        };
        Ok(Self::new(keys, self.read.clone(), Some(algorithms)))
    }

    /// The current keys.
    pub(super) fn current(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys for a token with this key ID; reads the file again if no key has it.
    pub(super) async fn keys_for(self: &Arc<Self>, kid: Option<&str>) -> Arc<Keys> {
        let keys = self.current();
        if self.read.is_none() || !keys.candidates(kid).is_empty() {
            return keys;
        }
        // Concurrent calls wait here for a running read, and share its result.
        let mut last = Arc::clone(&self.last).lock_owned().await;
        let keys = self.current();
        if !keys.candidates(kid).is_empty() || last.elapsed() < MIN_READ_INTERVAL {
            return keys;
        }
        *last = Instant::now();
        let store = Arc::clone(self);
        // The read holds the lock until it ends, even if the call that started it is cancelled.
        let read = tokio::task::spawn_blocking(move || {
            store.reload();
            drop(last);
        });
        if let Err(error) = read.await {
            tracing::error!(target: "rpcsmith_runtime::auth", %error, "reading the keys again has failed");
        }
        self.current()
    }

    fn reload(&self) {
        let Some(read) = &self.read else { return };
        match read(self.algorithms.as_deref()) {
            Ok(keys) => {
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
            }
            Err(error) => {
                tracing::error!(target: "rpcsmith_runtime::auth", %error, "reading the keys again has failed: keeping the old keys")
            }
        }
    }
}

//! The keys that are known now, and when they are read again.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::keys::Keys;
use super::{JwtAlgorithm, JwtError};

/// Time between two reads for the sake of a key that is not known.
pub(super) const PAUSE: Duration = Duration::from_secs(10);

/// Reads the keys for these algorithms, or for all.
type Read = Arc<dyn Fn(Option<&[JwtAlgorithm]>) -> Result<Keys, JwtError> + Send + Sync>;

/// The keys of a [`Jwt`](super::Jwt).
pub(super) struct Store {
    keys: RwLock<Arc<Keys>>,
    /// None if the keys were given and not read.
    read: Option<Read>,
    /// The only algorithms that keys count for, if there is such a limit.
    algorithms: Option<Arc<[JwtAlgorithm]>>,
    /// When the last read began. A reader holds the lock, so there is one read at a time.
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

    /// Keeps the keys for these algorithms alone, now and after each read.
    pub(super) fn only(&self, algorithms: Arc<[JwtAlgorithm]>) -> Result<Self, JwtError> {
        let keys = match &self.read {
            Some(read) => read(Some(&algorithms))?,
            None => self.known().only(&algorithms)?,
        };
        Ok(Self::new(keys, self.read.clone(), Some(algorithms)))
    }

    /// The keys as they are known.
    pub(super) fn known(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys, read again if none of them can have signed a token that names this one.
    pub(super) async fn keys_for(self: &Arc<Self>, kid: Option<&str>) -> Arc<Keys> {
        let keys = self.known();
        if self.read.is_none() || !keys.candidates(kid).is_empty() {
            return keys;
        }
        // Others wait here for a read that has begun, and share what it finds.
        let mut last = Arc::clone(&self.last).lock_owned().await;
        let keys = self.known();
        if !keys.candidates(kid).is_empty() || last.elapsed() < PAUSE {
            return keys;
        }
        *last = Instant::now();
        let store = Arc::clone(self);
        // The read has the lock until it ends, even if the call that began it is cancelled.
        let read = tokio::task::spawn_blocking(move || {
            store.read_again();
            drop(last);
        });
        if let Err(error) = read.await {
            tracing::error!(target: "rpcsmith_runtime::auth", %error, "the keys could not be read again");
        }
        self.known()
    }

    fn read_again(&self) {
        let Some(read) = &self.read else { return };
        match read(self.algorithms.as_deref()) {
            Ok(keys) => {
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
            }
            Err(error) => {
                tracing::error!(target: "rpcsmith_runtime::auth", %error, "keys stay as they are")
            }
        }
    }
}

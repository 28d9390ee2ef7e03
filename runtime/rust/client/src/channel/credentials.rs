//! What calls prove themselves with.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tonic::Status;

/// A token, and how long it can be used.
#[derive(Clone)]
pub struct BearerToken {
    header: HeaderValue,
    valid_for: Option<Duration>,
}

impl BearerToken {
    /// A token that is valid for good, or for the time that [`valid_for`](Self::valid_for) sets.
    ///
    /// # Errors
    /// If a header cannot hold it.
    pub fn new(token: &str) -> Result<Self, Status> {
        let header = HeaderValue::from_str(&format!("Bearer {token}"));
        let mut header =
            header.map_err(|_| Status::internal("the token is not a text for a header"))?;
        header.set_sensitive(true);
        Ok(Self {
            header,
            valid_for: None,
        })
    }

    /// Says for how long the token can be used from now on.
    #[must_use]
    pub fn valid_for(mut self, time: Duration) -> Self {
        self.valid_for = Some(time);
        self
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BearerToken")
            .field("valid_for", &self.valid_for)
            .finish_non_exhaustive()
    }
}

type Fetching = Pin<Box<dyn Future<Output = Result<BearerToken, Status>> + Send>>;

/// Fetches tokens when they are needed, and keeps them for as long as they can be used.
#[derive(Clone)]
pub(super) struct TokenSource {
    fetch: Arc<dyn Fn() -> Fetching + Send + Sync>,
    /// Held while a token is fetched, so that calls fetch one between them.
    kept: Arc<Mutex<Option<Token>>>,
}

struct Token {
    header: HeaderValue,
    /// When a new one is fetched.
    stale: Option<Instant>,
    /// When this one is useless.
    dead: Option<Instant>,
}

impl TokenSource {
    pub(super) fn new<F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<BearerToken, Status>> + Send + 'static,
    {
        Self {
            fetch: Arc::new(move || Box::pin(fetch())),
            kept: Arc::default(),
        }
    }

    /// The header of a call.
    pub(super) async fn header(&self) -> Result<HeaderValue, Status> {
        let mut kept = self.kept.lock().await;
        let now = Instant::now();
        let passed = |time: Option<Instant>| time.is_some_and(|time| time <= now);
        if let Some(token) = kept.as_ref().filter(|token| !passed(token.stale)) {
            return Ok(token.header.clone());
        }
        match (self.fetch)().await {
            Ok(BearerToken { header, valid_for }) => {
                // A fifth before the end, so that no call has one that dies on its way.
                let at = |part: f64| valid_for.and_then(|time| now.checked_add(time.mul_f64(part)));
                *kept = Some(Token {
                    header: header.clone(),
                    stale: at(0.8),
                    dead: at(1.0),
                });
                Ok(header)
            }
            Err(status) => match kept.as_ref().filter(|token| !passed(token.dead)) {
                Some(token) => Ok(token.header.clone()),
                None => Err(status),
            },
        }
    }

    /// Forgets a token that a server has refused.
    pub(super) async fn refused(&self, header: &HeaderValue) {
        let mut kept = self.kept.lock().await;
        if kept.as_ref().is_some_and(|token| token.header == *header) {
            *kept = None;
        }
    }
}

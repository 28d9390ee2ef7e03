//! Bearer tokens of calls, fetched when needed and cached.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use rpcsmith_wire::Status;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// A token, and how long it is valid.
#[derive(Clone)]
pub struct BearerToken {
    header: HeaderValue,
    valid_for: Option<Duration>,
}

impl BearerToken {
    /// A token that does not expire, unless [`valid_for`](Self::valid_for) sets a time.
    ///
    /// # Errors
    /// If the token contains a character that a header cannot contain.
    pub fn new(token: &str) -> Result<Self, Status> {
        let header = HeaderValue::from_str(&format!("Bearer {token}"));
        let mut header = header.map_err(|_| {
            Status::internal("the token contains a character that a header cannot contain")
        })?;
        header.set_sensitive(true);
        Ok(Self {
            header,
            valid_for: None,
        })
    }

    /// Sets how long the token is valid, from now on.
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

/// Fetches tokens when they are needed, and caches them while they are valid.
#[derive(Clone)]
pub(super) struct TokenSource {
    fetch: Arc<dyn Fn() -> Fetching + Send + Sync>,
    /// Locked while a token is fetched, so that concurrent calls share one fetch.
    cached: Arc<Mutex<Option<Token>>>,
}

struct Token {
    header: HeaderValue,
    /// When a new token is fetched.
    stale: Option<Instant>,
    /// When this token expires.
    expires: Option<Instant>,
}

impl TokenSource {
    pub(super) fn new<F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<BearerToken, Status>> + Send + 'static,
    {
        Self {
            fetch: Arc::new(move || Box::pin(fetch())),
            cached: Arc::default(),
        }
    }

    /// The header `authorization` of a call.
    pub(super) async fn header(&self) -> Result<HeaderValue, Status> {
        let mut cached = self.cached.lock().await;
        let now = Instant::now();
        let passed = |time: Option<Instant>| time.is_some_and(|time| time <= now);
        if let Some(token) = cached.as_ref().filter(|token| !passed(token.stale)) {
            return Ok(token.header.clone());
        }
        match (self.fetch)().await {
            Ok(BearerToken { header, valid_for }) => {
                // Fetch a new token before 20 % of the time is left: no token expires on its way to the server.
                let at = |part: f64| valid_for.and_then(|time| now.checked_add(time.mul_f64(part)));
                *cached = Some(Token {
                    header: header.clone(),
                    stale: at(0.8),
                    expires: at(1.0),
                });
                Ok(header)
            }
            Err(status) => match cached.as_ref().filter(|token| !passed(token.expires)) {
                Some(token) => Ok(token.header.clone()),
                None => Err(status),
            },
        }
    }

    /// Drops a token that a server has rejected.
    pub(super) async fn refused(&self, header: &HeaderValue) {
        let mut cached = self.cached.lock().await;
        if cached.as_ref().is_some_and(|token| token.header == *header) {
            *cached = None;
        }
    }
}

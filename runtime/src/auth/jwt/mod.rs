//! JSON Web Tokens as identities.

mod claims;
mod key;
mod keys;
mod signature;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::dangerous::insecure_decode_claims;
use jsonwebtoken::decode_header;
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::{Authenticator, Credentials, Denied, Identity};
pub use key::{JwtAlgorithm, JwtError, JwtKey};
use keys::Keys;

/// Tells who calls by a JWT in the header `authorization`.
///
/// A token has to be signed by one of the keys with the algorithm of that key, have `exp`, `iss` and
/// `aud`, and, if it has it, `nbf`. Its scopes are those of `scope` (RFC 8693, 4.2), `scp` or
/// `scopes`, as a text with spaces or a list; its subject is `sub`; all claims are the
/// [`claims`](Identity::claims) of the identity, as a `serde_json::Map`.
///
/// Sources: RFC 7519, RFC 8725 (the algorithm is that of the key, not of the token; `none` is
/// none).
///
/// ```
/// use std::time::Duration;
/// use rpcsmith_runtime::auth::{Auth, Jwt, JwtKey};
///
/// let key = JwtKey::hs256(b"a secret of at least 32 bytes ...")?;
/// let jwt = Jwt::new("https://issuer.example.com", "users", [key])
///     .leeway(Duration::from_secs(10));
/// let auth = Auth::new(jwt);
/// # Ok::<(), rpcsmith_runtime::auth::JwtError>(())
/// ```
pub struct Jwt {
    keys: RwLock<Arc<Keys>>,
    /// Where keys are read from again when a token has one that is not known.
    file: Option<PathBuf>,
    /// When that was tried last.
    read: Mutex<Instant>,
    /// The only algorithms of keys from there, if it is said.
    algorithms: Option<Arc<[JwtAlgorithm]>>,
    issuer: String,
    audience: String,
    leeway: Duration,
}

impl Jwt {
    /// Takes tokens of an issuer for an audience, signed by one of the keys.
    pub fn new(
        issuer: impl Into<String>,
        audience: impl Into<String>,
        keys: impl IntoIterator<Item = JwtKey>,
    ) -> Self {
        Self::with_keys(issuer, audience, Keys::unnamed(keys), None)
    }

    /// As [`new`](Self::new), with the keys of a file as JWKS (RFC 7517, 5).
    ///
    /// A token names its key (`kid`). For a name that is not known the file is read again, every
    /// ten seconds at most. Keys that sign nothing, or with an algorithm that is not known, are
    /// left out. A key of RSA that names no algorithm is for RS256 unless
    /// [`algorithms`](Self::algorithms) says otherwise.
    ///
    /// # Errors
    /// If the file cannot be read, is no JWKS, or has no key that can be used.
    pub fn jwks_file(
        issuer: impl Into<String>,
        audience: impl Into<String>,
        path: impl Into<PathBuf>,
    ) -> Result<Self, JwtError> {
        let path = path.into();
        let keys = Keys::read(&path, None)?;
        Ok(Self::with_keys(issuer, audience, keys, Some(path)))
    }

    fn with_keys(
        issuer: impl Into<String>,
        audience: impl Into<String>,
        keys: Keys,
        file: Option<PathBuf>,
    ) -> Self {
        Self {
            keys: RwLock::new(Arc::new(keys)),
            file,
            read: Mutex::new(Instant::now()),
            algorithms: None,
            issuer: issuer.into(),
            audience: audience.into(),
            leeway: Duration::from_secs(30),
        }
    }

    /// Takes tokens of these algorithms alone, whatever the keys are for.
    ///
    /// # Errors
    /// If there is no key for any of them, or the file of keys cannot be read any more.
    pub fn algorithms(
        mut self,
        algorithms: impl IntoIterator<Item = JwtAlgorithm>,
    ) -> Result<Self, JwtError> {
        let algorithms: Arc<[_]> = algorithms.into_iter().collect();
        let keys = match &self.file {
            Some(file) => Keys::read(file, Some(&algorithms))?,
            None => self.known().only(&algorithms)?,
        };
        self.keys = RwLock::new(Arc::new(keys));
        self.algorithms = Some(algorithms);
        Ok(self)
    }

    /// How far clocks may differ. 30 seconds unless set; parts of a second do not count.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Time after which the file is read again for the sake of a key.
    const PATIENCE: Duration = Duration::from_secs(10);

    /// The keys as they are known.
    fn known(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The keys, read again if none of them can have signed a token.
    async fn keys_for(&self, kid: Option<&str>) -> Arc<Keys> {
        let keys = self.known();
        let read = *self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let stale = keys.candidates(kid).is_empty() && read.elapsed() >= Self::PATIENCE;
        let (true, Some(file)) = (stale, self.file.clone()) else {
            return keys;
        };
        let algorithms = self.algorithms.clone();
        let read =
            tokio::task::spawn_blocking(move || Keys::read(&file, algorithms.as_deref())).await;
        let keys = match read {
            Ok(Ok(keys)) => Some(Arc::new(keys)),
            Ok(Err(error)) => {
                tracing::error!(%error, "keys stay as they are");
                None
            }
            Err(_) => return keys,
        };
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        if let Some(keys) = keys {
            *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        }
        self.known()
    }

    /// The claims of a token that one of the keys has signed, if they are those that it has to have.
    fn verify<'k>(
        &self,
        token: &str,
        mut keys: impl Iterator<Item = &'k JwtKey>,
    ) -> Result<Map<String, Value>, Denied> {
        let parts = token.rsplit_once('.');
        let signed = parts.and_then(|(message, signature)| {
            Some((message, URL_SAFE_NO_PAD.decode(signature).ok()?))
        });
        let (message, signature) = signed.ok_or_else(no_jwt)?;
        if !keys.any(|key| key.verifier.is_signed(message.as_bytes(), &signature)) {
            return Err(Denied::invalid("no key has signed it with its algorithm"));
        }
        // The signature has been verified.
        let claims = insecure_decode_claims(token).map_err(|_| no_jwt())?;
        let checked = claims::check(&claims, &self.issuer, &self.audience, self.leeway);
        // The reason has nothing of the token.
        checked.map_err(Denied::invalid)?;
        Ok(claims)
    }
}

fn no_jwt() -> Denied {
    Denied::invalid("the token is no JWT")
}

impl fmt::Debug for Jwt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jwt")
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .finish_non_exhaustive()
    }
}

impl Authenticator for Jwt {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Identity, Denied> {
        let token = credentials.bearer_token()?;
        if let Some(identity) = self.known().verified.get(token) {
            return Ok(identity);
        }
        let header = decode_header(token).map_err(|_| no_jwt())?;
        // RFC 7515, 4.1.11: who does not know what is critical has to refuse it.
        if header.crit.is_some() {
            return Err(Denied::invalid("the token has critical headers"));
        }
        let kid = header.kid.as_deref();
        let keys = self.keys_for(kid).await;
        let candidates = keys.candidates(kid).iter();
        let claims = self.verify(token, candidates.filter(|key| key.algorithm == header.alg))?;
        let expires = claims::expires(&claims);
        let subject = claims
            .get("sub")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let identity = Identity::new(subject)
            .with_scopes(scopes(&claims))
            .with_claims(claims);
        if let Some(expires) = expires {
            let expires = expires.saturating_add(self.leeway.as_secs());
            // With the keys that have verified it, though there may be others by now.
            keys.verified.insert(token, expires, &identity);
        }
        Ok(identity)
    }
}

fn scopes(claims: &Map<String, Value>) -> HashSet<String> {
    let mut scopes = HashSet::new();
    for name in ["scope", "scp", "scopes"] {
        match claims.get(name) {
            Some(Value::String(text)) => {
                scopes.extend(text.split_whitespace().map(str::to_owned));
            }
            Some(Value::Array(items)) => {
                scopes.extend(items.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            _ => {}
        }
    }
    scopes
}

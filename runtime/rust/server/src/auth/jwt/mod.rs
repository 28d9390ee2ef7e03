//! JSON Web Tokens as identities.

mod claims;
mod error;
mod header;
mod key;
mod keys;
mod signature;
mod store;
#[cfg(test)]
mod tests;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::dangerous::insecure_decode_claims;
use serde_json::{Map, Value};

use super::{Authenticator, Credentials, Denied, Identity};
pub use error::JwtError;
pub use key::{JwtAlgorithm, JwtKey};
use keys::Keys;
use store::Store;

/// Tells who calls by a JWT in the header `authorization`.
///
/// A token has to be signed by one of the keys with the algorithm of that key, have `exp`, `iss` and
/// `aud`, and, if it has it, `nbf`. Its scopes are those of `scope` (RFC 8693, 4.2), `scp` or
/// `scopes`, as a text with spaces or a list; its subject is `sub`; all claims are the
/// [`claims`](Identity::claims) of the identity, as a `serde_json::Map`. A token is refused if one of
/// these claims, `iat` or `jti` has another type than RFC 7519 gives it, or if its header has `crit`.
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
    store: Arc<Store>,
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
        Self::with_store(issuer, audience, Store::of_keys(Keys::unnamed(keys)))
    }

    /// As [`new`](Self::new), with the keys of a file as JWKS (RFC 7517, 5).
    ///
    /// A token names its key (`kid`); if several keys have that name, each is tried. For a name that
    /// is not known the file is read again, once at a time and every ten seconds at most, however
    /// many tokens ask for it. The file's keys that are not for verifying (`use`, `key_ops`), are
    /// malformed, or are for an algorithm that is not known are left out. A key of RSA that names no
    /// algorithm is for RS256 unless [`algorithms`](Self::algorithms) says otherwise.
    ///
    /// If the file holds a secret (`kty` is `oct`) and all users of the machine can read it, the log has a warning with its
    /// path.
    ///
    /// # Errors
    /// If the file cannot be read, is no JWKS, or has no key that can be used.
    pub fn jwks_file(
        issuer: impl Into<String>,
        audience: impl Into<String>,
        path: impl Into<PathBuf>,
    ) -> Result<Self, JwtError> {
        let store = Store::of_file(path.into())?;
        Ok(Self::with_store(issuer, audience, store))
    }

    fn with_store(issuer: impl Into<String>, audience: impl Into<String>, store: Store) -> Self {
        Self {
            store: Arc::new(store),
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
        let store = self.store.only(algorithms.into_iter().collect())?;
        self.store = Arc::new(store);
        Ok(self)
    }

    /// How far clocks may differ. 30 seconds unless set; parts of a second do not count.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
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
        if let Some(identity) = self.store.known().verified.get(token) {
            return Ok(identity);
        }
        let header = header::read(token).map_err(Denied::invalid)?;
        let kid = header.kid.as_deref();
        let keys = self.store.keys_for(kid).await;
        let algorithm = header.algorithm.inner();
        let candidates = keys.candidates(kid).iter();
        let claims = self.verify(token, candidates.filter(|key| key.algorithm == algorithm))?;
        let expires = claims::expires(&claims);
        let identity = Identity::new(claims::subject(&claims))
            .with_scopes(claims::scopes(&claims))
            .with_claims(claims);
        if let Some(expires) = expires {
            let expires = expires.saturating_add(self.leeway.as_secs());
            // With the keys that have verified it, though there may be others by now.
            keys.verified.insert(token, expires, &identity);
        }
        Ok(identity)
    }
}

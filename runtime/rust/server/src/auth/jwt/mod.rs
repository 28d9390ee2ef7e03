//! Authentication by JSON Web Tokens.

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

/// Authenticates callers by a JWT in the header `authorization`.
///
/// One of the keys must have signed the token, with the algorithm of that key. `exp`, `iss` and `aud` are required, and
/// `nbf` is checked if present. The subject is `sub`. The scopes are those in `scope` (RFC 8693, 4.2), `scp` or `scopes`, as a
/// string with spaces or a list. All claims are the [`claims`](Identity::claims) of the identity, as a `serde_json::Map`. A
/// token is rejected if one of these claims, `iat` or `jti` has another type than in RFC 7519, or if its header has `crit`.
///
/// Sources: RFC 7519, RFC 8725 (the key decides the algorithm, not the token; the algorithm `none` is rejected).
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
    /// Accepts tokens of an issuer for an audience, signed by one of the keys.
    pub fn new(
        issuer: impl Into<String>,
        audience: impl Into<String>,
        keys: impl IntoIterator<Item = JwtKey>,
    ) -> Self {
        Self::with_store(issuer, audience, Store::of_keys(Keys::unnamed(keys)))
    }

    /// Like [`new`](Self::new), with the keys in a JWKS file (RFC 7517, 5).
    ///
    /// A token names its key (`kid`); all keys with that ID are tried. For an unknown ID the file is read again, at most every
    /// ten seconds, no matter how many tokens have unknown IDs. Keys for another use than verification (`use`, `key_ops`),
    /// malformed keys, and keys for unknown algorithms are ignored. An RSA key without an algorithm is for RS256, unless
    /// [`algorithms`](Self::algorithms) is set.
    ///
    /// If the file contains a secret (`kty` is `oct`), and all users of the machine can read it, a warning with its path is
    /// logged.
    ///
    /// # Errors
    /// If the file cannot be read, is not a JWKS, or has no usable key.
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

    /// Accepts only tokens with these algorithms.
    ///
    /// # Errors
    /// If there is no key for any of them, or if the key file can no longer be read.
    pub fn algorithms(
        mut self,
        algorithms: impl IntoIterator<Item = JwtAlgorithm>,
    ) -> Result<Self, JwtError> {
        let store = self.store.only(algorithms.into_iter().collect())?;
        self.store = Arc::new(store);
        Ok(self)
    }

    /// Sets the tolerated difference of clocks, in whole seconds. Default: 30 seconds.
    #[must_use]
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = leeway;
        self
    }

    /// Verifies the signature and the claims of a token, and returns the claims.
    fn verify<'k>(
        &self,
        token: &str,
        mut keys: impl Iterator<Item = &'k JwtKey>,
    ) -> Result<Map<String, Value>, Denied> {
        let parts = token.rsplit_once('.');
        let signed = parts.and_then(|(message, signature)| {
            Some((message, URL_SAFE_NO_PAD.decode(signature).ok()?))
        });
        let (message, signature) = signed.ok_or_else(not_a_jwt)?;
        if !keys.any(|key| key.verifier.is_signed(message.as_bytes(), &signature)) {
            return Err(Denied::invalid(
                "no key has signed the token with its algorithm",
            ));
        }
        // The signature has been verified.
        let claims = insecure_decode_claims(token).map_err(|_| not_a_jwt())?;
        let checked = claims::check(&claims, &self.issuer, &self.audience, self.leeway);
        // The reason contains no part of the token.
        checked.map_err(Denied::invalid)?;
        Ok(claims)
    }
}

fn not_a_jwt() -> Denied {
    Denied::invalid("the token is not a JWT")
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
        if let Some(identity) = self.known(credentials) {
            return Ok(identity);
        }
        let token = credentials.bearer_token()?;
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
            // Keep it with the keys that verified it: the store may have new keys by now.
            keys.tokens.insert(token, expires, &identity);
        }
        Ok(identity)
    }

    fn known(&self, credentials: Credentials<'_>) -> Option<Identity> {
        let token = credentials.bearer_token().ok()?;
        self.store.current().tokens.get(token)
    }
}

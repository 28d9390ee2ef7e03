//! JSON Web Tokens as identities.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::path::{Path, PathBuf};
use std::slice;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::verified::Verified;
use super::{Authenticator, Credentials, Denied, Identity};

/// Tells who calls by a JWT in the header `authorization`.
///
/// A token has to be signed by one of the keys with the algorithm of that key, have `exp`, `iss` and
/// `aud`, and, if it has it, `nbf`. Its scopes are those of `scope` (RFC 8693, 4.2), `scp` or
/// `scopes`, as a text with spaces or a list; its subject is `sub`; all claims are the
/// [`claims`](Identity::claims) of the identity, as a `serde_json::Map`.
///
/// A token that has been verified is known for a minute, unless it expires before or its keys are read anew; no more
/// than 1,024 tokens are known at a time.
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
    issuer: String,
    audience: String,
    leeway: Duration,
}

struct Keys {
    /// Those without a name may have signed any token.
    unnamed: Vec<JwtKey>,
    named: BTreeMap<String, JwtKey>,
    /// Gone when other keys take the place of these.
    verified: Verified,
}

/// A key that signs tokens, with the only algorithm that it signs them with.
#[derive(Clone)]
pub struct JwtKey {
    key: DecodingKey,
    algorithm: Algorithm,
}

/// Why a key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwtError(String);

impl fmt::Display for JwtError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for JwtError {}

/// Each takes one key.
///
/// # Errors
/// If it is none of its kind.
impl JwtKey {
    /// A secret of at least 32 bytes, for HS256 (RFC 7518, 3.2).
    pub fn hs256(secret: &[u8]) -> Result<Self, JwtError> {
        Self::secret(secret, Algorithm::HS256, 32)
    }

    /// A secret of at least 48 bytes, for HS384.
    pub fn hs384(secret: &[u8]) -> Result<Self, JwtError> {
        Self::secret(secret, Algorithm::HS384, 48)
    }

    /// A secret of at least 64 bytes, for HS512.
    pub fn hs512(secret: &[u8]) -> Result<Self, JwtError> {
        Self::secret(secret, Algorithm::HS512, 64)
    }

    /// A public RSA key as PEM, for RS256.
    pub fn rs256(pem: &[u8]) -> Result<Self, JwtError> {
        Self::public(DecodingKey::from_rsa_pem(pem), Algorithm::RS256)
    }

    /// A public RSA key as PEM, for RS512.
    pub fn rs512(pem: &[u8]) -> Result<Self, JwtError> {
        Self::public(DecodingKey::from_rsa_pem(pem), Algorithm::RS512)
    }

    /// A public key of the curve P-256 as PEM, for ES256.
    pub fn es256(pem: &[u8]) -> Result<Self, JwtError> {
        Self::public(DecodingKey::from_ec_pem(pem), Algorithm::ES256)
    }

    /// A public key of the curve P-384 as PEM, for ES384.
    pub fn es384(pem: &[u8]) -> Result<Self, JwtError> {
        Self::public(DecodingKey::from_ec_pem(pem), Algorithm::ES384)
    }

    /// A public Ed25519 key as PEM, for EdDSA.
    pub fn eddsa(pem: &[u8]) -> Result<Self, JwtError> {
        Self::public(DecodingKey::from_ed_pem(pem), Algorithm::EdDSA)
    }

    fn secret(secret: &[u8], algorithm: Algorithm, least: usize) -> Result<Self, JwtError> {
        if secret.len() < least {
            return Err(JwtError(format!("the secret has less than {least} bytes")));
        }
        let key = DecodingKey::from_secret(secret);
        Ok(Self { key, algorithm })
    }

    fn public(
        key: jsonwebtoken::errors::Result<DecodingKey>,
        algorithm: Algorithm,
    ) -> Result<Self, JwtError> {
        let key = key.map_err(|error| JwtError(format!("the key cannot be used: {error}")))?;
        Ok(Self { key, algorithm })
    }
}

impl fmt::Debug for JwtKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtKey")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

impl Jwt {
    /// Takes tokens of an issuer for an audience, signed by one of the keys.
    pub fn new(
        issuer: impl Into<String>,
        audience: impl Into<String>,
        keys: impl IntoIterator<Item = JwtKey>,
    ) -> Self {
        let keys = Keys {
            unnamed: keys.into_iter().collect(),
            named: BTreeMap::new(),
            verified: Verified::default(),
        };
        Self::with_keys(issuer, audience, keys, None)
    }

    /// As [`new`](Self::new), with the keys of a file as JWKS (RFC 7517, 5).
    ///
    /// A token names its key (`kid`). For a name that is not known the file is read again, every
    /// ten seconds at most. Keys that sign nothing, or with an algorithm that is not known, are
    /// left out.
    ///
    /// # Errors
    /// If the file cannot be read, is no JWKS, or has no key that can be used.
    pub fn jwks_file(
        issuer: impl Into<String>,
        audience: impl Into<String>,
        path: impl Into<PathBuf>,
    ) -> Result<Self, JwtError> {
        let path = path.into();
        let keys = Keys::read(&path)?;
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
            issuer: issuer.into(),
            audience: audience.into(),
            leeway: Duration::from_secs(30),
        }
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
        let keys = match tokio::task::spawn_blocking(move || Keys::read(&file)).await {
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

    fn verify(&self, token: &str, keys: &[JwtKey]) -> Result<Map<String, Value>, Denied> {
        let mut reason = Denied::invalid("no key is known by that name");
        for JwtKey { key, algorithm } in keys {
            let mut validation = Validation::new(*algorithm);
            validation.leeway = self.leeway.as_secs();
            validation.validate_nbf = true;
            validation.set_issuer(&[&self.issuer]);
            validation.set_audience(&[&self.audience]);
            validation.set_required_spec_claims(&["exp", "iss", "aud"]);
            match decode::<Map<String, Value>>(token, key, &validation) {
                Ok(token) => return Ok(token.claims),
                // The kind says which check failed, and nothing of the token.
                Err(error) => reason = Denied::invalid(error.to_string()),
            }
        }
        Err(reason)
    }
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
        let header = decode_header(token).map_err(|_| Denied::invalid("the token is no JWT"))?;
        let kid = header.kid.as_deref();
        let keys = self.keys_for(kid).await;
        let claims = self.verify(token, keys.candidates(kid))?;
        let expires = claims.get("exp").and_then(Value::as_u64);
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

impl Keys {
    fn read(path: &Path) -> Result<Self, JwtError> {
        let told = |what: &dyn fmt::Display| JwtError(format!("{}: {what}", path.display()));
        let json = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        // An error of serde_json may quote a key.
        let set: JwkSet = serde_json::from_str(&json).map_err(|_| told(&"it is no JWKS"))?;
        let mut keys = Self {
            unnamed: Vec::new(),
            named: BTreeMap::new(),
            verified: Verified::default(),
        };
        for jwk in &set.keys {
            let signs = !matches!(jwk.common.public_key_use, Some(PublicKeyUse::Encryption));
            let (true, Some(algorithm), Ok(key)) =
                (signs, algorithm(jwk), DecodingKey::from_jwk(jwk))
            else {
                continue;
            };
            let key = JwtKey { key, algorithm };
            match &jwk.common.key_id {
                Some(name) => drop(keys.named.insert(name.clone(), key)),
                None => keys.unnamed.push(key),
            }
        }
        match keys.named.is_empty() && keys.unnamed.is_empty() {
            true => Err(told(&"there is no key in it that can be used")),
            false => Ok(keys),
        }
    }

    /// Those that may have signed a token.
    fn candidates(&self, kid: Option<&str>) -> &[JwtKey] {
        match kid.and_then(|kid| self.named.get(kid)) {
            Some(key) => slice::from_ref(key),
            None if kid.is_none() || self.named.is_empty() => &self.unnamed,
            None => &[],
        }
    }
}

/// The algorithm that a key says, or the only one that there is for its kind.
fn algorithm(jwk: &jsonwebtoken::jwk::Jwk) -> Option<Algorithm> {
    if let Some(algorithm) = jwk.common.key_algorithm {
        return Algorithm::try_from(algorithm).ok();
    }
    match &jwk.algorithm {
        AlgorithmParameters::RSA(_) => Some(Algorithm::RS256),
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => Some(Algorithm::ES256),
            EllipticCurve::P384 => Some(Algorithm::ES384),
            _ => None,
        },
        AlgorithmParameters::OctetKeyPair(_) => Some(Algorithm::EdDSA),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jsonwebtoken::{EncodingKey, Header, encode};
    use serde_json::json;

    fn file(secrets: &[(&str, &str)]) -> String {
        let key = |(kid, secret): &(&str, &str)| json!({"kty": "oct", "alg": "HS256", "kid": kid, "k": secret});
        json!({"keys": secrets.iter().map(key).collect::<Vec<_>>()}).to_string()
    }

    fn token(kid: &str, secret: &str) -> String {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some(kid.to_owned());
        let claims =
            json!({"iss": "issuer", "aud": "users", "sub": "ada", "exp": 99_999_999_999_u64});
        let key = EncodingKey::from_base64_secret(&format!("{secret}=")).unwrap();
        encode(&header, &claims, &key).unwrap()
    }

    async fn is_taken(jwt: &Jwt, token: &str) -> bool {
        let mut request = http::Request::new(());
        let value = format!("Bearer {token}").parse().unwrap();
        request.headers_mut().insert("authorization", value);
        let credentials = Credentials {
            headers: request.headers(),
            extensions: request.extensions(),
        };
        jwt.authenticate(credentials).await.is_ok()
    }

    #[tokio::test]
    async fn tokens_of_keys_that_are_gone_are_known_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys.json");
        let (old, new) = ("A".repeat(43), "E".repeat(43));
        std::fs::write(&path, file(&[("old", &old)])).unwrap();
        let jwt = Jwt::jwks_file("issuer", "users", &path).unwrap();
        let (of_old, of_new) = (token("old", &old), token("new", &new));
        assert!(is_taken(&jwt, &of_old).await);
        assert!(jwt.known().verified.get(&of_old).is_some());
        assert!(is_taken(&jwt, &of_old).await);

        std::fs::write(&path, file(&[("new", &new)])).unwrap();
        // Not before ten seconds have gone by.
        assert!(!is_taken(&jwt, &of_new).await);
        *jwt.read.lock().unwrap() -= Jwt::PATIENCE;
        assert!(is_taken(&jwt, &of_new).await);
        assert!(!is_taken(&jwt, &of_old).await);
    }
}

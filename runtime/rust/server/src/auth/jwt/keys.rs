//! The keys that tokens may be signed by, and where they are read from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

use super::super::verified::Verified;
use super::{JwtAlgorithm, JwtError, JwtKey};
use rpcsmith_wire::private_key;

/// Keys, by their names.
pub(super) struct Keys {
    /// Those without a name may have signed any token.
    unnamed: Vec<JwtKey>,
    /// Several may have one name; each is there once for each algorithm that it may be for.
    named: BTreeMap<String, Vec<JwtKey>>,
    /// Gone when other keys take the place of these.
    pub(super) verified: Verified,
}

impl Keys {
    pub(super) fn unnamed(keys: impl IntoIterator<Item = JwtKey>) -> Self {
        Self {
            unnamed: keys.into_iter().collect(),
            named: BTreeMap::new(),
            verified: Verified::default(),
        }
    }

    /// Reads a JWKS, of which keys for other than these algorithms do not count.
    ///
    /// Logs a warning if it holds a secret and all users of the machine can read it.
    pub(super) fn read(path: &Path, only: Option<&[JwtAlgorithm]>) -> Result<Self, JwtError> {
        let told = |what: &dyn fmt::Display| JwtError(format!("{}: {what}", path.display()));
        let json = std::fs::read_to_string(path).map_err(|error| told(&error))?;
        // An error of serde_json may quote a key.
        let set: KeySet = serde_json::from_str(&json).map_err(|_| told(&"it is no JWKS"))?;
        let mut keys = Self::unnamed([]);
        let mut has_secret = false;
        for (index, jwk) in set.keys.into_iter().enumerate() {
            let Some((jwk, key)) = usable(jwk) else {
                tracing::debug!(target: "rpcsmith_runtime::auth", path = %path.display(), index, "a key is left out");
                continue;
            };
            has_secret |= matches!(jwk.algorithm, AlgorithmParameters::OctetKey(_));
            let read = algorithms(&jwk, only)
                .into_iter()
                .filter_map(|algorithm| JwtKey::of(&key, algorithm).ok());
            match jwk.common.key_id {
                Some(name) => keys.named.entry(name).or_default().extend(read),
                None => keys.unnamed.extend(read),
            }
        }
        if has_secret {
            private_key::warn_if_exposed(path);
        }
        keys.some().map_err(|error| told(&error))
    }

    /// The keys for these algorithms.
    pub(super) fn only(&self, algorithms: &[JwtAlgorithm]) -> Result<Self, JwtError> {
        let wanted = |key: &&JwtKey| {
            algorithms
                .iter()
                .any(|wanted| wanted.inner() == key.algorithm)
        };
        Self::unnamed(self.unnamed.iter().filter(wanted).cloned()).some()
    }

    fn some(mut self) -> Result<Self, JwtError> {
        self.named.retain(|_, keys| !keys.is_empty());
        if self.named.is_empty() && self.unnamed.is_empty() {
            Err(JwtError("there is no key that can be used".to_owned()))
        } else {
            Ok(self)
        }
    }

    /// The keys that may have signed a token which names one, or none.
    pub(super) fn candidates(&self, kid: Option<&str>) -> &[JwtKey] {
        match kid.and_then(|kid| self.named.get(kid)) {
            Some(keys) => keys,
            None if kid.is_none() || self.named.is_empty() => &self.unnamed,
            None => &[],
        }
    }
}

/// A JWKS; its keys are read one by one, because one that cannot be read makes the others no worse (RFC 7517, 5).
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

/// A key that may verify signatures; none if it is malformed or for something else (RFC 7517, 4.2 and 4.3).
fn usable(json: Value) -> Option<(Jwk, DecodingKey)> {
    let jwk: Jwk = serde_json::from_value(json).ok()?;
    let common = &jwk.common;
    let signs = matches!(common.public_key_use, None | Some(PublicKeyUse::Signature));
    let verifies = common
        .key_operations
        .as_ref()
        .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    (signs && verifies).then_some((jwk, key))
}

/// The algorithm that a key says; else those of its kind that are wanted, or the usual one.
fn algorithms(jwk: &Jwk, only: Option<&[JwtAlgorithm]>) -> Vec<Algorithm> {
    let wanted = |algorithm: &Algorithm| {
        only.is_none_or(|only| only.iter().any(|wanted| wanted.inner() == *algorithm))
    };
    let possible: &[Algorithm] = match &jwk.algorithm {
        AlgorithmParameters::RSA(_) if only.is_none() => &[Algorithm::RS256],
        AlgorithmParameters::RSA(_) => &[
            Algorithm::RS256,
            Algorithm::RS384,
            Algorithm::RS512,
            Algorithm::PS256,
            Algorithm::PS384,
            Algorithm::PS512,
        ],
        AlgorithmParameters::EllipticCurve(key) => match key.curve {
            EllipticCurve::P256 => &[Algorithm::ES256],
            EllipticCurve::P384 => &[Algorithm::ES384],
            _ => &[],
        },
        AlgorithmParameters::OctetKeyPair(_) => &[Algorithm::EdDSA],
        // A secret that does not say what it is for is for nothing.
        _ => &[],
    };
    match jwk.common.key_algorithm {
        Some(told) => Algorithm::try_from(told)
            .into_iter()
            .filter(wanted)
            .collect(),
        None => possible.iter().copied().filter(wanted).collect(),
    }
}

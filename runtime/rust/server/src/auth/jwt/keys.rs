//! The set of keys that verify tokens, read from a JWKS file.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use jsonwebtoken::jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

use super::super::token_cache::TokenCache;
use super::{JwtAlgorithm, JwtError, JwtKey};
use rpcsmith_wire::private_key;

/// Keys, by key ID.
pub(super) struct Keys {
    /// Keys without an ID can verify any token.
    unnamed: Vec<JwtKey>,
    /// Several keys can have the same ID. A key is listed once for each of its algorithms.
    named: BTreeMap<String, Vec<JwtKey>>,
    /// Verified tokens, which are dropped when these keys are replaced.
    pub(super) tokens: TokenCache,
}

impl Keys {
    pub(super) fn unnamed(keys: impl IntoIterator<Item = JwtKey>) -> Self {
        Self {
            unnamed: keys.into_iter().collect(),
            named: BTreeMap::new(),
            tokens: TokenCache::default(),
        }
    }

    /// Reads a JWKS file, and keeps the keys for these algorithms.
    ///
    /// Logs a warning if the file contains a secret, and all users of the machine can read it.
    pub(super) fn read(path: &Path, only: Option<&[JwtAlgorithm]>) -> Result<Self, JwtError> {
        let in_file = |what: &dyn fmt::Display| JwtError(format!("{}: {what}", path.display()));
        let json = std::fs::read_to_string(path).map_err(|error| in_file(&error))?;
        // An error of serde_json may quote a key.
        let set: KeySet =
            serde_json::from_str(&json).map_err(|_| in_file(&"the file is not a JWKS"))?;
        let mut keys = Self::unnamed([]);
        let mut has_secret = false;
        for (index, jwk) in set.keys.into_iter().enumerate() {
            let Some((jwk, key)) = usable(jwk) else {
                tracing::debug!(target: "rpcsmith_runtime::auth", path = %path.display(), index, "ignoring a key that cannot verify signatures");
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
        keys.nonempty().map_err(|error| in_file(&error))
    }

    /// The keys for these algorithms.
    pub(super) fn only(&self, algorithms: &[JwtAlgorithm]) -> Result<Self, JwtError> {
        let wanted = |key: &&JwtKey| {
            algorithms
                .iter()
                .any(|wanted| wanted.inner() == key.algorithm)
        };
        Self::unnamed(self.unnamed.iter().filter(wanted).cloned()).nonempty()
    }

    /// Fails if there is no key.
    fn nonempty(mut self) -> Result<Self, JwtError> {
        self.named.retain(|_, keys| !keys.is_empty());
        if self.named.is_empty() && self.unnamed.is_empty() {
            Err(JwtError("there is no usable key".to_owned()))
        } else {
            Ok(self)
        }
    }

    /// The keys that can verify a token with this key ID, or without one.
    pub(super) fn candidates(&self, kid: Option<&str>) -> &[JwtKey] {
        match kid.and_then(|kid| self.named.get(kid)) {
            Some(keys) => keys,
            None if kid.is_none() || self.named.is_empty() => &self.unnamed,
            None => &[],
        }
    }
}

/// A JWKS. Its keys are parsed one by one, because a malformed key must not affect the others (RFC 7517, 5).
#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

/// A key for verification; `None` if it is malformed or for another use (RFC 7517, 4.2 and 4.3).
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

/// The algorithm in the key, or else all wanted algorithms for its kind, or else the usual one.
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
        // A secret must name its algorithm.
        _ => &[],
    };
    match jwk.common.key_algorithm {
        Some(explicit) => Algorithm::try_from(explicit)
            .into_iter()
            .filter(wanted)
            .collect(),
        None => possible.iter().copied().filter(wanted).collect(),
    }
}

//! Keys of tokens, each for one algorithm.

use std::fmt;
use std::str::FromStr;

use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey};

use super::error::JwtError;
use super::signature::Verifier;

/// The algorithm of a signature.
///
/// Sources: RFC 7518, 3.1; RFC 8037, 3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JwtAlgorithm {
    /// HMAC with SHA-256, and a secret of at least 32 bytes.
    Hs256,
    /// HMAC with SHA-384, and a secret of at least 48 bytes.
    Hs384,
    /// HMAC with SHA-512, and a secret of at least 64 bytes.
    Hs512,
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA with the curve P-256.
    Es256,
    /// ECDSA with the curve P-384.
    Es384,
    /// Ed25519.
    EdDsa,
}

/// The algorithms with their names in tokens.
const ALGORITHMS: [(JwtAlgorithm, &str, Algorithm); 12] = [
    (JwtAlgorithm::Hs256, "HS256", Algorithm::HS256),
    (JwtAlgorithm::Hs384, "HS384", Algorithm::HS384),
    (JwtAlgorithm::Hs512, "HS512", Algorithm::HS512),
    (JwtAlgorithm::Rs256, "RS256", Algorithm::RS256),
    (JwtAlgorithm::Rs384, "RS384", Algorithm::RS384),
    (JwtAlgorithm::Rs512, "RS512", Algorithm::RS512),
    (JwtAlgorithm::Ps256, "PS256", Algorithm::PS256),
    (JwtAlgorithm::Ps384, "PS384", Algorithm::PS384),
    (JwtAlgorithm::Ps512, "PS512", Algorithm::PS512),
    (JwtAlgorithm::Es256, "ES256", Algorithm::ES256),
    (JwtAlgorithm::Es384, "ES384", Algorithm::ES384),
    (JwtAlgorithm::EdDsa, "EdDSA", Algorithm::EdDSA),
];

impl JwtAlgorithm {
    fn entry(self) -> &'static (Self, &'static str, Algorithm) {
        // The table is in the order of the variants.
        &ALGORITHMS[self as usize]
    }

    pub(super) fn inner(self) -> Algorithm {
        self.entry().2
    }
}

impl fmt::Display for JwtAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().1)
    }
}

/// Parses a name such as `RS256`; rejects the algorithm `none`.
impl FromStr for JwtAlgorithm {
    type Err = JwtError;

    fn from_str(text: &str) -> Result<Self, JwtError> {
        let found = ALGORITHMS.iter().find(|(_, name, _)| *name == text);
        found.map(|(algorithm, ..)| *algorithm).ok_or_else(|| {
            let names = ALGORITHMS.map(|(_, name, _)| name).join(", ");
            JwtError(format!("`{text}` is not one of the algorithms {names}"))
        })
    }
}

/// A key that verifies tokens, for one algorithm.
#[derive(Clone)]
pub struct JwtKey {
    pub(super) verifier: Verifier,
    pub(super) algorithm: Algorithm,
}

/// # Errors
/// If the bytes are not a key for the algorithm, or if the key is too short (RFC 7518, 3.2 and 3.3).
impl JwtKey {
    /// A secret for HS256, HS384 or HS512, or else a public key as PEM.
    pub fn new(algorithm: JwtAlgorithm, key: &[u8]) -> Result<Self, JwtError> {
        let algorithm = algorithm.inner();
        let read = match algorithm.family() {
            AlgorithmFamily::Hmac => Ok(DecodingKey::from_secret(key)),
            AlgorithmFamily::Rsa => DecodingKey::from_rsa_pem(key),
            AlgorithmFamily::Ec => DecodingKey::from_ec_pem(key),
            AlgorithmFamily::Ed => DecodingKey::from_ed_pem(key),
        };
        Self::of(&read.map_err(|error| unusable(&error))?, algorithm)
    }

    /// A secret of at least 32 bytes, for HS256.
    pub fn hs256(secret: &[u8]) -> Result<Self, JwtError> {
        Self::new(JwtAlgorithm::Hs256, secret)
    }

    /// A secret of at least 48 bytes, for HS384.
    pub fn hs384(secret: &[u8]) -> Result<Self, JwtError> {
        Self::new(JwtAlgorithm::Hs384, secret)
    }

    /// A secret of at least 64 bytes, for HS512.
    pub fn hs512(secret: &[u8]) -> Result<Self, JwtError> {
        Self::new(JwtAlgorithm::Hs512, secret)
    }

    /// A public RSA key as PEM, for RS256.
    pub fn rs256(pem: &[u8]) -> Result<Self, JwtError> {
        Self::new(JwtAlgorithm::Rs256, pem)
    }

    /// A public RSA key as PEM, for RS512.
    pub fn rs512(pem: &[u8]) -> Result<Self, JwtError> {
        Self::new(JwtAlgorithm::Rs512, pem)
    }

    /// A public RSA key as PEM, for PS256.
    pub fn ps256(pem: &[u8]) -> Result<Self, JwtError> {
        Self::new(JwtAlgorithm::Ps256, pem)
    }

    /// A public key of the curve P-256 as PEM, for ES256.
    pub fn es256(pem: &[u8]) -> Result<Self, JwtError> {
        Self::new(JwtAlgorithm::Es256, pem)
    }

    /// A public key of the curve P-384 as PEM, for ES384.
    pub fn es384(pem: &[u8]) -> Result<Self, JwtError> {
        Self::new(JwtAlgorithm::Es384, pem)
    }

    /// A public Ed25519 key as PEM, for EdDSA.
    pub fn eddsa(pem: &[u8]) -> Result<Self, JwtError> {
        Self::new(JwtAlgorithm::EdDsa, pem)
    }

    /// Checks the key now, not with the first token.
    pub(super) fn of(key: &DecodingKey, algorithm: Algorithm) -> Result<Self, JwtError> {
        let verifier = Verifier::new(key, algorithm)?;
        Ok(Self {
            verifier,
            algorithm,
        })
    }
}

fn unusable(error: &jsonwebtoken::errors::Error) -> JwtError {
    JwtError(format!("the key cannot be used: {error}"))
}

impl fmt::Debug for JwtKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JwtKey")
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn algorithms_have_their_names() {
        for (index, (algorithm, name, inner)) in ALGORITHMS.into_iter().enumerate() {
            assert_eq!(algorithm as usize, index, "{name}");
            assert_eq!(algorithm.to_string(), name);
            assert_eq!(name.parse(), Ok(algorithm));
            assert_eq!(name.parse::<Algorithm>().ok(), Some(inner));
        }
        for name in ["none", "hs256", "ES512", ""] {
            assert!(name.parse::<JwtAlgorithm>().is_err(), "{name}");
        }
    }
}

//! Verifies signatures of tokens with ring, which TLS uses too.

use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, DecodingKeyKind};
use ring::hmac;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use simple_asn1::ASN1Block;

use super::error::JwtError;

/// A key with its algorithm.
#[derive(Clone)]
pub(super) enum Verifier {
    Secret(hmac::Key),
    Rsa(&'static RsaParameters, RsaPublicKeyComponents<Box<[u8]>>),
    /// Of ECDSA, as an uncompressed point, or of Ed25519.
    Point(UnparsedPublicKey<Box<[u8]>>),
}

impl Verifier {
    /// Converts a key for an algorithm.
    ///
    /// # Errors
    /// If the key is for algorithms of another kind, has the wrong length, or is private.
    pub(super) fn new(key: &DecodingKey, algorithm: Algorithm) -> Result<Self, JwtError> {
        if key.family() != algorithm.family() {
            return Err(JwtError("the key is for other algorithms".to_owned()));
        }
        match (algorithm.family(), key.kind()) {
            (AlgorithmFamily::Hmac, DecodingKeyKind::SecretOrDer(secret)) => {
                Self::of_secret(secret, algorithm)
            }
            (AlgorithmFamily::Rsa, DecodingKeyKind::SecretOrDer(der)) => {
                let (n, e) = rsa_components(der)?;
                Self::of_rsa(&n, &e, algorithm)
            }
            (AlgorithmFamily::Rsa, DecodingKeyKind::RsaModulusExponent { n, e }) => {
                Self::of_rsa(n, e, algorithm)
            }
            (_, DecodingKeyKind::SecretOrDer(point)) => Self::of_point(point, algorithm),
            _ => Err(JwtError("the kind of the key is not known".to_owned())),
        }
    }

    /// Whether a signature is that of a message.
    pub(super) fn is_signed(&self, message: &[u8], signature: &[u8]) -> bool {
        let verified = match self {
            Self::Secret(key) => hmac::verify(key, message, signature),
            Self::Rsa(parameters, key) => key.verify(parameters, message, signature),
            Self::Point(key) => key.verify(message, signature),
        };
        verified.is_ok()
    }

    fn of_secret(secret: &[u8], algorithm: Algorithm) -> Result<Self, JwtError> {
        let (least, hash) = match algorithm {
            Algorithm::HS384 => (48, hmac::HMAC_SHA384),
            Algorithm::HS512 => (64, hmac::HMAC_SHA512),
            _ => (32, hmac::HMAC_SHA256),
        };
        if secret.len() < least {
            return Err(JwtError(format!("the secret has fewer than {least} bytes")));
        }
        Ok(Self::Secret(hmac::Key::new(hash, secret)))
    }

    fn of_rsa(n: &[u8], e: &[u8], algorithm: Algorithm) -> Result<Self, JwtError> {
        let parameters = match algorithm {
            Algorithm::RS384 => &RSA_PKCS1_2048_8192_SHA384,
            Algorithm::RS512 => &RSA_PKCS1_2048_8192_SHA512,
            Algorithm::PS256 => &RSA_PSS_2048_8192_SHA256,
            Algorithm::PS384 => &RSA_PSS_2048_8192_SHA384,
            Algorithm::PS512 => &RSA_PSS_2048_8192_SHA512,
            _ => &RSA_PKCS1_2048_8192_SHA256,
        };
        // ring rejects leading zeros.
        let trimmed = |number: &[u8]| -> Box<[u8]> {
            let zeros = number.iter().take_while(|byte| **byte == 0).count();
            number.iter().skip(zeros).copied().collect()
        };
        let (n, e) = (trimmed(n), trimmed(e));
        match n.len() * 8 {
            ..2048 => Err(JwtError("the key has fewer than 2048 bits".to_owned())),
            8193.. => Err(JwtError("the key has more than 8192 bits".to_owned())),
            _ => Ok(Self::Rsa(parameters, RsaPublicKeyComponents { n, e })),
        }
    }

    fn of_point(point: &[u8], algorithm: Algorithm) -> Result<Self, JwtError> {
        let is_point = |length| point.len() == length && point.first() == Some(&0x04);
        let key = match algorithm {
            Algorithm::ES256 if is_point(65) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED as &_, point.into())
            }
            Algorithm::ES384 if is_point(97) => {
                UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED as &_, point.into())
            }
            Algorithm::EdDSA if point.len() == 32 => UnparsedPublicKey::new(&ED25519, point.into()),
            Algorithm::EdDSA => return Err(JwtError("the key does not have 32 bytes".to_owned())),
            _ => {
                return Err(JwtError(
                    "the key is not on the curve of the algorithm".to_owned(),
                ));
            }
        };
        Ok(Self::Point(key))
    }
}

/// The modulus and the exponent of a public RSA key. A private key has more numbers, and is rejected.
///
/// Source: `RSAPublicKey` of RFC 8017, A.1.1.
fn rsa_components(der: &[u8]) -> Result<(Vec<u8>, Vec<u8>), JwtError> {
    let blocks = simple_asn1::from_der(der).unwrap_or_default();
    if let [ASN1Block::Sequence(_, numbers)] = blocks.as_slice()
        && let [ASN1Block::Integer(_, n), ASN1Block::Integer(_, e)] = numbers.as_slice()
    {
        return Ok((n.to_signed_bytes_be(), e.to_signed_bytes_be()));
    }
    Err(JwtError("the key is not a public RSA key".to_owned()))
}

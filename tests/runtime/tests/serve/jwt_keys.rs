//! Invalid keys for JWTs.

use rcgen::{KeyPair, PKCS_ECDSA_P384_SHA384};
use rpcsmith_runtime::auth::JwtKey;

use crate::jwt::{RSA_KEY, RSA_PEM, SECRET};

#[test]
fn invalid_keys_are_rejected() {
    assert!(JwtKey::rs256(RSA_KEY).is_err(), "a private key is accepted");
    assert!(JwtKey::hs256(b"short").is_err());
    assert!(JwtKey::hs512(SECRET).is_err());
    assert!(JwtKey::rs256(b"no PEM").is_err());
    assert!(JwtKey::es256(RSA_PEM).is_err());
    let p384 = KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
    assert!(JwtKey::es256(p384.public_key_pem().as_bytes()).is_err());
    let key = JwtKey::hs256(SECRET).unwrap();
    assert!(!format!("{key:?}").contains("secret"));
}

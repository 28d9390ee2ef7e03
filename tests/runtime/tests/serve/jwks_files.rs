//! Permissions of JWKS files.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ED25519, PublicKeyData};
use rpcsmith_runtime::Code;
use rpcsmith_runtime::auth::{Jwt, JwtAlgorithm, JwtKey};
use serde_json::{Value, json};

use crate::jwt::{RSA_KEY, SECRET, claims, client, code, hs256, signed};
use crate::lines::Lines;

/// A secret that other users can read lets them sign tokens; public keys need no protection.
#[test]
fn a_world_readable_secret_is_a_warning() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;
    let secret = json!({"keys": [{"kty": "oct", "alg": "HS256", "k": "c".repeat(43)}]});
    let public = json!({"keys": [
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    ]});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    for (keys, mode, warnings) in [
        (&secret, 0o600, 0),
        (&secret, 0o440, 0),
        (&secret, 0o644, 1),
        (&public, 0o644, 0),
    ] {
        fs::write(&path, keys.to_string()).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        let lines = Lines::default();
        let _guard = tracing::subscriber::set_default(lines.clone());
        Jwt::jwks_file("issuer", "users", &path).unwrap();
        let remedy = format!("run `chmod 600 {}`", path.display());
        assert_eq!(lines.with(&remedy).len(), warnings, "{keys} with {mode:o}");
    }
}

#[tokio::test]
async fn keys_from_a_file() {
    use base64::Engine;
    let pair = KeyPair::generate_for(&PKCS_ED25519).unwrap();
    let x = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(pair.der_bytes());
    let key = json!({"kty": "OKP", "crv": "Ed25519", "x": x, "kid": "one"});
    let encryption = json!({"kty": "oct", "k": "AAAA", "use": "enc", "kid": "two"});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    std::fs::write(&path, json!({"keys": [key, encryption]}).to_string()).unwrap();
    let client = client(Jwt::jwks_file("issuer", "users", &path).unwrap()).await;
    let token = |kid: Option<&str>| {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = kid.map(str::to_owned);
        let key = EncodingKey::from_ed_pem(pair.serialize_pem().as_bytes()).unwrap();
        encode(&header, &claims(), &key).unwrap()
    };
    assert_eq!(code(&client, &token(Some("one"))).await, Code::Ok);
    for kid in [Some("two"), Some("three"), None] {
        assert_eq!(
            code(&client, &token(kid)).await,
            Code::Unauthenticated,
            "{kid:?}"
        );
    }

    for text in [
        "",
        "{}",
        r#"{"keys": []}"#,
        r#"{"keys": [{"kty": "oct", "k": "AAAA"}]}"#,
        r#"{"keys": [{"kty": "oct", "k": "AAAA", "alg": "HS256"}]}"#,
        r#"{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}]}"#,
        r#"{"keys": [{"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}]}"#,
        r#"{"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}]}"#,
    ] {
        std::fs::write(&path, text).unwrap();
        assert!(Jwt::jwks_file("issuer", "users", &path).is_err(), "{text}");
    }
}

/// The key `one` for HS256, with more fields.
fn hs256_key(secret: &[u8], more: Value) -> Value {
    use base64::Engine;
    let encoded = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(secret);
    let mut key = json!({"kty": "oct", "alg": "HS256", "kid": "one", "k": encoded});
    let more = more.as_object().unwrap().clone();
    key.as_object_mut().unwrap().extend(more);
    key
}

/// A token that names the key `one`.
fn token_of_one(secret: &[u8]) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("one".to_owned());
    encode(&header, &claims(), &EncodingKey::from_secret(secret)).unwrap()
}

/// Only keys for verification count, and a token may be signed by any key with its `kid`.
#[tokio::test]
async fn keys_must_be_for_verification() {
    let other = b"another secret that has thirty-two bytes";
    let second = hs256_key(other, json!({}));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let (ok, no) = (Code::Ok, Code::Unauthenticated);
    for (more, expected) in [
        (json!({}), ok),
        (json!({"use": "sig"}), ok),
        (json!({"use": "enc"}), no),
        (json!({"use": "wrap"}), no),
        (json!({"key_ops": ["sign", "verify"]}), ok),
        (json!({"key_ops": ["sign"]}), no),
        (json!({"key_ops": []}), no),
        (json!({"use": "sig", "key_ops": ["encrypt"]}), no),
        (json!({"key_ops": "verify"}), no),
        (json!({"k": 7}), no),
        (json!({"kty": "new"}), no),
    ] {
        let first = hs256_key(SECRET, more);
        // The order of the keys does not matter.
        for keys in [[&first, &second], [&second, &first]] {
            std::fs::write(&path, json!({"keys": keys}).to_string()).unwrap();
            let client = client(Jwt::jwks_file("issuer", "users", &path).unwrap()).await;
            let of_first = code(&client, &token_of_one(SECRET)).await;
            assert_eq!(of_first, expected, "{first}");
            assert_eq!(code(&client, &token_of_one(other)).await, ok, "{first}");
        }
    }
}

/// An RSA key without an algorithm is used for the configured algorithms.
#[tokio::test]
async fn algorithms_of_keys_from_a_file() {
    use base64::Engine;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let rsa = EncodingKey::from_rsa_pem(RSA_KEY).unwrap();
    let jwk = jsonwebtoken::jwk::Jwk::from_encoding_key(&rsa, Algorithm::RS256).unwrap();
    let mut jwk = serde_json::to_value(&jwk).unwrap();
    let fields = jwk.as_object_mut().unwrap();
    fields.remove("alg");
    fields.remove("kid");
    // Some programs write a leading zero byte before the modulus.
    let modulus = engine.decode(fields["n"].as_str().unwrap()).unwrap();
    let modulus = [&[0], modulus.as_slice()].concat();
    fields.insert("n".to_owned(), engine.encode(modulus).into());
    let secret = json!({"kty": "oct", "k": engine.encode(SECRET), "alg": "HS256"});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    std::fs::write(&path, json!({"keys": [jwk, secret]}).to_string()).unwrap();
    let read = || Jwt::jwks_file("issuer", "users", &path).unwrap();
    let only = |algorithm| read().algorithms([algorithm]).unwrap();
    for (jwt, accepted) in [
        (read(), [true, false, true]),
        (only(JwtAlgorithm::Ps256), [false, true, false]),
        (only(JwtAlgorithm::Hs256), [false, false, true]),
    ] {
        let client = client(jwt).await;
        let tokens = [
            signed(Algorithm::RS256, &rsa, &claims()),
            signed(Algorithm::PS256, &rsa, &claims()),
            hs256(&claims()),
        ];
        for (token, accepted) in tokens.iter().zip(accepted) {
            let expected = if accepted {
                Code::Ok
            } else {
                Code::Unauthenticated
            };
            assert_eq!(code(&client, token).await, expected, "{token}");
        }
    }
    assert!(read().algorithms([JwtAlgorithm::Es256]).is_err());
    let own = Jwt::new("issuer", "users", [JwtKey::hs256(SECRET).unwrap()]);
    assert!(own.algorithms([JwtAlgorithm::Rs256]).is_err());
}

//! JSON Web Tokens: claims, signatures, algorithms and key files.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PublicKeyData};
use rpcsmith_runtime::auth::{Access, Auth, Jwt, JwtAlgorithm, JwtKey};
use serde_json::{Value, json};
use tonic::{Code, Request};

use crate::sample::user::user_service_client::UserServiceClient;
use crate::support::{channel, get, serve, users};

pub const SECRET: &[u8] = b"a secret that has thirty-two bytes or more";
pub const RSA_KEY: &[u8] = include_bytes!("keys/rsa.key");
pub const RSA_PEM: &[u8] = include_bytes!("keys/rsa.pem");

/// The Unix time this many seconds from now.
fn at(seconds: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap() + seconds
}

fn claims() -> Value {
    json!({"iss": "issuer", "aud": "users", "sub": "ada", "exp": at(600), "scope": "read write"})
}

/// The claims with one claim changed; null removes it.
fn claims_with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    let fields = claims.as_object_mut().unwrap();
    match value {
        Value::Null => drop(fields.remove(name)),
        value => drop(fields.insert(name.to_owned(), value)),
    }
    claims
}

fn signed(algorithm: Algorithm, key: &EncodingKey, claims: &Value) -> String {
    encode(&Header::new(algorithm), claims, key).unwrap()
}

fn hs256(claims: &Value) -> String {
    signed(Algorithm::HS256, &EncodingKey::from_secret(SECRET), claims)
}

async fn client(jwt: Jwt) -> UserServiceClient {
    let (builder, _events) = users();
    let auth = Auth::new(jwt).others(Access::scopes(["read"]));
    let served = serve(builder.auth(auth)).await;
    UserServiceClient::new(channel(served.address).await)
}

async fn code(client: &UserServiceClient, token: &str) -> Code {
    let mut request = Request::new(get("1"));
    let value = format!("Bearer {token}").parse().unwrap();
    request.metadata_mut().insert("authorization", value);
    let result = client.get_user(request).await;
    result.map_or_else(|status| status.code(), |_| Code::Ok)
}

fn jwt(key: JwtKey) -> Jwt {
    Jwt::new("issuer", "users", [key]).leeway(Duration::from_secs(10))
}

#[tokio::test]
async fn claims_are_checked() {
    let client = client(jwt(JwtKey::hs256(SECRET).unwrap())).await;
    for (claims, expected) in [
        (claims(), Code::Ok),
        (claims_with("aud", json!(["others", "users"])), Code::Ok),
        (claims_with("scope", json!(["read"])), Code::Ok),
        (claims_with("exp", json!(at(-5))), Code::Ok),
        (claims_with("nbf", json!(at(5))), Code::Ok),
        (claims_with("exp", json!(at(-60))), Code::Unauthenticated),
        (claims_with("exp", json!(4_000_000_000.5)), Code::Ok),
        (claims_with("exp", json!(1e300)), Code::Ok),
        (claims_with("exp", json!(-1)), Code::Unauthenticated),
        (claims_with("exp", Value::Null), Code::Unauthenticated),
        (claims_with("exp", json!("soon")), Code::Unauthenticated),
        (claims_with("nbf", json!(at(60))), Code::Unauthenticated),
        (claims_with("nbf", json!("now")), Code::Unauthenticated),
        (claims_with("aud", json!("others")), Code::Unauthenticated),
        (claims_with("aud", json!([])), Code::Unauthenticated),
        (claims_with("aud", json!(["others"])), Code::Unauthenticated),
        (claims_with("iss", json!(["issuer"])), Code::Unauthenticated),
        (claims_with("aud", Value::Null), Code::Unauthenticated),
        (claims_with("iss", json!("others")), Code::Unauthenticated),
        (claims_with("iss", Value::Null), Code::Unauthenticated),
        (claims_with("sub", json!(7)), Code::Unauthenticated),
        (claims_with("sub", json!(["ada"])), Code::Unauthenticated),
        (
            claims_with("sub", json!({"id": "ada"})),
            Code::Unauthenticated,
        ),
        (claims_with("jti", json!(7)), Code::Unauthenticated),
        (claims_with("iat", json!("now")), Code::Unauthenticated),
        (
            claims_with("aud", json!(["users", 7])),
            Code::Unauthenticated,
        ),
        (
            claims_with("aud", json!({"users": true})),
            Code::Unauthenticated,
        ),
        (claims_with("exp", json!([at(600)])), Code::Unauthenticated),
        (claims_with("scope", json!(7)), Code::Unauthenticated),
        (
            claims_with("scope", json!(["read", 7])),
            Code::Unauthenticated,
        ),
        (
            claims_with("scp", json!({"read": true})),
            Code::Unauthenticated,
        ),
        (claims_with("sub", Value::Null), Code::Ok),
        (
            claims_with("scope", json!("readers")),
            Code::PermissionDenied,
        ),
        (claims_with("scope", Value::Null), Code::PermissionDenied),
    ] {
        assert_eq!(code(&client, &hs256(&claims)).await, expected, "{claims}");
    }
}

#[tokio::test]
async fn signatures_are_checked() {
    let client = client(jwt(JwtKey::hs256(SECRET).unwrap())).await;
    let token = hs256(&claims());
    let other = EncodingKey::from_secret(b"another secret that has thirty-two bytes");
    let (rest, _) = token.rsplit_once('.').unwrap();
    let unsigned = |header: &str| {
        use base64::Engine;
        let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        format!(
            "{}.{}.",
            engine.encode(header),
            engine.encode(claims().to_string())
        )
    };
    // A verifier must reject critical headers that it does not support.
    let mut critical = Header::new(Algorithm::HS256);
    critical.crit = Some(vec!["exp".to_owned()]);
    let mut empty = Header::new(Algorithm::HS256);
    empty.crit = Some(Vec::new());
    for token in [
        encode(&critical, &claims(), &EncodingKey::from_secret(SECRET)).unwrap(),
        encode(&empty, &claims(), &EncodingKey::from_secret(SECRET)).unwrap(),
        format!("{token}="),
        format!("{token}.{token}"),
        signed(Algorithm::HS256, &other, &claims()),
        signed(
            Algorithm::HS512,
            &EncodingKey::from_secret(SECRET),
            &claims(),
        ),
        format!("{rest}."),
        rest.to_owned(),
        unsigned(r#"{"alg":"none","typ":"JWT"}"#),
        unsigned(r#"{"alg":"None"}"#),
        unsigned(r#"{"alg":"HS256"}"#),
        "a.b.c".to_owned(),
        "x".repeat(8000),
    ] {
        assert_eq!(
            code(&client, &token).await,
            Code::Unauthenticated,
            "{token}"
        );
    }
}

#[tokio::test]
async fn keys_determine_the_algorithms() {
    let pair = |algorithm| KeyPair::generate_for(algorithm).unwrap();
    let (p256, p384, ed) = (
        pair(&PKCS_ECDSA_P256_SHA256),
        pair(&PKCS_ECDSA_P384_SHA384),
        pair(&PKCS_ED25519),
    );
    let public = |pair: &KeyPair| pair.public_key_pem().into_bytes();
    let private = |pair: &KeyPair| pair.serialize_pem().into_bytes();
    for (key, algorithm, signs) in [
        (
            JwtKey::rs256(RSA_PEM),
            Algorithm::RS256,
            EncodingKey::from_rsa_pem(RSA_KEY),
        ),
        (
            JwtKey::ps256(RSA_PEM),
            Algorithm::PS256,
            EncodingKey::from_rsa_pem(RSA_KEY),
        ),
        (
            JwtKey::es256(&public(&p256)),
            Algorithm::ES256,
            EncodingKey::from_ec_pem(&private(&p256)),
        ),
        (
            JwtKey::es384(&public(&p384)),
            Algorithm::ES384,
            EncodingKey::from_ec_pem(&private(&p384)),
        ),
        (
            JwtKey::eddsa(&public(&ed)),
            Algorithm::EdDSA,
            EncodingKey::from_ed_pem(&private(&ed)),
        ),
    ] {
        let client = client(jwt(key.unwrap())).await;
        let token = signed(algorithm, &signs.unwrap(), &claims());
        assert_eq!(code(&client, &token).await, Code::Ok, "{algorithm:?}");
        assert_eq!(
            code(&client, &hs256(&claims())).await,
            Code::Unauthenticated,
            "{algorithm:?}"
        );
    }
    let client_of_two = client(Jwt::new(
        "issuer",
        "users",
        [
            JwtKey::rs256(RSA_PEM).unwrap(),
            JwtKey::new(JwtAlgorithm::Ps384, RSA_PEM).unwrap(),
        ],
    ))
    .await;
    for (algorithm, expected) in [
        (Algorithm::RS256, Code::Ok),
        (Algorithm::PS384, Code::Ok),
        (Algorithm::PS256, Code::Unauthenticated),
    ] {
        let key = EncodingKey::from_rsa_pem(RSA_KEY).unwrap();
        let token = signed(algorithm, &key, &claims());
        assert_eq!(
            code(&client_of_two, &token).await,
            expected,
            "{algorithm:?}"
        );
    }
    // The bytes of a public key must not be used as an HMAC secret.
    let client = client(jwt(JwtKey::rs256(RSA_PEM).unwrap())).await;
    let confused = signed(
        Algorithm::HS256,
        &EncodingKey::from_secret(RSA_PEM),
        &claims(),
    );
    assert_eq!(code(&client, &confused).await, Code::Unauthenticated);
    let other = signed(
        Algorithm::RS384,
        &EncodingKey::from_rsa_pem(RSA_KEY).unwrap(),
        &claims(),
    );
    assert_eq!(code(&client, &other).await, Code::Unauthenticated);
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

/// Only keys for verification count, and a token may be signed by any key with its `kid`.
#[tokio::test]
async fn keys_must_be_for_verification() {
    use base64::Engine;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let other = b"another secret that has thirty-two bytes";
    let key = |secret: &[u8], more: Value| {
        let mut key =
            json!({"kty": "oct", "alg": "HS256", "kid": "one", "k": engine.encode(secret)});
        let more = more.as_object().unwrap().clone();
        key.as_object_mut().unwrap().extend(more);
        key
    };
    let token = |secret: &[u8]| {
        let mut header = Header::new(Algorithm::HS256);
        header.kid = Some("one".to_owned());
        encode(&header, &claims(), &EncodingKey::from_secret(secret)).unwrap()
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let default = |secret| key(secret, json!({}));
    let (ok, no) = (Code::Ok, Code::Unauthenticated);
    for (first, second, of_first, of_second) in [
        (default(SECRET), default(other), ok, ok),
        (key(SECRET, json!({"use": "sig"})), default(other), ok, ok),
        (key(SECRET, json!({"use": "enc"})), default(other), no, ok),
        (key(SECRET, json!({"use": "wrap"})), default(other), no, ok),
        (
            key(SECRET, json!({"key_ops": ["sign", "verify"]})),
            default(other),
            ok,
            ok,
        ),
        (
            key(SECRET, json!({"key_ops": ["sign"]})),
            default(other),
            no,
            ok,
        ),
        (key(SECRET, json!({"key_ops": []})), default(other), no, ok),
        (
            key(SECRET, json!({"use": "sig", "key_ops": ["encrypt"]})),
            default(other),
            no,
            ok,
        ),
        (
            key(SECRET, json!({"key_ops": "verify"})),
            default(other),
            no,
            ok,
        ),
        (key(SECRET, json!({"k": 7})), default(other), no, ok),
        (key(SECRET, json!({"kty": "new"})), default(other), no, ok),
    ] {
        let description = format!("{first}");
        // The order of the keys does not matter.
        for keys in [
            [first.clone(), second.clone()],
            [second.clone(), first.clone()],
        ] {
            std::fs::write(&path, json!({"keys": keys}).to_string()).unwrap();
            let client = client(Jwt::jwks_file("issuer", "users", &path).unwrap()).await;
            assert_eq!(
                code(&client, &token(SECRET)).await,
                of_first,
                "{description}"
            );
            assert_eq!(
                code(&client, &token(other)).await,
                of_second,
                "{description}"
            );
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
            let expected = match accepted {
                true => Code::Ok,
                false => Code::Unauthenticated,
            };
            assert_eq!(code(&client, token).await, expected, "{token}");
        }
    }
    assert!(read().algorithms([JwtAlgorithm::Es256]).is_err());
    let own = Jwt::new("issuer", "users", [JwtKey::hs256(SECRET).unwrap()]);
    assert!(own.algorithms([JwtAlgorithm::Rs256]).is_err());
}

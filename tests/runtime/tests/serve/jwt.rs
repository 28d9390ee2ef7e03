//! JSON Web Tokens: claims, signatures, algorithms and key files.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519};
use rpcsmith_runtime::auth::{Access, Auth, Jwt, JwtAlgorithm, JwtKey};
use rpcsmith_runtime::{Code, Request};
use serde_json::{Value, json};

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

pub fn claims() -> Value {
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

pub fn signed(algorithm: Algorithm, key: &EncodingKey, claims: &Value) -> String {
    encode(&Header::new(algorithm), claims, key).unwrap()
}

pub fn hs256(claims: &Value) -> String {
    signed(Algorithm::HS256, &EncodingKey::from_secret(SECRET), claims)
}

pub async fn client(jwt: Jwt) -> UserServiceClient {
    let (builder, _events) = users();
    let auth = Auth::new(jwt).others(Access::scopes(["read"]));
    let served = serve(builder.auth(auth)).await;
    UserServiceClient::new(channel(served.address).await)
}

pub async fn code(client: &UserServiceClient, token: &str) -> Code {
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
}

/// Each key verifies tokens of its own algorithm only, also if several keys have the same bytes.
#[tokio::test]
async fn one_public_key_for_two_algorithms() {
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
}

#[tokio::test]
async fn the_header_does_not_choose_the_algorithm() {
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

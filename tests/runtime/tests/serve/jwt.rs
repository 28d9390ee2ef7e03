//! JSON Web Tokens: which are taken, and what they tell.

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

/// Seconds from now.
fn at(seconds: i64) -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap() + seconds
}

fn claims() -> Value {
    json!({"iss": "issuer", "aud": "users", "sub": "ada", "exp": at(600), "scope": "read write"})
}

/// Claims with one changed; null takes it away.
fn but(name: &str, value: Value) -> Value {
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
    let (builder, _told) = users();
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
        (but("aud", json!(["others", "users"])), Code::Ok),
        (but("scope", json!(["read"])), Code::Ok),
        (but("exp", json!(at(-5))), Code::Ok),
        (but("nbf", json!(at(5))), Code::Ok),
        (but("exp", json!(at(-60))), Code::Unauthenticated),
        (but("exp", json!(4_000_000_000.5)), Code::Ok),
        (but("exp", json!(1e300)), Code::Ok),
        (but("exp", json!(-1)), Code::Unauthenticated),
        (but("exp", Value::Null), Code::Unauthenticated),
        (but("exp", json!("soon")), Code::Unauthenticated),
        (but("nbf", json!(at(60))), Code::Unauthenticated),
        (but("nbf", json!("now")), Code::Unauthenticated),
        (but("aud", json!("others")), Code::Unauthenticated),
        (but("aud", json!([])), Code::Unauthenticated),
        (but("aud", json!(["others"])), Code::Unauthenticated),
        (but("iss", json!(["issuer"])), Code::Unauthenticated),
        (but("aud", Value::Null), Code::Unauthenticated),
        (but("iss", json!("others")), Code::Unauthenticated),
        (but("iss", Value::Null), Code::Unauthenticated),
        (but("sub", json!(7)), Code::Unauthenticated),
        (but("sub", json!(["ada"])), Code::Unauthenticated),
        (but("sub", json!({"id": "ada"})), Code::Unauthenticated),
        (but("jti", json!(7)), Code::Unauthenticated),
        (but("iat", json!("now")), Code::Unauthenticated),
        (but("aud", json!(["users", 7])), Code::Unauthenticated),
        (but("aud", json!({"users": true})), Code::Unauthenticated),
        (but("exp", json!([at(600)])), Code::Unauthenticated),
        (but("scope", json!(7)), Code::Unauthenticated),
        (but("scope", json!(["read", 7])), Code::Unauthenticated),
        (but("scp", json!({"read": true})), Code::Unauthenticated),
        (but("sub", Value::Null), Code::Ok),
        (but("scope", json!("readers")), Code::PermissionDenied),
        (but("scope", Value::Null), Code::PermissionDenied),
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
    // Who does not know what is critical has to refuse it.
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
async fn algorithms_are_those_of_the_keys() {
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
    // A public key is no secret, though its bytes could be one.
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
async fn keys_of_a_file() {
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

/// What a key is for, and which of several keys of one name a token is of.
#[tokio::test]
async fn keys_for_verifying() {
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
    let plain = |secret| key(secret, json!({}));
    let (ok, no) = (Code::Ok, Code::Unauthenticated);
    for (first, second, of_first, of_second) in [
        (plain(SECRET), plain(other), ok, ok),
        (key(SECRET, json!({"use": "sig"})), plain(other), ok, ok),
        (key(SECRET, json!({"use": "enc"})), plain(other), no, ok),
        (key(SECRET, json!({"use": "wrap"})), plain(other), no, ok),
        (
            key(SECRET, json!({"key_ops": ["sign", "verify"]})),
            plain(other),
            ok,
            ok,
        ),
        (
            key(SECRET, json!({"key_ops": ["sign"]})),
            plain(other),
            no,
            ok,
        ),
        (key(SECRET, json!({"key_ops": []})), plain(other), no, ok),
        (
            key(SECRET, json!({"use": "sig", "key_ops": ["encrypt"]})),
            plain(other),
            no,
            ok,
        ),
        (
            key(SECRET, json!({"key_ops": "verify"})),
            plain(other),
            no,
            ok,
        ),
        (key(SECRET, json!({"k": 7})), plain(other), no, ok),
        (key(SECRET, json!({"kty": "new"})), plain(other), no, ok),
    ] {
        let told = format!("{first}");
        // The order makes no difference.
        for keys in [
            [first.clone(), second.clone()],
            [second.clone(), first.clone()],
        ] {
            std::fs::write(&path, json!({"keys": keys}).to_string()).unwrap();
            let client = client(Jwt::jwks_file("issuer", "users", &path).unwrap()).await;
            assert_eq!(code(&client, &token(SECRET)).await, of_first, "{told}");
            assert_eq!(code(&client, &token(other)).await, of_second, "{told}");
        }
    }
}

/// A key of RSA that names no algorithm is for those that are asked for.
#[tokio::test]
async fn algorithms_of_a_file() {
    use base64::Engine;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let rsa = EncodingKey::from_rsa_pem(RSA_KEY).unwrap();
    let jwk = jsonwebtoken::jwk::Jwk::from_encoding_key(&rsa, Algorithm::RS256).unwrap();
    let mut jwk = serde_json::to_value(&jwk).unwrap();
    let fields = jwk.as_object_mut().unwrap();
    fields.remove("alg");
    fields.remove("kid");
    // Some write a zero before the modulus.
    let modulus = engine.decode(fields["n"].as_str().unwrap()).unwrap();
    let modulus = [&[0], modulus.as_slice()].concat();
    fields.insert("n".to_owned(), engine.encode(modulus).into());
    let secret = json!({"kty": "oct", "k": engine.encode(SECRET), "alg": "HS256"});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    std::fs::write(&path, json!({"keys": [jwk, secret]}).to_string()).unwrap();
    let read = || Jwt::jwks_file("issuer", "users", &path).unwrap();
    let only = |algorithm| read().algorithms([algorithm]).unwrap();
    for (jwt, taken) in [
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
        for (token, taken) in tokens.iter().zip(taken) {
            let expected = match taken {
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

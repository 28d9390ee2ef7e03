//! Tokens that are known, and the keys that verified them.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::json;

use super::*;

fn file(secrets: &[(&str, &str)]) -> String {
    let key = |(kid, secret): &(&str, &str)| json!({"kty": "oct", "alg": "HS256", "kid": kid, "k": secret});
    json!({"keys": secrets.iter().map(key).collect::<Vec<_>>()}).to_string()
}

fn token(kid: &str, secret: &str) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(kid.to_owned());
    let claims = json!({"iss": "issuer", "aud": "users", "sub": "ada", "exp": 99_999_999_999_u64});
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

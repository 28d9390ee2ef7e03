//! Tokens that nobody should believe.

use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Result, ensure};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use rpcsmith_runtime::channel::BearerToken;
use serde_json::{Value, json};
use tonic::Code;

use super::{client, code, get, to};
use crate::process::Server;

const SECRET: &str = "a secret that has thirty-two bytes or more";

/// A token by what is wrong with it.
fn token(audience: &str, expires_in: i64, secret: &str) -> Result<String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let expires = i64::try_from(now)? + expires_in;
    let claims: Value = json!({"iss": "issuer", "aud": audience, "sub": "ada", "exp": expires});
    let key = EncodingKey::from_secret(secret.as_bytes());
    Ok(encode(&Header::new(Algorithm::HS256), &claims, &key)?)
}

/// Says that it needs no signature: `{"alg":"none"}`.
fn unsigned() -> Result<String> {
    let signed = token("users", 600, SECRET)?;
    let claims = signed.split('.').nth(1).unwrap_or_default();
    Ok(format!("eyJhbGciOiJub25lIn0.{claims}."))
}

/// All of them are refused, and a good one is not.
pub async fn bad_tokens() -> Result<String> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("secret");
    std::fs::write(&path, SECRET)?;
    let path = path.display().to_string();
    let server = Server::start(&[("FAULT_JWT_SECRET", &path)]).await?;
    let cases = [
        ("good", token("users", 600, SECRET)?, Code::Ok),
        (
            "expired",
            token("users", -600, SECRET)?,
            Code::Unauthenticated,
        ),
        (
            "of another audience",
            token("others", 600, SECRET)?,
            Code::Unauthenticated,
        ),
        (
            "of another key",
            token("users", 600, &SECRET.replace('a', "b"))?,
            Code::Unauthenticated,
        ),
        ("of no algorithm", unsigned()?, Code::Unauthenticated),
    ];
    for (name, token, expected) in &cases {
        let token = BearerToken::new(token)?;
        let fetch = move || std::future::ready(Ok(token.clone()));
        let client = client(to(&[server.address]).bearer_token(fetch))?;
        let code = code(client.get_user(get("1")).await);
        ensure!(code == *expected, "the token {name} is answered {code:?}");
    }
    let without = code(client(to(&[server.address]))?.get_user(get("1")).await);
    ensure!(
        without == Code::Unauthenticated,
        "no token is answered {without:?}"
    );
    Ok("expired, wrong audience, wrong key, `none`, and no token at all refused; a good one served".to_owned())
}

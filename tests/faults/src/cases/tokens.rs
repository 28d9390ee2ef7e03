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

pub async fn expired_tokens() -> Result<String> {
    refused("expired", &token("users", -600, SECRET)?).await
}

pub async fn tokens_for_another_audience() -> Result<String> {
    refused("for another audience", &token("others", 600, SECRET)?).await
}

pub async fn tokens_of_another_key() -> Result<String> {
    let secret = SECRET.replace('a', "b");
    refused("of another key", &token("users", 600, &secret)?).await
}

pub async fn tokens_of_no_algorithm() -> Result<String> {
    refused("of the algorithm `none`", &unsigned()?).await
}

/// Calls with a bad token fail, and calls with a good one between them do not.
async fn refused(what: &str, bad: &str) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("secret");
    std::fs::write(&path, SECRET)?;
    let server = Server::start(&[
        ("FAULT__JWT__ISSUER", "issuer"),
        ("FAULT__JWT__AUDIENCE", "users"),
        ("FAULT__JWT__KEY_FILE", &path.display().to_string()),
        ("FAULT__JWT__ALGORITHMS", "HS256"),
    ])
    .await?;
    let with = |token: &str| {
        let token = BearerToken::new(token)?;
        let fetch = move || std::future::ready(Ok(token.clone()));
        client(to(&[server.address]).bearer_token(fetch))
    };
    let (bad, good) = (with(bad)?, with(&token("users", 600, SECRET)?)?);
    for _ in 0..100 {
        let code = code(bad.get_user(get("1")).await);
        ensure!(
            code == Code::Unauthenticated,
            "a token {what} is answered {code:?}"
        );
        good.get_user(get("1")).await?;
    }
    let without = code(client(to(&[server.address]))?.get_user(get("1")).await);
    ensure!(
        without == Code::Unauthenticated,
        "no token is answered {without:?}"
    );
    Ok(format!(
        "100 calls with a token {what}, 100 answered UNAUTHENTICATED; 100 with a good one between them, 0 lost"
    ))
}

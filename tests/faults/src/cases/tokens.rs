//! Tokens that the server must reject.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Result, ensure};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use nix::errno::Errno;
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};
use rpcsmith_faults::proto::user::v1::user_service_client::UserServiceClient;
use rpcsmith_runtime::channel::BearerToken;
use rpcsmith_runtime::{Code, Request};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::calls::{channel_to, client, code, get};
use crate::process::Server;

const SECRET: &str = "a secret that has thirty-two bytes or more";

/// A token with this audience, lifetime and secret.
fn token(audience: &str, expires_in: i64, secret: &str) -> Result<String> {
    let mut claims = claims()?;
    claims["aud"] = audience.into();
    claims["exp"] = (claims["exp"].as_i64().unwrap_or_default() - 600 + expires_in).into();
    signed(&Header::new(Algorithm::HS256), &claims, secret)
}

/// The claims of a token that is valid for ten minutes.
fn claims() -> Result<Value> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    Ok(json!({"iss": "issuer", "aud": "users", "sub": "ada", "exp": now + 600}))
}

fn signed(header: &Header, claims: &Value, secret: &str) -> Result<String> {
    let key = EncodingKey::from_secret(secret.as_bytes());
    Ok(encode(header, claims, &key)?)
}

/// A token whose header is `{"alg":"none"}`: it claims to need no signature.
fn unsigned() -> Result<String> {
    let signed = token("users", 600, SECRET)?;
    let claims = signed.split('.').nth(1).unwrap_or_default();
    Ok(format!("eyJhbGciOiJub25lIn0.{claims}."))
}

pub async fn expired_tokens() -> Result<String> {
    rejected("expired", &token("users", -600, SECRET)?).await
}

pub async fn tokens_for_another_audience() -> Result<String> {
    rejected("for another audience", &token("others", 600, SECRET)?).await
}

pub async fn tokens_of_another_key() -> Result<String> {
    let secret = SECRET.replace('a', "b");
    rejected("of another key", &token("users", 600, &secret)?).await
}

pub async fn unsigned_tokens() -> Result<String> {
    rejected("of the algorithm `none`", &unsigned()?).await
}

/// Tokens with critical headers that the verifier does not support, and with claims of wrong types.
pub async fn tokens_that_are_malformed() -> Result<String> {
    let mut tokens = Vec::new();
    for critical in [vec![], vec!["exp".to_owned()]] {
        let mut header = Header::new(Algorithm::HS256);
        header.crit = Some(critical);
        tokens.push(signed(&header, &claims()?, SECRET)?);
    }
    for (name, value) in [
        ("iss", json!(["issuer"])),
        ("sub", json!(7)),
        ("aud", json!(["users", 7])),
        ("exp", json!("4000000000")),
        ("nbf", json!(false)),
        ("scope", json!({"users": "read"})),
    ] {
        let mut claims = claims()?;
        claims[name] = value;
        tokens.push(signed(&Header::new(Algorithm::HS256), &claims, SECRET)?);
    }
    let mut result = String::new();
    for token in tokens {
        result = rejected("that is malformed", &token).await?;
    }
    Ok(format!("8 kinds of malformed tokens; of each {result}"))
}

/// The number of concurrent calls with tokens of unknown keys.
const UNKNOWN_KEYS: usize = 1500;

/// Tokens of unknown keys make the server read its key file once in ten seconds at most.
pub async fn tokens_of_unknown_keys() -> Result<String> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("keys.json");
    let key =
        json!({"kty": "oct", "alg": "HS256", "kid": "known", "k": URL_SAFE_NO_PAD.encode(SECRET)});
    std::fs::write(&path, json!({ "keys": [key] }).to_string())?;
    let server = Server::start(&[
        ("FAULT__JWT__ISSUER", "issuer"),
        ("FAULT__JWT__AUDIENCE", "users"),
        ("FAULT__JWT__JWKS_FILE", &path.display().to_string()),
    ])
    .await?;
    // The pause of ten seconds also begins at the start of the server.
    tokio::time::sleep(Duration::from_secs(11)).await;
    let opened = OpenCounter::watch(&path)?;
    let client = client(channel_to(&[server.address]))?;
    for _ in 0..2 {
        let mut calls = JoinSet::new();
        for number in 0..UNKNOWN_KEYS {
            let client = client.clone();
            calls.spawn(async move { call_with_key(&client, &format!("unknown {number}")).await });
        }
        for code in calls.join_all().await {
            let code = code?;
            ensure!(code == Code::Unauthenticated, "answered {code:?}");
        }
        let code = call_with_key(&client, "known").await?;
        ensure!(code == Code::Ok, "a valid token is answered {code:?}");
    }
    let reads = opened.count()?;
    ensure!(reads == 1, "the keys are read {reads} times");
    Ok(format!(
        "2 x {UNKNOWN_KEYS} concurrent tokens of unknown keys, all answered UNAUTHENTICATED, the keys read once; 2 valid \
         ones, 0 lost"
    ))
}

async fn call_with_key(client: &UserServiceClient, kid: &str) -> Result<Code> {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(kid.to_owned());
    let token = signed(&header, &claims()?, SECRET)?;
    let mut request = Request::new(get("1"));
    let value = format!("Bearer {token}").parse()?;
    request.metadata_mut().insert("authorization", value);
    Ok(code(client.get_user(request).await))
}

/// Counts how many times a file is opened.
struct OpenCounter(Inotify);

impl OpenCounter {
    fn watch(path: &Path) -> Result<Self> {
        let inotify = Inotify::init(InitFlags::IN_NONBLOCK)?;
        // inotify merges equal consecutive events: watch reads and closes too, which separate the opens.
        let events = AddWatchFlags::IN_OPEN | AddWatchFlags::IN_ACCESS | AddWatchFlags::IN_CLOSE;
        inotify.add_watch(path, events)?;
        Ok(Self(inotify))
    }

    fn count(&self) -> Result<usize> {
        let mut count = 0;
        loop {
            match self.0.read_events() {
                Ok(events) => {
                    let opens = events
                        .iter()
                        .filter(|event| event.mask.contains(AddWatchFlags::IN_OPEN));
                    count += opens.count();
                }
                Err(Errno::EAGAIN) => return Ok(count),
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Checks that calls with an invalid token fail, and that calls with a valid one between them succeed.
async fn rejected(description: &str, invalid: &str) -> Result<String> {
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
        client(channel_to(&[server.address]).bearer_token(fetch))
    };
    let (invalid, valid) = (with(invalid)?, with(&token("users", 600, SECRET)?)?);
    for _ in 0..100 {
        let code = code(invalid.get_user(get("1")).await);
        ensure!(
            code == Code::Unauthenticated,
            "a token {description} is answered {code:?}"
        );
        valid.get_user(get("1")).await?;
    }
    let without = code(
        client(channel_to(&[server.address]))?
            .get_user(get("1"))
            .await,
    );
    ensure!(
        without == Code::Unauthenticated,
        "a call without a token is answered {without:?}"
    );
    Ok(format!(
        "100 calls with a token {description}, 100 answered UNAUTHENTICATED; 100 with a valid one between them, 0 lost"
    ))
}

//! Tokens that nobody should believe.

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
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tonic::{Code, Request};

use super::{client, code, get, to};
use crate::process::Server;

const SECRET: &str = "a secret that has thirty-two bytes or more";

/// A token by what is wrong with it.
fn token(audience: &str, expires_in: i64, secret: &str) -> Result<String> {
    let mut claims = claims()?;
    claims["aud"] = audience.into();
    claims["exp"] = (claims["exp"].as_i64().unwrap_or_default() - 600 + expires_in).into();
    signed(&Header::new(Algorithm::HS256), &claims, secret)
}

/// The claims of a token that is good for ten minutes.
fn claims() -> Result<Value> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    Ok(json!({"iss": "issuer", "aud": "users", "sub": "ada", "exp": now + 600}))
}

fn signed(header: &Header, claims: &Value, secret: &str) -> Result<String> {
    let key = EncodingKey::from_secret(secret.as_bytes());
    Ok(encode(header, claims, &key)?)
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

/// Headers that a verifier has to understand, and claims that are not of their type.
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
    let mut told = String::new();
    for token in tokens {
        told = refused("that is malformed", &token).await?;
    }
    Ok(format!("8 kinds of malformed tokens; of each {told}"))
}

/// How many tokens name keys that nobody knows, at the same time.
const UNKNOWN: usize = 1500;

/// Tokens that name unknown keys make the server read its keys once, and then not before ten seconds have passed.
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
    // From the start on it is the same pause.
    tokio::time::sleep(Duration::from_secs(11)).await;
    let opened = Opened::watch(&path)?;
    let client = client(to(&[server.address]))?;
    for _ in 0..2 {
        let mut calls = JoinSet::new();
        for number in 0..UNKNOWN {
            let client = client.clone();
            calls.spawn(async move { call_with_key(&client, &format!("unknown {number}")).await });
        }
        for code in calls.join_all().await {
            let code = code?;
            ensure!(code == Code::Unauthenticated, "answered {code:?}");
        }
        let code = call_with_key(&client, "known").await?;
        ensure!(code == Code::Ok, "a good token is answered {code:?}");
    }
    let reads = opened.times()?;
    ensure!(reads == 1, "the keys are read {reads} times");
    Ok(format!(
        "2 x {UNKNOWN} tokens of unknown keys at the same time, all answered UNAUTHENTICATED, the keys read once; 2 \
         good ones, 0 lost"
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

/// Counts how often a file is opened.
struct Opened(Inotify);

impl Opened {
    fn watch(path: &Path) -> Result<Self> {
        let inotify = Inotify::init(InitFlags::IN_NONBLOCK)?;
        // Events that are alike, one behind the other, come as one: reads and closes keep opens apart.
        let events = AddWatchFlags::IN_OPEN | AddWatchFlags::IN_ACCESS | AddWatchFlags::IN_CLOSE;
        inotify.add_watch(path, events)?;
        Ok(Self(inotify))
    }

    fn times(&self) -> Result<usize> {
        let mut times = 0;
        loop {
            match self.0.read_events() {
                Ok(events) => {
                    let opens = events
                        .iter()
                        .filter(|event| event.mask.contains(AddWatchFlags::IN_OPEN));
                    times += opens.count();
                }
                Err(Errno::EAGAIN) => return Ok(times),
                Err(error) => return Err(error.into()),
            }
        }
    }
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

//! Cached tokens, and reads of the key file.

use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::json;
use tokio::task::JoinSet;

use super::*;

fn file(secrets: &[(&str, &str)]) -> String {
    let key = |(kid, secret): &(&str, &str)| json!({"kty": "oct", "alg": "HS256", "kid": kid, "k": secret});
    json!({"keys": secrets.iter().map(key).collect::<Vec<_>>()}).to_string()
}

fn token(kid: &str, secret: &str) -> String {
    let header = json!({"alg": "HS256", "kid": kid});
    let claims = json!({"iss": "issuer", "aud": "users", "sub": "ada", "exp": 99_999_999_999_u64});
    let [header, claims] = [header, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    let signed = format!("{header}.{claims}");
    let key = hmac::Key::new(hmac::HMAC_SHA256, &URL_SAFE_NO_PAD.decode(secret).unwrap());
    let signature = URL_SAFE_NO_PAD.encode(hmac::sign(&key, signed.as_bytes()));
    format!("{signed}.{signature}")
}

async fn is_taken(jwt: &Jwt, token: &str) -> bool {
    let mut request = http::Request::new(());
    let value = format!("Bearer {token}").parse().unwrap();
    request.headers_mut().insert("authorization", value);
    let credentials = Credentials {
        headers: request.headers(),
        extensions: &Default::default(),
    };
    jwt.authenticate(credentials).await.is_ok()
}

#[tokio::test]
async fn tokens_of_removed_keys_are_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    let (old, new) = ("A".repeat(43), "E".repeat(43));
    std::fs::write(&path, file(&[("old", &old)])).unwrap();
    let jwt = Jwt::jwks_file("issuer", "users", &path).unwrap();
    let (of_old, of_new) = (token("old", &old), token("new", &new));
    assert!(is_taken(&jwt, &of_old).await);
    assert!(jwt.store.current().tokens.get(&of_old).is_some());
    assert!(is_taken(&jwt, &of_old).await);

    std::fs::write(&path, file(&[("new", &new)])).unwrap();
    // The file is not read again within ten seconds.
    assert!(!is_taken(&jwt, &of_new).await);
    *jwt.store.last.lock().await -= store::MIN_READ_INTERVAL;
    assert!(is_taken(&jwt, &of_new).await);
    assert!(!is_taken(&jwt, &of_old).await);
}

/// A `Jwt` with one key, and the number of reads of its file.
fn counted(secret: &str) -> (Arc<Jwt>, Arc<AtomicUsize>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    std::fs::write(&path, file(&[("known", secret)])).unwrap();
    let reads = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&reads);
    let store = Store::reading(move |algorithms| {
        // The folder exists until the last read.
        let path = folder.path().join("keys.json");
        counted.fetch_add(1, Ordering::SeqCst);
        Keys::read(&path, algorithms)
    });
    let jwt = Jwt::with_store("issuer", "users", store.unwrap());
    (Arc::new(jwt), reads)
}

#[tokio::test]
async fn keys_are_read_once_for_all_tokens_of_unknown_keys() {
    let secret = "A".repeat(43);
    let (jwt, reads) = counted(&secret);
    for round in 1..=2 {
        *jwt.store.last.lock().await -= store::MIN_READ_INTERVAL;
        let mut calls = JoinSet::new();
        for number in 0..1500 {
            let (jwt, token) = (Arc::clone(&jwt), token(&format!("no {number}"), &secret));
            calls.spawn(async move { is_taken(&jwt, &token).await });
        }
        assert!(!calls.join_all().await.contains(&true));
        // The first read is the one at the start.
        assert_eq!(reads.load(Ordering::SeqCst), 1 + round);
        assert!(is_taken(&jwt, &token("known", &secret)).await);
    }
}

/// A cancelled call does not allow another read.
#[tokio::test]
async fn a_read_outlives_the_call_that_started_it() {
    let secret = "A".repeat(43);
    let (jwt, reads) = counted(&secret);
    *jwt.store.last.lock().await -= store::MIN_READ_INTERVAL;
    for number in 0..100 {
        let token = token(&format!("no {number}"), &secret);
        let mut call = Box::pin(is_taken(&jwt, &token));
        // Polled once, then dropped.
        let _ = std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx))).await;
    }
    drop(jwt.store.last.lock().await);
    assert_eq!(reads.load(Ordering::SeqCst), 2);
}

//! Caches the identities of verified tokens, to verify each token only once.

use std::collections::HashMap;
use std::hash::{BuildHasher, DefaultHasher, Hasher, RandomState};
use std::mem;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Identity;

/// How long a token is cached, if it does not expire before.
const TIME: Duration = Duration::from_secs(60);

/// Half of the maximum number of cached tokens.
const HALF_CAPACITY: usize = 512;

/// The maximum size of a cached token, in bytes.
const MAX_TOKEN_SIZE: usize = 4 * 1024;

/// The identities of tokens that a set of keys has verified. It is dropped with those keys.
///
/// Its memory is bounded: new tokens go into the younger half. When that is full, it replaces the older half, whose tokens
/// are dropped.
#[derive(Default)]
pub(super) struct TokenCache(RwLock<Halves>);

#[derive(Default)]
struct Halves {
    younger: Tokens,
    older: Tokens,
}

type Tokens = HashMap<Box<str>, CachedToken, HashEnd>;

/// Hashes only the end of a token, a part of its signature: a token is long, and the end of two valid tokens is hardly ever
/// equal.
#[derive(Default)]
struct HashEnd(RandomState);

struct EndHasher(DefaultHasher);

/// The hashed bytes of a token.
const END: usize = 32;

impl BuildHasher for HashEnd {
    type Hasher = EndHasher;

    fn build_hasher(&self) -> EndHasher {
        EndHasher(self.0.build_hasher())
    }
}

impl Hasher for EndHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (_, end) = bytes.split_at(bytes.len().saturating_sub(END));
        self.0.write(end);
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

struct CachedToken {
    identity: Identity,
    until: SystemTime,
}

impl TokenCache {
    /// The identity of a token, if it is cached and has not expired.
    pub(super) fn get(&self, token: &str) -> Option<Identity> {
        let halves = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let cached = halves.younger.get(token);
        let cached = cached.or_else(|| halves.older.get(token))?;
        (SystemTime::now() < cached.until).then(|| cached.identity.clone())
    }

    /// Caches the identity of a token; `expires` is in seconds since 1970.
    pub(super) fn insert(&self, token: &str, expires: u64, identity: &Identity) {
        let expires = UNIX_EPOCH.checked_add(Duration::from_secs(expires));
        let now = SystemTime::now();
        let (Some(expires), Some(latest)) = (expires, now.checked_add(TIME)) else {
            return;
        };
        if token.len() > MAX_TOKEN_SIZE || expires <= now {
            return;
        }
        let cached = CachedToken {
            identity: identity.clone(),
            until: expires.min(latest),
        };
        let mut halves = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if halves.younger.len() >= HALF_CAPACITY {
            halves.older = mem::take(&mut halves.younger);
        }
        halves.younger.insert(token.into(), cached);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> u64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs()
            + seconds
    }

    #[test]
    fn tokens_are_cached_until_they_expire() {
        let cache = TokenCache::default();
        let ada = Identity::new("ada");
        cache.insert("expired", at(0) - 1, &ada);
        cache.insert("soon", at(1), &ada);
        cache.insert("late", at(600), &ada);
        cache.insert("never", u64::MAX, &ada);
        cache.insert(&"long".repeat(MAX_TOKEN_SIZE), at(600), &ada);
        assert!(cache.get("expired").is_none());
        assert!(cache.get("never").is_none());
        assert!(cache.get(&"long".repeat(MAX_TOKEN_SIZE)).is_none());
        assert_eq!(cache.get("late").unwrap().subject(), "ada");
        let halves = cache.0.read().unwrap();
        let until = halves.younger["late"].until;
        assert!(until <= SystemTime::now() + TIME);
        drop(halves);
        std::thread::sleep(Duration::from_secs(1));
        assert!(cache.get("soon").is_none());
    }

    #[test]
    fn the_number_of_cached_tokens_is_limited() {
        let cache = TokenCache::default();
        for token in 0..10 * HALF_CAPACITY {
            cache.insert(&token.to_string(), at(600), &Identity::new("ada"));
        }
        let halves = cache.0.read().unwrap();
        assert!(halves.younger.len() <= HALF_CAPACITY && halves.older.len() <= HALF_CAPACITY);
        drop(halves);
        assert!(cache.get(&(10 * HALF_CAPACITY - 1).to_string()).is_some());
        assert!(cache.get("0").is_none());
    }
}

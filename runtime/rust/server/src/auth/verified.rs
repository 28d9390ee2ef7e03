//! Tokens that have been verified already.

use std::collections::HashMap;
use std::mem;
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Identity;

/// The time for which a token is known, if it does not expire before.
const TIME: Duration = Duration::from_secs(60);

/// How many tokens are known at most: twice this number.
const HALF: usize = 512;

/// Bytes of a token that is not too long to be known.
const LONGEST: usize = 4 * 1024;

/// Whom tokens name that some keys have verified; it lives no longer than those keys.
///
/// It takes no more than a constant amount of memory: tokens come into one half, and when that is full it takes the place
/// of the other, which is forgotten.
#[derive(Default)]
pub(super) struct Verified(RwLock<Halves>);

#[derive(Default)]
struct Halves {
    younger: HashMap<Box<str>, Known>,
    older: HashMap<Box<str>, Known>,
}

struct Known {
    identity: Identity,
    until: SystemTime,
}

impl Verified {
    /// Whom a token names, if it is known still.
    pub(super) fn get(&self, token: &str) -> Option<Identity> {
        let halves = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let known = halves.younger.get(token);
        let known = known.or_else(|| halves.older.get(token))?;
        (SystemTime::now() < known.until).then(|| known.identity.clone())
    }

    /// Remembers whom a token names that expires at a time, in seconds since 1970.
    pub(super) fn insert(&self, token: &str, expires: u64, identity: &Identity) {
        let expires = UNIX_EPOCH.checked_add(Duration::from_secs(expires));
        let now = SystemTime::now();
        let (Some(expires), Some(latest)) = (expires, now.checked_add(TIME)) else {
            return;
        };
        if token.len() > LONGEST || expires <= now {
            return;
        }
        let known = Known {
            identity: identity.clone(),
            until: expires.min(latest),
        };
        let mut halves = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if halves.younger.len() >= HALF {
            halves.older = mem::take(&mut halves.younger);
        }
        halves.younger.insert(token.into(), known);
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
    fn tokens_are_known_until_they_expire() {
        let verified = Verified::default();
        let ada = Identity::new("ada");
        verified.insert("expired", at(0) - 1, &ada);
        verified.insert("soon", at(1), &ada);
        verified.insert("late", at(600), &ada);
        verified.insert("never", u64::MAX, &ada);
        verified.insert(&"long".repeat(LONGEST), at(600), &ada);
        assert!(verified.get("expired").is_none());
        assert!(verified.get("never").is_none());
        assert!(verified.get(&"long".repeat(LONGEST)).is_none());
        assert_eq!(verified.get("late").unwrap().subject(), "ada");
        let halves = verified.0.read().unwrap();
        let until = halves.younger["late"].until;
        assert!(until <= SystemTime::now() + TIME);
        drop(halves);
        std::thread::sleep(Duration::from_secs(1));
        assert!(verified.get("soon").is_none());
    }

    #[test]
    fn no_more_tokens_are_known_than_there_is_room_for() {
        let verified = Verified::default();
        for token in 0..10 * HALF {
            verified.insert(&token.to_string(), at(600), &Identity::new("ada"));
        }
        let halves = verified.0.read().unwrap();
        assert!(halves.younger.len() <= HALF && halves.older.len() <= HALF);
        drop(halves);
        assert!(verified.get(&(10 * HALF - 1).to_string()).is_some());
        assert!(verified.get("0").is_none());
    }
}

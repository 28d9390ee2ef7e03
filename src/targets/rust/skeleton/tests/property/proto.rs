//! Random services, and changes of them.

use super::super::method;
use super::random::Random;
use crate::model::Streaming;
use crate::outline::MethodOutline;

const NAMES: [&str; 12] = [
    "GetUser",
    "ListUsers",
    "Move",
    "Type",
    "Chat",
    "CreateUsers",
    "Watch",
    "DeleteUser",
    "A",
    "Import",
    "SubscribeToEverythingThatEverHappensToAnyUserOfThisSystem",
    "GetUser2",
];
const MESSAGES: [&str; 8] = [
    "User",
    "GetUserRequest",
    "Empty",
    "()",
    "::prost_types::Timestamp",
    "user::v1::user::Address",
    "common::v1::AMessageWithANameThatIsFarLongerThanTheOthers",
    "ChatMessage",
];
const KINDS: [Streaming; 4] = [
    Streaming::Unary,
    Streaming::Client,
    Streaming::Server,
    Streaming::Bidi,
];

/// A service before and after.
#[derive(Debug)]
pub struct History {
    pub before: Vec<MethodOutline>,
    pub after: Vec<MethodOutline>,
    /// A renamed function, with its old and new name.
    pub renamed: Option<(String, String)>,
}

impl History {
    pub fn new(random: &mut Random) -> Self {
        let count = random.below(6);
        let before = methods(random, count, &[]);
        let mut after = before.clone();
        let mut renamed = None;
        for _ in 0..random.below(4) {
            match random.below(6) {
                0 | 1 => {
                    let new = methods(random, 1, &[&before, &after]);
                    let at = random.below(after.len() + 1);
                    after.splice(at..at, new);
                }
                2 if !after.is_empty() => {
                    after.remove(random.below(after.len()));
                }
                3 if !after.is_empty() => {
                    let at = random.below(after.len());
                    for new in methods(random, 1, &[&before, &after]) {
                        let old = &mut after[at];
                        renamed = Some((old.ident.clone(), new.ident.clone()));
                        (old.name, old.ident) = (new.name, new.ident);
                    }
                }
                4 if !after.is_empty() => {
                    let at = random.below(after.len());
                    after[at].output = path(random.pick(&MESSAGES));
                }
                5 if !after.is_empty() => {
                    let at = random.below(after.len());
                    after[at].streaming = random.pick(&KINDS);
                }
                _ => {}
            }
        }
        Self {
            before,
            after,
            renamed,
        }
    }
}

fn path(message: &str) -> String {
    method("A", Streaming::Unary, message, message).input
}

/// Methods with names that the others do not have.
fn methods(random: &mut Random, count: usize, others: &[&[MethodOutline]]) -> Vec<MethodOutline> {
    let mut all: Vec<MethodOutline> = Vec::new();
    while all.len() < count {
        let name = random.pick(&NAMES);
        let taken = |methods: &[MethodOutline]| methods.iter().any(|m| m.name == name);
        if taken(&all) || others.iter().any(|others| taken(others)) {
            if random.once_in(10) {
                break;
            }
            continue;
        }
        let (input, output) = (random.pick(&MESSAGES), random.pick(&MESSAGES));
        let mut method = method(name, random.pick(&KINDS), input, output);
        method.docs = random
            .pick(&["", "/// Says `{`.\n", "/// One.\n///\n/// Two */ \"}\n"])
            .to_owned();
        method.deprecated = random.once_in(4);
        all.push(method);
    }
    all
}

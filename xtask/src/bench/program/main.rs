//! Encodes or decodes a message many times, and prints the nanoseconds for one.
//!
//! `speed encode|decode user|page|kinds|varints <count>`
//!
//! With the feature `views`, it decodes views.

#[allow(warnings)]
mod proto;

use std::collections::HashMap;
use std::env;
use std::hint::black_box;
use std::time::Instant;

use prost::Message;
use prost_types::Timestamp;

use proto::kinds::v1::{Kinds, Leaf, kinds::Choice};
use proto::user::v1::{ListUsersResponse, User, UserStatus};
#[cfg(feature = "views")]
use proto::{
    kinds::v1::KindsView,
    user::v1::{ListUsersResponseView, UserView},
};

/// The function that decodes a message, or its view.
macro_rules! decoder {
    ($message:ident, $view:ident) => {
        |data| {
            #[cfg(feature = "views")]
            let decoded = $view::decode(data);
            #[cfg(not(feature = "views"))]
            let decoded = $message::decode(data);
            black_box(decoded.expect("what was encoded"));
        }
    };
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [direction, message, count] = &arguments[..] else {
        panic!("three arguments");
    };
    let count = count.parse().expect("a count");
    match message.as_str() {
        "user" => run(&user(1), decoder!(User, UserView), direction, count),
        "page" => run(
            &page(),
            decoder!(ListUsersResponse, ListUsersResponseView),
            direction,
            count,
        ),
        "kinds" => run(&kinds(), decoder!(Kinds, KindsView), direction, count),
        "varints" => run(&varints(), decoder!(Kinds, KindsView), direction, count),
        other => panic!("no message {other}"),
    }
}

fn run<M: Message>(message: &M, decode: impl Fn(&[u8]), direction: &str, count: u32) {
    let bytes = message.encode_to_vec();
    let mut buffer = Vec::with_capacity(bytes.len());
    let start = Instant::now();
    match direction {
        "encode" => {
            for _ in 0..count {
                buffer.clear();
                black_box(message)
                    .encode(&mut buffer)
                    .expect("a vector grows");
                black_box(&buffer);
            }
        }
        "decode" => {
            for _ in 0..count {
                decode(black_box(&bytes[..]));
            }
        }
        other => panic!("no direction {other}"),
    }
    println!(
        "{}",
        start.elapsed().as_nanos() as f64 / f64::from(count.max(1))
    );
}

/// A response of a service.
fn user(number: i64) -> User {
    User {
        id: format!("7f0c9bb4-7c1d-4b9e-9b0e-{number:012}"),
        name: "Grace Hopper".to_owned(),
        email: format!("grace.hopper.{number}@example.com"),
        status: UserStatus::Active.into(),
        created_at: Some(Timestamp {
            seconds: 1_700_000_000 + number,
            nanos: 123_456_789,
        }),
        roles: vec!["admin".to_owned(), "auditor".to_owned()],
        metadata: HashMap::from([("team".to_owned(), "compilers".to_owned())]),
        phone: Some("+4930123456".to_owned()),
    }
}

fn page() -> ListUsersResponse {
    ListUsersResponse {
        users: (0..50).map(user).collect(),
        total_count: 1234,
        has_more: true,
    }
}

/// Numbers of all lengths.
fn varints() -> Kinds {
    Kinds {
        numbers: (0..1000).map(|number| 1 << (number % 31)).collect(),
        ..Kinds::default()
    }
}

fn kinds() -> Kinds {
    let leaf = |id: i32| Leaf {
        id,
        name: format!("leaf {id}"),
    };
    Kinds {
        double: 1.5,
        float: 2.5,
        int32: -3,
        int64: 1 << 40,
        uint32: 5,
        uint64: u64::MAX,
        sint32: -7,
        sint64: -8,
        fixed32: 9,
        fixed64: 10,
        sfixed32: -11,
        sfixed64: -12,
        bool: true,
        string: "fourteen".to_owned(),
        bytes: vec![15; 64],
        colour: 2,
        leaf: Some(leaf(17)),
        present: Some(0),
        absent: None,
        numbers: (0..32).collect(),
        fixed: (0..32).collect(),
        doubles: (0..32).map(f64::from).collect(),
        strings: (0..8).map(|number| format!("string {number}")).collect(),
        leaves: (0..8).map(leaf).collect(),
        counts: (0..8)
            .map(|number| (format!("key {number}"), i64::from(number)))
            .collect(),
        by_number: (0..8).map(|number| (number, leaf(number))).collect(),
        choice: Some(Choice::Chosen(leaf(28))),
    }
}

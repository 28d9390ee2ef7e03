//! Converts a message to JSON or back many times, and prints the nanoseconds for one; or prints its JSON.
//!
//! `speed encode|decode|print <message> <file> <count>`

#[allow(warnings)]
mod proto;
#[allow(dead_code)]
mod codec;

use std::env;
use std::fs;
use std::hint::black_box;
use std::time::Instant;

use proto::kinds::v1::Kinds;
use proto::user::v1::{ListUsersResponse, User};

pub use codec::*;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [action, message, file, count] = &arguments[..] else {
        panic!("four arguments");
    };
    let bytes = fs::read(file).expect("the message exists");
    let count = count.parse().expect("a count");
    match message.as_str() {
        "User" => run::<User>(&bytes, action, count),
        "ListUsersResponse" => run::<ListUsersResponse>(&bytes, action, count),
        "Kinds" => run::<Kinds>(&bytes, action, count),
        other => panic!("no message {other}"),
    }
}

fn run<M: Json>(bytes: &[u8], action: &str, count: u32) {
    let message = M::decode(bytes).expect("a message");
    let text = encode(&message);
    let start = Instant::now();
    match action {
        "encode" => {
            for _ in 0..count {
                black_box(encode(black_box(&message)));
            }
        }
        "decode" => {
            for _ in 0..count {
                black_box(decode::<M>(black_box(&text)));
            }
        }
        "print" => return println!("{text}"),
        other => panic!("no action {other}"),
    }
    println!("{}", start.elapsed().as_nanos() as f64 / f64::from(count.max(1)));
}

//! The minimal cost of a validator: loops over bytes that return a bool.

pub mod frame;
mod proto;

use frame::{Calls, calls};
use prost::Message;
use proto::bench::users::v1::{CreateUser, Scalar};

pub fn prepare(_validator: &str, message: &str, bytes: &[u8]) -> Calls {
    match message {
        "Scalar" => with(bytes, scalar),
        "CreateUser" => with(bytes, user),
        _ => panic!("no such message: {message}"),
    }
}

fn with<M: Message + Default + 'static>(bytes: &[u8], is_valid: fn(&M) -> bool) -> Calls {
    let message = M::decode(bytes).expect("the file holds a message");
    calls(message, is_valid)
}

fn scalar(scalar: &Scalar) -> bool {
    (1..=100).contains(&scalar.value)
}

fn user(user: &CreateUser) -> bool {
    let name = user.name.chars().count();
    (1..=64).contains(&name)
        && email(user.email.as_bytes())
        && uuid(user.id.as_bytes())
        && (1..=8).contains(&user.roles.len())
        && unique(&user.roles)
        && user.labels.len() <= 16
        && user.labels.keys().all(|key| label(key.as_bytes()))
        && (18..=150).contains(&user.age)
        && (0.0..=1.0).contains(&user.quota)
        && user.start < user.end
}

fn email(text: &[u8]) -> bool {
    let Some(at) = text.iter().position(|&byte| byte == b'@') else {
        return false;
    };
    let (mailbox, domain) = (&text[..at], &text[at + 1..]);
    let allowed = |byte: &u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(byte);
    let label = |label: &[u8]| {
        let inner = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
        (1..=63).contains(&label.len())
            && label[0] != b'-'
            && label[label.len() - 1] != b'-'
            && label.iter().all(inner)
    };
    at > 0 && mailbox.iter().all(allowed) && domain.split(|&byte| byte == b'.').all(label)
}

fn uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn label(text: &[u8]) -> bool {
    let inner =
        |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(byte);
    text.len() <= 63
        && text.first().is_some_and(u8::is_ascii_lowercase)
        && text.iter().all(inner)
}

fn unique(texts: &[String]) -> bool {
    texts.iter().enumerate().all(|(at, text)| !texts[..at].contains(text))
}

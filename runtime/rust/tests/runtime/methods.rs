//! The constants of a service's methods.

use rpcsmith_runtime::{Idempotency, Method, Streaming};

use crate::sample::user::user_service_methods::{ALL, SERVICE};

#[test]
fn methods_tell_what_the_schema_says() {
    let all = ALL.iter().map(|method| {
        assert_eq!(method.service(), SERVICE);
        (
            method.path(),
            method.name(),
            method.streaming(),
            method.idempotency(),
        )
    });
    let unknown = Idempotency::Unknown;
    let expected = [
        (
            "/user.UserService/GetUser",
            "GetUser",
            Streaming::Unary,
            Idempotency::NoSideEffects,
        ),
        (
            "/user.UserService/ListUsers",
            "ListUsers",
            Streaming::Server,
            unknown,
        ),
        (
            "/user.UserService/CreateUsers",
            "CreateUsers",
            Streaming::Client,
            unknown,
        ),
        ("/user.UserService/Chat", "Chat", Streaming::Bidi, unknown),
    ];
    assert_eq!(Vec::from_iter(all), expected);
}

#[test]
fn options_add_up() {
    const PLAIN: Method = Method::unary("/S/M");
    const OLD: Method = PLAIN.idempotent().deprecated();
    assert_eq!((PLAIN.service(), PLAIN.name()), ("S", "M"));
    assert_eq!(
        (PLAIN.idempotency(), PLAIN.is_deprecated()),
        (Idempotency::Unknown, false)
    );
    assert_eq!(
        (OLD.idempotency(), OLD.is_deprecated()),
        (Idempotency::Idempotent, true)
    );
}

#[test]
fn paths_of_another_form_are_refused() {
    let paths = [
        "", "/", "//", "/S", "/S/", "//M", "S/M", "/S/M/", "/S/M.N", "/S/M?", "/S /M", "/Ü/M",
    ];
    for path in paths {
        let method = std::panic::catch_unwind(|| Method::unary(path));
        assert!(method.is_err(), "{path:?} was taken");
    }
}

//! The constants of a service's methods.

use rpcsmith_runtime::{Idempotency, Method, MethodKind};

use crate::sample::user::user_service_methods::{ALL, SERVICE};

#[test]
fn methods_describe_the_schema() {
    let all = ALL.iter().map(|method| {
        assert_eq!(method.service(), SERVICE);
        (
            method.path(),
            method.name(),
            method.kind(),
            method.idempotency(),
        )
    });
    let unknown = Idempotency::Unknown;
    let expected = [
        (
            "/user.UserService/GetUser",
            "GetUser",
            MethodKind::Unary,
            Idempotency::NoSideEffects,
        ),
        (
            "/user.UserService/ListUsers",
            "ListUsers",
            MethodKind::ServerStreaming,
            unknown,
        ),
        (
            "/user.UserService/CreateUsers",
            "CreateUsers",
            MethodKind::ClientStreaming,
            unknown,
        ),
        (
            "/user.UserService/Chat",
            "Chat",
            MethodKind::BidiStreaming,
            unknown,
        ),
    ];
    assert_eq!(Vec::from_iter(all), expected);
}

#[test]
fn options_combine() {
    const DEFAULT: Method = Method::unary("/S/M");
    const DEPRECATED: Method = DEFAULT.idempotent().deprecated();
    assert_eq!((DEFAULT.service(), DEFAULT.name()), ("S", "M"));
    assert_eq!(
        (DEFAULT.idempotency(), DEFAULT.is_deprecated()),
        (Idempotency::Unknown, false)
    );
    assert_eq!(
        (DEPRECATED.idempotency(), DEPRECATED.is_deprecated()),
        (Idempotency::Idempotent, true)
    );
}

#[test]
fn malformed_paths_are_rejected() {
    let paths = [
        "", "/", "//", "/S", "/S/", "//M", "S/M", "/S/M/", "/S/M.N", "/S/M?", "/S /M", "/Ü/M",
    ];
    for path in paths {
        let method = std::panic::catch_unwind(|| Method::unary(path));
        assert!(method.is_err(), "{path:?} is accepted");
    }
}

//! The generated constants of methods, and the errors of servers for unknown methods.

use rpcsmith_goldens::goldens::{keywords, service_only, streaming, user_service};
use rpcsmith_goldens::runtime::Method;
use rpcsmith_goldens::runtime::client::Client;
use rpcsmith_goldens::serve;
use rpcsmith_goldens::user_service::Users;
use rpcsmith_runtime::{Code, Request};
use user_service::user::user_service_server::UserServiceServer;

#[test]
fn unary_methods() {
    use streaming::streaming::unary_methods::{
        ALL, DEPRECATED_IDEMPOTENT, IDEMPOTENT, NO_SIDE_EFFECTS, PLAIN, SERVICE, UNKNOWN,
    };

    assert_eq!(SERVICE, "streaming.Unary");
    assert_eq!(PLAIN, Method::unary("/streaming.Unary/Plain"));
    assert_eq!(UNKNOWN, Method::unary("/streaming.Unary/Unknown"));
    assert_eq!(
        NO_SIDE_EFFECTS,
        Method::unary("/streaming.Unary/NoSideEffects").no_side_effects()
    );
    assert_eq!(
        IDEMPOTENT,
        Method::unary("/streaming.Unary/Idempotent").idempotent()
    );
    assert_eq!(
        DEPRECATED_IDEMPOTENT,
        Method::unary("/streaming.Unary/DeprecatedIdempotent")
            .idempotent()
            .deprecated()
    );
    assert_eq!(
        ALL,
        [
            PLAIN,
            UNKNOWN,
            NO_SIDE_EFFECTS,
            IDEMPOTENT,
            DEPRECATED_IDEMPOTENT
        ]
    );
}

#[test]
fn streaming_methods() {
    assert_eq!(
        streaming::streaming::streams_methods::ALL,
        [
            Method::server_streaming("/streaming.Streams/Server"),
            Method::client_streaming("/streaming.Streams/Client"),
            Method::bidi_streaming("/streaming.Streams/Bidi"),
            Method::server_streaming("/streaming.Streams/ServerNoSideEffects").no_side_effects(),
            Method::client_streaming("/streaming.Streams/ClientIdempotent").idempotent(),
            Method::bidi_streaming("/streaming.Streams/BidiIdempotent").idempotent(),
        ]
    );
}

/// Names are escaped only in Rust; paths have the names of the proto.
#[test]
fn paths_keep_names() {
    let r#await = "/keywords.yield/await";
    assert_eq!(
        keywords::keywords::yield_methods::ALL,
        [Method::bidi_streaming(r#await)]
    );
    let deep = "/keywords.mod.self.match.super.crate.async.Async/Await";
    let module =
        keywords::keywords::r#mod::self_::r#match::super_::crate_::r#async::async_methods::ALL;
    assert_eq!(module, [Method::unary(deep)]);
}

#[test]
fn a_service_without_methods() {
    use service_only::service_only::idle_methods::{ALL, SERVICE};

    assert_eq!(SERVICE, "service_only.Idle");
    assert_eq!(ALL, []);
}

async fn unknown_method(client: Client, path: &'static str) {
    let result = client
        .unary::<(), ()>(Method::unary(path), Request::new(()))
        .await;
    let status = result.expect_err("the method does not exist");
    let expected = (Code::Unimplemented, format!("{path} is not implemented"));
    assert_eq!((status.code(), status.message().to_owned()), expected);
}

#[tokio::test]
async fn unknown_methods() {
    let server = || UserServiceServer::new(Users::default());
    let url = serve::spawn_url(server()).await.unwrap();
    for client in [Client::new(server()), Client::connect(url).await.unwrap()] {
        unknown_method(client.clone(), "/user.UserService/Missing").await;
        unknown_method(client.clone(), "/user.UserService/getUser").await;
    }
    unknown_method(Client::new(server()), "/user.Missing/GetUser").await;
}

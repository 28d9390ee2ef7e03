//! Routes: their methods, their precedence, and calls that leave the path to others.

use std::convert::Infallible;
use std::sync::Arc;

use http::{Request, Response};
use rpcsmith_runtime::ServeError;
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::serve::{Page, Protocol};
use rpcsmith_runtime::server::{Call, Dispatch, ResponseFuture, ServiceServer};
use rpcsmith_runtime::{HttpRoute, Method, PathSegment};
use serde_json::json;
use tower::service_fn;

use crate::client::{builder, call, call_http2, get, post, serve, with_json};
use crate::services::{Users, echo, users};

#[tokio::test]
async fn a_call_has_a_path_a_query_and_a_body() {
    let server = serve(builder().add_service(users())).await;
    let expected = json!({"user": {"id": "7", "name": "Name of 7"}});
    for http2 in [false, true] {
        let request = Request::get("/users/7").header("x-tenant", "a");
        let answer = match http2 {
            false => call(server, request, "").await,
            true => call_http2(server, request, "").await,
        };
        assert_eq!((answer.status, answer.json()), (200, expected.clone()));
        // Metadata and trailers are headers, and nothing of gRPC is left.
        for (name, value) in [
            ("content-type", "application/json"),
            ("content-length", "38"),
            ("x-tenant", "a"),
            ("etag", "\"1\""),
            ("x-cost", "7"),
        ] {
            assert_eq!(answer.header(name), value, "{name}");
        }
        let grpc = |name: &http::HeaderName| name.as_str().starts_with("grpc-");
        assert!(!answer.headers.keys().any(grpc), "{:?}", answer.headers);

        let request = with_json("PATCH", "/users/7");
        let body = r#"{"name": "Ann"}"#;
        let answer = match http2 {
            false => call(server, request, body).await,
            true => call_http2(server, request, body).await,
        };
        let expected = json!({"id": "7", "name": "Ann", "email": "unset"});
        assert_eq!((answer.status, answer.json()), (200, expected));
    }
    let created = post(server, "/users", r#"{"name": "Ann", "email": "a@b"}"#).await;
    let expected = json!({"id": "new", "name": "Ann", "email": "a@b"});
    assert_eq!((created.status, created.json()), (200, expected));
    let name = call(
        server,
        with_json("PATCH", "/users/7/name?email=x"),
        "\"Bo\"",
    )
    .await;
    let expected = json!({"id": "7", "name": "Bo", "email": "x"});
    assert_eq!((name.status, name.json()), (200, expected));
    let deleted = call(server, Request::delete("/users/7"), "").await;
    assert_eq!((deleted.status, deleted.text().as_str()), (200, "{}"));
    let purged = call(
        server,
        Request::builder().method("PURGE").uri("/users/7:now"),
        "",
    )
    .await;
    assert_eq!((purged.status, purged.text().as_str()), (200, "{}"));
    let file = get(server, "/files/a/b/c%20d").await;
    assert_eq!(file.json()["user"]["id"], "a/b/c d");
}

#[tokio::test]
async fn a_response_can_be_a_field() {
    let server = serve(builder().add_service(users()).add_service(echo())).await;
    for (path, expected) in [
        ("/users/7/user", json!({"id": "7", "name": "Name of 7"})),
        ("/users/nobody/user", json!(null)),
        ("/numbers?int64=1&int64=2", json!(["1", "2"])),
        ("/numbers", json!([])),
    ] {
        let answer = get(server, path).await;
        assert_eq!((answer.status, answer.json()), (200, expected), "{path}");
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let server = serve(builder().add_service(users())).await;
    for http2 in [false, true] {
        let request = Request::head("/users/7");
        let answer = match http2 {
            false => call(server, request, "").await,
            true => call_http2(server, request, "").await,
        };
        assert_eq!((answer.status, answer.body.len()), (200, 0));
        assert_eq!(answer.header("content-length"), "38");
    }
}

#[tokio::test]
async fn other_methods_are_405() {
    let server = serve(builder().add_service(users())).await;
    for (method, path, allowed) in [
        ("PUT", "/users/7", "DELETE, GET, HEAD, PATCH"),
        ("DELETE", "/users", "GET, HEAD, POST"),
        ("GET", "/users:import", "POST"),
        ("PURGE", "/users/7", "DELETE, GET, HEAD, PATCH"),
    ] {
        let answer = call(server, with_json(method, path), "").await;
        assert_eq!(answer.status, 405, "{method} {path}");
        assert_eq!(answer.header("allow"), allowed, "{method} {path}");
        assert_eq!(answer.json()["code"], 12);
    }
    let unknown = get(server, "/nothing").await;
    assert_eq!((unknown.status, &unknown.json()["code"]), (404, &json!(5)));
}

/// Answers a request with its path.
async fn fallback(request: Request<Body>) -> Result<Response<Body>, Infallible> {
    let body = Body::from(format!("fallback: {}", request.uri().path()));
    Ok(Response::new(body))
}

#[tokio::test]
async fn rpcs_come_before_routes_pages_and_the_fallback() {
    let server = serve(
        builder()
            .add_service(users())
            .add_service(all())
            // A route has the path of the second page.
            .pages(&["/one", "/users/7"].map(|path| Page::new(path, "text/plain", b"page")))
            .fallback(service_fn(fallback)),
    )
    .await;
    let rpc = "/json_user.UserService/GetUser";
    // The path of an rpc matches a route, too.
    let called = post(server, rpc, r#"{"id": "7"}"#).await;
    assert_eq!(
        (called.status, called.json()["user"]["id"].clone()),
        (200, json!("7"))
    );
    let text = Request::post(rpc).header("content-type", "text/plain");
    assert_eq!(call(server, text, "").await.status, 415);
    assert_eq!(get(server, "/a/b").await.status, 501);
    let other = get(server, "/a/b/c").await;
    assert_eq!(
        (other.status, other.text().as_str()),
        (200, "fallback: /a/b/c")
    );
    let page = get(server, "/one").await;
    assert_eq!((page.status, page.text().as_str()), (200, "page"));
    assert_eq!(call(server, Request::put("/one"), "").await.status, 405);
    assert_eq!(get(server, "/users/7").await.json()["user"]["id"], "7");
    let other = call(server, Request::put("/a/b"), "").await;
    assert_eq!(other.status, 405);
    let call_of_grpc = Request::post("/x.Y/Z").header("content-type", "application/grpc-web");
    let unknown = call(server, call_of_grpc, "").await;
    assert_eq!((unknown.status, unknown.header("grpc-status")), (200, "12"));
}

#[tokio::test]
async fn without_the_protocol_there_are_no_routes() {
    let builder = builder().add_service(users());
    let server = serve(
        builder
            .protocols([Protocol::Connect])
            .fallback(service_fn(fallback)),
    )
    .await;
    let answer = get(server, "/users/7").await;
    assert_eq!(answer.text(), "fallback: /users/7");
}

#[tokio::test]
async fn only_the_protocol_serves_routes() {
    let builder = builder().add_service(users());
    let server = serve(builder.protocols([Protocol::HttpJson])).await;
    assert_eq!(get(server, "/users/7").await.status, 200);
    let connect = post(server, "/json_user.UserService/GetUser", r#"{"id": "7"}"#).await;
    assert_eq!(connect.status, 415);
}

/// A service whose route matches the paths of rpcs.
struct All;

impl Dispatch<Users> for All {
    const SERVICE: &'static str = "a.All";
    const METHODS: &'static [Method] = &[Method::unary("/a.All/Call")];
    const JSON: bool = true;
    const HTTP: &'static [HttpRoute] = &[
        HttpRoute::get(0, &[PathSegment::One, PathSegment::One]),
        HttpRoute::post(0, &[PathSegment::One, PathSegment::One]),
    ];

    fn dispatch(_: Arc<Users>, call: Call) -> ResponseFuture {
        call.unimplemented()
    }
}

fn all() -> ServiceServer<All, Users> {
    ServiceServer::new(Users)
}

/// Another service with a route of `UserService`.
struct Same;

impl Dispatch<Users> for Same {
    const SERVICE: &'static str = "a.Same";
    const METHODS: &'static [Method] = &[Method::unary("/a.Same/Call")];
    const JSON: bool = true;
    const HTTP: &'static [HttpRoute] = &[HttpRoute::get(
        0,
        &[PathSegment::Literal("users"), PathSegment::One],
    )];

    fn dispatch(_: Arc<Users>, call: Call) -> ResponseFuture {
        call.unimplemented()
    }
}

#[tokio::test]
async fn two_services_cannot_have_the_same_route() {
    let builder = builder()
        .add_service(users())
        .add_service(ServiceServer::<Same, _>::new(Users));
    let error = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap_err();
    assert!(matches!(&error, ServeError::SameHttpRoute(..)), "{error}");
    assert_eq!(
        error.to_string(),
        "/json_user.UserService/GetUser and /a.Same/Call have the same route: GET /users/*"
    );
}

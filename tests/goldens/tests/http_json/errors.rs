//! Errors, deadlines and limits: they are those of gRPC.

use std::sync::{Arc, Mutex};

use http::{HeaderName, Request};
use rpcsmith_runtime::Limits;
use rpcsmith_runtime::auth::{Auth, Authenticator, Credentials, Denied, Identity};
use rpcsmith_runtime::serve::{CallObserver, EndedCall};
use serde_json::json;

use crate::client::{builder, call, get, post, serve, with_json};
use crate::services::users;

#[tokio::test]
async fn an_error_is_a_status_in_json() {
    let server = serve(builder().add_service(users())).await;
    let missing = get(server, "/users/missing").await;
    assert_eq!(missing.status, 404);
    assert_eq!(missing.header("content-type"), "application/json");
    assert_eq!(missing.header("x-reason"), "gone");
    assert_eq!(
        missing.json(),
        json!({"code": 5, "message": "no \"such\" user"})
    );
    let grpc = |name: &HeaderName| name.as_str().starts_with("grpc-");
    assert!(!missing.headers.keys().any(grpc), "{:?}", missing.headers);
    let panics = get(server, "/users/panic").await;
    let expected = json!({"code": 13, "message": "internal error"});
    assert_eq!((panics.status, panics.json()), (500, expected));
    for body in [
        "{",
        "[]",
        r#"{"unknown": 1}"#,
        r#"{"name": 1}"#,
        "\u{feff}{}",
    ] {
        let malformed = post(server, "/users", body).await;
        let code = malformed.json()["code"].clone();
        assert_eq!((malformed.status, code), (400, json!(3)), "{body}");
    }
    let not_text = Request::post("/users").header("content-type", "application/json");
    let not_text = call(server, not_text.header("grpc-timeout", "x"), "{}").await;
    assert_eq!(
        (not_text.status, &not_text.json()["code"]),
        (400, &json!(3))
    );
}

#[tokio::test]
async fn a_body_is_json_without_compression() {
    let server = serve(builder().add_service(users())).await;
    for (kind, body, expected) in [
        ("application/json", "{}", 200),
        ("Application/JSON; charset=utf-8", "{}", 200),
        ("application/json; charset=\"UTF-8\"", "{}", 200),
        ("application/json; charset=utf-16", "{}", 415),
        ("application/json; charset=utf-16", "", 415),
        ("application/x-www-form-urlencoded", "{}", 415),
        ("text/plain", "{}", 415),
        ("text/plain", "", 415),
        ("", "{}", 415),
    ] {
        let request = Request::post("/users").header("content-type", kind);
        let answer = call(server, request, body).await;
        assert_eq!(answer.status, expected, "{kind}");
        if expected == 415 {
            assert_eq!(answer.header("accept"), "application/json");
            assert_eq!(answer.json()["code"], 3);
        }
    }
    // Without a body there is nothing to name.
    assert_eq!(call(server, Request::post("/users"), "").await.status, 200);
    assert_eq!(
        call(server, Request::post("/users"), "{}").await.status,
        415
    );
    let gzip = with_json("POST", "/users").header("content-encoding", "gzip");
    let answer = call(server, gzip, "{}").await;
    assert_eq!(answer.status, 415);
    assert_eq!(answer.header("accept-encoding"), "identity");
    for kinds in [
        ["application/json", "text/plain"],
        ["text/plain", "application/json"],
    ] {
        let request = kinds.iter().fold(Request::post("/users"), |request, kind| {
            request.header("content-type", *kind)
        });
        let answer = call(server, request, "{}").await;
        assert_eq!(answer.status, 415, "{kinds:?}");
    }
    let twice = with_json("POST", "/users").header("content-type", "application/json");
    assert_eq!(call(server, twice, "{}").await.status, 200);
    // The body of a route without one does not count.
    let get = Request::get("/users/7").header("content-type", "text/plain");
    assert_eq!(call(server, get, "x").await.status, 200);
}

#[tokio::test]
async fn malformed_binary_headers_are_refused() {
    let server = serve(builder().add_service(users())).await;
    for (value, expected) in [("AP8=", 200), ("!!!", 400), ("AP8=,!!!", 400)] {
        for request in [Request::get("/users/7"), with_json("POST", "/users")] {
            let answer = call(server, request.header("x-trace-bin", value), "").await;
            assert_eq!(answer.status, expected, "{value}: {}", answer.text());
            if expected == 400 {
                let message = "malformed binary metadata: the value of `x-trace-bin` is not base64";
                assert_eq!(answer.json(), json!({"code": 3, "message": message}));
            }
        }
    }
}

#[tokio::test]
async fn a_call_has_a_deadline() {
    let header = HeaderName::from_static("x-server-timeout");
    let server = serve(builder().add_service(users()).http_timeout_header(header)).await;
    for (name, value) in [
        ("connect-timeout-ms", "50"),
        ("grpc-timeout", "50m"),
        ("x-server-timeout", "0.05"),
    ] {
        let request = Request::get("/users/never").header(name, value);
        let answer = call(server, request, "").await;
        let code = answer.json()["code"].clone();
        assert_eq!((answer.status, code), (504, json!(4)), "{name}");
    }
    for (name, value) in [
        ("connect-timeout-ms", "1s"),
        ("grpc-timeout", "1"),
        ("x-server-timeout", "soon"),
    ] {
        let request = Request::get("/users/never").header(name, value);
        let answer = call(server, request, "").await;
        let code = answer.json()["code"].clone();
        assert_eq!((answer.status, code), (400, json!(3)), "{name}");
    }
}

#[tokio::test]
async fn a_body_over_the_limit_is_429() {
    let limits = Limits {
        max_request_size: 1000,
        ..Limits::default()
    };
    let server = serve(builder().add_service(users()).limits(limits)).await;
    let body = |size: usize| format!(r#"{{"name": "{}"}}"#, "n".repeat(size));
    let fits = post(server, "/users", &body(900)).await;
    assert_eq!(fits.status, 200);
    let over = post(server, "/users", &body(1000)).await;
    assert_eq!((over.status, &over.json()["code"]), (429, &json!(8)));
}

struct Tokens;

impl Authenticator for Tokens {
    async fn authenticate(&self, credentials: Credentials<'_>) -> Result<Identity, Denied> {
        match credentials.bearer_token()? {
            "reader" => Ok(Identity::new("ada")),
            _ => Err(Denied::invalid("unknown token")),
        }
    }
}

/// Records the methods, the codes and the subjects of calls.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<String>>>);

impl CallObserver for Log {
    fn ended(&self, call: &EndedCall) {
        let method = call.method.map_or("unknown", |method| method.path());
        let line = format!("{method} {:?} {:?}", call.code, call.subject);
        self.0.lock().unwrap().push(line);
    }
}

#[tokio::test]
async fn calls_are_authenticated_and_observed() {
    let log = Log::default();
    let builder = builder().add_service(users()).auth(Auth::new(Tokens));
    let server = serve(builder.observe(log.clone())).await;
    let denied = get(server, "/users/7").await;
    assert_eq!((denied.status, &denied.json()["code"]), (401, &json!(16)));
    assert_eq!(denied.header("www-authenticate"), "Bearer");
    let request = Request::get("/users/7").header("authorization", "Bearer reader");
    assert_eq!(call(server, request, "").await.status, 200);
    let lines = log.0.lock().unwrap().clone();
    let expected = [
        "/json_user.UserService/GetUser Unauthenticated None",
        "/json_user.UserService/GetUser Ok Some(\"ada\")",
    ];
    assert_eq!(lines, expected);
}

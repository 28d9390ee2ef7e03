//! Streams of responses as lines and as events, and streams of requests as lines.

use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use serde_json::json;

use crate::client::{builder, call, call_http2, get, in_time, send, serve, with_json};
use crate::services::users;

fn events(path: &str) -> http::request::Builder {
    Request::get(path).header("accept", "text/event-stream")
}

const FIRST: &str = r#"{"id":"0","name":"Name of 0"}"#;
const SECOND: &str = r#"{"id":"1","name":"Name of 1"}"#;
const ABORTED: &str = r#"{"code":10,"message":"the list has changed"}"#;

#[tokio::test]
async fn messages_are_lines() {
    let server = serve(builder().add_service(users())).await;
    for (path, expected) in [
        ("/users?page_size=0", String::new()),
        (
            "/users?pageSize=2",
            format!("{{\"result\":{FIRST}}}\n{{\"result\":{SECOND}}}\n"),
        ),
        // It fails halfway.
        (
            "/users?page_size=1&page=1",
            format!("{{\"result\":{FIRST}}}\n{{\"error\":{ABORTED}}}\n"),
        ),
        (
            "/names?page_size=2",
            "{\"result\":\"Name of 0\"}\n{\"result\":\"Name of 1\"}\n".to_owned(),
        ),
    ] {
        for http2 in [false, true] {
            let answer = match http2 {
                false => get(server, path).await,
                true => call_http2(server, Request::get(path), "").await,
            };
            assert_eq!(answer.status, 200, "{path}");
            assert_eq!(answer.header("content-type"), "application/x-ndjson");
            assert_eq!(answer.text(), expected, "{path}");
        }
    }
}

#[tokio::test]
async fn a_stream_that_fails_before_its_first_message_has_a_status() {
    let server = serve(builder().add_service(users())).await;
    for (request, status, code) in [
        // The method fails, then its stream, then the request.
        (Request::get("/users?page=-1"), 400, 11),
        (Request::get("/users?page=1"), 409, 10),
        (Request::get("/users?page=x"), 400, 3),
        (events("/users?page=-1"), 400, 11),
        (
            Request::get("/users?page=2").header("connect-timeout-ms", "50"),
            504,
            4,
        ),
    ] {
        let answer = call(server, request, "").await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("content-type"), "application/json");
        assert_eq!(answer.json()["code"], code);
    }
}

#[tokio::test]
async fn messages_are_events() {
    let server = serve(builder().add_service(users())).await;
    for (path, expected) in [
        (
            "/users?page_size=2",
            format!("data: {FIRST}\n\ndata: {SECOND}\n\nevent: end\ndata: {{}}\n\n"),
        ),
        ("/users", "event: end\ndata: {}\n\n".to_owned()),
        // It fails halfway, and before the first message.
        (
            "/users?page_size=1&page=1",
            format!("data: {FIRST}\n\nevent: error\ndata: {ABORTED}\n\n"),
        ),
        (
            "/users?page=1",
            format!("event: error\ndata: {ABORTED}\n\n"),
        ),
    ] {
        let answer = call(server, events(path), "").await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), "text/event-stream");
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert_eq!(answer.text(), expected, "{path}");
    }
}

#[tokio::test]
async fn a_message_arrives_before_the_next_exists() {
    let server = serve(builder().add_service(users())).await;
    for (request, expected) in [
        (Request::get("/users?page=3"), "{\"result\":"),
        (events("/users?page=3"), "data: {"),
    ] {
        let request = request.header("host", "a").body(Full::<Bytes>::default());
        let mut response = send(server, request.unwrap()).await;
        let frame = in_time(response.frame()).await.unwrap().unwrap();
        let data = frame.into_data().unwrap();
        assert!(data.starts_with(expected.as_bytes()), "{data:?}");
    }
}

#[tokio::test]
async fn the_deadline_of_a_stream_is_an_error_in_it() {
    let server = serve(builder().add_service(users())).await;
    let deadline = r#"{"code":4,"message":"the deadline of the call has passed"}"#;
    for (request, expected) in [
        (
            Request::get("/users?page=3"),
            format!("{{\"result\":{FIRST}}}\n{{\"error\":{deadline}}}\n"),
        ),
        (
            events("/users?page=3"),
            format!("data: {FIRST}\n\nevent: error\ndata: {deadline}\n\n"),
        ),
    ] {
        let answer = call(server, request.header("grpc-timeout", "300m"), "").await;
        assert_eq!((answer.status, answer.text()), (200, expected));
    }
}

#[tokio::test]
async fn lines_are_a_stream_of_requests() {
    let server = serve(builder().add_service(users())).await;
    let body = "{\"name\":\"a\"}\n\n{\"name\":\"b\"}\r\n{}";
    for kind in ["application/json", "application/x-ndjson"] {
        let request = Request::post("/users:import").header("content-type", kind);
        let answer = call(server, request, body).await;
        assert_eq!(
            (answer.status, &answer.json()["totalCount"]),
            (200, &json!(3))
        );
    }
    let empty = call(server, Request::post("/users:import"), "").await;
    assert_eq!((empty.status, empty.text().as_str()), (200, "{}"));
    let malformed = call(server, with_json("POST", "/users:import"), "{}\n{\n").await;
    assert_eq!(
        (malformed.status, &malformed.json()["code"]),
        (400, &json!(3))
    );
    let chat = with_json("POST", "/chat");
    let answer = call(server, chat, "{\"content\":\"a\"}\n{\"content\":\"b\"}\n").await;
    let expected = "{\"result\":{\"content\":\"a\"}}\n{\"result\":{\"content\":\"b\"}}\n";
    assert_eq!((answer.status, answer.text().as_str()), (200, expected));
}

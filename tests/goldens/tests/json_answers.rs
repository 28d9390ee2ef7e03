//! The content types of answers to calls with JSON, and their errors.

use rpcsmith_goldens::goldens::json_gated::json_gated::Gated;
use rpcsmith_goldens::goldens::json_gated::json_gated::gates_server::{Gates, GatesServer};
use rpcsmith_runtime::{Drain, Request, Response, Server, Status};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Answers a request with itself, and fails for the text `missing`.
#[derive(Debug)]
struct Echo;

impl Gates for Echo {
    async fn open(&self, request: Request<Gated>) -> Result<Response<Gated>, Status> {
        match request.into_inner() {
            gated if gated.text == "missing" => Err(Status::not_found("no such gate")),
            gated => Ok(Response::new(gated)),
        }
    }
}

/// The head and the body of the answer to a call over HTTP/1.1.
async fn call(server: std::net::SocketAddr, kind: &str, body: &[u8]) -> (String, String) {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let head = format!(
        "POST /json_gated.Gates/Open HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: {kind}\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let request = [head.as_bytes(), body].concat();
    stream.write_all(&request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_ascii_lowercase(), body.to_owned())
}

/// A message in an envelope.
fn framed(message: &str) -> Vec<u8> {
    let length = u32::try_from(message.len()).unwrap().to_be_bytes();
    [&[0], &length[..], message.as_bytes()].concat()
}

const PRESENT: &str = r#"{"text":"a"}"#;
const MISSING: &str = r#"{"text":"missing"}"#;
const MALFORMED: &str = "{";

/// The content type of a request, and its message; the status and the content type of the answer, and a part of its body.
const ANSWERS: [(&str, &str, u16, &str, &str); 8] = [
    (
        "application/json",
        PRESENT,
        200,
        "application/json",
        PRESENT,
    ),
    (
        "application/json; charset=utf-8",
        PRESENT,
        200,
        "application/json",
        PRESENT,
    ),
    (
        "application/json",
        MISSING,
        404,
        "application/json",
        r#"{"code":"not_found","message":"no such gate"}"#,
    ),
    (
        "application/json",
        MALFORMED,
        400,
        "application/json",
        r#""code":"invalid_argument""#,
    ),
    // An error of a call with the binary format is JSON, too.
    (
        "application/proto",
        "\n\x07missing",
        404,
        "application/json",
        r#""code":"not_found""#,
    ),
    (
        "application/grpc-web+json",
        PRESENT,
        200,
        "application/grpc-web+json",
        PRESENT,
    ),
    (
        "application/grpc-web+json",
        MISSING,
        200,
        "application/grpc-web+json",
        "grpc-status: 5",
    ),
    (
        "application/grpc-web+json",
        MALFORMED,
        200,
        "application/grpc-web+json",
        "grpc-status: 3",
    ),
];

#[tokio::test]
async fn answers_and_errors_have_the_content_type_of_their_protocol() {
    let server = Server::builder()
        .drain(Drain {
            on_signals: false,
            ..Drain::default()
        })
        .add_service(GatesServer::new(Echo));
    let server = server.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = server.local_addr().unwrap();
    tokio::spawn(server.serve());

    for (kind, message, status, answered, part) in ANSWERS {
        let body = match kind {
            "application/grpc-web+json" => framed(message),
            _ => message.as_bytes().to_vec(),
        };
        let (head, body) = call(address, kind, &body).await;
        assert!(
            head.starts_with(&format!("http/1.1 {status}")),
            "{kind} {message}: {head}"
        );
        let expected = format!("content-type: {answered}");
        assert!(
            head.lines().any(|line| line == expected),
            "{kind} {message}: {head}"
        );
        let text = format!("{head}\n{body}");
        assert!(text.contains(part), "{kind} {message}: {text}");
    }
}

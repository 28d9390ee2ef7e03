//! Requests that never end, and HTTP requests that are not gRPC calls: they must cost bounded memory and time.

use std::io::Write;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, ensure};
use bytes::Bytes;
use http::Request;
use prost::Message;
use rpcsmith_faults::proto::user::v1::ChatMessage;
use rpcsmith_faults::service::QUIET;
use rpcsmith_runtime::serve::Metrics;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::attack::{Attack, Round};
use crate::http2::Connection;

const GET_USER: &str = "/user.v1.UserService/GetUser";
const CHAT: &str = "/user.v1.UserService/Chat";
const MIB: usize = 1024 * 1024;

/// A message with its length prefix.
fn framed(compressed: u8, message: &[u8]) -> Bytes {
    let mut framed = vec![compressed];
    framed.extend(
        u32::try_from(message.len())
            .unwrap_or(u32::MAX)
            .to_be_bytes(),
    );
    framed.extend(message);
    framed.into()
}

/// A message without its last byte.
fn half(size: usize) -> Bytes {
    framed(0, &vec![0; size]).slice(..size)
}

/// A chat message of `size` bytes that gets no answer.
fn quiet(size: usize) -> Vec<u8> {
    // The key and the length of the field take five bytes.
    let content = QUIET.to_owned() + &"x".repeat(size - QUIET.len() - 5);
    ChatMessage {
        content,
        ..ChatMessage::default()
    }
    .encode_to_vec()
}

/// Concurrent calls whose bodies never end.
struct HalfRequests {
    connections: usize,
    /// The number of calls of each connection.
    calls: usize,
    paths: &'static [&'static str],
    encoding: Option<&'static str>,
    body: Bytes,
}

impl HalfRequests {
    fn new(connections: usize, paths: &'static [&'static str], body: Bytes) -> Self {
        Self {
            connections,
            calls: 200,
            paths,
            encoding: None,
            body,
        }
    }

    /// Opens the calls and leaves them open. Reports how many bytes the server accepted.
    async fn run(self, address: SocketAddr) -> Result<Round> {
        let (mut connections, mut opening) = (Vec::new(), JoinSet::new());
        for _ in 0..self.connections {
            let connection = Connection::new(address).await?;
            for call in 0..self.calls {
                let path = self.paths[call % self.paths.len()];
                let mut request = Request::post(format!("http://localhost{path}"))
                    .header("content-type", "application/grpc");
                if let Some(encoding) = self.encoding {
                    request = request.header("grpc-encoding", encoding);
                }
                let mut open = connection.send(request.body(())?).await?;
                let body = self.body.clone();
                opening.spawn(async move {
                    let sent = open.send(body).await;
                    let ended = open.is_reset().await;
                    (open, sent, ended)
                });
            }
            connections.push(connection);
        }
        let (mut open, mut accepted, mut ended) = (Vec::new(), 0, 0);
        while let Some(call) = opening.join_next().await {
            let (call, sent, is_ended) = call?;
            accepted += sent;
            ended += usize::from(is_ended);
            open.push(call);
        }
        let attempted = format!(
            "{} half requests of {} KiB over {} connections, {} KiB sent, {ended} ended by the server",
            open.len(),
            self.body.len() / 1024,
            self.connections,
            accepted / 1024,
        );
        Ok(Round::new(attempted, (open, connections)))
    }
}

/// Built-in services accept only small requests.
pub async fn to_health_and_reflection() -> Result<String> {
    const PATHS: &[&str] = &[
        "/grpc.health.v1.Health/Check",
        "/grpc.health.v1.Health/Watch",
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    ];
    let body = half(4 * MIB);
    let attack = |address| HalfRequests::new(2, PATHS, body.clone()).run(address);
    Attack::on(&[]).withstand(attack).await
}

pub async fn over_one_connection() -> Result<String> {
    let body = half(4 * MIB);
    let attack = |address| HalfRequests::new(1, &[GET_USER, CHAT], body.clone()).run(address);
    Attack::on(&[]).withstand(attack).await
}

/// A call costs about 20 KiB in addition to its bytes, so 800 calls need 16 MiB more.
pub async fn over_many_connections() -> Result<String> {
    let body = half(4 * MIB);
    let attack = |address| HalfRequests::new(4, &[GET_USER, CHAT], body.clone()).run(address);
    Attack::on(&[]).peak(48).withstand(attack).await
}

/// Small requests may use the whole budget of their connection.
pub async fn many_small_requests() -> Result<String> {
    let body = half(60 * 1024);
    let attack = |address| HalfRequests::new(1, &[GET_USER, CHAT], body.clone()).run(address);
    Attack::on(&[]).withstand(attack).await
}

/// A stream keeps the buffer of its largest message. While a message is decoded, memory holds it twice.
pub async fn streams_after_a_large_message() -> Result<String> {
    let body = framed(0, &quiet(4 * MIB));
    let attack = |address| HalfRequests::new(2, &[CHAT], body.clone()).run(address);
    Attack::on(&[]).peak(48).withstand(attack).await
}

/// A stream also keeps the buffer of its largest message after decompression.
pub async fn streams_after_a_compressed_message() -> Result<String> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&quiet(4 * MIB))?;
    let body = framed(1, &packed.finish()?);
    let attack = |address| {
        let mut requests = HalfRequests::new(1, &[CHAT], body.clone());
        requests.encoding = Some("gzip");
        requests.calls = 50;
        requests.run(address)
    };
    Attack::on(&[]).peak(48).withstand(attack).await
}

/// Bodies over HTTP/1.1 have a time limit too.
pub async fn over_http1() -> Result<String> {
    let attack = async |address| {
        let mut stalled = Vec::new();
        for _ in 0..100 {
            let mut stream = TcpStream::connect(address).await?;
            let request = b"POST /hook HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\n\r\nhalf";
            stream.write_all(request).await?;
            stalled.push(stream);
        }
        let count = stalled.len();
        for mut stream in stalled {
            let mut response = Vec::new();
            let end = timeout(Duration::from_secs(10), stream.read_to_end(&mut response));
            ensure!(end.await.is_ok(), "a stalled connection is not closed");
        }
        let attempted = format!("{count} bodies over HTTP/1.1 that stall, {count} closed");
        Ok(Round::new(attempted, ()))
    };
    let vars = [
        ("FAULT_HTTP", "1"),
        ("FAULT__LIMITS__REQUEST_TIMEOUT", "500ms"),
    ];
    Attack::on(&vars).withstand(attack).await
}

/// The admin port closes connections with incomplete requests, so that other connections are served.
pub async fn to_the_admin_port() -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let admin = tokio::spawn(Metrics::new().serve_admin_on(listener));
    let beginnings: [&[u8]; 4] = [
        b"",
        b"PRI * HTTP/2",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /metrics HTTP/1.1\r\nhost",
    ];
    let mut stalled = Vec::new();
    for bytes in beginnings.iter().cycle().take(100) {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(bytes).await?;
        stalled.push(stream);
    }
    let mut scrape = TcpStream::connect(address).await?;
    let request = b"GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    scrape.write_all(request).await?;
    let mut response = String::new();
    scrape.read_to_string(&mut response).await?;
    ensure!(response.starts_with("HTTP/1.1 200"), "{response}");
    admin.abort();
    Ok(
        "100 connections with incomplete requests, 64 at a time; 1 later scrape answered"
            .to_owned(),
    )
}

/// Requests that a browser sends to another origin without a preflight request are not calls.
pub async fn of_other_content_types() -> Result<String> {
    let attack = async |address| {
        let connection = Connection::new(address).await?;
        let types = [
            None,
            Some("text/plain"),
            Some("application/x-www-form-urlencoded"),
        ];
        for content_type in types.iter().cycle().take(300) {
            let mut request = Request::post(format!("http://localhost{GET_USER}"));
            if let Some(content_type) = content_type {
                request = request.header("content-type", *content_type);
            }
            let mut call = connection.send(request.body(())?).await?;
            call.send(Bytes::from_static(b"\0\0\0\0\x03\x0a\x011"))
                .await;
            let status = call.response().await.map(|response| response.status());
            ensure!(
                status.is_some_and(|status| status == 415),
                "{content_type:?}: {status:?}"
            );
        }
        let attempted = "300 calls without the content type of gRPC over HTTP/2, 300 answered 415";
        Ok(Round::new(attempted, connection))
    };
    let vars = [("FAULT__WEB__ORIGINS", "https://app.example.com")];
    Attack::on(&vars).withstand(attack).await
}

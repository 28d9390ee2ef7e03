//! Bodies of Connect that never end, are too large, or expand: they must cost bounded memory, like those of gRPC.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::amplifiers::frame;
use crate::attack::{Attack, Round};
use crate::http2::Connection;

const GET_USER: &str = "/user.v1.UserService/GetUser";
const CHAT: &str = "/user.v1.UserService/Chat";
const UNARY: &str = "application/proto";
const STREAM: &str = "application/connect+proto";
const MIB: usize = 1024 * 1024;

/// The time for a response.
const PATIENCE: Duration = Duration::from_secs(20);

/// The headers of a call over HTTP/1.1, with a line for the length of its body.
fn head(path: &str, kind: &str, more: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nhost: a\r\ncontent-type: {kind}\r\n{more}\r\n")
}

/// Half bodies over HTTP/1.1, with and without a length, and over HTTP/2.
pub async fn half_bodies() -> Result<String> {
    let attack = |address: SocketAddr| async move {
        let mut open = Vec::new();
        for number in 0..120 {
            let length = match number % 3 {
                0 => "content-length: 4000000\r\n",
                1 => "transfer-encoding: chunked\r\n",
                // More than any limit.
                _ => "content-length: 40000000000\r\n",
            };
            let (path, kind) = match number % 2 {
                0 => (GET_USER, UNARY),
                _ => (CHAT, STREAM),
            };
            let mut stream = TcpStream::connect(address).await?;
            stream
                .write_all(head(path, kind, length).as_bytes())
                .await?;
            let half = vec![0; 2 * MIB];
            let chunk = format!("{:x}\r\n", 4 * MIB);
            let start = if number % 3 == 1 {
                chunk
            } else {
                String::new()
            };
            let call = async {
                stream.write_all(start.as_bytes()).await?;
                stream.write_all(&half).await
            };
            // The server does not read a request over the budget.
            let _ = timeout(Duration::from_millis(50), call).await;
            open.push(stream);
        }
        let connection = Connection::new(address).await?;
        let mut calls = Vec::new();
        for number in 0..100 {
            let (path, kind) = match number % 2 {
                0 => (GET_USER, UNARY),
                _ => (CHAT, STREAM),
            };
            let mut request = Request::post(format!("http://localhost{path}"));
            request = request.header("content-type", kind);
            if number % 4 == 0 {
                request = request.header("content-length", 4_000_000);
            }
            let mut call = connection.send(request.body(())?).await?;
            call.body.send_data(vec![0; 10_000].into(), false)?;
            calls.push(call);
        }
        let attempted =
            "120 half bodies over HTTP/1.1 and 100 over HTTP/2, with and without a length";
        Ok(Round::new(attempted, (open, calls, connection)))
    };
    Attack::on(&[]).peak(64).withstand(attack).await
}

/// The HTTP status and the body of a call over HTTP/1.1.
async fn call(address: SocketAddr, request: Request<Body>) -> Result<(u16, Bytes)> {
    let stream = TcpStream::connect(address).await?;
    let (mut requests, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let answer = async {
        let response = requests.send_request(request).await?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await?.to_bytes();
        anyhow::Ok((status, body))
    };
    let answer = timeout(PATIENCE, answer).await;
    connection.abort();
    answer.context("a call has no response")?
}

type Body = http_body_util::combinators::UnsyncBoxBody<Bytes, std::convert::Infallible>;

/// A body with a length, or one in pieces without it.
fn body(data: Vec<u8>, sized: bool) -> Body {
    if sized {
        return Full::from(data).boxed_unsync();
    }
    let pieces: Vec<_> = data.chunks(16 * 1024).map(Bytes::copy_from_slice).collect();
    let frames = tokio_stream::iter(pieces.into_iter().map(|piece| Ok(Frame::data(piece))));
    StreamBody::new(frames).boxed_unsync()
}

fn post(path: &str, kind: &str) -> http::request::Builder {
    Request::post(path)
        .header("host", "a")
        .header("content-type", kind)
}

/// A message in an envelope with these flags.
fn envelope(flags: u8, message: &[u8]) -> Result<Vec<u8>> {
    let mut envelope = vec![flags];
    envelope.extend(u32::try_from(message.len())?.to_be_bytes());
    envelope.extend(message);
    Ok(envelope)
}

/// Checks that a call fails with `resource_exhausted`.
fn refused((status, body): (u16, Bytes), kind: &str) -> Result<()> {
    let text = String::from_utf8_lossy(&body);
    let expected = if kind == UNARY { 429 } else { 200 };
    ensure!(
        status == expected && text.contains("resource_exhausted"),
        "{kind}: {status} {}",
        text.chars().take(200).collect::<String>()
    );
    Ok(())
}

/// Bodies over the limit, with and without a length.
pub async fn bodies_over_the_limit() -> Result<String> {
    let attack = |address: SocketAddr| async move {
        let mut calls = JoinSet::new();
        for number in 0..40 {
            let sized = number % 2 == 0;
            let data = vec![0; 10 * MIB];
            let (path, kind, data) = match number % 4 {
                0 | 1 => (GET_USER, UNARY, data),
                _ => (CHAT, STREAM, envelope(0, &data)?),
            };
            calls.spawn(async move {
                let request = post(path, kind).body(body(data, sized))?;
                refused(call(address, request).await?, kind)
            });
        }
        for result in calls.join_all().await {
            result?;
        }
        let attempted = "40 bodies of 10 MiB with and without a length, 40 refused";
        Ok(Round::new(attempted, ()))
    };
    Attack::on(&[]).peak(64).withstand(attack).await
}

/// Compressed messages of a few KiB that decompress to a gigabyte, as bodies and in streams.
pub async fn compressed_bodies() -> Result<String> {
    let bomb = frame(20, 8 * 1024);
    let attack = |address: SocketAddr| {
        let bomb = bomb.clone();
        async move {
            let mut calls = JoinSet::new();
            for number in 0..40 {
                let (sized, bomb) = (number % 2 == 0, bomb.clone());
                let (path, kind, header, data) = match number % 4 {
                    0 | 1 => (GET_USER, UNARY, "content-encoding", bomb),
                    _ => {
                        let data = envelope(1, &bomb)?;
                        (CHAT, STREAM, "connect-content-encoding", data)
                    }
                };
                calls.spawn(async move {
                    let request = post(path, kind).header(header, "zstd");
                    let request = request.body(body(data, sized))?;
                    refused(call(address, request).await?, kind)
                });
            }
            for result in calls.join_all().await {
                result?;
            }
            let attempted = "40 zstd bombs of 1 GiB in 32 KiB, 40 refused";
            Ok(Round::new(attempted, ()))
        }
    };
    Attack::on(&[("FAULT__COMPRESSION", "zstd")])
        .peak(64)
        .withstand(attack)
        .await
}

/// Bodies over HTTP/1.1 that stall have a time limit.
pub async fn stalled_bodies() -> Result<String> {
    let attack = |address: SocketAddr| async move {
        let mut stalled = Vec::new();
        for number in 0..60 {
            let length = match number % 2 {
                0 => "content-length: 1000\r\n",
                _ => "transfer-encoding: chunked\r\n",
            };
            let mut stream = TcpStream::connect(address).await?;
            let head = head(GET_USER, UNARY, length);
            stream
                .write_all(&[head.as_bytes(), b"5\r\nhalf!"].concat())
                .await?;
            stalled.push(stream);
        }
        let count = stalled.len();
        for mut stream in stalled {
            let mut start = [0; 12];
            timeout(PATIENCE, stream.read_exact(&mut start)).await??;
            ensure!(&start == b"HTTP/1.1 504", "{}", start.escape_ascii());
        }
        let attempted = format!("{count} bodies that stall, {count} answered 504");
        Ok(Round::new(attempted, ()))
    };
    Attack::on(&[("FAULT__LIMITS__REQUEST_TIMEOUT", "500ms")])
        .withstand(attack)
        .await
}

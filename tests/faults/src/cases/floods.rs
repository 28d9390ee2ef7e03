//! Too many or too large messages, streams, resets and responses.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use rpcsmith_faults::proto::user::v1::ChatMessage;
use rpcsmith_runtime::{Code, Streaming};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{Sender, channel};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;

use crate::attack::{Attack, Round};
use crate::calls::{channel_to, client, code, get};
use crate::http2::{Connection, PREFACE, frame};
use crate::process::Server;

/// Messages over the limit are rejected in both directions, and the connection stays open.
pub async fn messages_over_the_limit() -> Result<String> {
    let server = Server::start(&[
        ("FAULT__LIMITS__MAX_REQUEST_SIZE", "10000"),
        ("FAULT__LIMITS__MAX_RESPONSE_SIZE", "15000"),
    ])
    .await?;
    let client = client(channel_to(&[server.address]))?;
    for _ in 0..50 {
        let request = code(client.get_user(get(&"i".repeat(20_000))).await);
        // The response contains the id twice: also in the name.
        let response = code(client.get_user(get(&"i".repeat(9_000))).await);
        ensure!(request == Code::ResourceExhausted, "{request:?}");
        ensure!(response == Code::ResourceExhausted, "{response:?}");
        client.get_user(get("1")).await?;
    }
    Ok("100 messages over the limit, 100 rejected; 50 calls between them, 0 lost".to_owned())
}

/// The number of streams that are open at the same time.
const STREAMS: usize = 10_000;

/// The number of connections for these streams.
const CONNECTIONS: usize = 10;

/// All streams are open at once, and each is answered.
pub async fn ten_thousand_streams() -> Result<String> {
    let server = Server::start(&[("FAULT__LIMITS__MAX_CONCURRENT_STREAMS", "2000")]).await?;
    let mut opening = JoinSet::new();
    for _ in 0..CONNECTIONS {
        let timeout = std::time::Duration::from_secs(100);
        let client = client(channel_to(&[server.address]).default_timeout(timeout))?;
        for _ in 0..STREAMS / CONNECTIONS {
            let client = client.clone();
            opening.spawn(async move {
                let (sender, messages) = channel(1);
                let answers = client.chat(ReceiverStream::new(messages)).await?;
                Ok::<_, rpcsmith_runtime::Status>((sender, answers.into_inner()))
            });
        }
    }
    let mut open: Vec<(Sender<ChatMessage>, Streaming<ChatMessage>)> = Vec::new();
    while let Some(stream) = opening.join_next().await {
        open.push(stream??);
    }
    ensure!(open.len() == STREAMS);
    let mut answered = 0;
    for (number, (sender, answers)) in open.iter_mut().enumerate() {
        let content = number.to_string();
        sender
            .send(ChatMessage {
                content,
                ..ChatMessage::default()
            })
            .await?;
        let answer = answers.message().await?.context("the stream ended")?;
        ensure!(answer.content == number.to_string());
        answered += 1;
    }
    let other = client(channel_to(&[server.address]))?;
    other.get_user(get("1")).await?;
    Ok(format!(
        "{STREAMS} streams open at once, {answered} answered, 0 lost"
    ))
}

/// The server closes connections whose calls are reset as soon as they have begun (CVE-2023-44487).
pub async fn rapid_resets() -> Result<String> {
    // HEADERS of `POST http:/`, and RST_STREAM with CANCEL.
    let call = |stream| {
        let mut frames = frame(1, 4, stream, &[0x83, 0x86, 0x84]);
        frames.extend(frame(3, 0, stream, &8_u32.to_be_bytes()));
        frames
    };
    let calls: Vec<u8> = (0..1000)
        .flat_map(|call_of| call(2 * call_of + 1))
        .collect();
    let attack = |address| {
        let calls = calls.clone();
        async move {
            let mut closed = 0;
            for _ in 0..20 {
                let mut socket = TcpStream::connect(address).await?;
                // The server may close the connection before it has read all of them.
                let _ = socket.write_all(&[PREFACE, &calls].concat()).await;
                let mut answer = Vec::new();
                let read = socket.read_to_end(&mut answer);
                closed += u32::from(timeout(Duration::from_secs(10), read).await.is_ok());
            }
            ensure!(closed == 20, "{closed} of 20 connections are closed");
            let attempted = "20,000 calls reset over 20 connections, 20 of which the server closed";
            Ok(Round::new(attempted, ()))
        }
    };
    Attack::on(&[]).peak(16).withstand(attack).await
}

/// Endless responses to a client that does not read. The server keeps about 50 KiB for each stream.
pub async fn responses_that_nobody_reads() -> Result<String> {
    let attack = async |address| {
        let (mut open, mut connections) = (Vec::new(), Vec::new());
        for _ in 0..2 {
            let connection = Connection::new(address).await?;
            for _ in 0..200 {
                let mut call = connection.call("/user.v1.UserService/ListUsers").await?;
                // An empty request: a page size of 0 returns an endless stream.
                call.body
                    .send_data(bytes::Bytes::from_static(&[0; 5]), true)?;
                open.push(call);
            }
            connections.push(connection);
        }
        for call in &mut open {
            let _ = call.response().await;
        }
        let attempted = format!("{} endless streams without a reader", open.len());
        Ok(Round::new(attempted, (open, connections)))
    };
    Attack::on(&[]).peak(64).withstand(attack).await
}

/// Reflection requests from a client that does not read the responses. A connection may have 32 streams of built-in
/// services.
pub async fn reflection_that_nobody_reads() -> Result<String> {
    const PATH: &str = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    const STREAMS: usize = 100;
    // `file_containing_symbol`, in a message with its length prefix.
    let symbol = b"user.v1.UserService";
    let field = [0x22, 19];
    let request = [&[0, 0, 0, 0, 21][..], &field, symbol].concat();
    let requests = bytes::Bytes::from(request.repeat(200));
    let attack = |address| {
        let requests = requests.clone();
        async move {
            let (mut open, mut connections, mut refused) = (Vec::new(), Vec::new(), 0);
            for _ in 0..10 {
                let connection = Connection::new(address).await?;
                for _ in 0..STREAMS {
                    let mut call = connection.call(PATH).await?;
                    call.send(requests.clone()).await;
                    open.push(call);
                }
                connections.push(connection);
            }
            for call in &mut open {
                let response = call.response().await.context("a stream gets no response")?;
                let status = response.headers().get("grpc-status");
                refused += usize::from(status.is_some_and(|status| status == "8"));
            }
            ensure!(
                refused == 10 * (STREAMS - 32),
                "{refused} streams are rejected"
            );
            let attempted = format!(
                "{} streams of 200 reflection requests without a reader, {refused} rejected",
                open.len()
            );
            Ok(Round::new(attempted, (open, connections)))
        }
    };
    Attack::on(&[]).withstand(attack).await
}

//! Drains of servers with clients that do not cooperate, and panics of handlers.

use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_faults::proto::user::v1::ListUsersRequest;
use rpcsmith_runtime::Code;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::calls::{channel_to, client, code, get};
use crate::process::Server;

/// The process ends within its grace period and a second, although a client does not read.
pub async fn a_client_that_never_reads() -> Result<String> {
    let grace = Duration::from_secs(1);
    let mut server = Server::start(&[("FAULT__DRAIN__GRACE", "1s")]).await?;
    let client = client(channel_to(&[server.address]))?;
    let mut unread = Vec::new();
    for _ in 0..10 {
        unread.push(client.list_users(ListUsersRequest::default()).await?);
    }
    // Let the server fill the buffers and windows between the two.
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.terminate()?;
    let ended = server.ended().await?;
    ensure!(
        ended <= grace + Duration::from_secs(1),
        "the process took {ended:.2?} to end"
    );
    let mut codes = Vec::new();
    for listed in unread {
        let mut listed = listed.into_inner();
        codes.push(loop {
            match listed.message().await {
                Ok(Some(_)) => {}
                Ok(None) => break Code::Ok,
                Err(status) => break status.code(),
            }
        });
    }
    ensure!(
        codes.iter().all(|code| *code == Code::Unavailable),
        "{codes:?}"
    );
    Ok(format!(
        "10 streams without a reader; the process ended {ended:.2?} after SIGTERM, grace 1 s"
    ))
}

/// Connections that send nothing, or stop within the HTTP/2 preface, do not delay the end of the process.
pub async fn silent_connections() -> Result<String> {
    let mut server = Server::start(&[("FAULT__DRAIN__GRACE", "60s")]).await?;
    let mut silent = Vec::new();
    for sent in [
        &b""[..],
        b"PRI * HTTP/2",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]
    .repeat(100)
    {
        let mut socket = TcpStream::connect(server.address).await?;
        socket.write_all(sent).await?;
        // Read from the server's settings, which follow a whole preface: it serves this connection, and has accepted those
        // before.
        if sent.ends_with(b"SM\r\n\r\n") {
            socket.read_u8().await?;
        }
        silent.push(socket);
    }
    server.terminate()?;
    let ended = server.ended().await?;
    ensure!(
        ended <= Duration::from_secs(10),
        "the process took {ended:.2?} to end"
    );
    let count = silent.len();
    Ok(format!(
        "{count} silent connections; the process ended {ended:.2?} after SIGTERM, grace 60 s"
    ))
}

/// A handler that panics does not affect other calls.
pub async fn a_handler_that_panics() -> Result<String> {
    let server = Server::start(&[]).await?;
    let client = client(channel_to(&[server.address]))?;
    for _ in 0..100 {
        let code = code(client.get_user(get("panic")).await);
        ensure!(code == Code::Internal, "{code:?}");
        client.get_user(get("1")).await?;
    }
    Ok("100 panics, 100 answered INTERNAL; 100 calls between them, 0 lost".to_owned())
}

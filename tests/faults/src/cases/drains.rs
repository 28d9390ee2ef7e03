//! Ends, of calls and of servers.

use std::time::Duration;

use anyhow::{Result, ensure};
use rpcsmith_faults::proto::user::v1::ListUsersRequest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::Code;

use super::{client, code, get, to};
use crate::process::Server;

/// The process ends within its grace and a second, although a client does not read.
pub async fn a_client_that_never_reads() -> Result<String> {
    let grace = Duration::from_secs(1);
    let mut server = Server::start(&[("FAULT__DRAIN__GRACE", "1s")]).await?;
    let client = client(to(&[server.address]))?;
    let mut unread = Vec::new();
    for _ in 0..10 {
        unread.push(client.list_users(ListUsersRequest::default()).await?);
    }
    // Time for what fits between the two to be sent.
    tokio::time::sleep(Duration::from_millis(300)).await;
    server.terminate()?;
    let ended = server.ended().await?;
    ensure!(
        ended <= grace + Duration::from_secs(1),
        "it took {ended:.2?}"
    );
    let mut endings = Vec::new();
    for listed in unread {
        let mut listed = listed.into_inner();
        endings.push(loop {
            match listed.message().await {
                Ok(Some(_)) => {}
                Ok(None) => break Code::Ok,
                Err(status) => break status.code(),
            }
        });
    }
    ensure!(
        endings.iter().all(|code| *code == Code::Unavailable),
        "{endings:?}"
    );
    Ok(format!(
        "10 streams that nobody reads; the process ended {ended:.2?} after SIGTERM, grace 1 s"
    ))
}

/// Sockets that say nothing, or stop in the midst of the HTTP/2 preface, do not keep the process from its end.
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
        // The settings of the server: it has begun to serve the connection.
        socket.read_u8().await?;
        silent.push(socket);
    }
    server.terminate()?;
    let ended = server.ended().await?;
    ensure!(ended <= Duration::from_secs(10), "it took {ended:.2?}");
    let count = silent.len();
    Ok(format!(
        "{count} silent connections; the process ended {ended:.2?} after SIGTERM, grace 60 s"
    ))
}

/// Handlers that panic harm nobody else.
pub async fn a_handler_that_panics() -> Result<String> {
    let server = Server::start(&[]).await?;
    let client = client(to(&[server.address]))?;
    for _ in 0..100 {
        let code = code(client.get_user(get("panic")).await);
        ensure!(code == Code::Internal, "{code:?}");
        client.get_user(get("1")).await?;
    }
    Ok("100 panics, 100 answered INTERNAL; 100 calls between them, 0 lost".to_owned())
}

//! Servers that do not answer, reset connections or send half an answer, and clients that send half a request.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rpcsmith_runtime::Code;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::calls::{channel_to, client, code, get};
use crate::process::Server;

/// Starts a server that handles each connection with `serve`.
async fn start_server<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Result<SocketAddr>
where
    F: Future<Output = std::io::Result<()>> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream));
        }
    });
    Ok(address)
}

/// Calls end at their deadline.
pub async fn accepts_and_never_answers() -> Result<String> {
    let address = start_server(|stream| async move {
        let _stream = stream;
        std::future::pending().await
    })
    .await?;
    let client = client(channel_to(&[address]).default_timeout(Duration::from_millis(200)))?;
    let start = Instant::now();
    let calls = (0..20).map(|_| client.get_user(get("1")));
    for call in calls {
        let code = code(call.await);
        ensure!(code == Code::DeadlineExceeded, "{code:?}");
    }
    Ok(format!(
        "20 calls with 200 ms, 20 ended at their deadline, in {:.1?}",
        start.elapsed()
    ))
}

/// One of two servers resets all connections: no idempotent call is lost.
pub async fn resets() -> Result<String> {
    let resets = start_server(|mut stream| async move {
        let mut bytes = [0; 100];
        let _ = stream.read(&mut bytes).await?;
        // Closing a socket with unread data resets the connection.
        Ok(())
    })
    .await?;
    let server = Server::start(&[]).await?;
    let client = client(channel_to(&[resets, server.address]))?;
    let mut lost = 0;
    for _ in 0..500 {
        lost += u32::from(client.get_user(get("1")).await.is_err());
    }
    ensure!(lost == 0, "500 calls, {lost} lost");
    Ok("500 calls to two servers, one of which resets its connections, 0 lost".to_owned())
}

/// HTTP/2 settings, the headers of a response, and the beginning of a message.
const HALF_RESPONSE: &[u8] = b"\0\0\0\x04\0\0\0\0\0\0\0\x20\x01\x04\0\0\0\x01\x88\x00\x0ccontent-type\x10application/grpc\0\0\x0a\0\0\0\0\0\x01\0\0\0\0\x64\x0a\x62\x0a\x01x";

/// A call whose response ends within a message fails.
pub async fn sends_half_a_message() -> Result<String> {
    let address = start_server(|mut stream| async move {
        let mut bytes = [0; 1000];
        let _ = stream.read(&mut bytes).await?;
        stream.write_all(HALF_RESPONSE).await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok(())
    })
    .await?;
    let client = client(channel_to(&[address]).default_timeout(Duration::from_secs(5)))?;
    for _ in 0..5 {
        let code = code(client.get_user(get("1")).await);
        ensure!(code == Code::Unavailable, "{code:?}");
    }
    Ok("5 calls with half a response, 5 failed with UNAVAILABLE".to_owned())
}

/// The server closes connections of clients that stop within their headers, and serves other clients.
pub async fn slow_headers() -> Result<String> {
    let server = Server::start(&[
        ("FAULT__LIMITS__KEEPALIVE_INTERVAL", "200ms"),
        ("FAULT__LIMITS__KEEPALIVE_TIMEOUT", "200ms"),
        ("FAULT__LIMITS__HANDSHAKE_TIMEOUT", "500ms"),
    ])
    .await?;
    let beginnings: [&[u8]; 3] = [
        b"",
        b"PRI * HTTP/2.0\r\n\r\nSM",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x40\x01\0\0\0\0\x01\x83",
    ];
    let mut slow = Vec::new();
    for bytes in beginnings.iter().cycle().take(99) {
        let mut stream = TcpStream::connect(server.address).await?;
        stream.write_all(bytes).await?;
        slow.push(stream);
    }
    let client = client(channel_to(&[server.address]))?;
    for _ in 0..100 {
        client.get_user(get("1")).await?;
    }
    for mut stream in slow {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
    }
    client.get_user(get("1")).await?;
    Ok("99 slow connections, 99 closed; 101 other calls meanwhile, 0 lost".to_owned())
}

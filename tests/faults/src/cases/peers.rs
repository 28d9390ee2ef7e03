//! Peers that do not behave.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tonic::Code;

use super::{client, code, get, to};
use crate::process::Server;

/// A server that does this with each connection.
async fn broken<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Result<SocketAddr>
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
    let address = broken(|stream| async move {
        let _stream = stream;
        std::future::pending().await
    })
    .await?;
    let client = client(to(&[address]).default_timeout(Duration::from_millis(200)))?;
    let begun = Instant::now();
    let calls = (0..20).map(|_| client.get_user(get("1")));
    for call in calls {
        let code = code(call.await);
        ensure!(code == Code::DeadlineExceeded, "{code:?}");
    }
    Ok(format!(
        "20 calls with 200 ms, 20 ended at their deadline, in {:.1?}",
        begun.elapsed()
    ))
}

/// One server of two resets all connections: what may be called twice is not lost.
pub async fn resets() -> Result<String> {
    let resets = broken(|mut stream| async move {
        let mut bytes = [0; 100];
        let _ = stream.read(&mut bytes).await?;
        // With data that nobody has read, the end is a reset.
        Ok(())
    })
    .await?;
    let server = Server::start(&[]).await?;
    let client = client(to(&[resets, server.address]))?;
    let mut lost = 0;
    for _ in 0..500 {
        lost += u32::from(client.get_user(get("1")).await.is_err());
    }
    ensure!(lost == 0, "500 calls, {lost} lost");
    Ok("500 calls to two servers of which one resets, 0 lost".to_owned())
}

/// The settings of HTTP/2, the headers of a response, and the beginning of a message.
const HALF: &[u8] = b"\0\0\0\x04\0\0\0\0\0\0\0\x20\x01\x04\0\0\0\x01\x88\x00\x0ccontent-type\x10application/grpc\0\0\x0a\0\0\0\0\0\x01\0\0\0\0\x64\x0a\x62\x0a\x01x";

/// A call whose answer breaks off fails; it is not taken for an answer.
pub async fn sends_half_a_message() -> Result<String> {
    let address = broken(|mut stream| async move {
        let mut bytes = [0; 1000];
        let _ = stream.read(&mut bytes).await?;
        stream.write_all(HALF).await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
        Ok(())
    })
    .await?;
    let client = client(to(&[address]).default_timeout(Duration::from_secs(5)))?;
    for _ in 0..5 {
        let code = code(client.get_user(get("1")).await);
        ensure!(code == Code::Unavailable, "{code:?}");
    }
    Ok("5 calls, 5 failed as UNAVAILABLE, none with half an answer".to_owned())
}

/// Clients that stop in the midst of their headers are let go; others are served.
pub async fn slow_headers() -> Result<String> {
    let server = Server::start(&[
        ("FAULT__LIMITS__KEEPALIVE_INTERVAL", "200ms"),
        ("FAULT__LIMITS__KEEPALIVE_TIMEOUT", "200ms"),
        ("FAULT__LIMITS__HANDSHAKE_TIMEOUT", "500ms"),
    ])
    .await?;
    let begun: [&[u8]; 3] = [
        b"",
        b"PRI * HTTP/2.0\r\n\r\nSM",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x40\x01\0\0\0\0\x01\x83",
    ];
    let mut slow = Vec::new();
    for bytes in begun.iter().cycle().take(99) {
        let mut stream = TcpStream::connect(server.address).await?;
        stream.write_all(bytes).await?;
        slow.push(stream);
    }
    let client = client(to(&[server.address]))?;
    for _ in 0..100 {
        client.get_user(get("1")).await?;
    }
    for mut stream in slow {
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes).await;
    }
    client.get_user(get("1")).await?;
    Ok("99 slow connections, 99 let go; 101 calls beside them, 0 lost".to_owned())
}

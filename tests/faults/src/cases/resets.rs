//! Streams that a peer resets with each error code, and connections that it ends within a call.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, ensure};
use bytes::Bytes;
use http::Request;
use rpcsmith_runtime::Code;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::attack::{Attack, Round};
use crate::calls::{channel_to, client, code, get};
use crate::http2::{Connection, PREFACE, frame};

const GET_USER: &str = "/user.v1.UserService/GetUser";
const RST_STREAM: u8 = 3;
const GOAWAY: u8 = 7;

/// The error codes of RFC 9113, and one that is unknown.
const CODES: std::ops::RangeInclusive<u32> = 0..=14;

/// HTTP/2 settings, the headers of a response, and the beginning of a message, on stream 1.
const HALF_RESPONSE: &[u8] = b"\0\0\0\x04\0\0\0\0\0\0\0\x20\x01\x04\0\0\0\x01\x88\x00\x0ccontent-type\x10application/grpc\0\0\x0a\0\0\0\0\0\x01\0\0\0\0\x64\x0a\x62\x0a\x01x";

/// How a server ends a call.
#[derive(Clone, Copy, Debug)]
enum Ending {
    /// RST_STREAM before any response.
    Reset(u32),
    /// RST_STREAM within a message.
    ResetWithin(u32),
    /// GOAWAY that names the call as the last one, and then the end of the connection.
    Away(u32),
    /// GOAWAY that names no call, and then the end of the connection.
    AwayBefore(u32),
}

impl Ending {
    fn frames(self) -> Vec<u8> {
        let settings = frame(4, 0, 0, &[]);
        let away = |last: u32, code: u32| {
            let payload = [last.to_be_bytes(), code.to_be_bytes()].concat();
            frame(GOAWAY, 0, 0, &payload)
        };
        let (start, end) = match self {
            Self::Reset(code) => (settings, frame(RST_STREAM, 0, 1, &code.to_be_bytes())),
            Self::ResetWithin(code) => (
                HALF_RESPONSE.to_vec(),
                frame(RST_STREAM, 0, 1, &code.to_be_bytes()),
            ),
            Self::Away(code) => (HALF_RESPONSE.to_vec(), away(1, code)),
            Self::AwayBefore(code) => (settings, away(0, code)),
        };
        [start, end].concat()
    }
}

/// A server that ends the first call of each connection in a way.
async fn ending_server(ending: Ending) -> Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(end_call(stream, ending));
        }
    });
    Ok(address)
}

async fn end_call(mut stream: TcpStream, ending: Ending) -> std::io::Result<()> {
    stream.write_all(&frame(4, 0, 0, &[])).await?;
    let mut read = Vec::new();
    // The frame of the message ends the request.
    while !read.windows(8).any(|part| part == b"\0\0\0\0\x03\x0a\x011") {
        if stream.read_buf(&mut read).await? == 0 {
            return Ok(());
        }
    }
    stream.write_all(&ending.frames()).await?;
    tokio::time::sleep(Duration::from_millis(50)).await;
    Ok(())
}

/// A call fails at once with the code of its reset, and not at its deadline.
pub async fn calls_that_a_server_ends() -> Result<String> {
    let endings = CODES.flat_map(|code| {
        [
            Ending::Reset(code),
            Ending::ResetWithin(code),
            Ending::Away(code),
            Ending::AwayBefore(code),
        ]
    });
    let mut count = 0;
    for ending in endings {
        let address = ending_server(ending).await?;
        let channel = channel_to(&[address]).no_safe_retries();
        let client = client(channel.default_timeout(Duration::from_secs(20)))?;
        let found = code(client.get_user(get("1")).await);
        let expected = match ending {
            Ending::Reset(7) | Ending::Away(_) | Ending::AwayBefore(_) => Some(Code::Unavailable),
            Ending::Reset(8) => Some(Code::Cancelled),
            Ending::Reset(11) => Some(Code::ResourceExhausted),
            Ending::Reset(12) => Some(Code::PermissionDenied),
            Ending::Reset(1..=4 | 6 | 9 | 10) => Some(Code::Internal),
            _ => None,
        };
        ensure!(
            found != Code::Ok && found != Code::DeadlineExceeded,
            "{ending:?}: {found:?}"
        );
        ensure!(
            expected.is_none_or(|expected| expected == found),
            "{ending:?}: {found:?}, not {expected:?}"
        );
        count += 1;
    }
    Ok(format!(
        "{count} calls that a server ends with RST_STREAM or GOAWAY, {count} failed before their deadline"
    ))
}

/// Clients reset calls with each error code, and end connections within calls.
pub async fn calls_that_clients_end() -> Result<String> {
    let attack = |address: SocketAddr| async move {
        let mut open = Vec::new();
        let mut ended = 0;
        for code in CODES {
            let connection = Connection::new(address).await?;
            for kind in ["application/grpc", "application/proto"] {
                let request = Request::post(format!("http://localhost{GET_USER}"));
                let request = request.header("content-type", kind).body(())?;
                let mut call = connection.send(request).await?;
                call.body.send_data(Bytes::from_static(b"\0\0\0"), false)?;
                call.body.send_reset(code.into());
                ended += 1;
            }
            open.push(connection);
            // GOAWAY within a call: the headers of a call, and half of its message.
            let mut stream = TcpStream::connect(address).await?;
            let headers = [&[0x83, 0x86, 0x84][..], b"\x01\x01a"].concat();
            let away = [0_u32.to_be_bytes(), code.to_be_bytes()].concat();
            let frames = [
                PREFACE.to_vec(),
                frame(1, 4, 1, &headers),
                frame(0, 0, 1, b"\0\0\0"),
                frame(GOAWAY, 0, 0, &away),
            ];
            stream.write_all(&frames.concat()).await?;
            stream.shutdown().await?;
            let mut rest = Vec::new();
            let read = stream.read_to_end(&mut rest);
            let closed = tokio::time::timeout(Duration::from_secs(10), read).await;
            ensure!(
                closed.is_ok(),
                "GOAWAY with {code}: the connection stays open"
            );
            ended += 1;
        }
        let attempted = format!("{ended} calls that clients end with RST_STREAM or GOAWAY");
        Ok(Round::new(attempted, open))
    };
    Attack::on(&[]).withstand(attack).await
}

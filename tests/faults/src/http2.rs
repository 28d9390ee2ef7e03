//! HTTP/2 without the manners of a gRPC client.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use h2::client::{ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use http::{Request, Response};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// Bytes of a body that are sent at a time.
const PART: usize = 64 * 1024;

/// A connection; it closes when this is dropped.
pub struct Connection {
    send: SendRequest<Bytes>,
    task: JoinHandle<()>,
}

/// A request whose body is not complete.
pub struct Open {
    pub body: SendStream<Bytes>,
    response: ResponseFuture,
}

impl Connection {
    pub async fn new(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        let (send, connection) = h2::client::handshake(stream).await?;
        let task = tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(Self { send, task })
    }

    /// Sends the headers of a call; waits for as long as the server allows no more streams.
    pub async fn call(&self, path: &str) -> Result<Open> {
        let request = Request::post(format!("http://localhost{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        self.send(request.body(())?).await
    }

    /// Sends the headers of a request.
    pub async fn send(&self, request: Request<()>) -> Result<Open> {
        let mut send = self.send.clone().ready().await?;
        let (response, body) = send.send_request(request, false)?;
        Ok(Open { body, response })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Open {
    /// Sends bytes as flow control allows, until the server takes no more for a moment; how many it has taken.
    pub async fn send(&mut self, mut bytes: Bytes) -> usize {
        let mut taken = 0;
        while !bytes.is_empty() {
            // A little at a time, so that the streams of a connection share its window.
            self.body.reserve_capacity(bytes.len().min(PART));
            let capacity = poll_fn(|cx| self.body.poll_capacity(cx));
            let capacity = timeout(Duration::from_millis(500), capacity).await;
            let Ok(Some(Ok(capacity))) = capacity else {
                break;
            };
            let part = bytes.split_to(capacity.min(bytes.len()));
            taken += part.len();
            if self.body.send_data(part, false).is_err() {
                break;
            }
        }
        taken
    }

    /// Whether the server ends the stream before its request is complete, now or in a moment.
    pub async fn is_reset(&mut self) -> bool {
        let reset = poll_fn(|cx| self.body.poll_reset(cx));
        timeout(Duration::from_millis(500), reset).await.is_ok()
    }

    /// The head of the response, if it comes at once.
    pub async fn response(&mut self) -> Option<Response<RecvStream>> {
        let response = timeout(Duration::from_millis(500), &mut self.response).await;
        response.ok()?.ok()
    }
}

/// The preface of a client, empty settings included.
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// A frame, for clients that send what no library does.
///
/// Source: RFC 9113, section 4.1.
pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len())
        .unwrap_or(u32::MAX)
        .to_be_bytes();
    let mut frame = length[1..].to_vec();
    frame.extend([kind, flags]);
    frame.extend(stream.to_be_bytes());
    frame.extend(payload);
    frame
}

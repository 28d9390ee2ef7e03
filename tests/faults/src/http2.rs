//! An HTTP/2 client that can send incomplete and invalid requests, which a gRPC client never does.

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

/// The maximum number of bytes in one DATA frame.
const CHUNK: usize = 64 * 1024;

/// A connection. It closes when this is dropped.
pub struct Connection {
    send: SendRequest<Bytes>,
    task: JoinHandle<()>,
}

/// A request whose body is not complete.
pub struct OpenRequest {
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

    /// Sends the headers of a call. Waits while the server does not allow more streams.
    pub async fn call(&self, path: &str) -> Result<OpenRequest> {
        let request = Request::post(format!("http://localhost{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        self.send(request.body(())?).await
    }

    /// Sends the headers of a request.
    pub async fn send(&self, request: Request<()>) -> Result<OpenRequest> {
        let mut send = self.send.clone().ready().await?;
        let (response, body) = send.send_request(request, false)?;
        Ok(OpenRequest { body, response })
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl OpenRequest {
    /// Sends bytes as flow control allows, until the server accepts nothing for 500 ms. Returns the number of bytes sent.
    pub async fn send(&mut self, mut bytes: Bytes) -> usize {
        let mut sent = 0;
        while !bytes.is_empty() {
            // Send small chunks, so that the streams of a connection share its window.
            self.body.reserve_capacity(bytes.len().min(CHUNK));
            let capacity = poll_fn(|cx| self.body.poll_capacity(cx));
            let capacity = timeout(Duration::from_millis(500), capacity).await;
            let Ok(Some(Ok(capacity))) = capacity else {
                break;
            };
            let chunk = bytes.split_to(capacity.min(bytes.len()));
            sent += chunk.len();
            if self.body.send_data(chunk, false).is_err() {
                break;
            }
        }
        sent
    }

    /// Whether the server resets the stream within 500 ms, although the request is incomplete.
    pub async fn is_reset(&mut self) -> bool {
        let reset = poll_fn(|cx| self.body.poll_reset(cx));
        timeout(Duration::from_millis(500), reset).await.is_ok()
    }

    /// The head of the response, if it arrives within 500 ms.
    pub async fn response(&mut self) -> Option<Response<RecvStream>> {
        let response = timeout(Duration::from_millis(500), &mut self.response).await;
        response.ok()?.ok()
    }
}

/// The preface of a client, with empty settings.
pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

/// Encodes a frame, for requests that no library sends.
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

//! An HTTP/2 client for requests that a gRPC client does not send.

use std::net::SocketAddr;

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http2::SendRequest;
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;

pub struct Connection {
    send: SendRequest<Full<Bytes>>,
    /// The task of the connection; it ends with the connection.
    pub task: JoinHandle<()>,
}

impl Connection {
    pub async fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.unwrap();
        let io = TokioIo::new(stream);
        let (send, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), io)
            .await
            .unwrap();
        let task = tokio::spawn(async move {
            let _ = connection.await;
        });
        Self { send, task }
    }

    /// Sends one message; the response may stream.
    pub async fn send(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        message: &impl Message,
    ) -> hyper::Result<Response<Incoming>> {
        let mut request = Request::post(format!("http://localhost{path}"))
            .header("content-type", "application/grpc")
            .header("te", "trailers");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(framed(message))).unwrap();
        self.request(request).await
    }

    /// Sends any request.
    pub async fn request(
        &mut self,
        request: Request<Full<Bytes>>,
    ) -> hyper::Result<Response<Incoming>> {
        self.send.send_request(request).await
    }

    /// The code of a call's status.
    pub async fn code(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        message: &impl Message,
    ) -> i32 {
        let response = self.send(path, headers, message).await.unwrap();
        code_of(response).await
    }
}

pub fn framed(message: &impl Message) -> Bytes {
    let length = u32::try_from(message.encoded_len()).unwrap();
    let mut frame = vec![0];
    frame.extend(length.to_be_bytes());
    message.encode(&mut frame).unwrap();
    frame.into()
}

/// The status code in the headers or trailers.
pub async fn code_of(response: Response<Incoming>) -> i32 {
    if let Some(code) = code_in(response.headers()) {
        return code;
    }
    let body = response.into_body().collect().await.unwrap();
    code_in(body.trailers().expect("the response has trailers"))
        .expect("the trailers have a status")
}

fn code_in(headers: &HeaderMap) -> Option<i32> {
    let code = headers.get("grpc-status")?;
    Some(code.to_str().unwrap().parse().unwrap())
}

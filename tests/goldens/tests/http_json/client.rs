//! HTTP clients and servers for tests.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rpcsmith_runtime::serve::ServerBuilder;
use rpcsmith_runtime::{Drain, Server};
use serde_json::Value;
use tokio::net::TcpStream;

/// Waits for a future, and panics after a time that is far above the usual one.
pub async fn in_time<T>(future: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(Duration::from_secs(30), future).await;
    result.expect("the time limit is exceeded")
}

/// A builder whose servers end with the test.
pub fn builder() -> ServerBuilder {
    Server::builder().drain(Drain {
        on_signals: false,
        ..Drain::default()
    })
}

pub async fn serve(builder: ServerBuilder) -> SocketAddr {
    let server = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = server.local_addr().unwrap();
    tokio::spawn(server.serve());
    address
}

/// A response with its whole body.
pub struct Answer {
    pub status: u16,
    pub headers: http::HeaderMap,
    pub body: Bytes,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| self.text().into())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

pub async fn send(server: SocketAddr, request: Request<Full<Bytes>>) -> Response<Incoming> {
    try_send(server, request).await.unwrap()
}

/// The response; an error if the connection ends before it.
pub async fn try_send(
    server: SocketAddr,
    request: Request<Full<Bytes>>,
) -> hyper::Result<Response<Incoming>> {
    let stream = TcpStream::connect(server).await.unwrap();
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream));
    let (mut requests, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    in_time(requests.send_request(request)).await
}

pub async fn read(response: Response<Incoming>) -> Answer {
    let (head, body) = response.into_parts();
    let body = in_time(body.collect()).await.unwrap().to_bytes();
    Answer {
        status: head.status.as_u16(),
        headers: head.headers,
        body,
    }
}

/// The answer over HTTP/1.1.
pub async fn call(server: SocketAddr, request: http::request::Builder, body: &str) -> Answer {
    let request = request.header("host", "localhost");
    let request = request.body(Full::from(body.to_owned())).unwrap();
    read(send(server, request).await).await
}

/// The answer over HTTP/2.
pub async fn call_http2(server: SocketAddr, request: http::request::Builder, body: &str) -> Answer {
    let stream = TcpStream::connect(server).await.unwrap();
    let handshake =
        hyper::client::conn::http2::handshake(TokioExecutor::new(), TokioIo::new(stream));
    let (mut requests, connection) = handshake.await.unwrap();
    tokio::spawn(connection);
    let body = Full::<Bytes>::from(body.to_owned());
    let mut request = request.body(body).unwrap();
    let uri = format!("http://{server}{}", request.uri());
    *request.uri_mut() = uri.parse().unwrap();
    let response = in_time(requests.send_request(request)).await.unwrap();
    read(response).await
}

pub async fn get(server: SocketAddr, path: &str) -> Answer {
    call(server, Request::get(path), "").await
}

/// A request with a body of JSON.
pub fn with_json(method: &str, path: &str) -> http::request::Builder {
    let request = Request::builder().method(method).uri(path);
    request.header("content-type", "application/json")
}

pub async fn post(server: SocketAddr, path: &str, body: &str) -> Answer {
    call(server, with_json("POST", path), body).await
}

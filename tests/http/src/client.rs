//! Sends requests over one connection to each server.

use bytes::Bytes;
use http::Request;
use http::header::{CONTENT_TYPE, HOST};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use serde_json::{Deserializer, Value};
use tokio::net::TcpStream;

use crate::{Failure, Sent};

/// A connection, which is opened again if the server closes it.
pub struct Client {
    port: u16,
    connection: Option<SendRequest<Full<Bytes>>>,
}

/// A response.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The value of each line.
    pub lines: Vec<Value>,
    /// The body, if it is not JSON.
    pub text: String,
}

impl Client {
    /// A client of a server on this machine.
    #[must_use]
    pub fn new(port: u16) -> Self {
        Self {
            port,
            connection: None,
        }
    }

    /// Sends a request, and reads the response.
    ///
    /// # Errors
    /// If the server is not reachable, or if its response is malformed.
    pub async fn send(&mut self, sent: &Sent) -> Result<Answer, Failure> {
        let mut request = Request::builder()
            .method(sent.method)
            .uri(&sent.target)
            .header(HOST, format!("127.0.0.1:{}", self.port));
        if sent.body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request.body(Full::from(sent.body.clone().unwrap_or_default()))?;
        let response = self.connection().await?.send_request(request).await?;
        let status = response.status().as_u16();
        let body = response.into_body().collect().await?.to_bytes();
        let lines: Result<Vec<Value>, _> = Deserializer::from_slice(&body).into_iter().collect();
        let text = match &lines {
            Ok(_) => String::new(),
            Err(_) => String::from_utf8_lossy(&body).into_owned(),
        };
        Ok(Answer {
            status,
            lines: lines.unwrap_or_default(),
            text,
        })
    }

    async fn connection(&mut self) -> Result<&mut SendRequest<Full<Bytes>>, Failure> {
        let mut usable = None;
        if let Some(mut connection) = self.connection.take() {
            usable = connection.ready().await.is_ok().then_some(connection);
        }
        let connection = match usable {
            Some(connection) => connection,
            None => {
                let stream = TcpStream::connect(("127.0.0.1", self.port)).await?;
                let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
                tokio::spawn(connection);
                sender
            }
        };
        Ok(self.connection.insert(connection))
    }
}

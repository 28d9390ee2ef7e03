//! The admin port: metrics over plain HTTP.

use std::convert::Infallible;
use std::future::ready;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::dedicated_thread;
use super::error::ServeError;
use super::metrics::Metrics;

/// The media type of [`Metrics::render`]. Prometheus 3 refuses a page without one.
///
/// Source: "Exposition formats" of Prometheus, basic info of the text-based format.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The maximum of open connections. A scraper has one or two.
const MAX_CONNECTIONS: usize = 64;

/// The maximum age of a connection, so that idle connections do not use up the limit.
const MAX_AGE: Duration = Duration::from_secs(300);

/// The size of the read buffer, which must contain the head of a request. hyper requires at least 8 KiB.
const MAX_HEAD: usize = 8 * 1024;

/// The time for a client to send a request, and to read the last response of a connection that closes.
const CLIENT_TIMEOUT: Duration = Duration::from_secs(10);

impl Metrics {
    /// Answers `GET /metrics` on an address, which should not be public.
    ///
    /// The future resolves only with an error, so await it. In a spawned task, use
    /// [`serve_admin_on`](Self::serve_admin_on): the error of a task that nobody awaits would be lost.
    ///
    /// # Errors
    /// If the address cannot be bound.
    pub async fn serve_admin(self, address: SocketAddr) -> Result<(), ServeError> {
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| ServeError::Bind(address, error))?;
        self.serve_admin_on(listener).await
    }

    /// Answers `GET /metrics` on a listening socket, until the future is dropped.
    ///
    /// It serves at most 64 connections at the same time; others wait. If a connection cannot be accepted, for example because
    /// too many files are open, the error is logged, and the next one is accepted.
    ///
    /// On a multi-threaded runtime it uses a dedicated thread, so metrics stay available while handlers block all workers.
    ///
    /// # Errors
    /// If the socket does not listen, or the thread cannot be started.
    pub async fn serve_admin_on(self, listener: TcpListener) -> Result<(), ServeError> {
        dedicated_thread::run("rpcsmith-admin", move || async move {
            let listener = &TcpListener::from_std(listener.into_std()?)?;
            self.serve_accepted(move || async move { Ok(listener.accept().await?.0) })
                .await
        })
        .await?
    }

    async fn serve_accepted<F>(self, accept: impl Fn() -> F) -> Result<(), ServeError>
    where
        F: Future<Output = io::Result<TcpStream>>,
    {
        let room = Arc::new(Semaphore::new(MAX_CONNECTIONS));
        let mut connections = JoinSet::new();
        loop {
            let permit = Arc::clone(&room).acquire_owned().await.ok();
            let stream = loop {
                tokio::select! {
                    accepted = accept() => break accepted,
                    Some(_) = connections.join_next() => {}
                }
            };
            match stream {
                Ok(stream) => {
                    let connection = serve_connection(self.clone(), stream);
                    connections.spawn(async move {
                        let _permit = permit;
                        connection.await;
                    });
                }
                Err(error) if does_not_listen(&error) => return Err(error.into()),
                Err(error) => {
                    tracing::warn!(target: "rpcsmith_runtime::serve", %error, "cannot accept a connection on the admin port");
                    sleep(Duration::from_millis(50)).await;
                }
            }
        }
    }

    fn answer(&self, method: &Method, path: &str) -> Response<Full<Bytes>> {
        let mut response = Response::default();
        if path != "/metrics" {
            *response.status_mut() = StatusCode::NOT_FOUND;
        } else if !matches!(*method, Method::GET | Method::HEAD) {
            *response.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
            let allowed = HeaderValue::from_static("GET, HEAD");
            response.headers_mut().insert(ALLOW, allowed);
        } else {
            let format = HeaderValue::from_static(TEXT_FORMAT);
            response.headers_mut().insert(CONTENT_TYPE, format);
            *response.body_mut() = Full::new(Bytes::from(self.render()));
        }
        response
    }
}

/// Whether the socket does not listen, so that no connection can ever be accepted.
fn does_not_listen(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::Unsupported
    )
}

async fn serve_connection(metrics: Metrics, stream: TcpStream) {
    let answer = service_fn(move |request: Request<Incoming>| {
        let response = metrics.answer(request.method(), request.uri().path());
        ready(Ok::<_, Infallible>(response))
    });
    // Scrapers use HTTP/1.1. The start of another protocol is a request head that times out.
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(CLIENT_TIMEOUT)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), answer);
    let mut connection = pin!(connection);
    if timeout(MAX_AGE, connection.as_mut()).await.is_err() {
        connection.as_mut().graceful_shutdown();
        let _ = timeout(CLIENT_TIMEOUT, connection).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    async fn scrape(address: SocketAddr) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let request = "GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    }

    #[tokio::test]
    async fn serving_continues_after_an_accept_error() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let failures = AtomicUsize::new(0);
        let (listener, failures) = (&listener, &failures);
        let served = Metrics::new().serve_accepted(move || async move {
            if failures.fetch_add(1, Ordering::Relaxed) < 3 {
                return Err(ErrorKind::ConnectionAborted.into());
            }
            Ok(listener.accept().await?.0)
        });
        tokio::select! {
            ended = served => panic!("{ended:?}"),
            text = scrape(address) => assert!(text.starts_with("HTTP/1.1 200"), "{text}"),
        }
    }

    #[tokio::test]
    async fn a_socket_that_does_not_listen_is_an_error() {
        let served = Metrics::new().serve_accepted(async || Err(ErrorKind::InvalidInput.into()));
        assert!(served.await.is_err());
    }

    #[tokio::test(start_paused = true)]
    async fn connections_that_do_not_finish_a_request_are_closed() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(Metrics::new().serve_admin_on(listener));
        let unfinished: [&[u8]; 6] = [
            b"",
            b"PRI * HTTP/2",
            b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET /metrics HTTP/1.1\r\nhost",
            b"GET /metrics HTTP/1.1\r\nhost: a\r\n\r\n",
            b"POST /metrics HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\nhalf",
        ];
        for sent in unfinished {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(sent).await.unwrap();
            let mut answer = Vec::new();
            let closed = timeout(Duration::from_secs(100), stream.read_to_end(&mut answer));
            assert!(closed.await.is_ok(), "{}", sent.escape_ascii());
        }
    }

    #[tokio::test]
    async fn connections_over_the_limit_wait() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(Metrics::new().serve_admin_on(listener));
        let mut open = Vec::new();
        for _ in 0..MAX_CONNECTIONS {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream
                .write_all(b"HEAD /metrics HTTP/1.1\r\nhost: a\r\n\r\n")
                .await
                .unwrap();
            let _ = stream.read_u8().await.unwrap();
            open.push(stream);
        }
        let mut waiting = std::pin::pin!(scrape(address));
        let answered = timeout(Duration::from_millis(100), waiting.as_mut()).await;
        assert!(answered.is_err(), "{answered:?}");
        open.pop();
        let text = waiting.await;
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    }
}

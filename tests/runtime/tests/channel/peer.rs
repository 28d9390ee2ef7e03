//! A server that answers each attempt as the test configures it, and records the attempts.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body::Frame;
use http_body_util::{BodyExt, StreamBody};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use rpcsmith_runtime::channel::{ChannelBuilder, ServiceConfig};
use rpcsmith_runtime::{Channel, Code};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Notify;

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::{GetUserRequest, GetUserResponse, User};

/// The time limit of everything that a test waits for, far above the usual time.
pub const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Waits for a future, and panics after the time limit.
pub async fn in_time<T>(future: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(TIME_LIMIT, future).await;
    result.expect("the time limit is exceeded")
}

/// How the server answers an attempt.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Answers with a message.
    Answer,
    /// Answers with only a status.
    Status(Code),
    /// Like `Status`, with pushback.
    Pushback(Code, &'static str),
    /// Answers with only an HTTP status.
    Http(u16),
    /// Answers with an HTML page and an HTTP status, as proxies do.
    Page(u16),
    /// Sends headers, then a status without a message.
    HeadersThen(Code),
    /// Sends a message, then a status.
    MessageThen(Code),
    /// Refuses the stream, so that the client knows that the server has not processed it.
    Refuse,
    /// Resets the stream.
    Reset,
    /// Never answers.
    Hang,
    /// Answers after [`Peer::release`].
    Hold,
}

/// An attempt that the server has received.
#[derive(Clone, Debug)]
pub struct Attempt {
    pub headers: HeaderMap,
    pub body: Bytes,
    pub at: tokio::time::Instant,
}

impl Attempt {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

#[derive(Clone, Default)]
pub struct Peer {
    steps: Arc<Mutex<VecDeque<Step>>>,
    seen: Arc<Mutex<Vec<Attempt>>>,
    connections: Arc<Mutex<Connections>>,
    release: Arc<Notify>,
    breaks: Arc<Notify>,
    /// The maximum number of concurrent calls of a connection.
    max_streams: Option<u32>,
}

/// The number of connections so far, and of open connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    pub total: usize,
    pub open: usize,
}

impl Peer {
    /// Starts a server that answers with these steps, then with messages.
    pub async fn new(steps: impl IntoIterator<Item = Step>) -> (Self, SocketAddr) {
        Self::with_steps(steps).listen().await
    }

    /// Like [`new`](Self::new), with a limit of concurrent calls per connection.
    pub async fn with_max_streams(
        max: u32,
        steps: impl IntoIterator<Item = Step>,
    ) -> (Self, SocketAddr) {
        let max_streams = Some(max);
        let peer = Self::with_steps(steps);
        Self {
            max_streams,
            ..peer
        }
        .listen()
        .await
    }

    fn with_steps(steps: impl IntoIterator<Item = Step>) -> Self {
        Self {
            steps: Arc::new(Mutex::new(steps.into_iter().collect())),
            ..Self::default()
        }
    }

    async fn listen(self) -> (Self, SocketAddr) {
        let peer = self;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = peer.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.serve_connection(stream);
            }
        });
        (peer, address)
    }

    /// Like [`new`](Self::new), on a Unix socket. Data is never in transit there, so a paused clock
    /// advances only when both sides wait for it.
    #[cfg(unix)]
    pub fn on_unix(steps: impl IntoIterator<Item = Step>) -> (Self, ChannelBuilder, TempDir) {
        Self::with_steps(steps).listen_on_unix()
    }

    /// Like [`on_unix`](Self::on_unix), with a limit of concurrent calls per connection.
    #[cfg(unix)]
    pub fn on_unix_with_max_streams(
        max: u32,
        steps: impl IntoIterator<Item = Step>,
    ) -> (Self, ChannelBuilder, TempDir) {
        let peer = Self::with_steps(steps);
        let max_streams = Some(max);
        Self {
            max_streams,
            ..peer
        }
        .listen_on_unix()
    }

    #[cfg(unix)]
    fn listen_on_unix(self) -> (Self, ChannelBuilder, TempDir) {
        let peer = self;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("socket");
        let listener = tokio::net::UnixListener::bind(&path).unwrap();
        let serving = peer.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serving.serve_connection(stream);
            }
        });
        let channel = Channel::builder(format!("unix:{}", path.display()));
        (peer, channel, folder)
    }

    fn serve_connection(&self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let (peer, connections) = (self.clone(), Arc::clone(&self.connections));
        let service = service_fn(move |request| peer.clone().serve(request));
        let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .max_concurrent_streams(self.max_streams.or(Some(200)))
            .serve_connection(TokioIo::new(stream), service);
        {
            let mut connections = connections.lock().unwrap();
            connections.total += 1;
            connections.open += 1;
        }
        let breaks = Arc::clone(&self.breaks);
        tokio::spawn(async move {
            let mut broken = std::pin::pin!(breaks.notified());
            broken.as_mut().enable();
            tokio::select! {
                _ = connection => {}
                () = broken => {}
            }
            connections.lock().unwrap().open -= 1;
        });
    }

    pub fn seen(&self) -> Vec<Attempt> {
        self.seen.lock().unwrap().clone()
    }

    pub fn connections(&self) -> Connections {
        *self.connections.lock().unwrap()
    }

    /// Adds steps after the remaining ones.
    pub fn push(&self, steps: impl IntoIterator<Item = Step>) {
        self.steps.lock().unwrap().extend(steps);
    }

    /// Waits until the server has received `attempts`.
    pub async fn until_seen(&self, attempts: usize) {
        in_time(async {
            while self.seen().len() < attempts {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
    }

    /// Closes all connections without GOAWAY.
    pub fn break_connections(&self) {
        self.breaks.notify_waiters();
    }

    /// Answers one attempt that waits at [`Step::Hold`].
    pub fn release(&self) {
        self.release.notify_one();
    }

    async fn serve(self, request: Request<Incoming>) -> Result<Response<Answer>, h2::Error> {
        let step = self.steps.lock().unwrap().pop_front();
        let (head, body) = request.into_parts();
        let headers = head.headers;
        let at = tokio::time::Instant::now();
        let refused = matches!(step, Some(Step::Refuse));
        let body = if refused {
            Bytes::new()
        } else {
            body.collect().await.unwrap_or_default().to_bytes()
        };
        let number = {
            let mut seen = self.seen.lock().unwrap();
            seen.push(Attempt { headers, body, at });
            seen.len()
        };
        let mut response = self.answer(step.unwrap_or(Step::Answer)).await?;
        response.headers_mut().insert("x-attempt", number.into());
        Ok(response)
    }

    async fn answer(self, step: Step) -> Result<Response<Answer>, h2::Error> {
        let status = |code: Code| ("grpc-status", i32::from(code).to_string());
        Ok(match step {
            Step::Answer => response(&[], vec![message(), trailers(Code::Ok)]),
            Step::Status(code) => response(&[status(code)], vec![]),
            Step::Pushback(code, after) => {
                let pushback = ("grpc-retry-pushback-ms", after.to_owned());
                response(&[status(code), pushback], vec![])
            }
            Step::Http(code) => {
                let mut response = Response::new(response(&[], vec![]).into_body());
                *response.status_mut() = code.try_into().unwrap();
                response
            }
            Step::Page(code) => {
                let page = Frame::data(Bytes::from_static(b"<html>"));
                let mut response = response(&[], vec![page]);
                *response.status_mut() = code.try_into().unwrap();
                let html = http::HeaderValue::from_static("text/html");
                response.headers_mut().insert("content-type", html);
                response
            }
            Step::HeadersThen(code) => response(&[], vec![trailers(code)]),
            Step::MessageThen(code) => response(&[], vec![message(), trailers(code)]),
            Step::Refuse => return Err(h2::Reason::REFUSED_STREAM.into()),
            Step::Reset => return Err(h2::Reason::INTERNAL_ERROR.into()),
            Step::Hang => std::future::pending().await,
            Step::Hold => {
                self.release.notified().await;
                response(&[], vec![message(), trailers(Code::Ok)])
            }
        })
    }
}

type Frames = tokio_stream::Iter<std::vec::IntoIter<Result<Frame<Bytes>, Infallible>>>;
type Answer = StreamBody<Frames>;

fn response(headers: &[(&str, String)], frames: Vec<Frame<Bytes>>) -> Response<Answer> {
    let frames: Vec<_> = frames.into_iter().map(Ok).collect();
    let mut response = Response::builder().header("content-type", "application/grpc");
    for (name, value) in headers {
        response = response.header(*name, value);
    }
    response
        .body(StreamBody::new(tokio_stream::iter(frames)))
        .unwrap()
}

fn trailers(code: Code) -> Frame<Bytes> {
    let mut trailers = HeaderMap::new();
    trailers.insert("grpc-status", i32::from(code).into());
    Frame::trailers(trailers)
}

pub fn answer() -> GetUserResponse {
    let (id, name) = ("1".to_owned(), "Ada".to_owned());
    GetUserResponse {
        user: Some(User { id, name }),
    }
}

fn message() -> Frame<Bytes> {
    Frame::data(framed(&answer()))
}

pub fn framed(message: &impl Message) -> Bytes {
    let mut frame = vec![0];
    frame.extend(u32::try_from(message.encoded_len()).unwrap().to_be_bytes());
    message.encode(&mut frame).unwrap();
    frame.into()
}

pub fn get() -> GetUserRequest {
    GetUserRequest { id: "1".to_owned() }
}

pub fn builder(address: SocketAddr) -> ChannelBuilder {
    Channel::builder(format!("http://{address}"))
}

pub fn config(json: &str) -> ServiceConfig {
    json.parse().unwrap()
}

pub fn client(channel: ChannelBuilder) -> UserServiceClient {
    UserServiceClient::new(channel.build().unwrap())
}

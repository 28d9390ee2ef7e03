//! A server that answers attempt by attempt as it is told, and tells what it was asked.

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
use rpcsmith_runtime::Channel;
use rpcsmith_runtime::channel::{ChannelBuilder, ServiceConfig};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tonic::Code;

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::{GetUserRequest, GetUserResponse, User};

/// Longer than anything here takes that is not broken.
pub const HANG: Duration = Duration::from_secs(30);

pub async fn soon<T>(future: impl Future<Output = T>) -> T {
    let soon = tokio::time::timeout(HANG, future).await;
    soon.expect("it does not hang")
}

/// What the server does with an attempt.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// Answers with a message.
    Answer,
    /// Answers with nothing but a status.
    Status(Code),
    /// As `Status`, and says when to try again.
    Pushback(Code, &'static str),
    /// Answers with nothing but an HTTP status.
    Http(u16),
    /// Answers with a page and an HTTP status, as a proxy does.
    Page(u16),
    /// Begins to answer, and then has a status and no message.
    HeadersThen(Code),
    /// Answers with a message, and then has a status.
    MessageThen(Code),
    /// Refuses the stream: nothing has been done.
    Refuse,
    /// Resets the stream.
    Reset,
    /// Says nothing, ever.
    Hang,
    /// Answers when it is released.
    Hold,
}

/// What an attempt looked like.
#[derive(Clone, Debug)]
pub struct Seen {
    pub headers: HeaderMap,
    pub body: Bytes,
    pub at: tokio::time::Instant,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

#[derive(Clone, Default)]
pub struct Peer {
    steps: Arc<Mutex<VecDeque<Step>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<Mutex<Connections>>,
    release: Arc<Notify>,
    breaks: Arc<Notify>,
    /// Calls of one connection at a time.
    max_streams: Option<u32>,
}

/// How many there have been, and how many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    pub made: usize,
    pub open: usize,
}

impl Peer {
    /// After the steps it answers.
    pub async fn new(steps: impl IntoIterator<Item = Step>) -> (Self, SocketAddr) {
        Self::with_steps(steps).listen().await
    }

    /// As [`new`](Self::new), and allows so many calls on a connection at a time.
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
                serving.connected(stream);
            }
        });
        (peer, address)
    }

    /// As [`new`](Self::new), on a Unix socket, over which nothing is ever on its way: a clock that
    /// is paused goes on only when both sides wait for it.
    #[cfg(unix)]
    pub fn on_unix(steps: impl IntoIterator<Item = Step>) -> (Self, ChannelBuilder, TempDir) {
        Self::with_steps(steps).listen_on_unix()
    }

    /// As [`on_unix`](Self::on_unix), and allows so many calls on a connection at a time.
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
                serving.connected(stream);
            }
        });
        let channel = Channel::builder(format!("unix:{}", path.display()));
        (peer, channel, folder)
    }

    fn connected(&self, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let (peer, connections) = (self.clone(), Arc::clone(&self.connections));
        let service = service_fn(move |request| peer.clone().serve(request));
        let connection = hyper::server::conn::http2::Builder::new(TokioExecutor::new())
            .max_concurrent_streams(self.max_streams.or(Some(200)))
            .serve_connection(TokioIo::new(stream), service);
        {
            let mut connections = connections.lock().unwrap();
            connections.made += 1;
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

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    pub fn connections(&self) -> Connections {
        *self.connections.lock().unwrap()
    }

    /// Adds steps behind those that are left.
    pub fn push(&self, steps: impl IntoIterator<Item = Step>) {
        self.steps.lock().unwrap().extend(steps);
    }

    /// Waits until so many attempts have been seen.
    pub async fn until_seen(&self, attempts: usize) {
        soon(async {
            while self.seen().len() < attempts {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
    }

    /// Breaks all connections, without a word.
    pub fn break_connections(&self) {
        self.breaks.notify_waiters();
    }

    /// Lets one held attempt have its answer.
    pub fn release(&self) {
        self.release.notify_one();
    }

    async fn serve(self, request: Request<Incoming>) -> Result<Response<Answer>, h2::Error> {
        let step = self.steps.lock().unwrap().pop_front();
        let (head, body) = request.into_parts();
        let headers = head.headers;
        let at = tokio::time::Instant::now();
        let refused = matches!(step, Some(Step::Refuse));
        let body = match refused {
            true => Bytes::new(),
            false => body.collect().await.unwrap_or_default().to_bytes(),
        };
        self.seen.lock().unwrap().push(Seen { headers, body, at });
        let status = |code: Code| ("grpc-status", i32::from(code).to_string());
        Ok(match step.unwrap_or(Step::Answer) {
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

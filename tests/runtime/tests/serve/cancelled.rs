//! Streams of requests that the client does not end: handlers must not take them for complete.

use std::net::SocketAddr;

use bytes::{Bytes, BytesMut};
use h2::client::ResponseFuture;
use h2::{Reason, SendStream};
use http_body_util::BodyExt;
use rpcsmith_runtime::serve::Web;
use rpcsmith_runtime::{Code, Server};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

use crate::raw::framed;
use crate::reading::{ReadEvent, TaskReader};
use crate::sample::user::CreateUserRequest;
use crate::sample::user::user_service_methods as methods;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{NO_SIGNALS, in_time, serve};

async fn start_server() -> (SocketAddr, UnboundedReceiver<ReadEvent>) {
    let (service, events) = TaskReader::new();
    let web = Web::new().allow_origin("https://app.example.com").unwrap();
    let builder = Server::builder().drain(NO_SIGNALS).web(web);
    let served = serve(builder.add_service(UserServiceServer::new(service))).await;
    (served.address, events)
}

/// A call whose stream of requests is open.
struct OpenCall {
    requests: SendStream<Bytes>,
    connection: JoinHandle<()>,
    /// Dropping it would reset the stream.
    _response: ResponseFuture,
}

async fn begin(address: SocketAddr, path: &str, content_type: &str) -> OpenCall {
    let stream = TcpStream::connect(address).await.unwrap();
    let (mut send, connection) = h2::client::handshake(stream).await.unwrap();
    let connection = tokio::spawn(async move {
        let _ = connection.await;
    });
    let request = http::Request::post(format!("http://localhost{path}"))
        .header("content-type", content_type)
        .header("te", "trailers")
        .body(())
        .unwrap();
    let (response, requests) = send.send_request(request, false).unwrap();
    OpenCall {
        requests,
        connection,
        _response: response,
    }
}

/// How a client ends its requests.
#[derive(Clone, Copy, Debug)]
enum Ending {
    Complete,
    Trailers,
    Reset(Reason),
    Closed,
}

/// All endings, and whether the requests are complete.
const ENDINGS: [(Ending, bool); 6] = [
    (Ending::Complete, true),
    (Ending::Trailers, true),
    (Ending::Reset(Reason::CANCEL), false),
    (Ending::Reset(Reason::NO_ERROR), false),
    (Ending::Reset(Reason::INTERNAL_ERROR), false),
    (Ending::Closed, false),
];

/// The last event of a reader.
fn last_event(complete: bool) -> ReadEvent {
    if complete {
        ReadEvent::End
    } else {
        ReadEvent::Failed(Code::Cancelled)
    }
}

impl OpenCall {
    fn end(mut self, ending: Ending) {
        match ending {
            Ending::Complete => self.requests.send_data(Bytes::new(), true).unwrap(),
            Ending::Trailers => {
                let trailers = [("x-end", "1")].map(|(name, value)| {
                    (http::HeaderName::from_static(name), value.parse().unwrap())
                });
                let trailers = trailers.into_iter().collect();
                self.requests.send_trailers(trailers).unwrap();
            }
            Ending::Reset(reason) => self.requests.send_reset(reason),
            Ending::Closed => self.connection.abort(),
        }
        // Dropping the rest of the call would reset the stream.
        std::mem::forget(self);
    }
}

#[tokio::test]
async fn only_the_client_ends_a_stream() {
    let (address, mut events) = start_server().await;
    let two: Bytes = [framed(&named("a")), framed(&named("b"))].concat().into();
    let paths = [methods::CREATE_USERS.path(), methods::CHAT.path()];
    for (ending, complete) in ENDINGS {
        for path in paths {
            let mut call = begin(address, path, "application/grpc").await;
            call.requests.send_data(two.clone(), false).unwrap();
            for _ in 0..2 {
                assert_eq!(in_time(events.recv()).await, Some(ReadEvent::Message));
            }
            call.end(ending);
            let seen = in_time(events.recv()).await.unwrap();
            assert_eq!(seen, last_event(complete), "{ending:?}, {path}");
        }
    }
}

#[tokio::test]
async fn half_a_message_is_an_error() {
    let (address, mut events) = start_server().await;
    for (ending, expected) in [
        (Ending::Complete, Code::Internal),
        (Ending::Trailers, Code::Internal),
        (Ending::Reset(Reason::CANCEL), Code::Cancelled),
        (Ending::Reset(Reason::NO_ERROR), Code::Cancelled),
        (Ending::Closed, Code::Cancelled),
    ] {
        // Within the length, after it, and within the message.
        let message = framed(&named("a"));
        for half in [1, 5, message.len() - 1] {
            let path = methods::CREATE_USERS.path();
            let mut call = begin(address, path, "application/grpc").await;
            let mut data = BytesMut::from(&message[..]);
            data.extend_from_slice(&message[..half]);
            call.requests.send_data(data.freeze(), false).unwrap();
            assert_eq!(in_time(events.recv()).await, Some(ReadEvent::Message));
            call.end(ending);
            let seen = in_time(events.recv()).await;
            assert_eq!(
                seen,
                Some(ReadEvent::Failed(expected)),
                "{ending:?} at {half}"
            );
        }
    }
}

#[tokio::test]
async fn calls_of_browsers_behave_the_same() {
    let (address, mut events) = start_server().await;
    for (ending, complete) in ENDINGS {
        let path = methods::CREATE_USERS.path();
        let mut call = begin(address, path, "application/grpc-web+proto").await;
        let data = framed(&named("a"));
        call.requests.send_data(data, false).unwrap();
        assert_eq!(in_time(events.recv()).await, Some(ReadEvent::Message));
        call.end(ending);
        assert_eq!(
            in_time(events.recv()).await,
            Some(last_event(complete)),
            "{ending:?}"
        );
    }
}

#[tokio::test]
async fn http_bodies_behave_the_same() {
    let (sender, mut events) = unbounded_channel();
    let hook = async move |mut body: axum::body::Body| {
        tokio::spawn(async move {
            let last = loop {
                match body.frame().await {
                    Some(Ok(frame)) if frame.data_ref().is_some_and(|data| !data.is_empty()) => {
                        sender.send(ReadEvent::Message).unwrap();
                    }
                    Some(Ok(_)) => {}
                    Some(Err(_)) => break last_event(false),
                    None => break last_event(true),
                }
            };
            sender.send(last).unwrap();
        });
        std::future::pending::<()>().await;
    };
    let routes = axum::Router::new().route("/hook", axum::routing::post(hook));
    let served = serve(Server::builder().drain(NO_SIGNALS).fallback(routes)).await;
    for (ending, complete) in ENDINGS {
        let mut call = begin(served.address, "/hook", "text/plain").await;
        let data = Bytes::from_static(b"half");
        call.requests.send_data(data, false).unwrap();
        assert_eq!(in_time(events.recv()).await, Some(ReadEvent::Message));
        call.end(ending);
        assert_eq!(
            in_time(events.recv()).await,
            Some(last_event(complete)),
            "{ending:?}"
        );
    }
}

fn named(name: &str) -> CreateUserRequest {
    CreateUserRequest {
        name: name.to_owned(),
    }
}

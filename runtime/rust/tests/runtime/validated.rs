//! Streams of requests with validation behave like streams without validation.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use http_body::Frame;
use http_body_util::StreamBody;
use prost::Message;
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::server::{BoxStream, Call, DispatchValidated, ResponseFuture, unimplemented};
use rpcsmith_runtime::{Code, Request, Response, Status, Streaming};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_stream::StreamExt;
use tower_service::Service;

use crate::sample::user::user_service_methods as methods;
use crate::sample::user::user_service_server::{
    UserService, UserServiceDispatch, UserServiceServer,
};
use crate::sample::user::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, ListUsersRequest,
    ListUsersResponse, User,
};

/// In the style of the generator, for requests with rules.
trait UserServiceValidation: Send + Sync + 'static {
    fn create_user_request(
        &self,
        request: &Request<CreateUserRequest>,
    ) -> impl Future<Output = Result<(), Status>> + Send;
}

impl<T, V> DispatchValidated<T, V> for UserServiceDispatch
where
    T: UserService,
    V: UserServiceValidation,
{
    fn dispatch(service: Arc<T>, checks: Arc<V>, call: Call) -> ResponseFuture {
        match call.index() {
            2 => call
                .checked_by(checks, V::create_user_request)
                .client_streaming(service, T::create_users),
            _ => call.unimplemented(),
        }
    }
}

/// Accepts all names except one, asynchronously.
struct Names;

impl UserServiceValidation for Names {
    async fn create_user_request(
        &self,
        request: &Request<CreateUserRequest>,
    ) -> Result<(), Status> {
        tokio::task::yield_now().await;
        assert!(request.metadata().contains_key("x-request"));
        match &*request.get_ref().name {
            "root" => Err(Status::already_exists("root is taken")),
            _ => Ok(()),
        }
    }
}

/// What a handler reads from a stream: a name, a status with its message, or the trailer at the end.
#[derive(Debug, PartialEq)]
enum StreamEvent {
    Name(String),
    Status(Code, String),
    Trailer(Option<String>),
}

/// Sends an event for everything that it reads.
struct Recorder(UnboundedSender<StreamEvent>);

impl Recorder {
    fn new() -> (Self, UnboundedReceiver<StreamEvent>) {
        let (sender, events) = unbounded_channel();
        (Self(sender), events)
    }
}

impl UserService for Recorder {
    async fn get_user(
        &self,
        _: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        unimplemented(methods::GET_USER).await
    }

    async fn list_users(
        &self,
        _: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        unimplemented(methods::LIST_USERS).await
    }

    async fn create_users(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        assert!(request.metadata().contains_key("x-request"));
        let mut requests = request.into_inner();
        while let Some(next) = requests.next().await {
            let name = match next {
                Ok(CreateUserRequest { name }) => name,
                Err(status) => {
                    let event = StreamEvent::Status(status.code(), status.message().to_owned());
                    self.0.send(event).unwrap();
                    assert!(requests.message().await.ok().flatten().is_none());
                    return Err(status);
                }
            };
            self.0.send(StreamEvent::Name(name)).unwrap();
        }
        let trailers = requests.trailers().await.unwrap();
        let trailer = trailers.as_ref().and_then(|all| all.get("x-sum"));
        let trailer = trailer.map(|value| value.to_str().unwrap().to_owned());
        self.0.send(StreamEvent::Trailer(trailer)).unwrap();
        assert!(requests.message().await.ok().flatten().is_none());
        Ok(Response::new(ListUsersResponse { users: Vec::new() }))
    }

    async fn chat(
        &self,
        _: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        unimplemented(methods::CHAT).await
    }
}

fn message(name: &str) -> Vec<u8> {
    let name = name.to_owned();
    framed(&CreateUserRequest { name }.encode_to_vec())
}

fn framed(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
    [&[0], &length[..], bytes].concat()
}

fn trailers() -> Frame<Bytes> {
    let mut trailers = HeaderMap::new();
    trailers.insert("x-sum", HeaderValue::from_static("2"));
    Frame::trailers(trailers)
}

/// The body of a request.
type Frames = Vec<Result<Frame<Bytes>, Status>>;

async fn call<S>(
    mut server: S,
    frames: Frames,
    events: &mut UnboundedReceiver<StreamEvent>,
) -> Vec<StreamEvent>
where
    S: Service<http::Request<Body>, Error = Infallible>,
{
    let request = http::Request::post("/user.UserService/CreateUsers")
        .header("content-type", "application/grpc")
        .header("x-request", "1")
        .body(Body::new(StreamBody::new(tokio_stream::iter(frames))));
    server.call(request.unwrap()).await.map(drop).unwrap();
    let mut all = Vec::new();
    while let Ok(event) = events.try_recv() {
        all.push(event);
    }
    all
}

async fn unvalidated(frames: Frames) -> Vec<StreamEvent> {
    let (service, mut events) = Recorder::new();
    let server = UserServiceServer::new(service).max_decoding_message_size(100);
    call(server, frames, &mut events).await
}

async fn validated(frames: Frames) -> Vec<StreamEvent> {
    let (service, mut events) = Recorder::new();
    let server = UserServiceServer::with_validation(service, Names);
    call(server.max_decoding_message_size(100), frames, &mut events).await
}

#[tokio::test]
async fn validation_does_not_change_a_valid_stream() {
    let (ann, bob) = (message("Ann"), message("Bob"));
    let truncated = &bob[..bob.len() - 1];
    let too_long = message(&"x".repeat(100));
    let compressed = [1, 0, 0, 0, 0];
    let undecodable = framed(b"\xff");
    let bodies: [Vec<Vec<u8>>; 9] = [
        vec![],
        vec![ann.clone()],
        vec![ann.clone(), bob.clone()],
        vec![[&ann[..], &bob].concat()],
        vec![ann[..2].to_vec(), ann[2..].to_vec(), bob.clone()],
        vec![ann.clone(), truncated.to_vec()],
        vec![ann.clone(), too_long],
        vec![ann.clone(), compressed.to_vec()],
        vec![ann.clone(), undecodable],
    ];
    for body in bodies {
        for has_trailers in [false, true] {
            let frames = || {
                let data = body.iter().map(|bytes| Frame::data(bytes.clone().into()));
                data.chain(has_trailers.then(trailers)).map(Ok).collect()
            };
            let events = unvalidated(frames()).await;
            assert_eq!(
                validated(frames()).await,
                events,
                "{body:?}, {has_trailers}"
            );
        }
    }
}

#[tokio::test]
async fn trailers_arrive() {
    let names = ["Ann", "Bob"];
    let data = names.map(|name| Frame::data(message(name).into()));
    let events = validated(data.into_iter().chain([trailers()]).map(Ok).collect()).await;
    let mut expected = Vec::from(names.map(|name| StreamEvent::Name(name.to_owned())));
    expected.push(StreamEvent::Trailer(Some("2".to_owned())));
    assert_eq!(events, expected);
}

#[tokio::test]
async fn a_stream_ends_where_a_check_fails() {
    let data = ["Ann", "root", "Bob"].map(|name| Frame::data(message(name).into()));
    let events = validated(data.into_iter().chain([trailers()]).map(Ok).collect()).await;
    let expected = [
        StreamEvent::Name("Ann".to_owned()),
        StreamEvent::Status(Code::AlreadyExists, "root is taken".to_owned()),
    ];
    assert_eq!(events, expected);
}

#[tokio::test]
async fn a_stream_that_fails_has_not_ended() {
    for data in [message("Ann"), [&message("Ann")[..], &[0; 3]].concat()] {
        let frames = || {
            let cancelled = Status::cancelled("the client has disconnected");
            vec![Ok(Frame::data(data.clone().into())), Err(cancelled)]
        };
        let expected = [
            StreamEvent::Name("Ann".to_owned()),
            StreamEvent::Status(Code::Cancelled, "the client has disconnected".to_owned()),
        ];
        assert_eq!(unvalidated(frames()).await, expected);
        assert_eq!(validated(frames()).await, expected);
    }
}

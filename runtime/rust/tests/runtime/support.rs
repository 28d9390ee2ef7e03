//! A service whose ids and page sizes cause each kind of result, and clients for it, over a socket and in process.

use std::convert::Infallible;
use std::net::SocketAddr;

use bytes::Bytes;
use http::{Request as HttpRequest, Response as HttpResponse};
use http_body::Body as HttpBody;
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rpcsmith_runtime::body::Body;
use rpcsmith_runtime::client::InProcess;
use rpcsmith_runtime::metadata::{MetadataMap, MetadataValue};
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Channel, Code, Request, Response, Status, Streaming};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_stream::StreamExt;
use tower_service::Service;

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::UserService;
use crate::sample::user::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, ListUsersRequest,
    ListUsersResponse, User,
};

/// A user with this id.
pub fn user(id: &str) -> User {
    User {
        id: id.to_owned(),
        name: format!("Name of {id}"),
    }
}

pub fn get(id: &str) -> GetUserRequest {
    GetUserRequest { id: id.to_owned() }
}

pub fn say(content: &str) -> ChatMessage {
    ChatMessage {
        content: content.to_owned(),
    }
}

/// A status with a message, details and metadata.
pub fn not_found() -> Status {
    let mut status = Status::with_details(
        Code::NotFound,
        "no user «missing»",
        b"\x08\x05details".as_slice().into(),
    );
    let metadata = status.metadata_mut();
    metadata.insert("x-reason", MetadataValue::from_static("never was"));
    metadata.insert_bin("x-trace-bin", MetadataValue::from_bytes(b"\x00\xff"));
    status
}

/// The value of a metadata entry.
pub fn text<'a>(metadata: &'a MetadataMap, name: &str) -> Option<&'a str> {
    metadata.get(name).map(|value| value.to_str().unwrap())
}

/// The code, message, details, and the metadata that [`not_found`] sets.
pub fn parts(status: &Status) -> (Code, &str, &[u8], Option<&str>, Option<Vec<u8>>) {
    let trace = status.metadata().get_bin("x-trace-bin");
    (
        status.code(),
        status.message(),
        status.details(),
        text(status.metadata(), "x-reason"),
        trace.map(|value| value.to_bytes().unwrap().to_vec()),
    )
}

/// An extension of a response, which must not reach the client.
#[derive(Clone)]
pub struct ServerSide;

/// An extension of a request, which must not reach the server.
#[derive(Clone)]
pub struct ClientSide;

/// Sends an event when it is dropped with its handler or stream.
struct DropGuard(UnboundedSender<&'static str>, &'static str);

impl Drop for DropGuard {
    fn drop(&mut self) {
        let _ = self.0.send(self.1);
    }
}

pub struct Users {
    events: UnboundedSender<&'static str>,
}

impl Users {
    /// The service, and its events of calls that never end by themselves.
    pub fn new() -> (Self, UnboundedReceiver<&'static str>) {
        let (sender, events) = unbounded_channel();
        (Self { events: sender }, events)
    }

    fn begin(&self, started: &'static str, dropped: &'static str) -> DropGuard {
        let _ = self.events.send(started);
        DropGuard(self.events.clone(), dropped)
    }
}

impl UserService for Users {
    async fn get_user(
        &self,
        request: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        let (metadata, extensions, GetUserRequest { id }) = request.into_parts();
        let is_plain = id == "plain";
        let user = match id.as_str() {
            "missing" => return Err(not_found()),
            "never" => {
                let _guard = self.begin("unary started", "unary dropped");
                std::future::pending().await
            }
            "long" => User {
                id,
                name: "n".repeat(1000),
            },
            "extensions" => user(if extensions.get::<ClientSide>().is_some() {
                "seen"
            } else {
                "unseen"
            }),
            id => user(id),
        };
        let mut response = Response::new(GetUserResponse { user: Some(user) });
        for name in ["x-request", "grpc-encoding"] {
            if let Some(value) = metadata.get(name) {
                let echo =
                    format!("{name}-echo").parse::<rpcsmith_runtime::metadata::AsciiMetadataKey>();
                let value = value.clone();
                response.metadata_mut().insert(echo.unwrap(), value);
            }
        }
        if let Some(value) = metadata.get("x-request") {
            let trailers = response.trailers_mut();
            trailers.insert("x-request-trailer", value.clone());
        }
        response.extensions_mut().insert(ServerSide);
        if is_plain {
            response.disable_compression();
        }
        Ok(response)
    }

    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        let size = request.into_inner().page_size;
        let users = (0..size.abs()).map(|id| Ok(user(&id.to_string())));
        let stream: BoxStream<User> = match size {
            i32::MIN..0 => Box::pin(tokio_stream::iter(users.chain([Err(not_found())]))),
            0 => {
                let guard = self.begin("stream started", "stream dropped");
                let first = tokio_stream::once(Ok(user("first")));
                let never = tokio_stream::pending().map(move |user| {
                    let _ = &guard;
                    user
                });
                Box::pin(first.chain(never))
            }
            1.. => Box::pin(tokio_stream::iter(users)),
        };
        Ok(Response::new(stream))
    }

    async fn create_users(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        let _guard = self.begin("create started", "create dropped");
        let mut requests = request.into_inner();
        let mut users = Vec::new();
        while let Some(CreateUserRequest { name }) = requests.message().await? {
            let id = users.len().to_string();
            users.push(User { id, name });
        }
        Ok(Response::new(ListUsersResponse { users }))
    }

    async fn chat(
        &self,
        request: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        let guard = self.begin("chat started", "chat dropped");
        let echoes = request.into_inner().map(move |message| {
            let _ = &guard;
            message.map(|ChatMessage { content }| say(&format!("{content}, you say?")))
        });
        Ok(Response::new(Box::pin(echoes)))
    }
}

/// Serves on a free port of the loopback interface until the test ends. Returns its address.
pub async fn serve<S, B>(server: S) -> SocketAddr
where
    S: Service<HttpRequest<Body>, Response = HttpResponse<B>, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send,
    B: HttpBody<Data = Bytes, Error = Status> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let server = server.clone();
            let answer = hyper::service::service_fn(move |request: HttpRequest<Incoming>| {
                server.clone().call(request.map(Body::new))
            });
            let http2 = http2::Builder::new(TokioExecutor::new());
            tokio::spawn(http2.serve_connection(TokioIo::new(stream), answer));
        }
    });
    address
}

pub async fn channel(address: SocketAddr) -> Channel {
    let channel = Channel::builder(format!("http://{address}")).build();
    let channel = channel.unwrap();
    channel.ready().await.unwrap();
    channel
}

/// A client over a socket, and one in process.
pub async fn clients<S, B>(server: S) -> [UserServiceClient; 2]
where
    S: Service<HttpRequest<Body>, Response = HttpResponse<B>, Error = Infallible>,
    S: Clone + Send + Sync + 'static,
    S::Future: Send,
    B: HttpBody<Data = Bytes, Error = Status> + Send + 'static,
{
    let address = serve(server.clone()).await;
    [
        UserServiceClient::new(channel(address).await),
        UserServiceClient::new(InProcess::new(server)),
    ]
}

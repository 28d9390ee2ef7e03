//! The protocols of a channel, over both versions of HTTP: calls have the same results, retries and deadlines.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use rpcsmith_runtime::channel::{ChannelBuilder, Protocol, ServiceConfig};
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Channel, Code, Drain, Request, Response, Server, Status, Streaming};
use tokio_stream::StreamExt;

use crate::peer::in_time;
use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::{UserService, UserServiceServer};
use crate::sample::user::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, ListUsersRequest,
    ListUsersResponse, User,
};

/// A service that fails its first calls.
struct Users {
    failures: AtomicUsize,
    calls: Arc<AtomicUsize>,
}

fn user(id: &str) -> User {
    User {
        id: id.to_owned(),
        name: "name".to_owned(),
    }
}

fn get(id: &str) -> GetUserRequest {
    GetUserRequest { id: id.to_owned() }
}

impl UserService for Users {
    async fn get_user(
        &self,
        request: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let left = |left: usize| left.checked_sub(1);
        let update = self
            .failures
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, left);
        if update.is_ok() {
            let mut status = Status::unavailable("not yet");
            let now = "0".parse().unwrap();
            status.metadata_mut().insert("grpc-retry-pushback-ms", now);
            return Err(status);
        }
        let id = request.into_inner().id;
        match id.as_str() {
            "never" => std::future::pending().await,
            "missing" => {
                let details = Bytes::from_static(b"\x08\x05\x12\x04gone");
                let mut status = Status::with_details(Code::NotFound, "gone, für immer", details);
                status
                    .metadata_mut()
                    .insert("x-why", "because".parse().unwrap());
                return Err(status);
            }
            _ => {}
        }
        let user = Some(user(&id));
        let mut response = Response::new(GetUserResponse { user });
        response
            .metadata_mut()
            .insert("x-start", "1".parse().unwrap());
        response
            .trailers_mut()
            .insert("x-end", "2".parse().unwrap());
        Ok(response)
    }

    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        let size = request.into_inner().page_size;
        let users = (0..size).map(|id| Ok(user(&id.to_string())));
        let end = Err(Status::out_of_range("no more"));
        let users = tokio_stream::iter(users.chain([end]));
        Ok(Response::new(Box::pin(users)))
    }

    async fn create_users(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        let mut requests = request.into_inner();
        let mut users = Vec::new();
        while let Some(request) = requests.message().await? {
            users.push(user(&request.name));
        }
        Ok(Response::new(ListUsersResponse { users }))
    }

    async fn chat(
        &self,
        request: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        let messages: Vec<_> = request.into_inner().collect().await;
        Ok(Response::new(Box::pin(tokio_stream::iter(messages))))
    }
}

/// A server, and the counter of its calls.
async fn serve(failures: usize) -> (SocketAddr, Arc<AtomicUsize>) {
    let calls = Arc::new(AtomicUsize::new(0));
    let users = Users {
        failures: AtomicUsize::new(failures),
        calls: Arc::clone(&calls),
    };
    let server = Server::builder()
        .add_service(UserServiceServer::new(users))
        .drain(Drain {
            on_signals: false,
            ..Drain::default()
        });
    let server = server.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = server.local_addr().unwrap();
    tokio::spawn(server.serve());
    (address, calls)
}

/// The channels of each protocol.
fn channels(address: SocketAddr) -> impl Iterator<Item = (&'static str, ChannelBuilder)> {
    let new = move || Channel::builder(format!("http://{address}"));
    let connect = move || new().protocol(Protocol::Connect);
    [
        ("gRPC", new()),
        ("gRPC-Web", new().protocol(Protocol::GrpcWeb)),
        (
            "gRPC-Web, HTTP/1.1",
            new().protocol(Protocol::GrpcWeb).http1(),
        ),
        ("Connect", connect()),
        ("Connect, HTTP/1.1", connect().http1()),
        ("Connect, GET", connect().use_get()),
        ("Connect, GET, HTTP/1.1", connect().use_get().http1()),
    ]
    .into_iter()
}

fn clients(address: SocketAddr) -> impl Iterator<Item = (&'static str, UserServiceClient)> {
    channels(address).map(|(name, builder)| {
        let channel = builder.build().unwrap();
        (name, UserServiceClient::new(channel))
    })
}

#[tokio::test]
async fn unary_calls_have_metadata_and_errors() {
    let (address, _) = serve(0).await;
    for (name, client) in clients(address) {
        let response = in_time(client.get_user(get("1"))).await.unwrap();
        assert_eq!(response.metadata().get("x-start").unwrap(), "1", "{name}");
        assert_eq!(response.trailers().get("x-end").unwrap(), "2", "{name}");
        assert_eq!(response.into_inner().user, Some(user("1")), "{name}");

        let status = in_time(client.get_user(get("missing"))).await.unwrap_err();
        assert_eq!(status.code(), Code::NotFound, "{name}");
        assert_eq!(status.message(), "gone, für immer", "{name}");
        assert_eq!(status.metadata().get("x-why").unwrap(), "because", "{name}");

        // A long message does not fit into a URI.
        let long = "x".repeat(100_000);
        let response = in_time(client.get_user(get(&long))).await.unwrap();
        assert_eq!(response.into_inner().user, Some(user(&long)), "{name}");
    }
}

#[tokio::test]
async fn streams_have_their_messages_and_their_end() {
    let (address, _) = serve(0).await;
    for (name, client) in clients(address) {
        let request = ListUsersRequest { page_size: 2 };
        let mut users = in_time(client.list_users(request))
            .await
            .unwrap()
            .into_inner();
        for id in ["0", "1"] {
            let next = in_time(users.message()).await.unwrap();
            assert_eq!(next, Some(user(id)), "{name}");
        }
        let status = in_time(users.message()).await.unwrap_err();
        assert_eq!(status.code(), Code::OutOfRange, "{name}");

        let names = ["a", "b"].map(|name| CreateUserRequest {
            name: name.to_owned(),
        });
        let created = in_time(client.create_users(tokio_stream::iter(names)))
            .await
            .unwrap();
        assert_eq!(created.into_inner().users, [user("a"), user("b")], "{name}");

        let texts = ["a", "b"].map(|text| ChatMessage {
            content: text.to_owned(),
        });
        let answers = in_time(client.chat(tokio_stream::iter(texts.clone()))).await;
        let answers: Vec<_> = in_time(answers.unwrap().into_inner().collect()).await;
        let answers: Result<Vec<_>, _> = answers.into_iter().collect();
        assert_eq!(answers.unwrap(), texts, "{name}");
    }
}

#[tokio::test]
async fn retries_are_the_same() {
    for index in 0..7 {
        let (address, calls) = serve(2).await;
        let (name, client) = clients(address).nth(index).unwrap();
        let response = in_time(client.get_user(get("1"))).await.unwrap();
        assert_eq!(response.into_inner().user, Some(user("1")), "{name}");
        assert_eq!(calls.load(Ordering::Relaxed), 3, "{name}");
    }
}

#[tokio::test]
async fn a_cancelled_call_does_not_disturb_the_next() {
    let (address, _) = serve(0).await;
    for (name, builder) in channels(address) {
        let timeout = Duration::from_millis(20);
        let channel = builder.default_timeout(timeout).build().unwrap();
        let client = UserServiceClient::new(channel);
        for _ in 0..3 {
            let status = in_time(client.get_user(get("never"))).await.unwrap_err();
            assert_eq!(status.code(), Code::DeadlineExceeded, "{name}");
        }
    }
    for (name, client) in clients(address) {
        for _ in 0..3 {
            let never = client.get_user(get("never"));
            let cancelled = tokio::time::timeout(Duration::from_millis(20), never).await;
            assert!(cancelled.is_err(), "{name}");
            let response = in_time(client.get_user(get("1"))).await;
            assert_eq!(
                response.unwrap().into_inner().user,
                Some(user("1")),
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn calls_at_the_same_time_have_connections() {
    let (address, _) = serve(0).await;
    for (name, client) in clients(address) {
        let calls = (0..40).map(|id| {
            let client = client.clone();
            tokio::spawn(async move { client.get_user(get(&id.to_string())).await })
        });
        for (id, call) in calls.collect::<Vec<_>>().into_iter().enumerate() {
            let response = in_time(call).await.unwrap().unwrap();
            assert_eq!(
                response.into_inner().user,
                Some(user(&id.to_string())),
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn a_server_of_another_protocol_is_an_error() {
    let (address, _) = serve(0).await;
    let stranger = Channel::builder(format!("http://{address}")).http1();
    let reason = stranger.build().unwrap_err().to_string();
    assert_eq!(reason, "gRPC needs HTTP/2");
    let health = r#"{"healthCheckConfig": {"serviceName": ""}}"#;
    let health = health.parse::<ServiceConfig>().unwrap();
    let health = Channel::builder(format!("http://{address}")).service_config(health);
    let reason = health.protocol(Protocol::Connect).build().unwrap_err();
    assert_eq!(reason.to_string(), "health checks need the protocol gRPC");
}

//! A service whose behavior depends on the requested id, with events for tests, and servers for it.

use std::net::SocketAddr;
use std::time::Duration;

use rpcsmith_runtime::serve::{DrainHandle, Drained, ServerBuilder};
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{CallContext, Channel, Drain, Request, Response, Server, Status, Streaming};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::UnboundedReceiverStream;

use crate::sample::user::user_service_client::UserServiceClient;
use crate::sample::user::user_service_server::{UserService, UserServiceServer};
use crate::sample::user::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, ListUsersRequest,
    ListUsersResponse, User,
};

/// The time limit of everything that a test waits for, far above the usual time.
pub const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Waits for a future, and panics after the time limit.
pub async fn in_time<T>(future: impl Future<Output = T>) -> T {
    let result = tokio::time::timeout(TIME_LIMIT, future).await;
    result.expect("the time limit is exceeded")
}

pub fn user(id: &str) -> User {
    User {
        id: id.to_owned(),
        name: format!("Name of {id}"),
    }
}

pub fn get(id: &str) -> GetUserRequest {
    GetUserRequest { id: id.to_owned() }
}

/// Page sizes of `list_users` with a special meaning.
pub mod page {
    /// One user, then nothing.
    pub const ONE_THEN_NONE: i32 = 0;
    /// An endless stream of users.
    pub const ENDLESS: i32 = -1;
    /// One user, then a panic.
    pub const PANICS: i32 = -2;
    /// Nothing until the server drains, then one user.
    pub const UNTIL_DRAINING: i32 = -3;
}

pub struct Users {
    events: UnboundedSender<&'static str>,
    /// The service that `relay` calls.
    pub next: Option<UserServiceClient>,
}

/// Sends an event when it is dropped.
struct DropGuard(UnboundedSender<&'static str>, &'static str);

impl Drop for DropGuard {
    fn drop(&mut self) {
        let _ = self.0.send(self.1);
    }
}

impl Users {
    /// The service, and its events.
    pub fn new() -> (Self, UnboundedReceiver<&'static str>) {
        let (sender, events) = unbounded_channel();
        let users = Self {
            events: sender,
            next: None,
        };
        (users, events)
    }

    fn begin(&self, started: &'static str, dropped: &'static str) -> DropGuard {
        let _ = self.events.send(started);
        DropGuard(self.events.clone(), dropped)
    }
}

/// What a handler learns from the request, for the ids that ask for it.
fn of_request(request: &Request<GetUserRequest>) -> Option<String> {
    let extensions = request.extensions();
    let identity = extensions.get::<rpcsmith_runtime::serve::PeerIdentity>();
    Some(match request.get_ref().id.as_str() {
        "remaining" => {
            let context = extensions.get::<CallContext>();
            let call = CallContext::current().filter(|_| context.is_some());
            let left = call.and_then(|call| call.remaining());
            left.map_or_else(|| "none".to_owned(), |left| left.as_millis().to_string())
        }
        "method" => {
            let method = extensions.get::<rpcsmith_runtime::Method>();
            method.map_or("none", |method| method.path()).to_owned()
        }
        "tenant" => {
            let tenants = request.metadata().get_all("x-tenant").iter();
            let tenants = tenants.map(|tenant| tenant.to_str().unwrap());
            tenants.collect::<Vec<_>>().join(",")
        }
        "peer" => {
            let peer = request.remote_addr();
            peer.map(|peer| peer.to_string()).unwrap_or_default()
        }
        "certificates" => {
            let certificates = request.peer_certs();
            certificates.map_or(0, |list| list.len()).to_string()
        }
        #[cfg(unix)]
        "process" => {
            let info = extensions.get::<rpcsmith_runtime::serve::UdsConnectInfo>();
            let process = info.and_then(|info| info.peer_cred?.pid());
            process.map_or_else(String::new, |process| process.to_string())
        }
        "subject" => identity.map_or_else(String::new, |identity| {
            let (uris, emails) = (identity.uris().join(" "), identity.emails().join(" "));
            format!("{} {uris} {emails}", identity.subject())
        }),
        "identity" => identity.map_or_else(String::new, |identity| identity.dns_names().join(",")),
        _ => return None,
    })
}

impl UserService for Users {
    async fn get_user(
        &self,
        request: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        if let Some(name) = of_request(&request) {
            let id = request.into_inner().id;
            let user = Some(User { id, name });
            return Ok(Response::new(GetUserResponse { user }));
        }
        let id = request.into_inner().id;
        let name = match id.as_str() {
            "never" => {
                let _guard = self.begin("unary started", "unary dropped");
                std::future::pending().await
            }
            "short" => {
                let _guard = self.begin("short started", "short dropped");
                tokio::time::sleep(Duration::from_millis(300)).await;
                "done".to_owned()
            }
            "panic" => panic!("requested by the test"),
            "missing" => return Err(Status::not_found("no such user")),
            "relay" => {
                let next = self.next.as_ref().expect("the service has a next one");
                return next.get_user(get("remaining")).await;
            }
            "relay never" => {
                let next = self.next.as_ref().expect("the service has a next one");
                return next.get_user(get("never")).await;
            }
            "spawn" => {
                let events = self.events.clone();
                let call = CallContext::current().expect("the server creates the context");
                tokio::spawn(async move {
                    call.ended().await;
                    let _ = events.send("spawned ended");
                });
                std::future::pending().await
            }
            "long" => "n".repeat(100_000),
            id => format!("Name of {id}"),
        };
        let user = Some(User { id, name });
        Ok(Response::new(GetUserResponse { user }))
    }

    async fn list_users(
        &self,
        request: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        let guard = self.begin("stream started", "stream dropped");
        let with_guard = move |user: User| {
            let _ = &guard;
            Ok(user)
        };
        let stream: BoxStream<User> = match request.into_inner().page_size {
            page::ONE_THEN_NONE => Box::pin(
                tokio_stream::once(user("first"))
                    .chain(tokio_stream::pending())
                    .map(with_guard),
            ),
            page::ENDLESS => Box::pin(
                tokio_stream::iter(std::iter::repeat_with(|| User {
                    id: "endless".to_owned(),
                    name: "n".repeat(10_000),
                }))
                .map(with_guard),
            ),
            page::UNTIL_DRAINING => {
                let call = CallContext::current().expect("the server creates the context");
                let (last, received) = unbounded_channel();
                tokio::spawn(async move {
                    call.draining().await;
                    let _ = last.send(Ok(user("last")));
                });
                Box::pin(UnboundedReceiverStream::new(received))
            }
            page::PANICS => {
                let (numbers, received) = unbounded_channel();
                tokio::spawn(async move {
                    let _ = numbers.send(0);
                    // Let the client receive the first user.
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    let _ = numbers.send(1);
                });
                Box::pin(UnboundedReceiverStream::new(received).map(|number| {
                    assert!(number == 0, "requested by the test");
                    Ok(user("first"))
                }))
            }
            size => Box::pin(
                tokio_stream::iter((0..size).map(|id| user(&id.to_string()))).map(with_guard),
            ),
        };
        Ok(Response::new(stream))
    }

    async fn create_users(
        &self,
        request: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        let mut requests = request.into_inner();
        let (events, reading) = (
            self.events.clone(),
            self.begin("create started", "create dropped"),
        );
        // Read the requests in a task that outlives the handler, as handlers with channels do.
        let read = tokio::spawn(async move {
            let mut users = Vec::new();
            loop {
                match requests.message().await {
                    Ok(Some(CreateUserRequest { name })) => users.push(user(&name)),
                    Ok(None) => return Ok(users),
                    Err(status) => {
                        let _ = events.send(match status.code() {
                            rpcsmith_runtime::Code::DeadlineExceeded => "requests ran out of time",
                            _ => "requests failed",
                        });
                        return Err(status);
                    }
                }
            }
        });
        let users = read.await.expect("the task does not panic")?;
        drop(reading);
        Ok(Response::new(ListUsersResponse { users }))
    }

    async fn chat(
        &self,
        request: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        Ok(Response::new(Box::pin(request.into_inner())))
    }
}

/// A running server. It ends with the test or by its handle.
pub struct Served {
    pub address: SocketAddr,
    pub handle: DrainHandle,
    pub done: JoinHandle<Drained>,
}

pub const NO_SIGNALS: Drain = Drain {
    delay: Duration::ZERO,
    grace: Duration::from_secs(30),
    on_signals: false,
};

pub async fn serve(builder: ServerBuilder) -> Served {
    let server = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    run(server)
}

pub fn run(server: Server) -> Served {
    Served {
        address: server.local_addr().unwrap(),
        handle: server.drain_handle(),
        done: tokio::spawn(async { server.serve().await.unwrap() }),
    }
}

/// A builder with the service, and the events of the service.
pub fn users() -> (ServerBuilder, UnboundedReceiver<&'static str>) {
    let (users, events) = Users::new();
    let builder = Server::builder().drain(NO_SIGNALS);
    (builder.add_service(UserServiceServer::new(users)), events)
}

/// A channel with a connection, which does not repeat calls.
pub async fn channel(address: SocketAddr) -> Channel {
    let channel = Channel::builder(format!("http://{address}")).no_safe_retries();
    let channel = channel.build().unwrap();
    channel.ready().await.unwrap();
    channel
}

/// A connection of tonic.
pub async fn tonic_channel(address: SocketAddr) -> tonic::transport::Channel {
    let channel = tonic::transport::Channel::from_shared(format!("http://{address}"));
    channel.unwrap().connect().await.unwrap()
}

pub async fn client(address: SocketAddr) -> UserServiceClient {
    UserServiceClient::new(channel(address).await)
}

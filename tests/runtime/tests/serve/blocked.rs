//! Handlers that block all worker threads of the runtime.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, mpsc};

use rpcsmith_runtime::serve::{DrainHandle, Drained, Metrics};
use rpcsmith_runtime::{Drain, Request, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::sync::oneshot;

use crate::sample::health::{HealthCheckRequest, HealthClient, ServingStatus};
use crate::sample::user::ListUsersRequest;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{NO_SIGNALS, Users, channel, client, get, in_time, user};

/// A server with one worker. A call with the header `x-block` blocks it until [`release`](Self::release) is dropped.
struct BlockableServer {
    address: SocketAddr,
    /// The address of the admin port.
    admin: SocketAddr,
    handle: DrainHandle,
    blocked: UnboundedReceiver<()>,
    release: mpsc::Sender<()>,
    done: oneshot::Receiver<Drained>,
}

impl BlockableServer {
    /// Starts the server on its own runtime, so that the runtime of the test is not blocked.
    fn new(drain: Drain) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let (sender, blocked) = unbounded_channel();
        let (release, released) = mpsc::channel::<()>();
        let released = Arc::new(Mutex::new(released));
        let block = move |request: Request<()>| {
            if request.metadata().contains_key("x-block") {
                sender.send(()).unwrap();
                let _ = released.lock().unwrap().recv();
            }
            Ok(request)
        };
        let server = Server::builder()
            .drain(drain)
            .add_service(UserServiceServer::with_interceptor(Users::new().0, block))
            .health();
        let (server, admin) = {
            let _entered = runtime.enter();
            let (listener, admin) = (listen(), listen());
            let address = admin.local_addr().unwrap();
            tokio::spawn(Metrics::new().serve_admin_on(admin));
            (server.listen(listener).unwrap(), address)
        };
        let (address, handle) = (server.local_addr().unwrap(), server.drain_handle());
        let (end, done) = oneshot::channel();
        std::thread::spawn(move || {
            let drained = runtime.block_on(server.serve()).unwrap();
            runtime.shutdown_background();
            let _ = end.send(drained);
        });
        Self {
            address,
            admin,
            handle,
            blocked,
            release,
            done,
        }
    }

    /// Makes the call that blocks the worker.
    async fn block(&mut self) {
        let client = client(self.address).await;
        let mut request = Request::new(get("1"));
        request
            .metadata_mut()
            .insert("x-block", "1".parse().unwrap());
        tokio::spawn(async move { client.get_user(request).await });
        in_time(self.blocked.recv()).await.unwrap();
    }

    /// Requests metrics, as Prometheus does.
    async fn metrics(&self) -> String {
        let mut stream = in_time(TcpStream::connect(self.admin)).await.unwrap();
        let request = b"GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        in_time(stream.write_all(request)).await.unwrap();
        let mut text = String::new();
        in_time(stream.read_to_string(&mut text)).await.unwrap();
        text
    }

    /// Checks health over a new connection, as kubelet does.
    async fn health(&self) -> ServingStatus {
        let health = HealthClient::new(in_time(channel(self.address)).await);
        let checked = in_time(health.check(HealthCheckRequest::default())).await;
        checked.unwrap().into_inner().status()
    }
}

/// A socket on any port.
fn listen() -> TcpListener {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    TcpListener::from_std(listener).unwrap()
}

#[tokio::test]
async fn health_is_answered_and_the_drain_ends_while_all_workers_are_blocked() {
    let mut server = BlockableServer::new(Drain {
        grace: std::time::Duration::from_millis(10),
        ..NO_SIGNALS
    });
    assert_eq!(server.health().await, ServingStatus::Serving);
    assert!(server.metrics().await.starts_with("HTTP/1.1 200"));
    server.block().await;
    for _ in 0..3 {
        assert_eq!(server.health().await, ServingStatus::Serving);
        assert!(server.metrics().await.starts_with("HTTP/1.1 200"));
    }
    server.handle.drain();
    let drained = in_time(server.done).await.unwrap();
    assert!(!drained.in_time);
    drop(server.release);
}

/// Calls that arrive while the worker is blocked are answered when it is free again.
#[tokio::test]
async fn calls_wait_for_a_worker() {
    let mut server = BlockableServer::new(NO_SIGNALS);
    server.block().await;
    let channel = in_time(channel(server.address)).await;
    let client = crate::sample::user::user_service_client::UserServiceClient::new(channel.clone());
    let call = tokio::spawn({
        let client = client.clone();
        async move { client.get_user(get("1")).await }
    });
    // The same connection answers health checks after the request of the call.
    let health = HealthClient::new(channel);
    let checked = in_time(health.check(HealthCheckRequest::default())).await;
    assert_eq!(
        checked.unwrap().into_inner().status(),
        ServingStatus::Serving
    );
    assert!(!call.is_finished());
    // A call that its client cancels is not run later.
    let cancelled = tokio::spawn({
        let client = client.clone();
        let mut request = Request::new(get("1"));
        request
            .metadata_mut()
            .insert("x-block", "1".parse().unwrap());
        async move { client.get_user(request).await }
    });
    cancelled.abort();

    drop(server.release);
    let answered = in_time(call).await.unwrap().unwrap().into_inner();
    assert_eq!(answered.user.unwrap(), user("1"));
    let listed = in_time(client.list_users(ListUsersRequest { page_size: 3 })).await;
    let mut listed = listed.unwrap().into_inner();
    for id in 0..3 {
        let listed = in_time(listed.message()).await.unwrap().unwrap();
        assert_eq!(listed.id, id.to_string());
    }
    assert_eq!(in_time(listed.message()).await.unwrap(), None);
    let missing = in_time(client.get_user(get("missing"))).await.unwrap_err();
    assert_eq!(missing.code(), rpcsmith_runtime::Code::NotFound);
    drop((client, health));
    server.handle.drain();
    assert!(in_time(server.done).await.unwrap().in_time);
}

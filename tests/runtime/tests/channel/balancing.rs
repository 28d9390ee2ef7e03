//! Load balancing, drains, restarts, health and name resolution.

use std::net::SocketAddr;
use std::time::Duration;

use rpcsmith_runtime::channel::{Backoff, ChannelBuilder};
use rpcsmith_runtime::serve::DrainHandle;
use rpcsmith_runtime::{Channel, Code, Drain, Server};
use tokio::task::JoinHandle;

use crate::peer::{Peer, client, config, get, in_time};

const FAST: Backoff = Backoff {
    initial: Duration::from_millis(10),
    max: Duration::from_millis(20),
};

fn channel_to(addresses: &[SocketAddr]) -> ChannelBuilder {
    let addresses: Vec<_> = addresses.iter().map(ToString::to_string).collect();
    Channel::builder(addresses.join(",")).reconnect_backoff(FAST)
}

async fn two_peers() -> ([Peer; 2], [SocketAddr; 2]) {
    let ((one, first), (other, second)) = (Peer::new([]).await, Peer::new([]).await);
    ([one, other], [first, second])
}

#[tokio::test]
async fn pick_first_uses_the_first_reachable_server() {
    let ([one, other], [first, second]) = two_peers().await;
    let client = client(channel_to(&[first, second]));
    for _ in 0..4 {
        client.get_user(get()).await.unwrap();
    }
    assert_eq!((one.seen().len(), other.seen().len()), (4, 0));

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let unreachable = listener.local_addr().unwrap();
    drop(listener);
    let client = crate::peer::client(channel_to(&[unreachable, second]));
    client.get_user(get()).await.unwrap();
    assert_eq!(other.seen().len(), 1);
}

#[tokio::test]
async fn round_robin_uses_all_servers() {
    let by_config = config(r#"{"loadBalancingConfig": [{"round_robin": {}}]}"#);
    for channel in [
        (|channel: ChannelBuilder, _| channel.round_robin()) as fn(ChannelBuilder, _) -> _,
        |channel, config| channel.service_config(config),
    ] {
        let ([one, other], addresses) = two_peers().await;
        let channel = channel(channel_to(&addresses), by_config.clone())
            .build()
            .unwrap();
        let client = crate::sample::user::user_service_client::UserServiceClient::new(channel);
        // Both connections are ready when both servers have been called.
        in_time(async {
            while one.seen().is_empty() || other.seen().is_empty() {
                client.get_user(get()).await.unwrap();
            }
        })
        .await;
        let before = (one.seen().len(), other.seen().len());
        for _ in 0..10 {
            client.get_user(get()).await.unwrap();
        }
        let after = (one.seen().len(), other.seen().len());
        assert_eq!((after.0 - before.0, after.1 - before.1), (5, 5));
    }
}

/// Starts a server of the runtime with health checks.
async fn healthy_server() -> (SocketAddr, rpcsmith_runtime::serve::HealthReporter, Stop) {
    let drain = Drain {
        on_signals: false,
        ..Drain::default()
    };
    let server = Server::builder()
        .drain(drain)
        .health()
        .add_service(crate::sample::user::user_service_server::UserServiceServer::new(Named));
    let server = server.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let address = server.local_addr().unwrap();
    let reporter = server.health_reporter().unwrap();
    let handle = server.drain_handle();
    let done = tokio::spawn(async move {
        server.serve().await.unwrap();
    });
    (address, reporter, Stop { handle, done })
}

struct Stop {
    handle: DrainHandle,
    done: JoinHandle<()>,
}

/// Returns the port of the server in the response.
pub struct Named;

impl crate::sample::user::user_service_server::UserService for Named {
    async fn get_user(
        &self,
        request: rpcsmith_runtime::Request<crate::sample::user::GetUserRequest>,
    ) -> Result<
        rpcsmith_runtime::Response<crate::sample::user::GetUserResponse>,
        rpcsmith_runtime::Status,
    > {
        let port = request.local_addr().unwrap().port().to_string();
        let (id, name) = (port.clone(), port);
        Ok(rpcsmith_runtime::Response::new(
            crate::sample::user::GetUserResponse {
                user: Some(crate::sample::user::User { id, name }),
            },
        ))
    }

    async fn list_users(
        &self,
        _: rpcsmith_runtime::Request<crate::sample::user::ListUsersRequest>,
    ) -> Result<
        rpcsmith_runtime::Response<rpcsmith_runtime::server::BoxStream<crate::sample::user::User>>,
        rpcsmith_runtime::Status,
    > {
        Err(rpcsmith_runtime::Status::unimplemented(""))
    }

    async fn create_users(
        &self,
        _: rpcsmith_runtime::Request<
            rpcsmith_runtime::Streaming<crate::sample::user::CreateUserRequest>,
        >,
    ) -> Result<
        rpcsmith_runtime::Response<crate::sample::user::ListUsersResponse>,
        rpcsmith_runtime::Status,
    > {
        Err(rpcsmith_runtime::Status::unimplemented(""))
    }

    async fn chat(
        &self,
        _: rpcsmith_runtime::Request<rpcsmith_runtime::Streaming<crate::sample::user::ChatMessage>>,
    ) -> Result<
        rpcsmith_runtime::Response<
            rpcsmith_runtime::server::BoxStream<crate::sample::user::ChatMessage>,
        >,
        rpcsmith_runtime::Status,
    > {
        Err(rpcsmith_runtime::Status::unimplemented(""))
    }
}

async fn port(client: &crate::sample::user::user_service_client::UserServiceClient) -> u16 {
    let response = in_time(client.get_user(get())).await.unwrap().into_inner();
    response.user.unwrap().id.parse().unwrap()
}

#[tokio::test]
async fn draining_servers_cause_no_failures() {
    let (first, _, stop) = healthy_server().await;
    let (second, _, _stop) = healthy_server().await;
    let client = client(channel_to(&[first, second]).round_robin().no_safe_retries());
    in_time(async { while port(&client).await != first.port() {} }).await;
    let calls = {
        let client = client.clone();
        tokio::spawn(async move {
            for _ in 0..500 {
                port(&client).await;
            }
        })
    };
    stop.handle.drain();
    stop.done.await.unwrap();
    calls.await.unwrap();
    assert_eq!(port(&client).await, second.port());
}

#[tokio::test]
async fn reconnects_to_a_restarted_server() {
    let (address, _, stop) = healthy_server().await;
    let client = client(channel_to(&[address]).no_safe_retries());
    port(&client).await;
    stop.handle.drain();
    stop.done.await.unwrap();
    let status = in_time(client.get_user(get())).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    // Another connection may use the port for a moment.
    let server = in_time(async {
        loop {
            let server = Server::builder().add_service(
                crate::sample::user::user_service_server::UserServiceServer::new(Named),
            );
            match server.bind(address).await {
                Ok(server) => break server,
                Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
            }
        }
    })
    .await;
    tokio::spawn(server.serve());
    in_time(async {
        while client.get_user(get()).await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn only_healthy_servers_are_called() {
    let (first, reporter, _stop) = healthy_server().await;
    let (second, _, _stop) = healthy_server().await;
    let health = r#"{"loadBalancingPolicy": "round_robin", "healthCheckConfig": {"serviceName": "user.UserService"}}"#;
    let client = client(channel_to(&[first, second]).service_config(config(health)));
    in_time(async { while port(&client).await != first.port() {} }).await;
    reporter.set_serving("user.UserService", false);
    in_time(async { while port(&client).await == first.port() {} }).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    for _ in 0..10 {
        assert_eq!(port(&client).await, second.port());
    }
    reporter.set_serving("user.UserService", true);
    in_time(async { while port(&client).await != first.port() {} }).await;
}

#[tokio::test]
async fn names_are_resolved() {
    let (peer, address) = Peer::new([]).await;
    let channel = Channel::builder(format!("dns:///localhost:{}", address.port()));
    let channel = channel.build().unwrap();
    in_time(channel.ready()).await.unwrap();
    let client = crate::sample::user::user_service_client::UserServiceClient::new(channel);
    client.get_user(get()).await.unwrap();
    let seen = peer.seen();
    assert!(
        seen[0]
            .header("user-agent")
            .unwrap()
            .starts_with("rpcsmith/")
    );

    let unresolvable = Channel::builder("dns:///does-not-exist.invalid:1")
        .build()
        .unwrap();
    let status = in_time(unresolvable.ready()).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
}

//! Limits of a server: calls, connections, messages, headers and timeouts.

use std::time::Duration;

use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::{Code, Limits, Request, Server, Status};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::raw::Connection;
use crate::sample::health::{HealthCheckRequest, HealthClient};
use crate::sample::user::user_service_methods as methods;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{NO_SIGNALS, Users, channel, client, get, in_time, serve, user, users};

#[tokio::test]
async fn calls_over_the_limit_are_rejected() {
    let (builder, mut events) = users();
    let builder = builder.health().limits(Limits {
        max_concurrent_calls: Some(1),
        ..Limits::default()
    });
    let served = serve(builder).await;
    let first = client(served.address).await;
    let second = client(served.address).await;
    let call = tokio::spawn(async move { first.get_user(get("never")).await });
    assert_eq!(events.recv().await, Some("unary started"));
    let status = second.get_user(get("1")).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let health = HealthClient::new(channel(served.address).await);
    health.check(HealthCheckRequest::default()).await.unwrap();
    call.abort();
    assert_eq!(in_time(events.recv()).await, Some("unary dropped"));
    let response = in_time(async {
        loop {
            if let Ok(response) = second.get_user(get("1")).await {
                return response.into_inner();
            }
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(response.await.user, Some(user("1")));
}

#[tokio::test]
async fn connections_over_the_limit_wait() {
    let (builder, _events) = users();
    let builder = builder.limits(Limits {
        max_connections: Some(1),
        ..Limits::default()
    });
    let served = serve(builder).await;
    let mut first = Connection::new(served.address).await;
    assert_eq!(
        first.code(methods::GET_USER.path(), &[], &get("1")).await,
        0
    );
    let second = client(served.address);
    let second = tokio::spawn(async { second.await.get_user(get("1")).await });
    assert_eq!(
        first.code(methods::GET_USER.path(), &[], &get("1")).await,
        0
    );
    assert!(!second.is_finished());
    let task = first.task.abort_handle();
    drop(first);
    task.abort();
    in_time(second).await.unwrap().unwrap();
}

#[tokio::test]
async fn long_messages_are_rejected() {
    let (builder, _events) = users();
    let builder = builder.limits(Limits {
        max_request_size: 1000,
        max_response_size: Some(1000),
        ..Limits::default()
    });
    let served = serve(builder).await;
    let client = client(served.address).await;
    let status = client.get_user(get(&"i".repeat(1001))).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let status = client.get_user(get("long")).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    client.get_user(get("1")).await.unwrap();
}

/// Limits and compression also apply to services with an interceptor.
#[tokio::test]
async fn limits_apply_to_services_with_an_interceptor() {
    let (users, _events) = Users::new();
    let interceptor = |mut request: Request<()>| match request.metadata_mut().remove("x-refuse") {
        Some(_) => Err(Status::permission_denied("refused")),
        None => Ok(request),
    };
    let builder = Server::builder()
        .drain(NO_SIGNALS)
        .add_service(UserServiceServer::with_interceptor(users, interceptor))
        .compression(CompressionEncoding::Gzip)
        .limits(Limits {
            max_request_size: 1000,
            max_response_size: Some(200_000),
            ..Limits::default()
        });
    let served = serve(builder).await;
    let client = client(served.address)
        .await
        .send_compressed(CompressionEncoding::Gzip)
        .accept_compressed(CompressionEncoding::Gzip);
    let response = client.get_user(get("long")).await.unwrap();
    assert_eq!(response.metadata().get("grpc-encoding").unwrap(), "gzip");
    let long: String = (0..1001_u32)
        .map(|n| char::from_u32(0x4e00 + n).unwrap())
        .collect();
    let status = client.get_user(get(&long)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let mut request = Request::new(get("1"));
    request
        .metadata_mut()
        .insert("x-refuse", "1".parse().unwrap());
    let status = client.get_user(request).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::PermissionDenied, "refused")
    );
}

#[tokio::test]
async fn long_headers_are_rejected() {
    let (builder, _events) = users();
    let builder = builder.limits(Limits {
        max_header_size: 1000,
        ..Limits::default()
    });
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    let path = methods::GET_USER.path();
    let long = "x".repeat(2000);
    let response = connection.send(path, &[("x-long", &long)], &get("1")).await;
    let rejected = response.map_or(true, |response| response.status() == 431);
    assert!(rejected);
    let mut connection = Connection::new(served.address).await;
    assert_eq!(connection.code(path, &[], &get("1")).await, 0);
}

#[tokio::test]
async fn silent_connections_are_closed() {
    let (builder, _events) = users();
    let builder = builder.limits(Limits {
        handshake_timeout: Duration::from_millis(500),
        ..Limits::default()
    });
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    let mut silent = TcpStream::connect(served.address).await.unwrap();
    // The server sends its settings, then closes the connection.
    let mut bytes = Vec::new();
    let _ = in_time(silent.read_to_end(&mut bytes)).await;
    // A connection that has sent its preface stays open.
    assert_eq!(
        connection
            .code(methods::GET_USER.path(), &[], &get("1"))
            .await,
        0
    );
}

/// A client that stops within a frame does not answer pings.
#[tokio::test]
async fn dead_connections_are_closed() {
    let (builder, _events) = users();
    let builder = builder.limits(Limits {
        keepalive_interval: Some(Duration::from_millis(100)),
        keepalive_timeout: Duration::from_secs(1),
        ..Limits::default()
    });
    let served = serve(builder).await;
    let mut dead = TcpStream::connect(served.address).await.unwrap();
    let mut alive = Connection::new(served.address).await;
    // The preface, empty settings, and the first bytes of a HEADERS frame.
    let partial =
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x40\x01\0\0\0\0\x01\x83";
    tokio::io::AsyncWriteExt::write_all(&mut dead, partial)
        .await
        .unwrap();
    let mut bytes = Vec::new();
    let _ = in_time(dead.read_to_end(&mut bytes)).await;
    assert_eq!(
        alive.code(methods::GET_USER.path(), &[], &get("1")).await,
        0
    );
}

#[tokio::test]
async fn compression_applies_to_all_services() {
    let (builder, _events) = users();
    let served = serve(builder.compression(CompressionEncoding::Gzip)).await;
    let client = client(served.address)
        .await
        .send_compressed(CompressionEncoding::Gzip)
        .accept_compressed(CompressionEncoding::Gzip);
    let response = client.get_user(get("long")).await.unwrap();
    let encoding = response.metadata().get("grpc-encoding").unwrap().to_str();
    assert_eq!(encoding.unwrap(), "gzip");
    assert_eq!(response.into_inner().user.unwrap().name.len(), 100_000);
}

#[tokio::test]
async fn zero_connections_are_rejected() {
    let (builder, _events) = users();
    let builder = builder.limits(Limits {
        max_connections: Some(0),
        ..Limits::default()
    });
    let error = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap_err();
    assert_eq!(error.to_string(), "max_connections is zero");
}

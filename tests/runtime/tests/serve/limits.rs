//! What a server refuses.

use std::time::Duration;

use rpcsmith_runtime::{Limits, Server};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tonic::codec::CompressionEncoding;
use tonic::{Code, Request, Status};

use crate::raw::Connection;
use crate::sample::user::user_service_methods as methods;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{NO_SIGNALS, Users, channel, client, get, serve, soon, user, users};

#[tokio::test]
async fn more_calls_than_it_may_have() {
    let (builder, mut told) = users();
    let builder = builder.health().limits(Limits {
        max_concurrent_calls: Some(1),
        ..Limits::default()
    });
    let served = serve(builder).await;
    let first = client(served.address).await;
    let second = client(served.address).await;
    let call = tokio::spawn(async move { first.get_user(get("never")).await });
    assert_eq!(told.recv().await, Some("unary begun"));
    let status = second.get_user(get("1")).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let mut health =
        tonic_health::pb::health_client::HealthClient::new(channel(served.address).await);
    health
        .check(tonic_health::pb::HealthCheckRequest::default())
        .await
        .unwrap();
    call.abort();
    assert_eq!(soon(told.recv()).await, Some("unary dropped"));
    let response = soon(async {
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
async fn more_connections_than_it_may_have_wait() {
    let (builder, _told) = users();
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
    soon(second).await.unwrap().unwrap();
}

#[tokio::test]
async fn messages_that_are_too_long() {
    let (builder, _told) = users();
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

/// What holds for all services holds behind an interceptor, too.
#[tokio::test]
async fn of_services_behind_an_interceptor() {
    let (users, _told) = Users::new();
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
async fn headers_that_are_too_long() {
    let (builder, _told) = users();
    let builder = builder.limits(Limits {
        max_header_size: 1000,
        ..Limits::default()
    });
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    let path = methods::GET_USER.path();
    let long = "x".repeat(2000);
    let response = connection.send(path, &[("x-long", &long)], &get("1")).await;
    let refused = response.map_or(true, |response| response.status() == 431);
    assert!(refused);
    let mut connection = Connection::new(served.address).await;
    assert_eq!(connection.code(path, &[], &get("1")).await, 0);
}

#[tokio::test]
async fn connections_that_say_nothing() {
    let (builder, _told) = users();
    let builder = builder.limits(Limits {
        handshake_timeout: Duration::from_millis(500),
        ..Limits::default()
    });
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    let mut silent = TcpStream::connect(served.address).await.unwrap();
    // The server's settings come first; it is the end that matters.
    let mut bytes = Vec::new();
    let _ = soon(silent.read_to_end(&mut bytes)).await;
    // One that has spoken once may wait for as long as it likes.
    assert_eq!(
        connection
            .code(methods::GET_USER.path(), &[], &get("1"))
            .await,
        0
    );
}

/// A client that stops in the midst of something does not answer pings either.
#[tokio::test]
async fn connections_that_are_dead() {
    let (builder, _told) = users();
    let builder = builder.limits(Limits {
        keepalive_interval: Some(Duration::from_millis(100)),
        keepalive_timeout: Duration::from_secs(1),
        ..Limits::default()
    });
    let served = serve(builder).await;
    let mut dead = TcpStream::connect(served.address).await.unwrap();
    let mut alive = Connection::new(served.address).await;
    // The preface, empty settings, and the first bytes of a frame of headers.
    let begun = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x40\x01\0\0\0\0\x01\x83";
    tokio::io::AsyncWriteExt::write_all(&mut dead, begun)
        .await
        .unwrap();
    let mut bytes = Vec::new();
    let _ = soon(dead.read_to_end(&mut bytes)).await;
    assert_eq!(
        alive.code(methods::GET_USER.path(), &[], &get("1")).await,
        0
    );
}

#[tokio::test]
async fn compression_holds_for_all_services() {
    let (builder, _told) = users();
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
async fn zero_is_no_limit_that_serves() {
    let (builder, _told) = users();
    let builder = builder.limits(Limits {
        max_connections: Some(0),
        ..Limits::default()
    });
    let error = builder.bind(([127, 0, 0, 1], 0).into()).await.unwrap_err();
    assert_eq!(error.to_string(), "max_connections is zero");
}

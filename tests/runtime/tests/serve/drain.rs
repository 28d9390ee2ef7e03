//! Drains of a server.

use std::time::Duration;

use http::Request;
use rpcsmith_runtime::serve::Protocol;
use rpcsmith_runtime::{Code, Drain, Limits};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_stream::StreamExt;

use crate::raw::{Connection, framed};
use crate::sample::health::{HealthCheckRequest, HealthClient, ServingStatus};
use crate::sample::user::ListUsersRequest;
use crate::sample::user::user_service_methods as methods;
use crate::support::{NO_SIGNALS, Served, channel, client, get, in_time, page, serve, user, users};

const SHORT_GRACE: Drain = Drain {
    grace: Duration::from_millis(100),
    ..NO_SIGNALS
};

/// Longer than any test: a drain that waits for it hangs.
const LONG_GRACE: Drain = Drain {
    grace: Duration::from_secs(3600),
    ..NO_SIGNALS
};

async fn rejects_connections(served: &Served) -> bool {
    TcpStream::connect(served.address).await.is_err()
}

#[tokio::test]
async fn lets_calls_finish() {
    let (builder, mut events) = users();
    let served = serve(builder).await;
    let caller = client(served.address).await;
    let call = tokio::spawn(async move { caller.get_user(get("short")).await });
    assert_eq!(events.recv().await, Some("short started"));
    served.handle.drain();
    let response = in_time(call).await.unwrap().unwrap().into_inner();
    assert_eq!(response.user.unwrap().name, "done");
    assert!(in_time(served.done).await.unwrap().in_time);
    assert!(TcpStream::connect(served.address).await.is_err());
}

#[tokio::test]
async fn ends_idle_connections() {
    let (builder, _events) = users();
    let served = serve(builder).await;
    let client = client(served.address).await;
    client.get_user(get("1")).await.unwrap();
    let raw = Connection::new(served.address).await;
    served.handle.drain();
    assert!(in_time(served.done).await.unwrap().in_time);
    in_time(raw.task).await.unwrap();
    let status = client.get_user(get("1")).await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
}

#[tokio::test]
async fn aborts_unfinished_calls() {
    let (builder, mut events) = users();
    let served = serve(builder.drain(SHORT_GRACE)).await;
    let caller = client(served.address).await;
    let unary = caller.clone();
    let unary = tokio::spawn(async move { unary.get_user(get("never")).await });
    assert_eq!(events.recv().await, Some("unary started"));
    let request = ListUsersRequest {
        page_size: page::ONE_THEN_NONE,
    };
    let mut listed = caller.list_users(request).await.unwrap().into_inner();
    assert_eq!(listed.message().await.unwrap(), Some(user("first")));
    served.handle.drain();
    for status in [
        in_time(unary).await.unwrap().unwrap_err(),
        in_time(listed.message()).await.unwrap_err(),
    ] {
        assert_eq!(status.code(), Code::Unavailable);
        assert_eq!(status.message(), "the server is shutting down");
    }
    assert!(!in_time(served.done).await.unwrap().in_time);
}

#[tokio::test]
async fn does_not_wait_for_a_client_that_never_reads() {
    let (builder, mut events) = users();
    let served = serve(builder.drain(SHORT_GRACE)).await;
    let mut connection = Connection::new(served.address).await;
    let request = ListUsersRequest {
        page_size: page::ENDLESS,
    };
    let path = methods::LIST_USERS.path();
    let unread = connection.send(path, &[], &request).await.unwrap();
    assert_eq!(events.recv().await, Some("stream started"));
    served.handle.drain();
    assert!(!in_time(served.done).await.unwrap().in_time);
    assert_eq!(in_time(events.recv()).await, Some("stream dropped"));
    drop(unread);
}

#[tokio::test]
async fn reports_not_serving_first_and_then_ends_watches() {
    let (builder, mut events) = users();
    let drain = Drain {
        delay: Duration::from_secs(1),
        ..NO_SIGNALS
    };
    let served = serve(builder.drain(drain).health()).await;
    let channel = channel(served.address).await;
    let health = HealthClient::new(channel);
    let request = HealthCheckRequest {
        service: methods::SERVICE.to_owned(),
    };
    let mut watch = health.watch(request).await.unwrap().into_inner();
    let mut next = async || in_time(watch.message()).await;
    let serving = next().await.unwrap().unwrap();
    assert_eq!(serving.status(), ServingStatus::Serving);
    let caller = client(served.address).await;
    let call = tokio::spawn(async move { caller.get_user(get("short")).await });
    assert_eq!(events.recv().await, Some("short started"));

    served.handle.drain();
    let changed = next().await.unwrap().unwrap();
    assert_eq!(changed.status(), ServingStatus::NotServing);
    assert!(
        !rejects_connections(&served).await,
        "the server rejects connections before the delay is over"
    );
    assert_eq!(next().await.unwrap_err().code(), Code::Unavailable);
    assert!(rejects_connections(&served).await);
    assert!(in_time(call).await.unwrap().is_ok());
    assert!(in_time(served.done).await.unwrap().in_time);
}

/// Old connections are drained too.
#[tokio::test]
async fn drains_connections_that_reach_their_maximum_age() {
    let (builder, mut events) = users();
    let builder = builder.limits(Limits {
        max_connection_age: Some(Duration::from_millis(500)),
        max_connection_age_grace: Duration::from_millis(100),
        ..Limits::default()
    });
    let served = serve(builder).await;
    let mut connection = Connection::new(served.address).await;
    let request = ListUsersRequest {
        page_size: page::ONE_THEN_NONE,
    };
    let path = methods::LIST_USERS.path();
    let code = in_time(connection.code(path, &[], &request)).await;
    assert_eq!(code, i32::from(Code::Unavailable));
    assert_eq!(events.recv().await, Some("stream started"));
    in_time(connection.task).await.unwrap();
    let client = client(served.address).await;
    client.get_user(get("1")).await.unwrap();
}

#[tokio::test]
async fn notifies_endless_streams() {
    let (builder, _events) = users();
    let served = serve(builder).await;
    let client = client(served.address).await;
    let request = ListUsersRequest {
        page_size: page::UNTIL_DRAINING,
    };
    let mut listed = client.list_users(request).await.unwrap().into_inner();
    served.handle.drain();
    assert_eq!(in_time(listed.message()).await.unwrap(), Some(user("last")));
    assert_eq!(in_time(listed.message()).await.unwrap(), None);
    assert!(in_time(served.done).await.unwrap().in_time);
}

#[tokio::test]
async fn does_not_happen_when_a_server_is_dropped() {
    let (builder, mut events) = users();
    let served = serve(builder).await;
    let client = client(served.address).await;
    let call = tokio::spawn(async move { client.get_user(get("never")).await });
    assert_eq!(events.recv().await, Some("unary started"));
    served.done.abort();
    assert!(in_time(call).await.unwrap().is_err());
    assert_eq!(in_time(events.recv()).await, Some("unary dropped"));
}

#[tokio::test]
async fn lets_streams_finish() {
    let (builder, _events) = users();
    let served = serve(builder).await;
    let client = client(served.address).await;
    let request = ListUsersRequest { page_size: 500 };
    let listed = client.list_users(request).await.unwrap().into_inner();
    served.handle.drain();
    let all: Result<Vec<_>, _> = in_time(listed.collect()).await;
    assert_eq!(all.unwrap().len(), 500);
    assert!(in_time(served.done).await.unwrap().in_time);
}

/// None of these clients answers the PING after GOAWAY.
#[tokio::test]
async fn does_not_wait_for_silent_connections() {
    const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    const SETTINGS: &[u8] = b"\0\0\0\x04\0\0\0\0\0";
    const HALF_OF_HEADERS: &[u8] = b"\0\0\x40\x01\0\0\0\0\x01\x83";
    for sent in [
        Vec::new(),
        PREFACE[..12].to_vec(),
        PREFACE.to_vec(),
        [PREFACE, SETTINGS].concat(),
        [PREFACE, SETTINGS, HALF_OF_HEADERS].concat(),
    ] {
        for http1 in [false, true] {
            let mut builder = users().0.drain(LONG_GRACE);
            if !http1 {
                builder = builder.protocols([Protocol::Grpc]);
            }
            let served = serve(builder).await;
            let mut silent = TcpStream::connect(served.address).await.unwrap();
            silent.write_all(&sent).await.unwrap();
            if !http1 || sent.len() >= PREFACE.len() {
                // Read from the server's settings: it has begun to serve the connection.
                in_time(silent.read_u8()).await.unwrap();
            }
            served.handle.drain();
            let drained = in_time(served.done).await.unwrap();
            assert!(drained.in_time, "{} bytes sent", sent.len());
        }
    }
}

#[tokio::test]
async fn waits_for_a_call_of_an_unresponsive_client() {
    let (builder, mut events) = users();
    let grace = Drain {
        grace: Duration::from_secs(3),
        ..NO_SIGNALS
    };
    let served = serve(builder.drain(grace)).await;
    let socket = TcpStream::connect(served.address).await.unwrap();
    let (mut requests, mut connection) = h2::client::handshake(socket).await.unwrap();
    let request = Request::post(format!("http://localhost{}", methods::GET_USER.path()))
        .header("content-type", "application/grpc")
        .body(())
        .unwrap();
    let (response, mut body) = requests.send_request(request, false).unwrap();
    body.send_data(framed(&get("never")), true).unwrap();
    // After the call has begun, the client does not read from the connection and answers no PING.
    tokio::select! {
        _ = &mut connection => panic!("the server closes the connection"),
        started = events.recv() => assert_eq!(started, Some("unary started")),
    }
    served.handle.drain();
    assert!(!in_time(served.done).await.unwrap().in_time);
    assert_eq!(in_time(events.recv()).await, Some("unary dropped"));
    drop((requests, response, connection));
}

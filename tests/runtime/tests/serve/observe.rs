//! Observers and metrics of a server's calls.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rpcsmith_runtime::serve::{CallObserver, EndedCall, Metrics};
use rpcsmith_runtime::{Code, Method, Request};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::exposition::Page;
use crate::raw::Connection;
use crate::sample::user::ListUsersRequest;
use crate::sample::user::user_service_methods as methods;
use crate::support::{client, get, in_time, page, serve, users};

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<End>>>);

type End = (Option<Method>, Code);

impl CallObserver for Recorder {
    fn ended(&self, call: &EndedCall) {
        self.0.lock().unwrap().push((call.method, call.code));
    }
}

impl Recorder {
    async fn next(&self) -> End {
        in_time(async {
            loop {
                if let Some(end) = self.0.lock().unwrap().pop() {
                    return end;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        })
        .await
    }
}

#[tokio::test]
async fn observers_get_the_code_of_the_client() {
    let (builder, mut events) = users();
    let ends = Recorder::default();
    let served = serve(builder.observe(ends.clone()).health()).await;
    let client = client(served.address).await;
    let get_user = Some(methods::GET_USER);

    client.get_user(get("1")).await.unwrap();
    assert_eq!(ends.next().await, (get_user, Code::Ok));
    client.get_user(get("panic")).await.unwrap_err();
    assert_eq!(ends.next().await, (get_user, Code::Internal));

    let mut connection = Connection::new(served.address).await;
    let path = methods::GET_USER.path();
    connection
        .code(path, &[("grpc-timeout", "300m")], &get("never"))
        .await;
    assert_eq!(ends.next().await, (get_user, Code::DeadlineExceeded));
    connection
        .code("/user.UserService/Other", &[], &get("1"))
        .await;
    assert_eq!(ends.next().await, (None, Code::Unimplemented));
    connection.code("/made.Up/Name", &[], &get("1")).await;
    assert_eq!(ends.next().await, (None, Code::Unimplemented));

    let request = ListUsersRequest {
        page_size: page::ONE_THEN_NONE,
    };
    let mut listed = client
        .list_users(Request::new(request))
        .await
        .unwrap()
        .into_inner();
    listed.message().await.unwrap();
    drop(listed);
    assert_eq!(
        ends.next().await,
        (Some(methods::LIST_USERS), Code::Cancelled)
    );
    while let Ok(event) = events.try_recv() {
        let _ = event;
    }
    assert!(ends.0.lock().unwrap().is_empty());
}

const COUNT: &str = "rpc_server_call_duration_seconds_count";

/// Sends a request without a body over HTTP/1.1, and returns the response as text.
async fn request(address: SocketAddr, method: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("{method} {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut text = String::new();
    in_time(stream.read_to_string(&mut text)).await.unwrap();
    text
}

#[tokio::test]
async fn metric_labels_come_only_from_method_tables() {
    let (builder, _events) = users();
    let metrics = Metrics::new();
    let served = serve(builder.observe(metrics.clone())).await;
    let admin = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = admin.local_addr().unwrap();
    tokio::spawn(metrics.serve_admin_on(admin));

    let client = client(served.address).await;
    for _ in 0..3 {
        client.get_user(get("1")).await.unwrap();
    }
    client.get_user(get("panic")).await.unwrap_err();
    client.get_user(get("missing")).await.unwrap_err();
    let mut connection = Connection::new(served.address).await;
    for name in ["A", "B", "C"] {
        connection
            .code(&format!("/made.Up/{name}"), &[], &get("1"))
            .await;
    }
    let text = request(address, "GET", "/metrics").await;
    let page = Page::read(text.split_once("\r\n\r\n").unwrap().1);
    assert_eq!(
        page.types,
        [
            ("rpc_server_active_calls", "gauge"),
            ("rpc_server_call_duration_seconds", "histogram"),
        ]
        .into()
    );
    let headers = text.to_ascii_lowercase();
    let format = "\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n";
    assert!(headers.contains(format), "{text}");
    let get_user = r#"rpc_system_name="grpc",rpc_method="user.UserService/GetUser""#;
    let other = r#"rpc_system_name="grpc",rpc_method="_OTHER""#;
    for line in [
        format!("{COUNT}{{{get_user},rpc_status_code=\"OK\"}} 3"),
        format!("{COUNT}{{{get_user},rpc_status_code=\"NOT_FOUND\"}} 1"),
        format!("{COUNT}{{{get_user},rpc_status_code=\"INTERNAL\",error_type=\"INTERNAL\"}} 1"),
        format!(
            "{COUNT}{{{other},rpc_status_code=\"UNIMPLEMENTED\",error_type=\"UNIMPLEMENTED\"}} 3"
        ),
        format!("rpc_server_active_calls{{{get_user}}} 0"),
        "# TYPE rpc_server_call_duration_seconds histogram".to_owned(),
    ] {
        assert!(text.contains(&line), "{line}\n{text}");
    }
    assert!(!text.contains("made.Up"));
}

#[tokio::test]
async fn the_admin_port_answers_only_get_metrics() {
    let admin = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = admin.local_addr().unwrap();
    tokio::spawn(Metrics::new().serve_admin_on(admin));
    let not_found = request(address, "GET", "/").await;
    assert!(not_found.starts_with("HTTP/1.1 404"), "{not_found}");
    let head = request(address, "HEAD", "/metrics").await;
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"));
    let rejected = request(address, "POST", "/metrics").await;
    assert!(rejected.starts_with("HTTP/1.1 405"), "{rejected}");
}

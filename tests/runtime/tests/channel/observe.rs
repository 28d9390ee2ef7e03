//! Observers and metrics of a channel's calls.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use http_body_util::BodyExt;
use rpcsmith_runtime::channel::{CallObserver, EndedCall};
use rpcsmith_runtime::serve::Metrics;
use rpcsmith_runtime::{Code, Method, Request};
use tower::ServiceExt;

use crate::exposition;
use crate::peer::Step::{Hang, HeadersThen, MessageThen, Refuse, Status};
use crate::peer::{Peer, Step, builder, client, get};
use crate::sample::user::ListUsersRequest;

/// An event of an observer.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Started(&'static str),
    Attempted(&'static str),
    Ended(&'static str, Code),
}

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Event>>>);

impl Recorder {
    fn record(&self, event: Event) {
        self.0.lock().unwrap().push(event);
    }

    fn take(&self) -> Vec<Event> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn name(method: Option<Method>) -> &'static str {
    method.map_or("", |method| method.name())
}

impl CallObserver for Recorder {
    fn started(&self, method: Option<Method>) {
        self.record(Event::Started(name(method)));
    }

    fn attempted(&self, method: Option<Method>) {
        self.record(Event::Attempted(name(method)));
    }

    fn ended(&self, call: &EndedCall) {
        self.record(Event::Ended(name(call.method), call.code));
    }
}

const U: Code = Code::Unavailable;

/// The events of the first call with these steps; `GetUser` is idempotent.
#[tokio::test]
async fn calls_and_attempts_are_observed() {
    for (steps, attempts, code) in [
        (&[][..], 1, Code::Ok),
        (&[Status(U), Status(U)], 3, Code::Ok),
        (&[Refuse], 2, Code::Ok),
        (&[Status(Code::NotFound)], 1, Code::NotFound),
        (&[Step::Http(404)], 1, Code::Unimplemented),
        (&[Step::Page(200)], 1, Code::Unknown),
        (&[HeadersThen(Code::Aborted)], 1, Code::Aborted),
        (&[Step::Reset], 1, Code::Internal),
    ] {
        let (_peer, address) = Peer::new(steps.iter().copied()).await;
        let recorder = Recorder::default();
        let client = client(builder(address).observe(recorder.clone()));
        let _ = client.get_user(get()).await;
        let mut expected = vec![Event::Started("GetUser")];
        expected.extend(vec![Event::Attempted("GetUser"); attempts]);
        expected.push(Event::Ended("GetUser", code));
        assert_eq!(recorder.take(), expected, "{steps:?}");
    }
}

/// Calls end at the deadline of the channel or of the call, or when the caller drops them.
#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn unfinished_calls_are_observed() {
    let recorder = Recorder::default();
    let ended = |code| {
        let name = "GetUser";
        [
            Event::Started(name),
            Event::Attempted(name),
            Event::Ended(name, code),
        ]
    };
    let time = Duration::from_secs(5);
    let (_peer, channel, _folder) = Peer::on_unix([Hang]);
    let of_channel = client(channel.default_timeout(time).observe(recorder.clone()));
    of_channel.get_user(get()).await.unwrap_err();
    assert_eq!(recorder.take(), ended(Code::DeadlineExceeded));

    let (_peer, channel, _folder) = Peer::on_unix([Hang, MessageThen(Code::Ok)]);
    let client = client(channel.observe(recorder.clone()));
    let mut request = Request::new(get());
    request.set_timeout(time);
    client.get_user(request).await.unwrap_err();
    assert_eq!(recorder.take(), ended(Code::DeadlineExceeded));

    let listed = client
        .list_users(ListUsersRequest::default())
        .await
        .unwrap();
    let started = [Event::Started("ListUsers"), Event::Attempted("ListUsers")];
    assert_eq!(recorder.take(), started);
    drop(listed);
    assert_eq!(
        recorder.take(),
        [Event::Ended("ListUsers", Code::Cancelled)]
    );
}

const COUNT: &str = "rpc_client_call_duration_seconds_count";

#[tokio::test]
async fn metric_labels_come_only_from_method_tables() {
    let (_peer, address) = Peer::new([Status(U), Status(Code::NotFound), Hang]).await;
    let metrics = Metrics::new();
    let channel = builder(address).observe(metrics.client()).build().unwrap();
    let client = crate::sample::user::user_service_client::UserServiceClient::new(channel.clone());
    client.get_user(get()).await.unwrap_err();
    // Unknown methods share one label.
    let waiting = tokio::spawn({
        let client = client.clone();
        async move { client.get_user(get()).await }
    });
    let get_user = r#"rpc_system_name="grpc",rpc_method="user.UserService/GetUser""#;
    let third = format!("rpc_client_attempts_total{{{get_user}}} 3");
    crate::peer::in_time(async {
        while !metrics.render().contains(&third) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    })
    .await;
    let request = http::Request::post("/made.Up/Name").body(rpcsmith_runtime::body::Body::empty());
    let response = channel.oneshot(request.unwrap()).await.unwrap();
    response.into_body().collect().await.unwrap();

    let text = metrics.render();
    let types = exposition::Page::read(&text).types;
    let expected = [
        ("rpc_client_active_calls", "gauge"),
        ("rpc_client_attempts_total", "counter"),
        ("rpc_client_call_duration_seconds", "histogram"),
    ];
    assert_eq!(types, expected.into());
    let other = r#"rpc_system_name="grpc",rpc_method="_OTHER""#;
    for line in [
        format!("{COUNT}{{{get_user},rpc_status_code=\"NOT_FOUND\",error_type=\"NOT_FOUND\"}} 1"),
        format!("{COUNT}{{{other},rpc_status_code=\"OK\"}} 1"),
        format!("rpc_client_active_calls{{{get_user}}} 1"),
        format!("rpc_client_active_calls{{{other}}} 0"),
        third,
        format!("rpc_client_attempts_total{{{other}}} 1"),
        "# TYPE rpc_client_call_duration_seconds histogram".to_owned(),
    ] {
        assert!(text.contains(&line), "{line}\n{text}");
    }
    assert!(!text.contains("made.Up"), "{text}");
    assert!(!text.contains("rpc_server"), "{text}");
    waiting.abort();
}

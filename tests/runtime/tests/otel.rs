//! Traces of calls through two servers, the first of which calls the second.

use std::time::Duration;

use opentelemetry::trace::{SpanKind, Status as SpanStatus, TraceContextExt, Tracer};
use opentelemetry::{Context, KeyValue, global};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::trace::TraceLayer;
use rpcsmith_runtime::{Channel, Code, Drain, Request, Response, Server, Status, Streaming};
use tower::Layer;

#[allow(dead_code)]
#[path = "../../../runtime/rust/tests/runtime/sample/mod.rs"]
mod sample;

use sample::user::user_service_client::UserServiceClient;
use sample::user::user_service_server::{UserService, UserServiceServer};
use sample::user::{
    ChatMessage, CreateUserRequest, GetUserRequest, GetUserResponse, ListUsersRequest,
    ListUsersResponse, User,
};

/// Calls the next server, if there is one.
struct Users(Option<UserServiceClient>);

impl UserService for Users {
    async fn get_user(
        &self,
        request: Request<GetUserRequest>,
    ) -> Result<Response<GetUserResponse>, Status> {
        let request = request.into_inner();
        match &self.0 {
            Some(next) => next.get_user(request).await,
            None if request.id == "missing" => Err(Status::not_found("no such user")),
            None => Ok(Response::new(GetUserResponse::default())),
        }
    }

    async fn list_users(
        &self,
        _: Request<ListUsersRequest>,
    ) -> Result<Response<BoxStream<User>>, Status> {
        let users = [Ok(User::default()), Err(Status::aborted("enough"))];
        Ok(Response::new(Box::pin(tokio_stream::iter(users))))
    }

    async fn create_users(
        &self,
        _: Request<Streaming<CreateUserRequest>>,
    ) -> Result<Response<ListUsersResponse>, Status> {
        Err(Status::unimplemented(""))
    }

    async fn chat(
        &self,
        request: Request<Streaming<ChatMessage>>,
    ) -> Result<Response<BoxStream<ChatMessage>>, Status> {
        Ok(Response::new(Box::pin(request.into_inner())))
    }
}

async fn serve(users: Users) -> UserServiceClient {
    let drain = Drain {
        on_signals: false,
        ..Drain::default()
    };
    let server = Server::builder()
        .drain(drain)
        .layer(TraceLayer::server())
        .add_service(UserServiceServer::new(users));
    let server = server.bind(([127, 0, 0, 1], 0).into()).await.unwrap();
    let url = format!("http://{}", server.local_addr().unwrap());
    tokio::spawn(server.serve());
    let channel = Channel::builder(&url).build().unwrap();
    UserServiceClient::new(TraceLayer::client().target(&url).layer(channel))
}

/// Waits until `number` spans have ended. Returns them in the order of their start.
async fn spans(exporter: &InMemorySpanExporter, number: usize) -> Vec<SpanData> {
    for _ in 0..3000 {
        let mut spans = exporter.get_finished_spans().unwrap();
        if spans.len() >= number {
            spans.sort_by_key(|span| span.start_time);
            return spans;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("some spans do not end");
}

/// The value of an attribute as text; `None` if the span does not have it.
fn attribute(span: &SpanData, name: &str) -> Option<String> {
    let found = |attribute: &&KeyValue| attribute.key.as_str() == name;
    let attribute = span.attributes.iter().find(found)?;
    Some(attribute.value.to_string())
}

fn code(span: &SpanData) -> Option<String> {
    attribute(span, "rpc.status_code")
}

/// The code, the `error.type` and whether the status is an error, for the client's and the server's span.
fn outcomes(spans: &[SpanData]) -> [(String, Option<String>, bool); 2] {
    [SpanKind::Client, SpanKind::Server].map(|kind| {
        let span = spans.iter().find(|span| span.span_kind == kind).unwrap();
        (
            code(span).unwrap(),
            attribute(span, "error.type"),
            matches!(span.status, SpanStatus::Error { .. }),
        )
    })
}

/// One test for all checks, because the tracer provider is global.
#[tokio::test]
async fn a_trace_contains_all_calls() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(exporter.clone())
        .build();
    global::set_tracer_provider(provider);
    global::set_text_map_propagator(TraceContextPropagator::new());
    let last = serve(Users(None)).await;
    let first = serve(Users(Some(last.clone()))).await;

    let calls = spans_of_a_trace(&exporter, &first).await;
    for span in &calls {
        check_attributes(span);
    }
    check_outcomes(&exporter, &last).await;
}

/// Calls within a span, through two servers: the spans of the calls.
async fn spans_of_a_trace(
    exporter: &InMemorySpanExporter,
    client: &UserServiceClient,
) -> Vec<SpanData> {
    let root = global::tracer("test").start("root");
    let context = Context::current_with_span(root);
    let trace = context.span().span_context().trace_id();
    let call = client.get_user(GetUserRequest::default());
    opentelemetry::trace::FutureExt::with_context(call, context.clone())
        .await
        .unwrap();
    context.span().end();
    let recorded = spans(exporter, 5).await;
    assert!(
        recorded
            .iter()
            .all(|span| span.span_context.trace_id() == trace)
    );
    for pair in recorded.windows(2) {
        assert_eq!(pair[1].parent_span_id, pair[0].span_context.span_id());
    }
    let calls = recorded[1..].to_vec();
    let kinds: Vec<_> = calls.iter().map(|span| span.span_kind.clone()).collect();
    let (client, server) = (SpanKind::Client, SpanKind::Server);
    assert_eq!(kinds, [client.clone(), server.clone(), client, server]);
    calls
}

/// Checks the span of a successful `GetUser`.
fn check_attributes(span: &SpanData) {
    assert_eq!(span.name, "user.UserService/GetUser");
    assert_eq!(code(span).as_deref(), Some("OK"));
    for (name, expected) in [
        ("rpc.system.name", "grpc"),
        ("rpc.method", "user.UserService/GetUser"),
        ("server.address", "127.0.0.1"),
    ] {
        assert_eq!(attribute(span, name).as_deref(), Some(expected), "{name}");
    }
    assert!(attribute(span, "server.port").is_some());
    let served = span.span_kind == SpanKind::Server;
    let peer = attribute(span, "network.peer.address");
    assert_eq!(peer.as_deref(), served.then_some("127.0.0.1"));
    assert_eq!(attribute(span, "network.peer.port").is_some(), served);
    assert_eq!(attribute(span, "rpc.method_original"), None);
    assert_eq!(attribute(span, "rpc.service"), None);
}

/// Checks how the spans of failed calls end.
async fn check_outcomes(exporter: &InMemorySpanExporter, client: &UserServiceClient) {
    let failed = |code: &str| (code.to_owned(), Some(code.to_owned()), true);
    // An error that the caller has caused is not an error of the server.
    let client_error = |code: &str| (code.to_owned(), None, false);

    exporter.reset();
    let id = "missing".to_owned();
    client.get_user(GetUserRequest { id }).await.unwrap_err();
    assert_eq!(
        outcomes(&spans(exporter, 2).await),
        [failed("NOT_FOUND"), client_error("NOT_FOUND")]
    );

    exporter.reset();
    let none = client.create_users(tokio_stream::empty()).await;
    assert_eq!(none.unwrap_err().code(), Code::Unimplemented);
    assert_eq!(
        outcomes(&spans(exporter, 2).await),
        [failed("UNIMPLEMENTED"), failed("UNIMPLEMENTED")]
    );

    exporter.reset();
    let listed = client.list_users(ListUsersRequest::default()).await;
    let mut listed = listed.unwrap().into_inner();
    while let Ok(Some(_)) = listed.message().await {}
    assert_eq!(
        outcomes(&spans(exporter, 2).await),
        [failed("ABORTED"), client_error("ABORTED")]
    );

    exporter.reset();
    let chat = client.chat(tokio_stream::pending()).await.unwrap();
    drop(chat);
    assert_eq!(
        outcomes(&spans(exporter, 2).await),
        [failed("CANCELLED"), client_error("CANCELLED")]
    );
}

//! Health and layers.

use std::time::Duration;

use http::HeaderValue;
use rpcsmith_runtime::service::InterceptorLayer;
use rpcsmith_runtime::{CallContext, Code, Request, Server, Status};
use tower::ServiceBuilder;
use tower::util::MapRequestLayer;

use crate::sample::health::{HealthCheckRequest, HealthClient, ServingStatus};
use crate::sample::user::user_service_methods as methods;
use crate::sample::user::user_service_server::UserServiceServer;
use crate::support::{NO_SIGNALS, Users, channel, client, get, in_time, run, serve, users};

#[tokio::test]
async fn health_of_each_service() {
    let (builder, _events) = users();
    let server = builder
        .health()
        .bind(([127, 0, 0, 1], 0).into())
        .await
        .unwrap();
    let reporter = server.health_reporter().unwrap();
    let served = run(server);
    let health = HealthClient::new(channel(served.address).await);
    let check = async |service: &str| {
        let service = service.to_owned();
        let checked = health.check(HealthCheckRequest { service }).await;
        checked.map(|response| response.into_inner().status())
    };
    assert_eq!(check("").await.unwrap(), ServingStatus::Serving);
    assert_eq!(
        check(methods::SERVICE).await.unwrap(),
        ServingStatus::Serving
    );
    assert_eq!(
        check("other.Service").await.unwrap_err().code(),
        Code::NotFound
    );
    reporter.set_serving(methods::SERVICE, false);
    assert_eq!(
        check(methods::SERVICE).await.unwrap(),
        ServingStatus::NotServing
    );
    assert_eq!(check("").await.unwrap(), ServingStatus::Serving);
    reporter.set_serving(methods::SERVICE, true);
    assert_eq!(
        check(methods::SERVICE).await.unwrap(),
        ServingStatus::Serving
    );
    served.handle.drain();
    served.done.await.unwrap();
    reporter.set_serving(methods::SERVICE, true);
}

/// Source: health-checking.md of gRPC, "Watch".
#[tokio::test]
async fn watch_reports_a_service_that_is_added_later() {
    let (builder, _events) = users();
    let server = builder
        .health()
        .bind(([127, 0, 0, 1], 0).into())
        .await
        .unwrap();
    let reporter = server.health_reporter().unwrap();
    let served = run(server);
    let health = HealthClient::new(channel(served.address).await);
    let service = "later.Service".to_owned();
    let watch = health.watch(HealthCheckRequest { service }).await;
    let mut watch = watch.unwrap().into_inner();
    let mut next = async || in_time(watch.message()).await.unwrap().unwrap().status();

    assert_eq!(next().await, ServingStatus::ServiceUnknown);
    // The status of another service is not sent.
    reporter.set_serving("other.Service", true);
    reporter.set_serving("later.Service", true);
    assert_eq!(next().await, ServingStatus::Serving);
    reporter.set_serving("later.Service", false);
    assert_eq!(next().await, ServingStatus::NotServing);
}

/// The first layer is the outermost, and layers get the call context.
#[tokio::test]
async fn layers() {
    let mark = |name: &'static str| {
        MapRequestLayer::new(
            move |mut request: http::Request<rpcsmith_runtime::body::Body>| {
                let call = request.extensions().get::<CallContext>().unwrap();
                assert_eq!(call.method(), Some(methods::GET_USER));
                let headers = request.headers_mut();
                let marks = headers
                    .get("x-marks")
                    .map_or("", |marks| marks.to_str().unwrap());
                let marks = HeaderValue::from_str(&format!("{marks}{name}")).unwrap();
                headers.insert("x-marks", marks);
                request
            },
        )
    };
    let reject = |request: rpcsmith_runtime::Request<()>| {
        let marks = request.metadata().get("x-marks").unwrap();
        Err(rpcsmith_runtime::Status::aborted(marks.to_str().unwrap()))
    };
    let (users, _events) = Users::new();
    let builder = Server::builder()
        .drain(NO_SIGNALS)
        .layer(mark("a"))
        .layer(ServiceBuilder::new().layer(mark("b")).layer(mark("c")))
        .add_service(UserServiceServer::with_interceptor(users, reject));
    let served = serve(builder).await;
    let status = client(served.address)
        .await
        .get_user(get("1"))
        .await
        .unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::Aborted, "abc"));
}

#[tokio::test]
async fn unknown_paths_are_unimplemented() {
    let (builder, _events) = users();
    let served = serve(builder).await;
    let mut connection = crate::raw::Connection::new(served.address).await;
    for path in [
        "/",
        "/user.UserService/Nothing",
        "/other.Service/GetUser",
        "/a/b/c",
    ] {
        let code = connection.code(path, &[], &get("1")).await;
        assert_eq!(code, i32::from(Code::Unimplemented), "{path}");
    }
}

#[tokio::test]
async fn an_interceptor_is_a_layer() {
    let (builder, _events) = users();
    let reject = |_: Request<()>| Err(Status::unauthenticated("who is it?"));
    let served = serve(builder.layer(InterceptorLayer::new(reject))).await;
    let client = client(served.address).await;
    let status = client.get_user(get("1")).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::Unauthenticated, "who is it?")
    );
}

/// As with tonic, a call that a layer rejects has a code that callers can act on.
#[tokio::test]
async fn rejections_of_tower_layers_have_codes() {
    let (builder, mut events) = users();
    let limited = ServiceBuilder::new().load_shed().concurrency_limit(1);
    let served = serve(builder.layer(limited)).await;
    let client = client(served.address).await;
    let running = tokio::spawn({
        let client = client.clone();
        async move { client.get_user(get("never")).await }
    });
    assert_eq!(in_time(events.recv()).await, Some("unary started"));
    let status = client.get_user(get("1")).await.unwrap_err();
    assert_eq!(
        (status.code(), status.message()),
        (Code::ResourceExhausted, "too many concurrent calls")
    );
    running.abort();

    let (builder, _events) = users();
    let timeout = ServiceBuilder::new().timeout(Duration::from_millis(50));
    let served = serve(builder.layer(timeout)).await;
    let client = crate::support::client(served.address).await;
    let status = client.get_user(get("never")).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
}

#[tokio::test]
async fn an_optional_service_can_be_absent() {
    for (users, code) in [
        (Some(UserServiceServer::new(Users::new().0)), Code::Ok),
        (None, Code::Unimplemented),
    ] {
        let builder = Server::builder().drain(NO_SIGNALS);
        let served = serve(builder.add_optional_service(users)).await;
        let client = client(served.address).await;
        let called = client.get_user(get("1")).await;
        assert_eq!(
            called.map_or_else(|status| status.code(), |_| Code::Ok),
            code
        );
    }
}

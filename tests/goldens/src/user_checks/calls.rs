//! Checks of metadata, deadlines, cancellation and compression.

use std::time::Duration;

use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::metadata::{MetadataMap, MetadataValue};
use rpcsmith_runtime::{Code, Request};

use super::{code_and_message, collect, create, message, new_user, no_user, reply};
use crate::goldens::user_service::user::user_service_client::UserServiceClient;
use crate::goldens::user_service::user::{GetUserRequest, GetUserResponse};

pub(super) async fn carries_metadata(client: UserServiceClient) {
    let id = create(&client, "metadata").await.id;
    let response = client.get_user(request_with_metadata(&id)).await;
    let response = response.expect("the user exists");
    assert_request_metadata(response.metadata());
}

pub(super) async fn carries_metadata_of_errors(client: UserServiceClient) {
    let response = client.get_user(request_with_metadata("nobody")).await;
    let status = response.expect_err("the user does not exist");
    assert_request_metadata(status.metadata());
    assert_eq!(code_and_message(status), no_user("nobody"));
}

/// A request for a user, with text and binary metadata.
fn request_with_metadata(id: &str) -> Request<GetUserRequest> {
    let mut request = Request::new(GetUserRequest { id: id.to_owned() });
    let metadata = request.metadata_mut();
    metadata.insert("x-request-id", MetadataValue::from_static("abc-123"));
    metadata.insert_bin("x-trace-bin", MetadataValue::from_bytes(b"\0\x01\xff"));
    request
}

fn assert_request_metadata(metadata: &MetadataMap) {
    assert_eq!(text(metadata, "x-request-id"), Some("abc-123"));
    let trace = metadata
        .get_bin("x-trace-bin")
        .map(|value| value.to_bytes());
    assert_eq!(
        trace
            .expect("the response has the metadata")
            .expect("the value is base64"),
        &b"\0\x01\xff"[..]
    );
    assert_eq!(text(metadata, "x-seen-deadline"), None);
}

pub(super) async fn sends_the_deadline(client: UserServiceClient) {
    let id = create(&client, "deadline").await.id;
    let mut request = Request::new(GetUserRequest { id });
    request.set_timeout(Duration::from_secs(60));
    let response = client.get_user(request).await;
    let response = response.expect("the call ends before the deadline");
    assert_eq!(text(response.metadata(), "x-seen-deadline"), Some("yes"));
}

pub(super) async fn ends_at_the_deadline(client: UserServiceClient) {
    let id = create(&client, "slow").await.id;
    let mut request = Request::new(GetUserRequest { id });
    request
        .metadata_mut()
        .insert("x-delay-ms", MetadataValue::from_static("30000"));
    request.set_timeout(Duration::from_millis(100));
    let status = client
        .get_user(request)
        .await
        .expect_err("the deadline is exceeded");
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
}

pub(super) async fn cancels_the_handler(client: UserServiceClient) {
    let id = create(&client, "cancelled").await.id;
    let with = |entries: &[(&'static str, &'static str)]| {
        let mut request = Request::new(GetUserRequest { id: id.clone() });
        for (key, value) in entries {
            let value = MetadataValue::from_static(value);
            request.metadata_mut().insert(*key, value);
        }
        request
    };
    let call = client.get_user(with(&[("x-delay-ms", "60000"), ("x-name", "rust")]));
    let cancelled = tokio::time::timeout(Duration::from_millis(200), call).await;
    assert!(cancelled.is_err(), "the handler does not wait");
    for _ in 0..500 {
        let response = client
            .get_user(with(&[("x-report-cancelled", "rust")]))
            .await;
        let response = response.expect("the user exists");
        if text(response.metadata(), "x-cancelled") == Some("yes") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the handler continues");
}

pub(super) async fn carries_details_of_a_status(client: UserServiceClient) {
    let details = b"\x08\x08\x12\x08Too many\xff";
    let mut request = Request::new(GetUserRequest::default());
    let value = MetadataValue::from_bytes(details);
    request.metadata_mut().insert_bin("x-details-bin", value);
    let status = client
        .get_user(request)
        .await
        .expect_err("the request asks for an error");
    assert_eq!(status.details(), details);
    let expected = (Code::ResourceExhausted, "Too many".to_owned());
    assert_eq!(code_and_message(status), expected);
}

pub(super) async fn compresses(client: UserServiceClient) {
    let client = client
        .send_compressed(CompressionEncoding::Gzip)
        .accept_compressed(CompressionEncoding::Gzip);
    let name = "gzip".repeat(1000);
    let user = create(&client, &name).await;
    assert_eq!(user, new_user(&user, &name, &format!("{name}@example.com")));
    let mut request = Request::new(GetUserRequest {
        id: user.id.clone(),
    });
    // Some servers compress only on request.
    let gzip = MetadataValue::from_static("gzip");
    request.metadata_mut().insert("x-compress", gzip);
    let response = client.get_user(request).await.expect("the user exists");
    assert_eq!(text(response.metadata(), "grpc-encoding"), Some("gzip"));
    assert_eq!(response.into_inner(), GetUserResponse { user: Some(user) });
    let response = client
        .chat(tokio_stream::iter([message("Hello"), message("Bye")]))
        .await;
    let replies = collect(response.expect("the chat starts").into_inner()).await;
    assert_eq!(replies, [reply("Hello"), reply("Bye")]);
}

fn text<'a>(metadata: &'a MetadataMap, key: &str) -> Option<&'a str> {
    let value = metadata.get(key)?;
    Some(value.to_str().expect("the value is text"))
}

//! Tests of `tables.v1.TableService`, which call it in this process, without a socket.
//!
//! A method returns UNIMPLEMENTED until you write it. Its test then fails: change what the test expects.

#![allow(deprecated, reason = "the service has deprecated elements")]

use rpcsmith_runtime::Code;
use rpcsmith_runtime::client::InProcess;
use tables::proto::tables::v1::r#move::Request;
use tables::proto::tables::v1::table_service_client::TableServiceClient;
use tables::proto::tables::v1::table_service_server::TableServiceServer;
use tables::proto::tables::v1::{BookRequest, Line, WatchRequest};
use tables::services::table_service::TableServiceImpl;

// Empty requests may violate rules. Remove `without_validation` when the requests have values.
fn client() -> TableServiceClient {
    TableServiceClient::new(InProcess::new(
        TableServiceServer::new(TableServiceImpl).without_validation(),
    ))
}

#[tokio::test]
async fn book() {
    let result = client().book(BookRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn book_all() {
    let result = client()
        .book_all(tokio_stream::once(BookRequest::default()))
        .await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn watch() {
    let result = client().watch(WatchRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn talk() {
    let result = client().talk(tokio_stream::once(Line::default())).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn list() {
    let result = client().list(()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn r#move() {
    let result = client().r#move(Request::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn cancel() {
    let result = client()
        .cancel(::tables::proto::tables::v1::cancel::Request::default())
        .await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

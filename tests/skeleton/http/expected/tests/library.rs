//! Tests of `library.v1.Library`, which call it in this process, without a socket.
//!
//! A method returns UNIMPLEMENTED until you write it. Its test then fails: change what the test expects.

use rpcsmith_runtime::Code;
use shelves::proto::google::api::HttpBody;
use shelves::proto::library::v1::library_client::LibraryClient;
use shelves::proto::library::v1::{
    CreateShelfRequest, DeleteShelfRequest, Empty, FindBooksRequest, GetPageRequest,
    GetShelfRequest, ListShelvesRequest, Message, RenameShelfRequest, UpdateShelfRequest,
    UploadRequest,
};
use shelves::services::library::LibraryImpl;

fn client() -> LibraryClient {
    LibraryClient::in_process(LibraryImpl)
}

#[tokio::test]
async fn get_shelf() {
    let result = client().get_shelf(GetShelfRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn list_shelves() {
    let result = client().list_shelves(ListShelvesRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn create_shelf() {
    let result = client().create_shelf(CreateShelfRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn update_shelf() {
    let result = client().update_shelf(UpdateShelfRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn delete_shelf() {
    let result = client().delete_shelf(DeleteShelfRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn rename_shelf() {
    let result = client().rename_shelf(RenameShelfRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn find_books() {
    let result = client().find_books(FindBooksRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn get_page() {
    let result = client().get_page(GetPageRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn ping() {
    let result = client().ping(Empty::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn watch_shelf() {
    let result = client().watch_shelf(GetShelfRequest::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn upload() {
    let result = client()
        .upload(tokio_stream::once(UploadRequest::default()))
        .await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn upload_raw() {
    let result = client()
        .upload_raw(tokio_stream::once(HttpBody::default()))
        .await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn chat() {
    let result = client().chat(tokio_stream::once(Message::default())).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn http() {
    let result = client().http(Empty::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

#[tokio::test]
async fn internal() {
    let result = client().internal(Empty::default()).await;
    assert_eq!(result.unwrap_err().code(), Code::Unimplemented);
}

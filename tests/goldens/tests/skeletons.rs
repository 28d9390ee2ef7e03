//! Unmodified stubs: each method returns UNIMPLEMENTED with its name, and requests are checked by their rules.

use rpcsmith_goldens::goldens::validated_service::tables::v1::table_service_client::TableServiceClient;
use rpcsmith_goldens::goldens::validated_service::tables::v1::table_service_server::{
    TableService, TableServiceValidation,
};
use rpcsmith_goldens::goldens::validated_service::tables::v1::{
    BookRequest, Line, WatchRequest, cancel, r#move,
};
use rpcsmith_goldens::stubs::{imported, imported_checks, whole_paths};
use rpcsmith_runtime::{Code, Request, Response, Status};

fn unimplemented<T>(result: Result<Response<T>, Status>, method: &str) {
    let status = result.err().expect("the method is a stub");
    let expected = format!("tables.v1.TableService/{method} is not implemented");
    assert_eq!(
        (status.code(), status.message()),
        (Code::Unimplemented, &*expected)
    );
}

fn book(guests: i32) -> BookRequest {
    let name = "Ada".to_owned();
    BookRequest { name, guests }
}

async fn calls_are_unimplemented(service: impl TableService) {
    let client = TableServiceClient::in_process(service);
    let line = Line {
        text: "Hello".to_owned(),
    };
    unimplemented(client.book(book(2)).await, "Book");
    let bookings = tokio_stream::once(book(2));
    unimplemented(client.book_all(bookings).await, "BookAll");
    let tables = client.watch(WatchRequest { guests: 2 }).await;
    unimplemented(tables, "Watch");
    unimplemented(client.talk(tokio_stream::once(line)).await, "Talk");
    unimplemented(client.list(()).await, "List");
    let name = "Ada".to_owned();
    let moved = r#move::Request { name, table: 1 };
    unimplemented(client.r#move(moved).await, "Move");
    let name = "Ada".to_owned();
    #[allow(deprecated)]
    let cancelled = client.cancel(cancel::Request { name }).await;
    unimplemented(cancelled, "Cancel");
}

async fn checks(checks: impl TableServiceValidation) {
    assert!(checks.book_request(&Request::new(book(2))).await.is_ok());
    let many = checks.book_request(&Request::new(book(13))).await;
    let many = many.expect_err("the number of guests is invalid");
    assert_eq!(many.code(), Code::InvalidArgument);
    assert!(checks.empty(&Request::new(())).await.is_ok());
}

#[tokio::test]
async fn stubs_with_absolute_paths() {
    calls_are_unimplemented(whole_paths::TableServiceImpl).await;
    checks(whole_paths::TableServiceImpl).await;
}

#[tokio::test]
async fn stubs_with_imports() {
    calls_are_unimplemented(imported::TableServiceImpl).await;
    checks(imported_checks::TableServiceChecks).await;
}

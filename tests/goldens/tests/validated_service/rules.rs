//! Checks of rules: by a server as the default, by default validation functions, and by clients.

use rpcsmith_goldens::goldens::validated_service::tables::v1::table_service_client::TableServiceClient;
use rpcsmith_goldens::goldens::validated_service::tables::v1::table_service_server::{
    TableServiceServer, TableServiceValidated, TableServiceValidation,
};
use rpcsmith_goldens::goldens::validated_service::tables::v1::{WatchRequest, cancel, r#move};
use rpcsmith_runtime::Status;
use tokio_stream::StreamExt;

use crate::support::{Tables, book, clients, invalid, line};

/// Uses the generated default of every function.
struct Rules;

impl TableServiceValidation for Rules {}

#[tokio::test]
async fn a_server_checks_the_rules_by_default() {
    for client in clients(TableServiceServer::new(Tables)).await {
        assert_rules_are_checked(client).await;
    }
}

#[tokio::test]
async fn default_functions_check_the_rules() {
    let server: TableServiceValidated<Tables, Rules> =
        TableServiceServer::with_validation(Tables, Rules);
    for client in clients(server).await {
        assert_rules_are_checked(client).await;
    }
}

async fn assert_rules_are_checked(client: TableServiceClient) {
    let booking = client.book(book("Ann", 2)).await.unwrap().into_inner();
    assert_eq!((&*booking.name, booking.guests), ("Ann", 2));
    let status = client.book(book("", 13)).await.unwrap_err();
    let (message, fields, ids) = invalid(&status);
    assert!(
        message.starts_with("name: ") && message.ends_with("[string.min_len] (and 1 more)"),
        "{message}"
    );
    let fields = Vec::from_iter(fields.iter().map(|(field, _)| field.as_str()));
    assert_eq!(fields, ["name", "guests"]);
    assert_eq!(ids, ["string.min_len", "int32.gte_lte"]);

    let request = r#move::Request::default();
    assert_eq!(field(&client.r#move(request).await.unwrap_err()), "name");
    let request = r#move::Request {
        name: "Ann".to_owned(),
        table: 1,
    };
    client.r#move(request).await.unwrap();
    let request = cancel::Request::default();
    #[allow(deprecated)]
    let canceled = client.cancel(request).await;
    assert_eq!(field(&canceled.unwrap_err()), "name");
    client.list(()).await.unwrap();

    let tables = client.watch(WatchRequest { guests: 0 }).await;
    assert_eq!(field(&tables.unwrap_err()), "guests");
    let tables = client.watch(WatchRequest { guests: 3 }).await;
    let table = tables.unwrap().into_inner().message().await.unwrap();
    assert_eq!(table.unwrap().seats, 3);

    let requests = tokio_stream::iter([book("Ann", 2), book("Bob", 0), book("Cid", 3)]);
    let status = client.book_all(requests).await.unwrap_err();
    assert_eq!(field(&status), "guests");
    let requests = tokio_stream::iter([book("Ann", 2), book("Bob", 1), book("Cid", 3)]);
    let booked = client.book_all(requests).await.unwrap().into_inner();
    let names = Vec::from_iter(booked.bookings.iter().map(|booking| booking.name.as_str()));
    assert_eq!(names, ["Ann", "Bob", "Cid"]);

    let lines = tokio_stream::iter(["soup", "bread", ""].map(line));
    let answers = client.talk(lines).await.unwrap().into_inner();
    let answers: Vec<_> = answers.collect().await;
    let [Ok(soup), Ok(bread), Err(status)] = &answers[..] else {
        panic!("not two answers and a status: {answers:?}");
    };
    assert_eq!((&*soup.text, &*bread.text), ("soup!", "bread!"));
    assert_eq!(field(status), "text");
}

/// The only field with a violation.
fn field(status: &Status) -> String {
    let (_, fields, ids) = invalid(status);
    assert_eq!((fields.len(), ids.len()), (1, 1), "{fields:?}");
    fields[0].0.clone()
}

#[tokio::test]
async fn a_server_can_skip_validation() {
    let by_default = TableServiceServer::new(Tables).without_validation();
    let validated = TableServiceServer::with_validation(Tables, Rules).without_validation();
    let [a, b] = clients(by_default).await;
    let [c, d] = clients(validated).await;
    for client in [a, b, c, d] {
        assert_all_accepted(client).await;
    }
}

async fn assert_all_accepted(client: TableServiceClient) {
    client.book(book("", 0)).await.unwrap();
    let request = r#move::Request::default();
    assert_eq!(field(&client.r#move(request).await.unwrap_err()), "name");
    client.watch(WatchRequest { guests: 0 }).await.unwrap();
    let requests = tokio_stream::iter([book("", 0), book("", 0)]);
    let booked = client.book_all(requests).await.unwrap().into_inner();
    assert_eq!(booked.bookings.len(), 2);
    let lines = tokio_stream::iter(["", ""].map(line));
    let answers = client.talk(lines).await.unwrap().into_inner();
    let answers: Result<Vec<_>, _> = answers.collect().await;
    assert_eq!(answers.unwrap(), ["!", "!"].map(line));
}

#[tokio::test]
async fn a_client_can_check_its_requests() {
    let server = TableServiceServer::new(Tables).without_validation();
    for client in clients(server).await {
        let client = client.with_validation();
        client.book(book("Ann", 2)).await.unwrap();
        assert_eq!(field(&client.book(book("", 2)).await.unwrap_err()), "name");
        let tables = client.watch(WatchRequest { guests: 0 }).await;
        assert_eq!(field(&tables.unwrap_err()), "guests");
        let requests = tokio_stream::iter([book("Ann", 2), book("", 2)]);
        assert_eq!(field(&client.book_all(requests).await.unwrap_err()), "name");
        let lines = tokio_stream::iter(["soup", ""].map(line));
        let status = match client.talk(lines).await {
            Ok(answers) => {
                let answers: Result<Vec<_>, _> = answers.into_inner().collect().await;
                answers.unwrap_err()
            }
            Err(status) => status,
        };
        assert_eq!(field(&status), "text");
    }
}

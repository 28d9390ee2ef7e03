//! Hand-written validation functions.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rpcsmith_goldens::goldens::validated_service::tables::v1::table_service_server::{
    TableServiceServer, TableServiceValidation,
};
use rpcsmith_goldens::goldens::validated_service::tables::v1::{BookRequest, Line};
use rpcsmith_goldens::runtime::validate::{Invalid, Validate};
use rpcsmith_runtime::metadata::MetadataValue;
use rpcsmith_runtime::{Code, Request, Status};
use tokio_stream::StreamExt;

use crate::support::{Tables, book, clients, invalid, line};

/// Checks rules, the caller and whether a name is available, and counts the checks.
#[derive(Clone, Default)]
struct Checks {
    count: Arc<AtomicUsize>,
}

impl TableServiceValidation for Checks {
    async fn book_request(&self, request: &Request<BookRequest>) -> Result<(), Status> {
        request.get_ref().validate()?;
        tokio::task::yield_now().await;
        self.count.fetch_add(1, Ordering::Relaxed);
        if request.metadata().get("x-guest").is_none() {
            return Err(Status::unauthenticated("x-guest is missing"));
        }
        match &*request.get_ref().name {
            "Ann" => Err(Invalid::field("name", "is taken").into()),
            _ => Ok(()),
        }
    }

    /// Ignores the rules.
    async fn line(&self, request: &Request<Line>) -> Result<(), Status> {
        tokio::task::yield_now().await;
        match &*request.get_ref().text {
            "fire" => Err(Status::cancelled("all are out")),
            _ => Ok(()),
        }
    }
}

fn from_guest<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    let guest = MetadataValue::from_static("G-7");
    request.metadata_mut().insert("x-guest", guest);
    request
}

#[tokio::test]
async fn the_function_runs_before_the_method() {
    let checks = Checks::default();
    let server = TableServiceServer::with_validation(Tables, checks.clone());
    for client in clients(server).await {
        let response = client.book(from_guest(book("Bob", 2))).await.unwrap();
        assert_eq!(response.metadata().get("x-guest").unwrap(), "G-7");
        assert_eq!(response.into_inner().name, "Bob");

        let status = client.book(from_guest(book("Ann", 2))).await.unwrap_err();
        let (message, fields, ids) = invalid(&status);
        assert_eq!(message, "name: is taken");
        assert_eq!(fields, [("name".to_owned(), "is taken".to_owned())]);
        assert!(ids.is_empty());

        let status = client.book(book("Bob", 2)).await.unwrap_err();
        assert_eq!(
            (status.code(), status.message()),
            (Code::Unauthenticated, "x-guest is missing")
        );
        assert_eq!(checks.count.swap(0, Ordering::Relaxed), 3);

        let status = client.book(from_guest(book("", 2))).await.unwrap_err();
        assert_eq!(invalid(&status).2, ["string.min_len"]);
        assert_eq!(checks.count.load(Ordering::Relaxed), 0);
    }
}

#[tokio::test]
async fn the_function_runs_for_each_message_of_a_stream() {
    let checks = Checks::default();
    let server = TableServiceServer::with_validation(Tables, checks.clone());
    for client in clients(server).await {
        let requests = ["Bob", "Cid", "Dot"].map(|name| book(name, 2));
        let requests = from_guest(tokio_stream::iter(requests));
        let booked = client.book_all(requests).await.unwrap().into_inner();
        assert_eq!(booked.bookings.len(), 3);
        assert_eq!(checks.count.swap(0, Ordering::Relaxed), 3);

        let requests = ["Bob", "Ann", "Dot"].map(|name| book(name, 2));
        let requests = from_guest(tokio_stream::iter(requests));
        let status = client.book_all(requests).await.unwrap_err();
        assert_eq!(invalid(&status).0, "name: is taken");
        assert_eq!(checks.count.swap(0, Ordering::Relaxed), 2);
    }
}

/// Also `CANCELLED`, with which a client ends a stream.
#[tokio::test]
async fn a_function_can_fail_a_stream_with_any_status() {
    let server = TableServiceServer::with_validation(Tables, Checks::default());
    for client in clients(server).await {
        let lines = tokio_stream::iter(["", "fire", "more"].map(line));
        let answers = client.talk(lines).await.unwrap().into_inner();
        let answers: Vec<_> = answers.collect().await;
        let [Ok(first), Err(status)] = &answers[..] else {
            panic!("not an answer and a status: {answers:?}");
        };
        assert_eq!(first.text, "!");
        assert_eq!(
            (status.code(), status.message()),
            (Code::Cancelled, "all are out")
        );
    }
}

//! Errors of the client, of the server and of others; deadlines and retries.

use std::net::SocketAddr;
use std::time::Duration;

use rpcsmith_goldens::goldens::http::google::api::HttpBody;
use rpcsmith_goldens::goldens::http::library::v1::find_books_request::Key;
use rpcsmith_goldens::goldens::http::library::v1::library_client::LibraryHttpClient;
use rpcsmith_goldens::goldens::http::library::v1::library_server::LibraryServer;
use rpcsmith_goldens::goldens::http::library::v1::{
    Empty, FindBooksRequest, GetPageRequest, GetShelfRequest, UpdateShelfRequest, UploadRequest,
};
use rpcsmith_goldens::goldens::http_validated::http_validated::accounts_client::AccountsHttpClient;
use rpcsmith_goldens::goldens::http_validated::http_validated::accounts_server::AccountsServer;
use rpcsmith_goldens::goldens::http_validated::http_validated::{Account, CreateAccountRequest};
use rpcsmith_runtime::channel::{Protocol, ServiceConfig};
use rpcsmith_runtime::client::Client;
use rpcsmith_runtime::{Channel, Code, Method, Request, Status};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::channels;
use super::library::Recorder;
use crate::client::{builder, in_time, serve};
use crate::validation::Bank;

async fn library(recorder: &Recorder) -> SocketAddr {
    serve(builder().add_service(LibraryServer::new(recorder.clone()))).await
}

fn get(name: &str) -> GetShelfRequest {
    GetShelfRequest {
        name: name.to_owned(),
    }
}

/// The code and the text of an error.
fn text<T: std::fmt::Debug>(result: Result<T, Status>) -> (Code, String) {
    let status = result.unwrap_err();
    (status.code(), status.message().to_owned())
}

#[tokio::test]
async fn a_value_without_a_path_is_not_sent() {
    let recorder = Recorder::default();
    let [client, _] = channels(library(&recorder).await).map(LibraryHttpClient::new);
    let refused = |message: &str| (Code::InvalidArgument, message.to_owned());
    let shelf = "`name` in the path: it does not match `shelves/*`";
    for name in ["", "7", "shelves", "shelves/a/b", "books/7"] {
        let error = text(client.get_shelf(get(name)).await);
        assert_eq!(error, refused(shelf), "{name}");
    }
    let error = text(client.get_shelf(get("shelves/..")).await);
    let dots = "`name` in the path: it has the segment `.` or `..`";
    assert_eq!(error, refused(dots));
    let unset = UpdateShelfRequest::default();
    let error = text(client.update_shelf(unset).await);
    assert_eq!(error, refused("`shelf.name` in the path: it is not set"));
    let other = FindBooksRequest {
        genre: 7,
        key: Some(Key::Id(7)),
        ..FindBooksRequest::default()
    };
    let (code, message) = text(client.find_books(other).await);
    assert_eq!(code, Code::InvalidArgument);
    assert_eq!(
        message,
        "`signature` in the path: it is empty, or has an empty segment"
    );
    let page = GetPageRequest {
        book: "shelves/a/books/b?".to_owned(),
        number: 1,
    };
    let error = text(client.get_page(page).await);
    let query = "`book` in the path: servers do not decode `?` and `#` in it";
    assert_eq!(error, refused(query));
    assert!(recorder.take().is_empty());
}

#[tokio::test]
async fn the_messages_of_an_upload_have_one_path() {
    let recorder = Recorder::default();
    for channel in channels(library(&recorder).await) {
        let client = LibraryHttpClient::new(channel);
        let upload = |shelf: &str, kind: &str| UploadRequest {
            shelf: format!("shelves/{shelf}"),
            content: Some(HttpBody {
                content_type: kind.to_owned(),
                data: vec![1],
                ..HttpBody::default()
            }),
        };
        for requests in [
            vec![upload("7", "a/b"), upload("8", "a/b")],
            vec![upload("7", "a/b"), upload("7", "c/d")],
            vec![upload("7", "a/b"), UploadRequest::default()],
            vec![upload("7", "\n")],
            vec![UploadRequest::default()],
            vec![],
        ] {
            let sent = tokio_stream::iter(requests.clone());
            let (code, message) = text(in_time(client.upload(sent)).await);
            assert_eq!(code, Code::InvalidArgument, "{message}: {requests:?}");
        }
    }
    assert!(recorder.take().is_empty());
}

#[tokio::test]
async fn errors_have_their_details() {
    let server = serve(builder().add_service(AccountsServer::new(Bank))).await;
    for channel in channels(server) {
        let client = AccountsHttpClient::new(channel);
        let valid = Account {
            name: "Ada".to_owned(),
            age: 36,
        };
        let create = |account: Account| CreateAccountRequest {
            account: Some(account),
        };
        let response = in_time(client.create_account(create(valid.clone()))).await;
        assert_eq!(response.unwrap().into_inner(), valid);
        let invalid = || {
            create(Account {
                age: 7,
                ..Account::default()
            })
        };
        let of_server = in_time(client.create_account(invalid())).await.unwrap_err();
        // The client finds the same violations before it sends the request.
        let of_client = client
            .with_validation()
            .create_account(invalid())
            .await
            .unwrap_err();
        assert_eq!(of_server.code(), Code::InvalidArgument);
        assert_eq!(of_server.message(), of_client.message());
        assert!(!of_server.details().is_empty());
        assert_eq!(of_server.details(), of_client.details());
    }
}

#[tokio::test]
async fn a_call_ends_at_its_deadline() {
    let recorder = Recorder::default();
    for channel in channels(library(&recorder).await) {
        let client = LibraryHttpClient::new(channel);
        let mut request = Request::new(get("shelves/never"));
        request.set_timeout(Duration::from_millis(300));
        let (code, _) = text(in_time(client.get_shelf(request)).await);
        assert_eq!(code, Code::DeadlineExceeded);
        // The server knows the deadline.
        let expected = [format!("{:?}", get("shelves/never")), "true".to_owned()];
        assert_eq!(recorder.take(), expected);
    }
}

#[tokio::test]
async fn the_config_of_the_method_decides_about_retries() {
    let recorder = Recorder::default();
    let server = library(&recorder).await;
    let config = |code: &str| -> ServiceConfig {
        let json = format!(
            r#"{{"methodConfig": [{{
                "name": [{{"service": "library.v1.Library", "method": "GetShelf"}}],
                "retryPolicy": {{
                    "maxAttempts": 3, "initialBackoff": "0.01s", "maxBackoff": "0.01s",
                    "backoffMultiplier": 1, "retryableStatusCodes": ["{code}"]
                }}
            }}]}}"#
        );
        json.parse().unwrap()
    };
    for http1 in [false, true] {
        for (code, attempts) in [("UNAVAILABLE", 3), ("ABORTED", 1)] {
            let channel = Channel::builder(format!("http://{server}"));
            let channel = channel
                .protocol(Protocol::HttpJson)
                .service_config(config(code));
            let channel = if http1 { channel.http1() } else { channel };
            let client = LibraryHttpClient::new(channel.build().unwrap());
            *recorder.failures.lock().unwrap() = vec![Status::unavailable("busy"); 2];
            let result = in_time(client.get_shelf(get("shelves/7"))).await;
            assert_eq!(result.is_ok(), attempts == 3);
            assert_eq!(
                recorder.take(),
                vec![format!("{:?}", get("shelves/7")); attempts]
            );
        }
    }
}

#[tokio::test]
async fn only_methods_with_a_route_are_called() {
    let recorder = Recorder::default();
    let server = library(&recorder).await;
    let channel = Channel::builder(format!("http://{server}")).protocol(Protocol::HttpJson);
    let channel = channel.build().unwrap();
    const INTERNAL: Method = Method::unary("/library.v1.Library/Internal");
    let client = Client::new(channel.clone()).with_routes(&[INTERNAL], &[]);
    let (code, message) = text(client.unary::<Empty, Empty>(INTERNAL, Empty {}).await);
    assert_eq!(code, Code::Unimplemented);
    assert_eq!(
        message,
        "library.v1.Library/Internal has no route of HTTP/JSON"
    );
    // A client of gRPC does not speak the protocol of the channel.
    let client = Client::new(channel);
    let (code, _) = text(in_time(client.unary::<Empty, Empty>(INTERNAL, Empty {})).await);
    assert_eq!(code, Code::Unimplemented);
}

/// Answers each request with the same response.
async fn proxy(status: &str, kind: &str, body: &str) -> SocketAddr {
    let length = body.len();
    let kind = match kind {
        "" => String::new(),
        kind => format!("content-type: {kind}\r\n"),
    };
    let response = format!("HTTP/1.1 {status}\r\n{kind}content-length: {length}\r\n\r\n{body}");
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(response.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn responses_of_others_have_the_code_of_their_status() {
    let of_google = r#"{"error":{"code":404,"message":"no shelf","status":"NOT_FOUND"}}"#;
    for (status, kind, body, code, expected) in [
        (
            "502 Bad Gateway",
            "text/html",
            "<h1>\nno server\n</h1>",
            Code::Unavailable,
            "HTTP status 502 Bad Gateway, content type `text/html`: <h1> no server </h1>",
        ),
        (
            "200 OK",
            "text/html",
            "sign in",
            Code::Unknown,
            "HTTP status 200 OK, content type `text/html`: sign in",
        ),
        (
            "404 Not Found",
            "",
            "",
            Code::Unimplemented,
            "HTTP status 404 Not Found, no content type",
        ),
        (
            "404 Not Found",
            "application/json",
            of_google,
            Code::NotFound,
            "no shelf",
        ),
    ] {
        let [_, channel] = channels(proxy(status, kind, body).await);
        let client = LibraryHttpClient::new(channel);
        let (found, message) = text(in_time(client.get_shelf(get("shelves/7"))).await);
        assert_eq!(found, code, "{message}");
        assert!(message.ends_with(expected), "{message}");
    }
}

//! Calls of each method with a route: the handler gets what the client sends.

use prost_types::Timestamp;
use rpcsmith_goldens::goldens::http::google::api::HttpBody;
use rpcsmith_goldens::goldens::http::library::v1::find_books_request::Key;
use rpcsmith_goldens::goldens::http::library::v1::library_client::LibraryHttpClient;
use rpcsmith_goldens::goldens::http::library::v1::library_server::LibraryServer;
use rpcsmith_goldens::goldens::http::library::v1::{
    Author, CreateShelfRequest, DeleteShelfRequest, Empty, Filter, FindBooksRequest, Genre,
    GetPageRequest, GetShelfRequest, ListShelvesRequest, Message, RenameShelfRequest, Shelf,
    UpdateShelfRequest, UploadRequest,
};
use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::{Limits, Request, Status};
use tokio_stream::StreamExt;

use super::channels;
use super::library::Recorder;
use crate::client::{builder, in_time, serve};

/// Clients over HTTP/2 and HTTP/1.1 of a library.
async fn clients(library: &Recorder) -> [LibraryHttpClient; 2] {
    let limits = Limits {
        max_request_size: 1024 * 1024,
        ..Limits::default()
    };
    let library = LibraryServer::new(library.clone());
    let library = library.send_compressed(CompressionEncoding::Gzip);
    let server = serve(builder().add_service(library).limits(limits)).await;
    channels(server).map(LibraryHttpClient::new)
}

fn shelf(name: &str) -> Shelf {
    Shelf {
        name: name.to_owned(),
        theme: "a \"theme\"".to_owned(),
    }
}

/// Calls a unary method, and checks that the handler gets the request.
macro_rules! round_trip {
    ($library:ident, $client:ident . $method:ident ( $request:expr ) => $response:expr) => {
        let request = $request;
        let response = in_time($client.$method(request.clone())).await.unwrap();
        assert_eq!(response.into_inner(), $response);
        assert_eq!($library.take(), [format!("{request:?}")]);
    };
}

#[tokio::test]
async fn handlers_get_what_clients_send() {
    let library = Recorder::default();
    for client in clients(&library).await {
        for name in ["7", "a/b", "%2F é?#", "..a", "a:rename"] {
            if name.contains('/') {
                continue;
            }
            let name = format!("shelves/{name}");
            round_trip!(library, client.get_shelf(GetShelfRequest { name: name.clone() }) => shelf(&name));
        }
        let (page_size, page_token) = (-5, "a+b=c&d".to_owned());
        let list = ListShelvesRequest {
            page_size,
            page_token,
        };
        let response = in_time(client.list_shelves(list.clone())).await.unwrap();
        assert_eq!(response.into_inner().shelves, [shelf("shelves/1")]);
        assert_eq!(library.take(), [format!("{list:?}")]);
        for new in [None, Some(Shelf::default()), Some(shelf("x"))] {
            let request = CreateShelfRequest {
                shelf: new,
                shelf_id: "id".to_owned(),
            };
            round_trip!(library, client.create_shelf(request) => shelf("shelves/new"));
        }
        let update = UpdateShelfRequest {
            shelf: Some(shelf("shelves/7")),
            update_mask: Some(prost_types::FieldMask {
                paths: vec!["theme".to_owned(), "shelf_name".to_owned()],
            }),
        };
        round_trip!(library, client.update_shelf(update) => shelf("shelves/7"));
        let name = || "shelves/7".to_owned();
        round_trip!(library, client.delete_shelf(DeleteShelfRequest { name: name() }) => Empty {});
        let rename = RenameShelfRequest {
            name: name(),
            new_name: "b".to_owned(),
        };
        round_trip!(library, client.rename_shelf(rename) => shelf("shelves/7"));
        round_trip!(library, client.ping(Empty {}) => Empty {});
        round_trip!(library, client.http(Empty {}) => Empty {});
    }
}

#[tokio::test]
async fn a_path_has_values_of_every_kind() {
    let library = Recorder::default();
    let find = FindBooksRequest {
        genre: Genre::Poetry as i32,
        year: -1984,
        rare: true,
        signature: vec![0xfb, 0xff, 0xfe],
        since: Some(Timestamp {
            seconds: 1,
            nanos: 500_000_000,
        }),
        language: Some("en/GB".to_owned()),
        filter: Some(Filter {
            author: Some(Author {
                name: "Ada & co".to_owned(),
            }),
            tags: vec!["a,b".to_owned(), String::new(), "c".to_owned()],
        }),
        key: Some(Key::Isbn("0-12".to_owned())),
    };
    let defaults = FindBooksRequest {
        genre: 0,
        year: 0,
        rare: false,
        filter: Some(Filter {
            tags: Vec::new(),
            ..find.filter.clone().unwrap()
        }),
        ..find.clone()
    };
    for client in clients(&library).await {
        for request in [&find, &defaults] {
            let response = in_time(client.find_books(request.clone())).await.unwrap();
            assert_eq!(response.into_inner().books, ["a", ""]);
            assert_eq!(library.take(), [format!("{request:?}")]);
        }
    }
}

#[tokio::test]
async fn metadata_and_compression_are_those_of_http() {
    let library = Recorder::default();
    for client in clients(&library).await {
        let client = client.accept_compressed(CompressionEncoding::Gzip);
        let mut request = Request::new(GetShelfRequest {
            name: format!("shelves/{}", "x".repeat(5000)),
        });
        request
            .metadata_mut()
            .insert("x-tenant", "a".parse().unwrap());
        let name = request.get_ref().name.clone();
        let response = in_time(client.get_shelf(request)).await.unwrap();
        assert_eq!(response.metadata().get("x-tenant").unwrap(), "a");
        let encoding = response.metadata().get("grpc-encoding");
        assert_eq!(encoding.unwrap(), "gzip");
        assert_eq!(response.into_inner(), shelf(&name));
    }
}

#[tokio::test]
async fn responses_are_streams() {
    let library = Recorder::default();
    let watch = |name: &str| GetShelfRequest {
        name: format!("shelves/{name}"),
    };
    for client in clients(&library).await {
        let whole = in_time(client.watch_shelf(watch("7"))).await.unwrap();
        let shelves: Vec<_> = in_time(whole.into_inner().collect()).await;
        let shelves: Result<Vec<_>, Status> = shelves.into_iter().collect();
        assert_eq!(shelves.unwrap(), vec![shelf("shelves/7"); 3]);
        // It fails halfway.
        let mut torn = in_time(client.watch_shelf(watch("torn")))
            .await
            .unwrap()
            .into_inner();
        for _ in 0..3 {
            let next = in_time(torn.message()).await.unwrap();
            assert_eq!(next, Some(shelf("shelves/torn")));
        }
        let error = in_time(torn.message()).await.unwrap_err();
        assert_eq!(
            (error.code(), error.message()),
            (rpcsmith_runtime::Code::Aborted, "the shelf is torn")
        );
        let missing = in_time(client.watch_shelf(watch("missing")))
            .await
            .unwrap_err();
        assert_eq!(missing.message(), "no such shelf");
        // Messages arrive before the stream ends.
        let mut open = in_time(client.watch_shelf(watch("open")))
            .await
            .unwrap()
            .into_inner();
        assert!(in_time(open.message()).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn requests_are_streams() {
    let library = Recorder::default();
    for client in clients(&library).await {
        let messages = ["a", "", "c\nd"].map(|text| Message {
            text: text.to_owned(),
        });
        let sent = tokio_stream::iter(messages.clone());
        let answers = in_time(client.chat(sent)).await.unwrap().into_inner();
        let answers: Vec<_> = in_time(answers.collect()).await;
        let answers: Result<Vec<_>, Status> = answers.into_iter().collect();
        assert_eq!(answers.unwrap(), messages);
    }
}

#[tokio::test]
async fn uploads_are_larger_than_a_message() {
    let library = Recorder::default();
    let part = |kind: &str, data: Vec<u8>| HttpBody {
        content_type: kind.to_owned(),
        data,
        ..HttpBody::default()
    };
    for client in clients(&library).await {
        let upload = |size| UploadRequest {
            shelf: "shelves/7".to_owned(),
            content: Some(part("image/png", vec![0xff; size])),
        };
        let sent = tokio_stream::iter([1_000_000, 0, 3_000_000].map(upload));
        let response = in_time(client.upload(sent)).await.unwrap();
        assert_eq!(response.into_inner(), shelf("shelves/7"));
        let expected = [format!("{:?}", upload(0)), "4000000".to_owned()];
        assert_eq!(library.take(), expected);
        let raw = ["a", "b"].map(|text| part("text/plain", text.into()));
        in_time(client.upload_raw(tokio_stream::iter(raw)))
            .await
            .unwrap();
        assert_eq!(library.take(), [r#"("text/plain", "ab")"#]);
    }
}

#[tokio::test]
async fn downloads_are_data() {
    let library = Recorder::default();
    for client in clients(&library).await {
        for (book, number) in [
            ("shelves/a/books/b", 7),
            ("shelves/a:b/books/b/c d/é", 100_000),
            ("shelves/a/books/pages/1", 1),
        ] {
            let request = GetPageRequest {
                book: book.to_owned(),
                number,
            };
            let page = in_time(client.get_page(request.clone()))
                .await
                .unwrap()
                .into_inner();
            assert_eq!(page.content_type, "text/plain; charset=utf-8");
            assert_eq!(page.data, vec![0xff; number as usize]);
            assert_eq!(library.take(), [format!("{request:?}")]);
        }
    }
}

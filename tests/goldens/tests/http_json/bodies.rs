//! Uploads and downloads of `google.api.HttpBody`.

use std::pin::Pin;
use std::sync::Arc;

use http::Request as HttpRequest;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use rpcsmith_goldens::goldens::http::google::api::HttpBody;
use rpcsmith_goldens::goldens::http::library::v1::library_server::{Library, LibraryServer};
use rpcsmith_goldens::goldens::http::library::v1::{Empty, GetPageRequest, Shelf, UploadRequest};
use rpcsmith_runtime::PathSegment::{Literal, One};
use rpcsmith_runtime::server::{BoxStream, Call, Dispatch, ResponseFuture, ServiceServer};
use rpcsmith_runtime::{
    HttpRoute, Limits, Method, PathVariable, Request, Response, Status, Streaming,
};
use serde_json::json;

use crate::client::{builder, call, call_http2, get, in_time, serve, try_send};

fn text(text: &str) -> HttpBody {
    HttpBody {
        content_type: "text/plain".to_owned(),
        data: text.into(),
        ..HttpBody::default()
    }
}

/// The content type and the size of an upload.
async fn received<T>(
    mut requests: Streaming<T>,
    mut body: impl FnMut(T) -> HttpBody,
) -> Result<String, Status> {
    let (mut kind, mut size) = (String::new(), 0);
    while let Some(request) = requests.message().await? {
        let body = body(request);
        kind = body.content_type;
        size += body.data.len();
    }
    Ok(format!("{kind} {size}"))
}

struct Books;

impl Library for Books {
    async fn get_page(
        &self,
        request: Request<GetPageRequest>,
    ) -> Result<Response<HttpBody>, Status> {
        let GetPageRequest { book, number } = request.into_inner();
        match number {
            404 => Err(Status::not_found("no such page")),
            405 => Ok(Response::new(HttpBody::default())),
            number => Ok(Response::new(text(&format!("page {number} of {book}")))),
        }
    }

    async fn upload(
        &self,
        request: Request<Streaming<UploadRequest>>,
    ) -> Result<Response<Shelf>, Status> {
        let mut name = String::new();
        let theme = received(request.into_inner(), |upload: UploadRequest| {
            name = upload.shelf;
            upload.content.unwrap_or_default()
        });
        let theme = theme.await?;
        Ok(Response::new(Shelf { name, theme }))
    }

    async fn upload_raw(
        &self,
        request: Request<Streaming<HttpBody>>,
    ) -> Result<Response<Empty>, Status> {
        let received = received(request.into_inner(), |body| body).await?;
        let mut response = Response::new(Empty {});
        response
            .metadata_mut()
            .insert("x-received", received.parse().unwrap());
        Ok(response)
    }
}

/// Methods that the golden case does not have: an upload of one message, and a download as a stream.
struct Files;

impl Files {
    async fn echo(&self, request: Request<HttpBody>) -> Result<Response<HttpBody>, Status> {
        Ok(Response::new(request.into_inner()))
    }

    async fn pages(
        &self,
        request: Request<GetPageRequest>,
    ) -> Result<Response<BoxStream<HttpBody>>, Status> {
        let GetPageRequest { book, number } = request.into_inner();
        let pages = (0..number.abs()).map(|page| Ok(text(&format!("{page},"))));
        let pages: Pin<Box<dyn tokio_stream::Stream<Item = _> + Send>> = match book.as_str() {
            "torn" => {
                let end = Err(Status::data_loss("the rest is lost"));
                Box::pin(tokio_stream::iter(pages.chain([end])))
            }
            _ => Box::pin(tokio_stream::iter(pages)),
        };
        Ok(Response::new(pages))
    }
}

struct FilesDispatch;

const BOOK: &[PathVariable] = &[PathVariable::new("book", 1..2)];

impl Dispatch<Files> for FilesDispatch {
    const SERVICE: &'static str = "library.v1.Files";
    const METHODS: &'static [Method] = &[
        Method::unary("/library.v1.Files/Echo"),
        Method::server_streaming("/library.v1.Files/Pages"),
    ];
    const JSON: bool = true;
    const HTTP: &'static [HttpRoute] = &[
        HttpRoute::post(0, &[Literal("echo")])
            .body("*")
            .upload()
            .download(),
        HttpRoute::get(1, &[Literal("pages"), One])
            .variables(BOOK)
            .download(),
    ];

    fn dispatch(service: Arc<Files>, call: Call) -> ResponseFuture {
        let call = call.with_json();
        match call.index() {
            0 => call.unary(service, Files::echo),
            1 => call.server_streaming(service, Files::pages),
            _ => call.unimplemented(),
        }
    }
}

fn files() -> ServiceServer<FilesDispatch, Files> {
    ServiceServer::new(Files)
}

#[tokio::test]
async fn a_response_is_the_data_of_its_body() {
    let server = serve(builder().add_service(LibraryServer::new(Books))).await;
    for (path, expected) in [
        (
            "/v1/shelves/a/books/b/pages/7",
            "page 7 of shelves/a/books/b",
        ),
        (
            "/v1/shelves/a/books/b/c%2Fd/pages/7",
            "page 7 of shelves/a/books/b/c%2Fd",
        ),
        ("/files/a/b?number=8", "page 8 of a/b"),
        ("/a/b:page", "page 0 of a/b"),
    ] {
        let answer = get(server, path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), "text/plain", "{path}");
        assert_eq!(answer.text(), expected, "{path}");
        assert_eq!(answer.header("content-length"), expected.len().to_string());
    }
    let missing = get(server, "/files/a?number=404").await;
    assert_eq!((missing.status, &missing.json()["code"]), (404, &json!(5)));
    let empty = get(server, "/files/a?number=405").await;
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    assert_eq!(empty.header("content-type"), "application/octet-stream");
}

#[tokio::test]
async fn a_request_is_the_data_of_its_body() {
    let server = serve(builder().add_service(files())).await;
    for kind in ["image/png", "application/json", "text/plain; charset=x"] {
        let request = HttpRequest::post("/echo").header("content-type", kind);
        let answer = call(server, request, "{not json}").await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "{not json}"));
        assert_eq!(answer.header("content-type"), kind);
    }
    let empty = call(server, HttpRequest::post("/echo"), "").await;
    assert_eq!((empty.status, empty.body.len()), (200, 0));
}

#[tokio::test]
async fn a_stream_of_bodies_is_one_download() {
    let server = serve(builder().add_service(files())).await;
    for http2 in [false, true] {
        let request =
            HttpRequest::get("/pages/whole?number=3").header("accept", "text/event-stream");
        let answer = match http2 {
            false => call(server, request, "").await,
            true => call_http2(server, request, "").await,
        };
        assert_eq!((answer.status, answer.text().as_str()), (200, "0,1,2,"));
        assert_eq!(answer.header("content-type"), "text/plain");
    }
    let empty = get(server, "/pages/whole").await;
    assert_eq!((empty.status, empty.body.len()), (200, 0));
    // A download that fails before its first data has a status; later, it does not end.
    let failed = get(server, "/pages/torn").await;
    assert_eq!((failed.status, &failed.json()["code"]), (500, &json!(15)));
    let request = HttpRequest::get("/pages/torn?number=2").header("host", "a");
    let request = request.body(Full::<Bytes>::default()).unwrap();
    // The connection can end before its last bytes are written.
    if let Ok(response) = try_send(server, request).await {
        assert_eq!(response.status(), 200);
        let body = in_time(response.into_body().collect()).await;
        assert!(body.is_err(), "{body:?}");
    }
}

#[tokio::test]
async fn an_upload_arrives_in_pieces() {
    // The upload is larger than a message may be.
    let limits = Limits {
        max_request_size: 1024 * 1024,
        ..Limits::default()
    };
    let server = serve(
        builder()
            .add_service(LibraryServer::new(Books))
            .limits(limits),
    )
    .await;
    let data = "x".repeat(5_000_000);
    for (sent, size) in [(data.as_str(), 5_000_000), ("abc", 3), ("", 0)] {
        for http2 in [false, true] {
            let request =
                HttpRequest::post("/v1/shelves/7/covers").header("content-type", "image/png");
            let answer = match http2 {
                false => call(server, request, sent).await,
                true => call_http2(server, request, sent).await,
            };
            let expected = json!({"name": "shelves/7", "theme": format!("image/png {size}")});
            assert_eq!((answer.status, answer.json()), (200, expected), "{http2}");
        }
        let request = HttpRequest::put("/v1/raw").header("content-type", "a/b");
        let answer = call(server, request, sent).await;
        assert_eq!((answer.status, answer.text().as_str()), (200, "{}"));
        assert_eq!(answer.header("x-received"), format!("a/b {size}"));
    }
}

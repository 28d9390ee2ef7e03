//! Built-in pages: their responses, their precedence, and faults of pages.

use std::sync::Arc;

use axum::Router;
use axum::routing::any;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use rpcsmith_runtime::PathSegment::{Literal, One};
use rpcsmith_runtime::auth::{Auth, Authenticator, Credentials, Denied, Identity};
use rpcsmith_runtime::serve::{Page, Protocol, ServerBuilder};
use rpcsmith_runtime::server::{Call, Dispatch, ResponseFuture, ServiceServer};
use rpcsmith_runtime::{Code, HttpRoute, Limits, Method, ServeError};

use crate::lines::Lines;
use crate::raw::Connection;
use crate::support::{Served, client, get as id, in_time, serve, users};
use crate::web::exchange;

const HOME: Page = Page::new("/", "text/html; charset=utf-8", b"<title>Users</title>");
const LOGO: Page = Page::new("/static/logo%20a.png", "image/png", &[0x89, 0, 0xff]);

fn with_pages() -> ServerBuilder {
    let fallback = Router::new().fallback(any(async || (StatusCode::NOT_FOUND, "the fallback")));
    users().0.pages(&[HOME, LOGO]).fallback(fallback)
}

async fn response(served: &Served, method: &str, path: &str) -> Response<Incoming> {
    let mut connection = Connection::new(served.address).await;
    let uri = format!("http://localhost{path}");
    let request = Request::builder().method(method).uri(uri);
    let request = request.body(Full::default()).unwrap();
    connection.request(request).await.unwrap()
}

/// The status and the body over HTTP/2.
async fn answer(served: &Served, method: &str, path: &str) -> (u16, Vec<u8>) {
    let response = response(served, method, path).await;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap();
    (status, body.to_bytes().to_vec())
}

#[tokio::test]
async fn pages_answer_get_and_head() {
    let served = serve(with_pages()).await;
    for page in [HOME, LOGO] {
        let path = page.path();
        for (method, body) in [("GET", page.content()), ("HEAD", &[])] {
            let response = response(&served, method, path).await;
            assert_eq!(response.status(), StatusCode::OK);
            let length = page.content().len().to_string();
            for (name, value) in [
                ("content-type", page.content_type()),
                ("content-length", &length),
                ("x-content-type-options", "nosniff"),
            ] {
                assert_eq!(response.headers()[name], value, "{method} {path}");
                let line = format!("{method} {path}?a=b HTTP/1.1\r\n");
                let (head, content) = exchange(served.address, &line, b"").await;
                let header = format!("\r\n{name}: {value}\r\n");
                assert!(head.starts_with("http/1.1 200") && head.contains(&header));
                assert_eq!(content, body);
            }
            let content = response.into_body().collect().await.unwrap();
            assert_eq!(content.to_bytes(), body);
        }
        for method in ["POST", "OPTIONS", "PURGE"] {
            let response = response(&served, method, path).await;
            assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
            assert_eq!(response.headers()["allow"], "GET, HEAD");
        }
    }
    for path in ["/static/logo a.png", "/static/", "/static/logo%20a.png/"] {
        let path = path.replace(' ', "+");
        let other = answer(&served, "GET", &path).await;
        assert_eq!(other, (404, b"the fallback".to_vec()), "{path}");
    }
}

/// Pages need no content type of a protocol, so HTTP/1.1 is on for them alone.
#[tokio::test]
async fn pages_need_neither_a_fallback_nor_other_protocols() {
    let served = serve(users().0.page(HOME).protocols([Protocol::Grpc])).await;
    let (head, body) = exchange(served.address, "GET / HTTP/1.1\r\n", b"").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert_eq!(body, HOME.content());
    assert_eq!(answer(&served, "GET", "/other").await.0, 405);
    let mut connection = Connection::new(served.address).await;
    let code = connection.code("/", &[], &id("1")).await;
    assert_eq!(code, i32::from(Code::Unimplemented));
}

#[tokio::test]
async fn limits_apply_to_pages() {
    let limits = Limits {
        max_concurrent_calls: Some(1),
        max_request_size: 10,
        ..Limits::default()
    };
    let (builder, mut events) = users();
    let served = serve(builder.page(HOME).limits(limits)).await;
    let (head, _) = exchange(served.address, "GET / HTTP/1.1\r\n", &[b'a'; 11]).await;
    assert!(head.starts_with("http/1.1 413"), "{head}");
    let client = client(served.address).await;
    let call = tokio::spawn(async move { client.get_user(id("never")).await });
    in_time(events.recv()).await.unwrap();
    assert_eq!(answer(&served, "GET", "/").await.0, 503);
    call.abort();
}

/// Refuses all callers.
struct Nobody;

impl Authenticator for Nobody {
    async fn authenticate(&self, _: Credentials<'_>) -> Result<Identity, Denied> {
        Err(Denied::invalid("nobody is known"))
    }
}

#[tokio::test]
async fn pages_need_no_token() {
    let served = serve(with_pages().auth(Auth::new(Nobody))).await;
    assert_eq!(answer(&served, "GET", "/").await.0, 200);
    let call = client(served.address).await.get_user(id("1")).await;
    assert_eq!(call.unwrap_err().code(), Code::Unauthenticated);
}

async fn fault(page: Page) -> ServeError {
    let builder = with_pages().page(page);
    let server = builder.bind(([127, 0, 0, 1], 0).into()).await;
    server.unwrap_err()
}

#[tokio::test]
async fn a_server_with_faulty_pages_does_not_start() {
    let at = |path| Page::new(path, "text/plain", b"");
    assert!(matches!(fault(HOME).await, ServeError::SamePage("/")));
    for path in ["/user.UserService/GetUser", "/user.UserService/Nothing"] {
        let error = fault(at(path)).await;
        assert!(matches!(error, ServeError::PageOfService(known) if known == path));
    }
    for path in ["", "docs", "*", "/a?b", "/a#b", "/a b", "/\n"] {
        let error = fault(at(path)).await.to_string();
        assert_eq!(error, format!("the page {path}: the path is invalid"));
    }
    let error = fault(Page::new("/a", "text/\n", b"")).await.to_string();
    assert_eq!(error, "the page /a: the content type is invalid");
}

/// A service whose routes have paths of pages.
struct Routed;

impl Dispatch<()> for Routed {
    const SERVICE: &'static str = "a.Routed";
    const METHODS: &'static [Method] = &[Method::unary("/a.Routed/Call")];
    const JSON: bool = true;
    const HTTP: &'static [HttpRoute] = &[
        HttpRoute::post(0, &[One]),
        HttpRoute::get(0, &[Literal("docs"), One]),
        HttpRoute::get(0, &[Literal("docs"), Literal("index.html")]),
    ];

    fn dispatch(_: Arc<()>, call: Call) -> ResponseFuture {
        call.unimplemented()
    }
}

#[tokio::test]
async fn a_page_that_a_route_hides_has_a_warning() {
    let page = |path| Page::new(path, "text/plain", b"page");
    let pages = ["/openapi.json", "/docs/index.html", "/static/docs/a"].map(page);
    let lines = Lines::default();
    let _guard = tracing::subscriber::set_default(lines.clone());
    let routed = ServiceServer::<Routed, _>::new(());
    let served = serve(users().0.add_service(routed).pages(&pages)).await;
    assert_eq!(answer(&served, "GET", "/openapi.json").await.0, 405);
    let warnings = lines.with("is not served");
    let expected = [
        "the page /openapi.json is not served: the route POST /* of /a.Routed/Call has its path",
        "the page /docs/index.html is not served: the route GET /docs/index.html of /a.Routed/Call has its path",
    ];
    let expected = expected.map(|text| format!("WARN rpcsmith_runtime::serve message={text}"));
    assert_eq!(warnings, expected);
}

//! The tables of routes in HTTP/JSON.

use rpcsmith_goldens::goldens::http::library::v1 as library;
use rpcsmith_runtime::serve::GrpcService;
use rpcsmith_runtime::service::InterceptedService;
use rpcsmith_runtime::{HttpRoute, Request, RouteBody, Status};

use library::admin_server::{Admin, AdminServer};
use library::library_methods as methods;
use library::library_server::{Library, LibraryServer};

/// A route in the words of the option, after the name of its method.
fn line(route: &HttpRoute) -> String {
    let method = methods::ALL[route.rpc].name();
    let body = match route.body {
        RouteBody::None => String::new(),
        RouteBody::Whole => " *".to_owned(),
        RouteBody::Field(field) => format!(" {field}"),
    };
    let response = route.response_body.map(|field| format!(" -> {field}"));
    format!("{method}: {route}{body}{}", response.unwrap_or_default())
}

#[test]
fn a_table_has_the_routes_of_the_file() {
    assert_eq!(
        methods::HTTP.iter().map(line).collect::<Vec<_>>(),
        [
            "GetShelf: GET /v1/{name=shelves/*}",
            "ListShelves: GET /v1/shelves -> shelves",
            "ListShelves: GET /v1/shelves:list",
            "ListShelves: POST /v1/shelves:list *",
            "CreateShelf: POST /v1/shelves shelf",
            "UpdateShelf: PATCH /v1/{shelf.name=shelves/*} shelf",
            "UpdateShelf: PUT /v1/{shelf.name=shelves/*} shelf",
            "DeleteShelf: DELETE /v1/{name=shelves/*}",
            "RenameShelf: POST /v1/{name=shelves/*}:rename *",
            "FindBooks: GET /v1/books/{genre}/{year}/{rare}/{signature}/{since}/{language}\
             /{filter.author.name}/{isbn}",
            "GetPage: GET /v1/{book=shelves/*/books/**}/pages/{number}",
            "GetPage: GET /files/{book=**}",
            "GetPage: GET /{book=**}:page",
            "Ping: GET /",
            "Ping: HEAD /",
            "Ping: * /v1/*/ping/**",
            "Ping: GET /v1/a%20b/c:d/~(e)",
            "WatchShelf: GET /v1/{name=shelves/*}:watch",
            "Upload: POST /v1/{shelf=shelves/*}/covers content",
            "UploadRaw: PUT /v1/raw *",
            "Chat: POST /v1/chat *",
            "Http: GET /v1/http",
        ]
    );
}

/// Implements no method.
#[derive(Clone)]
struct Nobody;

impl Library for Nobody {}

impl Admin for Nobody {}

#[test]
fn a_server_finds_the_routes_of_its_service() {
    fn routes<S: GrpcService>(_: S) -> &'static [HttpRoute] {
        S::HTTP
    }
    fn pass(request: Request<()>) -> Result<Request<()>, Status> {
        Ok(request)
    }
    assert_eq!(routes(LibraryServer::new(Nobody)), methods::HTTP);
    let intercepted = LibraryServer::with_interceptor(Nobody, pass);
    assert_eq!(routes(intercepted), methods::HTTP);
    let intercepted = InterceptedService::new(LibraryServer::new(Nobody), pass);
    assert_eq!(routes(intercepted), methods::HTTP);
    assert_eq!(routes(AdminServer::new(Nobody)), []);
}

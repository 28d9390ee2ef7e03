//! Built-in pages: static content of the program, which needs no service.

use std::collections::BTreeMap;
use std::future::ready;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::uri::PathAndQuery;
use http::{HeaderValue, Method, Response, StatusCode};
use rpcsmith_wire::body::Body;

use super::error::ServeError;
use super::fallback::Fallback;
#[cfg(feature = "http-json")]
use super::http_routes::Target;
use super::routes::Routes;
use crate::any_service::AnyService;
use crate::server::{ResponseFuture, text};

/// A page of a [`Server`](super::Server), whose content is part of the program.
///
/// ```
/// use rpcsmith_runtime::serve::Page;
///
/// const PAGES: &[Page] = &[
///     Page::new("/", "text/html; charset=utf-8", b"<!doctype html><title>Users</title>"),
///     Page::new("/robots.txt", "text/plain", b"User-agent: *\nDisallow: /\n"),
/// ];
/// assert_eq!(PAGES[0].path(), "/");
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Page {
    path: &'static str,
    content_type: &'static str,
    content: &'static [u8],
}

impl Page {
    /// A page at a path, without a query. Requests have exactly this path: it is compared without decoding.
    pub const fn new(
        path: &'static str,
        content_type: &'static str,
        content: &'static [u8],
    ) -> Self {
        Self {
            path,
            content_type,
            content,
        }
    }

    /// The path.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// The value of the header `content-type`.
    pub const fn content_type(&self) -> &'static str {
        self.content_type
    }

    /// The content.
    pub const fn content(&self) -> &'static [u8] {
        self.content
    }

    /// The value of `content-type`, if a request can have the path and a response the content type.
    fn checked(&self) -> Result<HeaderValue, ServeError> {
        let fault = |what: &str| ServeError::Setting(format!("the page {}: {what}", self.path));
        let path = PathAndQuery::from_maybe_shared(Bytes::from_static(self.path.as_bytes()));
        if !self.path.starts_with('/') || !path.is_ok_and(|path| path.path() == self.path) {
            return Err(fault("the path is invalid"));
        }
        HeaderValue::from_str(self.content_type).map_err(|_| fault("the content type is invalid"))
    }
}

/// The pages of a server, by path.
pub(super) type Pages = BTreeMap<&'static str, Fallback>;

/// Checks pages, and wraps each with `fallback`.
///
/// # Errors
/// For a page with an invalid path or content type, for two pages with the same path, and for the path of an rpc.
pub(super) fn checked(
    pages: Vec<Page>,
    routes: &Routes,
    fallback: impl Fn(AnyService) -> Fallback,
) -> Result<Pages, ServeError> {
    let mut checked = Pages::new();
    for page in pages {
        let content_type = page.checked()?;
        let path = page.path;
        if routes.find(path).is_some() {
            return Err(ServeError::PageOfService(path));
        }
        #[cfg(feature = "http-json")]
        if let Some(Target { route, method }) = routes.http.of_path(path) {
            tracing::warn!(
                target: "rpcsmith_runtime::serve",
                "the page {path} is not served: the route {route} of {} has its path",
                method.path()
            );
        }
        let service = AnyService::function(move |request| {
            let response = response(page, &content_type, request.method());
            ResponseFuture::new(ready(response))
        });
        if checked.insert(path, fallback(service)).is_some() {
            return Err(ServeError::SamePage(path));
        }
    }
    Ok(checked)
}

fn response(page: Page, content_type: &HeaderValue, method: &Method) -> Response<Body> {
    let body = match *method {
        Method::GET => Body::from(Bytes::from_static(page.content)),
        Method::HEAD => Body::empty(),
        _ => {
            let message = "this page has only the methods GET and HEAD".to_owned();
            let mut response = text(StatusCode::METHOD_NOT_ALLOWED, message);
            let allowed = HeaderValue::from_static("GET, HEAD");
            response.headers_mut().insert(ALLOW, allowed);
            return response;
        }
    };
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, content_type.clone());
    headers.insert(CONTENT_LENGTH, HeaderValue::from(page.content.len()));
    let no_sniffing = HeaderValue::from_static("nosniff");
    headers.insert(X_CONTENT_TYPE_OPTIONS, no_sniffing);
    response
}

//! Responses of others than the server of a method, for example the error page of a proxy.

use std::future::poll_fn;
use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::response::Parts;
use http_body::Body as _;

use super::super::content_type::text;
use crate::body::Body;
use crate::{Status, code_of_http};

/// The most characters of a body in a status, and the bytes of the body that are read for them.
const EXCERPT: usize = 200;
const READ: usize = 4096;

/// The status of a response, by its status of HTTP, with the start of its body.
pub async fn status(head: &Parts, body: Body) -> Status {
    let start = start(body, READ).await;
    described(head, &start)
}

/// The status of a response whose body starts with these bytes.
pub fn described(head: &Parts, start: &[u8]) -> Status {
    let http = head.status;
    let kind = match head.headers.get(CONTENT_TYPE) {
        Some(kind) => format!("content type `{}`", kind.as_bytes().escape_ascii()),
        None => "no content type".to_owned(),
    };
    let mut message = format!("the response is not one of the route: HTTP status {http}, {kind}");
    let excerpt = excerpt(head, start);
    if !excerpt.is_empty() {
        message.push_str(": ");
        message.push_str(&excerpt);
    }
    Status::new(code_of_http(http), message)
}

/// The start of a text, on one line.
fn excerpt(head: &Parts, start: &[u8]) -> String {
    let kind = text(&head.headers).to_ascii_lowercase();
    let is_text = kind.starts_with("text/") || kind.contains("json") || kind.contains("xml");
    if !is_text || head.headers.contains_key(CONTENT_ENCODING) {
        return String::new();
    }
    let start = start.get(..READ).unwrap_or(start);
    let start = String::from_utf8_lossy(start);
    let mut excerpt = String::new();
    for word in start.split(|char: char| char.is_whitespace() || char.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !excerpt.is_empty() {
            excerpt.push(' ');
        }
        excerpt.push_str(word);
    }
    if let Some((end, _)) = excerpt.char_indices().nth(EXCERPT) {
        excerpt.truncate(end);
        excerpt.push('…');
    }
    excerpt
}

/// The first bytes of a body, up to a limit. An error of the body ends them.
pub async fn start(mut body: Body, limit: usize) -> Bytes {
    let mut start = BytesMut::new();
    while start.len() < limit {
        let frame = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
        let Some(Ok(frame)) = frame else {
            break;
        };
        if let Some(data) = frame.data_ref() {
            let missing = limit.saturating_sub(start.len());
            start.extend_from_slice(data.get(..missing).unwrap_or(data));
        }
    }
    start.freeze()
}

#[cfg(test)]
mod tests {
    use http::Response;

    use super::*;
    use crate::Code;
    use crate::edge::testing::{now, pieces};

    fn of(http: u16, kind: &str, body: &[u8]) -> (Code, String) {
        let response = Response::builder().status(http);
        let response = response.header("content-type", kind);
        let (head, ()) = response.body(()).unwrap().into_parts();
        let status = now(status(&head, pieces(body, 100)));
        (status.code(), status.message().to_owned())
    }

    #[test]
    fn the_page_of_a_proxy_is_named() {
        let page = b"<html>\r\n<title>502\tBad Gateway</title>\n\n</html>\x1b";
        let (code, message) = of(502, "text/html", page);
        assert_eq!(code, Code::Unavailable);
        assert_eq!(
            message,
            "the response is not one of the route: HTTP status 502 Bad Gateway, content type `text/html`: \
            <html> <title>502 Bad Gateway</title> </html>"
        );
    }

    #[test]
    fn an_excerpt_is_short_and_text() {
        let long = "é".repeat(100_000);
        let (code, message) = of(404, "text/plain", long.as_bytes());
        assert_eq!(code, Code::Unimplemented);
        assert!(message.ends_with(&format!(": {}…", "é".repeat(EXCERPT))));
        let (code, message) = of(413, "image/png", b"\x00\xff");
        assert_eq!(code, Code::Unknown);
        assert!(message.ends_with("content type `image/png`"), "{message}");
    }
}

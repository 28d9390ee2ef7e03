//! The headers of a response over HTTP/2.

use std::cell::RefCell;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::header::{CONNECTION, CONTENT_TYPE, DATE, HeaderName};
use http::{HeaderMap, HeaderValue};

/// Removes the headers of a connection, which HTTP/2 does not have, and adds `date` to other responses than those of gRPC.
///
/// Sources: RFC 9113, section 8.2.2; RFC 9110, sections 7.6.1 and 6.6.1.
pub(super) fn complete(headers: &mut HeaderMap) {
    let (mut grpc, mut of_connection) = (false, false);
    for (name, value) in headers.iter() {
        if name == CONTENT_TYPE {
            grpc = is_grpc(value);
        } else if is_of_connection(name) {
            of_connection = true;
        }
    }
    if of_connection {
        remove(headers);
    }
    if !grpc && !headers.contains_key(DATE) {
        headers.insert(DATE, now());
    }
}

/// Whether a content type is that of gRPC, whose servers send no `date`.
fn is_grpc(content_type: &HeaderValue) -> bool {
    let subtype = content_type.as_bytes().strip_prefix(b"application/grpc");
    matches!(subtype, Some([] | [b'+' | b';' | b' ', ..]))
}

fn is_of_connection(name: &HeaderName) -> bool {
    matches!(
        name.as_str(),
        "connection" | "keep-alive" | "proxy-connection" | "te" | "transfer-encoding" | "upgrade"
    )
}

/// Removes the headers of a connection, with those that `connection` names.
fn remove(headers: &mut HeaderMap) {
    let named = headers.get(CONNECTION).cloned();
    let named = named.as_ref().and_then(|value| value.to_str().ok());
    for name in named.into_iter().flat_map(|names| names.split(',')) {
        headers.remove(name.trim());
    }
    let names: Vec<_> = headers.keys().cloned().collect();
    for name in names.iter().filter(|name| is_of_connection(name)) {
        headers.remove(name);
    }
}

thread_local! {
    /// The last value of `date`, and its second.
    static LAST: RefCell<(u64, HeaderValue)> = const { RefCell::new((0, HeaderValue::from_static(""))) };
}

/// The value of `date`.
fn now() -> HeaderValue {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let second = since.unwrap_or_default().as_secs();
    LAST.with_borrow_mut(|(last, value)| {
        if *last != second {
            let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(second));
            if let Ok(date) = HeaderValue::try_from(date) {
                (*last, *value) = (second, date);
            }
        }
        value.clone()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn completed(headers: &[(&'static str, &'static str)]) -> Vec<String> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        complete(&mut map);
        let mut names: Vec<_> = map.keys().map(|name| name.as_str().to_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn only_responses_of_grpc_have_no_date() {
        for grpc in [
            "application/grpc",
            "application/grpc+proto",
            "application/grpc;charset=utf-8",
        ] {
            assert_eq!(completed(&[("content-type", grpc)]), ["content-type"]);
        }
        for other in ["application/grpc-web", "application/json"] {
            let names = completed(&[("content-type", other)]);
            assert_eq!(names, ["content-type", "date"]);
        }
        assert_eq!(completed(&[]), ["date"]);
    }

    #[test]
    fn headers_of_a_connection_are_removed() {
        let names = completed(&[
            ("connection", "close, x-hop"),
            ("x-hop", "1"),
            ("keep-alive", "timeout=5"),
            ("transfer-encoding", "chunked"),
            ("te", "trailers"),
            ("upgrade", "websocket"),
            ("proxy-connection", "close"),
            ("date", "x"),
            ("a", "b"),
        ]);
        assert_eq!(names, ["a", "date"]);
    }

    #[test]
    fn date_has_the_form_of_http() {
        let date = now();
        let date = httpdate::parse_http_date(date.to_str().unwrap()).unwrap();
        let age = SystemTime::now().duration_since(date).unwrap();
        assert!(age < Duration::from_secs(10), "{age:?}");
    }
}

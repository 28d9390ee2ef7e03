//! The content types of requests and responses.

use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

pub const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub const LINES: HeaderValue = HeaderValue::from_static("application/x-ndjson");
pub const EVENTS: HeaderValue = HeaderValue::from_static("text/event-stream");

/// The content type of a request as a text; empty if it has none.
pub fn text(headers: &HeaderMap) -> &str {
    let value = headers.get(CONTENT_TYPE);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

/// Whether a content type is one of some names, with any parameters.
pub fn is_one_of(text: &str, names: &[&HeaderValue]) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let is = |name: &&HeaderValue| essence.as_bytes().eq_ignore_ascii_case(name.as_bytes());
    names.iter().any(is)
}

/// Whether a client asks for server-sent events.
pub fn accepts_events(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT).iter();
    let mut kinds = values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','));
    kinds.any(|kind| is_one_of(kind, &[&EVENTS]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_and_case_do_not_count() {
        for (text, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/json ;x", true),
            ("application/jsonx", false),
            ("text/json", false),
            ("", false),
        ] {
            assert_eq!(is_one_of(text, &[&JSON]), expected, "{text}");
        }
    }

    #[test]
    fn events_are_asked_for() {
        for (accept, expected) in [
            ("text/event-stream", true),
            ("application/json, Text/Event-Stream;q=0.9", true),
            ("*/*", false),
            ("text/*", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(accepts_events(&headers), expected, "{accept}");
        }
        assert!(!accepts_events(&HeaderMap::new()));
    }
}

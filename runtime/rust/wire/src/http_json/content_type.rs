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

/// Whether a content type has no charset but UTF-8, the only one of JSON.
///
/// Source: RFC 8259, section 8.1; RFC 9110, section 5.6.6.
pub fn is_utf8(text: &str) -> bool {
    let mut rest = text.split_once(';').map_or("", |(_, rest)| rest);
    while !rest.is_empty() {
        let (parameter, after) = split_parameter(rest);
        let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
        if name.trim().eq_ignore_ascii_case("charset") && !names_utf8(value.trim()) {
            return false;
        }
        rest = after;
    }
    true
}

/// The first parameter, and what follows its semicolon. A quoted value can contain semicolons.
fn split_parameter(text: &str) -> (&str, &str) {
    let (mut quoted, mut escaped) = (false, false);
    let end = text.bytes().position(|byte| {
        let literal = std::mem::take(&mut escaped);
        match byte {
            _ if literal => {}
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            _ => {}
        }
        byte == b';' && !quoted
    });
    let parts = end.and_then(|end| Some((text.get(..end)?, text.get(end + 1..)?)));
    parts.unwrap_or((text, ""))
}

/// Whether a value, quoted or not, is a name of UTF-8.
fn names_utf8(value: &str) -> bool {
    let inner = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let name = inner.unwrap_or(value);
    ["utf-8", "utf8"]
        .iter()
        .any(|utf8| name.eq_ignore_ascii_case(utf8))
}

/// Whether a request has different content types: servers and proxies would not agree on the one that counts.
pub fn is_ambiguous(headers: &HeaderMap) -> bool {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let first = values.next();
    values.any(|value| Some(value) != first)
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
    fn the_charset_is_utf8() {
        for (text, expected) in [
            ("application/json", true),
            ("application/json;", true),
            ("application/json;charset=UTF-8", true),
            ("application/json; Charset = \"utf-8\"", true),
            ("application/json; charset=utf8; x=y", true),
            ("application/json; x=\"a;charset=utf-16\"", true),
            ("application/json; x=\"\\\";charset=utf-16\"", true),
            ("application/json; x=\\\"; charset=utf-16", true),
            ("application/json; charset=utf-16", false),
            ("application/json; charset=\"UTF-16LE\"", false),
            ("application/json; charset=iso-8859-1", false),
            ("application/json; charset=", false),
            ("application/json; charset", false),
            ("application/json; x=y;charset=utf-16", false),
            ("application/json; x=\"\\\"\";charset=utf-16", false),
            ("application/json; charset=utf-8; charset=utf-16", false),
            ("application/json; charset=utf-8, text/plain", false),
        ] {
            assert_eq!(is_utf8(text), expected, "{text}");
        }
    }

    #[test]
    fn different_content_types_are_ambiguous() {
        for (kinds, expected) in [
            (&[][..], false),
            (&["application/json"], false),
            (&["application/json", "application/json"], false),
            (&["application/json", "text/plain"], true),
            (&["text/plain", "application/json"], true),
        ] {
            let mut headers = HeaderMap::new();
            for kind in kinds {
                headers.append(CONTENT_TYPE, HeaderValue::from_static(kind));
            }
            assert_eq!(is_ambiguous(&headers), expected, "{kinds:?}");
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

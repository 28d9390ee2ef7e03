//! The values in the path of a request.

use rpcsmith_service::{HttpRoute, PathSegment};

use super::tree::split_action;
use crate::Status;

/// The values of the variables of a route in a path that it matches.
///
/// A segment is decoded as a whole. In the rest of a path, reserved characters stay encoded, because a slash there separates
/// segments.
///
/// # Errors
/// `INVALID_ARGUMENT` if a value has a malformed percent-encoding, or is not UTF-8.
///
/// Source: `UnescapingModeAllExceptReserved` of grpc-gateway.
pub fn values(route: &HttpRoute, path: &str) -> Result<Vec<String>, Status> {
    let mut path = path.strip_prefix('/').unwrap_or(path);
    if route.action.is_some() {
        path = split_action(path).map_or(path, |(path, _)| path);
    }
    let parts: Vec<&str> = path.split('/').collect();
    let values = route.variables.iter().map(|variable| {
        let mut value = Vec::new();
        for (index, segment) in route.segments.iter().enumerate() {
            if !variable.segments.contains(&index) {
                continue;
            }
            if index > variable.segments.start {
                value.push(b'/');
            }
            let texts = texts(route, index, &parts);
            for (position, text) in texts.iter().enumerate() {
                if position > 0 {
                    value.push(b'/');
                }
                if !decode(*segment, text, &mut value) {
                    return Err(malformed(variable.field, "is not percent-encoded"));
                }
            }
        }
        let value = String::from_utf8(value);
        value.map_err(|_| malformed(variable.field, "is not UTF-8"))
    });
    values.collect()
}

/// The parts of a path for a segment of its route: one, or any number for `**`.
fn texts<'t, 'p>(route: &HttpRoute, index: usize, parts: &'t [&'p str]) -> &'t [&'p str] {
    let mut segments = route.segments.iter();
    let rest = segments.position(|segment| *segment == PathSegment::Rest);
    // The other segments have one part each.
    let of_rest = (parts.len() + 1).saturating_sub(route.segments.len());
    let (start, count) = match rest {
        Some(rest) if index == rest => (index, of_rest),
        Some(rest) if index > rest => ((index + of_rest).saturating_sub(1), 1),
        _ => (index, 1),
    };
    parts.get(start..start + count).unwrap_or_default()
}

fn malformed(field: &str, reason: &str) -> Status {
    Status::invalid_argument(format!("the path is malformed: `{field}` {reason}"))
}

/// Decodes the text of a segment. Whether its percent-encoding is correct.
fn decode(segment: PathSegment, text: &str, value: &mut Vec<u8>) -> bool {
    if matches!(segment, PathSegment::Literal(_)) {
        value.extend_from_slice(text.as_bytes());
        return true;
    }
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let (decoded, after) = match (byte, after) {
            (b'%', [high, low, after @ ..]) => {
                let Some(decoded) = hex(*high).zip(hex(*low)) else {
                    return false;
                };
                (Some(decoded.0 << 4 | decoded.1), after)
            }
            (b'%', _) => return false,
            _ => (None, after),
        };
        match decoded {
            Some(reserved) if segment == PathSegment::Rest && is_reserved(reserved) => {
                value.extend_from_slice(rest.get(..3).unwrap_or(rest));
            }
            Some(decoded) => value.push(decoded),
            None => value.push(*byte),
        }
        rest = after;
    }
    true
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

/// Source: RFC 6570, section 1.5, "reserved".
fn is_reserved(byte: u8) -> bool {
    b"!#$&'()*+,/:;=?@[]".contains(&byte)
}

#[cfg(test)]
mod tests {
    use rpcsmith_service::PathSegment::{Literal, One, Rest};
    use rpcsmith_service::PathVariable;

    use super::*;

    fn read(route: HttpRoute, path: &str) -> Result<Vec<String>, String> {
        values(&route, path).map_err(|status| status.message().to_owned())
    }

    #[test]
    fn a_variable_has_the_text_of_its_segments() {
        const NAME: &[PathVariable] = &[PathVariable::new("name", 1..3)];
        let shelf = HttpRoute::get(0, &[Literal("v1"), Literal("shelves"), One]).variables(NAME);
        let files = HttpRoute::get(0, &[Literal("v1"), Literal("files"), Rest]).variables(NAME);
        let segments = &[Literal("v1"), Literal("files"), Rest, Literal("pages"), One];
        let pages = HttpRoute::get(0, segments).variables(NAME);
        const TAIL: &[PathVariable] = &[PathVariable::new("name", 2..4)];
        let tail = HttpRoute::get(0, &[Literal("v1"), Rest, Literal("pages"), One]).variables(TAIL);
        for (route, path, expected) in [
            (shelf, "/v1/shelves/a", "shelves/a"),
            (shelf, "/v1/shelves/", "shelves/"),
            (shelf, "/v1/shelves/a%2Fb%20c%C3%A9", "shelves/a/b cé"),
            (shelf, "/v1/shelves/a:b", "shelves/a:b"),
            (shelf.action("b"), "/v1/shelves/a:b", "shelves/a"),
            (shelf.action("b"), "/v1/shelves/a:c:b", "shelves/a:c"),
            (files, "/v1/files/a/b/c", "files/a/b/c"),
            (files, "/v1/files/a%2Fb%20c/%3a", "files/a%2Fb c/%3a"),
            (files, "/v1/files/", "files/"),
            (files, "/v1/files", "files/"),
            (files.action("x"), "/v1/files/a:x", "files/a"),
            (pages, "/v1/files/a/b/pages/7", "files/a/b"),
            (pages, "/v1/files/a%2Fb/pages/7", "files/a%2Fb"),
            (pages, "/v1/files/pages/7", "files/"),
            (tail, "/v1/a/pages/7", "pages/7"),
            (tail, "/v1/pages/7", "pages/7"),
        ] {
            assert_eq!(read(route, path), Ok(vec![expected.to_owned()]), "{path}");
        }
    }

    #[test]
    fn each_variable_has_its_segments() {
        const TWO: &[PathVariable] = &[PathVariable::new("a", 0..1), PathVariable::new("b", 2..4)];
        let route = HttpRoute::get(0, &[One, Literal("x"), One, Literal("y"), One]).variables(TWO);
        let values = read(route, "/1/x/2/y/3").unwrap();
        assert_eq!(values, ["1", "2/y"]);
    }

    #[test]
    fn malformed_values_are_refused() {
        const NAME: &[PathVariable] = &[PathVariable::new("a.b", 0..1)];
        let one = HttpRoute::get(0, &[One]).variables(NAME);
        for path in ["/%", "/%2", "/%zz", "/a%2", "/%+1"] {
            let error = "the path is malformed: `a.b` is not percent-encoded";
            assert_eq!(read(one, path), Err(error.to_owned()), "{path}");
        }
        let error = "the path is malformed: `a.b` is not UTF-8";
        assert_eq!(read(one, "/%ff"), Err(error.to_owned()));
    }
}

//! The path of a request.
//!
//! Source: `google/api/http.proto`, "Rules for HTTP mapping"; the decoding of paths in grpc-gateway.

use std::borrow::Cow;
use std::iter;

use bytes::{BufMut, BytesMut};
use rpcsmith_message::reflect::{Cardinality, FieldDescriptor, Kind, Reflect, Value};
use rpcsmith_service::{HttpRoute, PathSegment, PathVariable};

use super::super::parameter::Parameter;
use super::encode::{component, segment_of_rest};
use super::text;
use crate::Status;

/// Writes the path of a message.
///
/// # Errors
/// `INVALID_ARGUMENT` if the value of a variable does not match its segments, or if a server would read another one.
pub fn path(route: &HttpRoute, message: &dyn Reflect, target: &mut BytesMut) -> Result<(), Status> {
    let mut scratch = String::new();
    write(route, target, |variable, segments, target| {
        let of = |reason: &str| Parameter::Path(variable.field).error(reason);
        let text = value(message, variable.field, &mut scratch).map_err(of)?;
        expand(segments, text, target).map_err(|reason| of(&reason))
    })
}

/// Writes the path of a route without variables.
///
/// # Errors
/// `INVALID_ARGUMENT` if the route has variables.
pub fn path_without_message(route: &HttpRoute, target: &mut BytesMut) -> Result<(), Status> {
    write(route, target, |variable, _, _| {
        let reason = "there is no message";
        Err(Parameter::Path(variable.field).error(reason))
    })
}

fn write(
    route: &HttpRoute,
    target: &mut BytesMut,
    mut variable: impl FnMut(&PathVariable, &[PathSegment], &mut BytesMut) -> Result<(), Status>,
) -> Result<(), Status> {
    let mut variables = route.variables.iter().peekable();
    let mut end = 0;
    for (index, segment) in route.segments.iter().enumerate() {
        if index < end {
            continue;
        }
        if let Some(next) = variables.next_if(|next| next.segments.start == index) {
            end = next.segments.end;
            let segments = route.segments.get(index..end).unwrap_or_default();
            target.put_u8(b'/');
            variable(next, segments, target)?;
            continue;
        }
        target.put_u8(b'/');
        target.put_slice(match segment {
            PathSegment::Literal(text) => text.as_bytes(),
            // Any segment matches.
            PathSegment::One | PathSegment::Rest => b"-",
        });
    }
    if route.segments.is_empty() {
        target.put_u8(b'/');
    }
    if let Some(action) = route.action {
        target.put_u8(b':');
        target.put_slice(action.as_bytes());
    }
    Ok(())
}

/// The text of the field with a path of names.
fn value<'v>(
    message: &'v dyn Reflect,
    path: &str,
    scratch: &'v mut String,
) -> Result<&'v str, text::Reason> {
    const UNKNOWN: text::Reason = "the request has no such field";

    let mut message = message;
    let mut names = path.split('.').peekable();
    loop {
        let name = names.next().ok_or(UNKNOWN)?;
        let fields = message.descriptor().fields();
        let index = fields.iter().position(|field| field.name() == name);
        let (index, field) = index
            .and_then(|index| Some((index, fields.get(index)?)))
            .ok_or(UNKNOWN)?;
        let value = message.get(index);
        if names.peek().is_some() {
            message = match value {
                Some(Value::Message(inner)) => inner,
                _ => return Err("it is not set"),
            };
            continue;
        }
        return match value {
            Some(value) => text::text(field.kind(), value, scratch),
            None if has_default(field) => Ok(text::default(field.kind())),
            None => Err("it is not set"),
        };
    }
}

/// Whether a field that is not set has the default value of its type.
fn has_default(field: &FieldDescriptor) -> bool {
    let is_scalar = !matches!(field.kind(), Kind::Message(_) | Kind::Group(_));
    is_scalar && field.cardinality() == Cardinality::Implicit
}

/// Writes the value of a variable, which must match its segments.
fn expand(
    segments: &[PathSegment],
    text: &str,
    target: &mut BytesMut,
) -> Result<(), Cow<'static, str>> {
    if let [PathSegment::One] = segments {
        check(text)?;
        component(text, target);
        return Ok(());
    }
    let mismatch = || Cow::from(format!("it does not match `{}`", template(segments)));
    let pieces = text.split('/').count();
    let has_rest = segments.contains(&PathSegment::Rest);
    let of_rest = (pieces + 1).saturating_sub(segments.len());
    if of_rest == 0 || !has_rest && of_rest > 1 {
        return Err(mismatch());
    }
    let segments = segments.iter().flat_map(|segment| match segment {
        PathSegment::Rest => iter::repeat_n(segment, of_rest),
        _ => iter::repeat_n(segment, 1),
    });
    for (index, (segment, piece)) in segments.zip(text.split('/')).enumerate() {
        if index > 0 {
            target.put_u8(b'/');
        }
        match segment {
            PathSegment::Literal(literal) if *literal == piece => {
                target.put_slice(literal.as_bytes());
            }
            PathSegment::Literal(_) => return Err(mismatch()),
            PathSegment::One => {
                check(piece)?;
                component(piece, target);
            }
            PathSegment::Rest => {
                check(piece)?;
                if piece.contains(['?', '#']) {
                    return Err("servers do not decode `?` and `#` in it".into());
                }
                segment_of_rest(piece, target);
            }
        }
    }
    Ok(())
}

/// Rejects segments that no route matches, or that a proxy between client and server resolves.
fn check(segment: &str) -> Result<(), text::Reason> {
    match segment {
        "" => Err("it is empty, or has an empty segment"),
        "." | ".." => Err("it has the segment `.` or `..`"),
        _ => Ok(()),
    }
}

fn template(segments: &[PathSegment]) -> String {
    let texts: Vec<_> = segments.iter().map(ToString::to_string).collect();
    texts.join("/")
}

#[cfg(test)]
mod tests {
    use rpcsmith_service::PathSegment::{Literal, One, Rest};

    use super::*;

    fn expanded(segments: &[PathSegment], text: &str) -> Result<String, String> {
        let mut target = BytesMut::new();
        expand(segments, text, &mut target).map_err(Cow::into_owned)?;
        Ok(String::from_utf8(target.to_vec()).unwrap())
    }

    #[test]
    fn values_match_their_segments() {
        let shelf = &[Literal("shelves"), One][..];
        let pages = &[Literal("a"), Rest, Literal("pages"), One][..];
        for (segments, text, expected) in [
            (&[One][..], "7", "7"),
            (&[One], "a/b c:d+é~%2F", "a%2Fb%20c%3Ad%2B%C3%A9~%252F"),
            (&[One], "...", "..."),
            (shelf, "shelves/7", "shelves/7"),
            (shelf, "shelves/a:b?", "shelves/a%3Ab%3F"),
            (&[Rest], "a", "a"),
            (&[Rest], "a/b c/d:e%[f]", "a/b%20c/d:e%25[f]"),
            (pages, "a/b/pages/7", "a/b/pages/7"),
            (pages, "a/b/c/pages/pages/:", "a/b/c/pages/pages/%3A"),
        ] {
            assert_eq!(expanded(segments, text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn other_values_are_refused() {
        let shelf = &[Literal("shelves"), One][..];
        let pages = &[Literal("a"), Rest, Literal("pages"), One][..];
        let empty = "it is empty, or has an empty segment";
        let dots = "it has the segment `.` or `..`";
        let shelves = "it does not match `shelves/*`";
        for (segments, text, expected) in [
            (&[One][..], "", empty),
            (&[One], "..", dots),
            (shelf, "", shelves),
            (shelf, "7", shelves),
            (shelf, "shelves", shelves),
            (shelf, "shelves/", empty),
            (shelf, "shelves/.", dots),
            (shelf, "shelves/7/8", shelves),
            (shelf, "books/7", shelves),
            (&[Rest], "", empty),
            (&[Rest], "a//b", empty),
            (&[Rest], "a/../b", dots),
            (&[Rest], "a/b?", "servers do not decode `?` and `#` in it"),
            (pages, "a/pages/7", "it does not match `a/**/pages/*`"),
            (pages, "a/b/page/7", "it does not match `a/**/pages/*`"),
        ] {
            let error = expanded(segments, text).unwrap_err();
            assert_eq!(error, expected, "{text}");
        }
    }
}

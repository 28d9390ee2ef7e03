//! The routes of HTTP/JSON: the requests that call a method besides those to its own path.
//!
//! Source: [`google/api/http.proto`](https://github.com/googleapis/googleapis/blob/master/google/api/http.proto).

use std::fmt;
use std::ops::Range;

/// A route of HTTP/JSON: a binding of the option `google.api.http` of a method.
///
/// Generated code has a constant table of the routes of each service.
///
/// ```
/// use rpcsmith_runtime::PathSegment::{Literal, One};
/// use rpcsmith_runtime::{HttpRoute, PathVariable, RouteBody};
///
/// // `patch: "/v1/{user.name=users/*}"` and `body: "user"` of the second method of a service.
/// const UPDATE_USER: HttpRoute = HttpRoute::patch(1, &[Literal("v1"), Literal("users"), One])
///     .variables(&[PathVariable::new("user.name", 1..3)])
///     .body("user");
///
/// assert_eq!(UPDATE_USER.rpc, 1);
/// assert_eq!(UPDATE_USER.method, "PATCH");
/// assert_eq!(UPDATE_USER.body, RouteBody::Field("user"));
/// assert_eq!(UPDATE_USER.to_string(), "PATCH /v1/{user.name=users/*}");
/// ```
///
/// An invalid route does not compile in a constant:
///
/// ```compile_fail
/// use rpcsmith_runtime::{HttpRoute, PathSegment};
///
/// // A path has one `**` at most.
/// const FILES: HttpRoute = HttpRoute::get(0, &[PathSegment::Rest, PathSegment::Rest]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct HttpRoute {
    /// The index of the method in the table of its service.
    pub rpc: usize,
    /// The method of HTTP, for example `GET`; `*` for any method.
    pub method: &'static str,
    /// The segments of the path; none for the path `/`.
    pub segments: &'static [PathSegment],
    /// What follows the path after a colon: `cancel` in `/v1/jobs/*:cancel`.
    pub action: Option<&'static str>,
    /// The parts of the path that are values of fields, in the order of their segments.
    pub variables: &'static [PathVariable],
    /// What the body of a request contains.
    pub body: RouteBody,
    /// The field of the response that the body of an HTTP response contains; `None` for the message.
    pub response_body: Option<&'static str>,
    /// Whether the body of a request is the data of a `google.api.HttpBody`, not JSON.
    pub upload: bool,
    /// Whether the body of an HTTP response is the data of a `google.api.HttpBody`, not JSON.
    pub download: bool,
}

/// A segment of the path of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathSegment {
    /// This segment, as the option writes it. Reserved characters are percent-encoded.
    Literal(&'static str),
    /// `*`: any segment.
    One,
    /// `**`: any number of segments, also none. A path has at most one of these; segments can follow it.
    Rest,
}

/// A part of the path that is the value of a field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct PathVariable {
    /// The field, with the names of the proto file and dots between them: `user.name`.
    pub field: &'static str,
    /// Its segments, by index. The value is their texts with slashes between them.
    pub segments: Range<usize>,
}

impl PathVariable {
    /// A variable for the segments in a range.
    pub const fn new(field: &'static str, segments: Range<usize>) -> Self {
        Self { field, segments }
    }
}

/// The part of a request that its body contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RouteBody {
    /// Nothing: all fields that are not in the path are parameters of the query.
    None,
    /// The message. The path sets the fields of its variables, and there are no parameters of the query.
    Whole,
    /// This field. All other fields that are not in the path are parameters of the query.
    Field(&'static str),
}

/// Each constructor takes the index of the method in the table of its service, and the segments of the path. A path without
/// segments is `/`.
///
/// # Panics
/// If the path has more than one [`PathSegment::Rest`]; in a constant, this is a compile error.
impl HttpRoute {
    /// A route of GET requests.
    pub const fn get(rpc: usize, segments: &'static [PathSegment]) -> Self {
        Self::custom("GET", rpc, segments)
    }

    /// A route of PUT requests.
    pub const fn put(rpc: usize, segments: &'static [PathSegment]) -> Self {
        Self::custom("PUT", rpc, segments)
    }

    /// A route of POST requests.
    pub const fn post(rpc: usize, segments: &'static [PathSegment]) -> Self {
        Self::custom("POST", rpc, segments)
    }

    /// A route of DELETE requests.
    pub const fn delete(rpc: usize, segments: &'static [PathSegment]) -> Self {
        Self::custom("DELETE", rpc, segments)
    }

    /// A route of PATCH requests.
    pub const fn patch(rpc: usize, segments: &'static [PathSegment]) -> Self {
        Self::custom("PATCH", rpc, segments)
    }

    /// A route of requests with another method; `*` is any method.
    pub const fn custom(
        method: &'static str,
        rpc: usize,
        segments: &'static [PathSegment],
    ) -> Self {
        let mut rests = 0;
        let mut at = 0;
        while at < segments.len() {
            if matches!(segments[at], PathSegment::Rest) {
                rests += 1;
            }
            at += 1;
        }
        assert!(rests <= 1, "a path has at most one `**`");
        Self {
            rpc,
            method,
            segments,
            action: None,
            variables: &[],
            body: RouteBody::None,
            response_body: None,
            upload: false,
            download: false,
        }
    }
}

impl HttpRoute {
    /// Adds an action, which follows the path after a colon: `cancel` in `/v1/jobs/*:cancel`.
    #[must_use]
    pub const fn action(self, action: &'static str) -> Self {
        Self {
            action: Some(action),
            ..self
        }
    }

    /// Sets the fields whose values are in the path, in the order of their segments.
    ///
    /// # Panics
    /// If a variable has no segment, or one that the path does not have, or one of another variable; in a constant, this is a
    /// compile error.
    #[must_use]
    pub const fn variables(self, variables: &'static [PathVariable]) -> Self {
        let mut free = 0;
        let mut at = 0;
        while at < variables.len() {
            let (start, end) = (variables[at].segments.start, variables[at].segments.end);
            assert!(
                free <= start && start < end && end <= self.segments.len(),
                "variables have segments of their own, in the order of the path"
            );
            free = end;
            at += 1;
        }
        Self { variables, ..self }
    }

    /// Sets the field that the body of requests contains, or `*` for the message.
    #[must_use]
    pub const fn body(self, field: &'static str) -> Self {
        let body = match field.as_bytes() {
            b"*" => RouteBody::Whole,
            _ => RouteBody::Field(field),
        };
        Self { body, ..self }
    }

    /// Sets the field of the response that the body of HTTP responses contains, instead of the message.
    #[must_use]
    pub const fn response_body(self, field: &'static str) -> Self {
        Self {
            response_body: Some(field),
            ..self
        }
    }

    /// The body of requests is the data of a `google.api.HttpBody`: of the message, or of the field in [`body`](Self::body).
    #[must_use]
    pub const fn upload(self) -> Self {
        Self {
            upload: true,
            ..self
        }
    }

    /// The body of HTTP responses is the data of a `google.api.HttpBody`: of the message, or of the field in
    /// [`response_body`](Self::response_body).
    #[must_use]
    pub const fn download(self) -> Self {
        Self {
            download: true,
            ..self
        }
    }
}

/// Writes the method and the path as the option has them: `GET /v1/{name=users/*}`.
impl fmt::Display for HttpRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.method)?;
        let mut variables = self.variables.iter();
        let mut variable = variables.next();
        for (index, segment) in self.segments.iter().enumerate() {
            f.write_str("/")?;
            if let Some(open) = variable.filter(|open| open.segments.start == index) {
                write!(f, "{{{}", open.field)?;
                // `{name}` is `{name=*}`.
                if open.segments.len() > 1 || *segment != PathSegment::One {
                    write!(f, "={segment}")?;
                }
            } else {
                segment.fmt(f)?;
            }
            if variable.is_some_and(|open| open.segments.end == index + 1) {
                f.write_str("}")?;
                variable = variables.next();
            }
        }
        if self.segments.is_empty() {
            f.write_str("/")?;
        }
        match self.action {
            Some(action) => write!(f, ":{action}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for PathSegment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Literal(text) => text,
            Self::One => "*",
            Self::Rest => "**",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::PathSegment::{Literal, One, Rest};
    use super::*;

    #[test]
    fn routes_are_written_as_in_the_option() {
        const ROUTES: &[HttpRoute] = &[
            HttpRoute::get(0, &[]),
            HttpRoute::put(0, &[Literal("v1"), One, Rest]).action("write"),
            HttpRoute::post(0, &[One, Rest, Literal("a")])
                .variables(&[PathVariable::new("a.b", 0..1), PathVariable::new("c", 1..3)])
                .action("x"),
            HttpRoute::delete(0, &[Literal("a"), Rest])
                .variables(&[PathVariable::new("a", 0..1), PathVariable::new("b", 1..2)]),
            HttpRoute::custom("*", 0, &[Literal("a"), One, One])
                .variables(&[PathVariable::new("c", 1..3)]),
        ];
        assert_eq!(
            ROUTES.iter().map(ToString::to_string).collect::<Vec<_>>(),
            [
                "GET /",
                "PUT /v1/*/**:write",
                "POST /{a.b}/{c=**/a}:x",
                "DELETE /{a=a}/{b=**}",
                "* /a/{c=*/*}",
            ]
        );
    }

    #[test]
    fn a_star_is_the_whole_body() {
        let route = HttpRoute::patch(0, &[]);
        assert_eq!(route.body, RouteBody::None);
        assert_eq!(route.body("*").body, RouteBody::Whole);
        assert_eq!(route.body("a").body, RouteBody::Field("a"));
        assert_eq!(route.response_body("b").response_body, Some("b"));
    }

    #[test]
    #[should_panic(expected = "at most one `**`")]
    fn a_path_has_one_rest() {
        HttpRoute::get(0, &[Rest, One, Rest]);
    }

    #[test]
    #[should_panic(expected = "variables have segments of their own")]
    fn variables_do_not_overlap() {
        const VARIABLES: &[PathVariable] =
            &[PathVariable::new("a", 0..2), PathVariable::new("b", 1..2)];
        let _ = HttpRoute::get(0, &[One, One]).variables(VARIABLES);
    }

    #[test]
    #[should_panic(expected = "variables have segments of their own")]
    fn variables_are_within_the_path() {
        const VARIABLES: &[PathVariable] = &[PathVariable::new("a", 0..2)];
        let _ = HttpRoute::get(0, &[One]).variables(VARIABLES);
    }
}

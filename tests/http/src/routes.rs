//! The matching of routes beside that of `matchit`.
//!
//! Both find the route of a method and a path. `matchit` also finds the texts of the variables, which our server reads from the
//! path when it knows the route.

use std::collections::HashMap;
use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use matchit::Router;
use rpcsmith_runtime::{HttpRoute, PathSegment};
use rpcsmith_wire::http_json::{Found, Tree};

use crate::Failure;

/// How often both match all requests.
const ROUNDS: usize = 31;

/// A request, and the index of the route that it is made for.
struct Request {
    method: &'static str,
    path: String,
    route: usize,
}

/// Routes that both routers have, and a request for each.
#[derive(Default)]
pub struct Routes {
    tree: Tree<usize>,
    router: Router<usize>,
    /// The methods of the patterns of the router. axum also compares the few methods of a path in turn.
    methods: Vec<Vec<(&'static str, usize)>>,
    /// The patterns of the router, without the names of their variables.
    patterns: HashMap<String, usize>,
    requests: Vec<Request>,
    /// The routes that the other router does not have.
    refused: usize,
}

/// The result of a comparison.
pub struct Speed {
    routes: usize,
    refused: usize,
    /// The requests for which both have the same route.
    equal: usize,
    /// The medians of the rounds.
    own: Duration,
    other: Duration,
}

impl Routes {
    /// Adds the routes of lines.
    ///
    /// # Errors
    /// If a line has no method or no path.
    pub fn read(lines: &str) -> Result<Self, Failure> {
        let mut routes = Self::default();
        // The routes of a server are constants.
        let lines: &'static str = String::leak(lines.to_owned());
        for line in lines.lines() {
            let (method, path) = line
                .split_once(' ')
                .ok_or("a line has a method and a path")?;
            routes.add(method, path);
        }
        Ok(routes)
    }

    fn add(&mut self, method: &'static str, template: &'static str) {
        let (path, action) = match template.rsplit_once(':') {
            Some((path, action)) if !action.contains(['/', '}']) => (path, Some(action)),
            _ => (template, None),
        };
        let segments: Vec<_> = segments(path).collect();
        let pattern = pattern(&segments, action);
        let known = self.patterns.get(&pattern).copied();
        let index = known.unwrap_or(self.methods.len());
        if known.is_none() {
            if self.router.insert(pattern.clone(), index).is_err() {
                self.refused += 1;
                return;
            }
            self.patterns.insert(pattern, index);
            self.methods.push(Vec::new());
        }
        let mut route = HttpRoute::custom(method, 0, Vec::leak(segments.clone()));
        if let Some(action) = action {
            route = route.action(action);
        }
        let number = self.requests.len();
        // Two packages can have the same route.
        if self.tree.insert(Box::leak(Box::new(route)), number).is_ok() {
            self.methods[index].push((method, number));
            self.requests.push(Request {
                method,
                path: request(&segments, action),
                route: number,
            });
        }
    }

    /// Matches all requests with both.
    ///
    /// # Errors
    /// If one of them does not find a route.
    pub fn compare(&self) -> Result<Speed, Failure> {
        let mut equal = 0;
        for request in &self.requests {
            let (own, other) = (self.own(request), self.other(request));
            let (own, other) = own.zip(other).ok_or_else(|| request.path.clone())?;
            equal += usize::from(own == other && own == request.route);
        }
        let (mut own, mut other) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            own.push(self.time(Self::own));
            other.push(self.time(Self::other));
        }
        own.sort_unstable();
        other.sort_unstable();
        Ok(Speed {
            routes: self.requests.len(),
            refused: self.refused,
            equal,
            own: own[ROUNDS / 2],
            other: other[ROUNDS / 2],
        })
    }

    fn time(&self, find: impl Fn(&Self, &Request) -> Option<usize>) -> Duration {
        let start = Instant::now();
        for request in &self.requests {
            black_box(find(self, black_box(request)));
        }
        start.elapsed()
    }

    fn own(&self, request: &Request) -> Option<usize> {
        match self.tree.find(request.method, &request.path) {
            Found::Route(route) => Some(*route),
            _ => None,
        }
    }

    fn other(&self, request: &Request) -> Option<usize> {
        let found = self.router.at(&request.path).ok()?;
        let mut methods = self.methods[*found.value].iter();
        methods.find_map(|(method, route)| (*method == request.method).then_some(*route))
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "routes={} refused={} equal={} ratio={:.2}",
            self.routes,
            self.refused,
            self.equal,
            self.own.as_secs_f64() / self.other.as_secs_f64()
        )
    }
}

/// The segments of a template, without its variables.
fn segments(path: &'static str) -> impl Iterator<Item = PathSegment> {
    let mut rest = path.strip_prefix('/').unwrap_or(path);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some(variable) = rest.strip_prefix('{') {
            let end = variable.find(['=', '}']).unwrap_or(variable.len());
            rest = variable.get(end + 1..).unwrap_or_default();
            if variable[end..].starts_with('}') {
                rest = rest.strip_prefix('/').unwrap_or(rest);
                return Some(PathSegment::One);
            }
        }
        let end = rest.find('/').unwrap_or(rest.len());
        let segment = rest[..end].trim_end_matches('}');
        rest = rest.get(end + 1..).unwrap_or_default();
        Some(match segment {
            "*" => PathSegment::One,
            "**" => PathSegment::Rest,
            text => PathSegment::Literal(text),
        })
    })
}

/// The pattern of `matchit`.
fn pattern(segments: &[PathSegment], action: Option<&str>) -> String {
    let mut pattern = String::new();
    for (index, segment) in segments.iter().enumerate() {
        match segment {
            PathSegment::Literal(text) => pattern.extend(["/", text]),
            PathSegment::One => pattern.push_str(&format!("/{{v{index}}}")),
            PathSegment::Rest => pattern.push_str(&format!("/{{*v{index}}}")),
        }
    }
    pattern
        + &action
            .map(|action| format!(":{action}"))
            .unwrap_or_default()
}

/// The path of a request for a route.
fn request(segments: &[PathSegment], action: Option<&str>) -> String {
    let mut path = String::new();
    for segment in segments {
        path.push('/');
        path.push_str(match segment {
            PathSegment::Literal(text) => text,
            PathSegment::One => "some-name-1",
            PathSegment::Rest => "some/name",
        });
    }
    path + &action
        .map(|action| format!(":{action}"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_have_segments() {
        let shown = |path| {
            let (segments, action) = (segments(path).collect::<Vec<_>>(), None);
            (pattern(&segments, action), request(&segments, action))
        };
        assert_eq!(
            shown("/v1/{name=users/*/logs/**}/x"),
            (
                "/v1/users/{v2}/logs/{*v4}/x".to_owned(),
                "/v1/users/some-name-1/logs/some/name/x".to_owned()
            )
        );
        assert_eq!(shown("/v1/{a}/{b.c=*}").0, "/v1/{v1}/{v2}");
    }

    #[test]
    fn both_routers_have_the_same_routes() {
        let lines = "GET /v1/{name=users/*}\nPUT /v1/{name=users/*}\nGET /v1/users/me\nGET /v1/{path=files/**}\n";
        let speed = Routes::read(lines).unwrap().compare().unwrap();
        assert_eq!((speed.routes, speed.refused, speed.equal), (4, 0, 4));
    }
}

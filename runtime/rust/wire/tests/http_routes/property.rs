//! Compares the tree with a search in a list of routes, for random routes and paths.

use rpcsmith_service::PathSegment::{Literal, One, Rest};
use rpcsmith_service::{HttpRoute, PathSegment};
use rpcsmith_wire::http_json::{Found, Tree};

use crate::random::Random;

/// The number of lists of routes, and the number of requests for each.
const LISTS: usize = 200;
const REQUESTS: usize = 60;

const METHODS: [&str; 4] = ["GET", "POST", "HEAD", "*"];
/// The first two have the same key in the tree.
const TEXTS: [&str; 7] = ["list-1-all", "list-2-all", "a", "b", "v1", "a:b", "é"];
const ACTIONS: [&str; 3] = ["x", "b", "cancel"];

fn pick<'t>(random: &mut Random, texts: &[&'t str]) -> &'t str {
    texts[random.below(texts.len())]
}

fn random_route(random: &mut Random) -> HttpRoute {
    let mut has_rest = false;
    let mut segments = Vec::new();
    for _ in 0..random.below(6) {
        segments.push(match random.below(10) {
            0 if !has_rest => {
                has_rest = true;
                Rest
            }
            0..4 => One,
            _ => Literal(pick(random, &TEXTS)),
        });
    }
    let route = HttpRoute::custom(pick(random, &METHODS), 0, Vec::leak(segments));
    match random.below(3) {
        0 => route.action(pick(random, &ACTIONS)),
        _ => route,
    }
}

/// A path that a route matches, or nearly matches.
fn random_path(random: &mut Random, route: &HttpRoute) -> String {
    let mut path = String::new();
    for segment in route.segments {
        let count = match segment {
            Rest => random.below(4),
            _ => 1,
        };
        for _ in 0..count {
            path.push('/');
            path.push_str(match segment {
                Literal(text) if random.below(10) > 0 => text,
                _ if random.below(6) == 0 => "",
                _ => pick(random, &TEXTS),
            });
        }
    }
    if random.below(8) == 0 {
        path.push('/');
    }
    match route.action {
        Some(action) if random.below(4) > 0 => path.extend([":", action]),
        _ if random.below(6) == 0 => path.extend([":", pick(random, &ACTIONS)]),
        _ => {}
    }
    path
}

/// How segments match a path: 0 for a literal, 1 for `*`, and more for `**`, by the number of its segments. The smallest wins.
/// `None` if they do not match.
fn ranks(segments: &[PathSegment], path: &[&str]) -> Option<Vec<usize>> {
    let Some((segment, segments)) = segments.split_first() else {
        return path.is_empty().then(Vec::new);
    };
    let counts = match segment {
        Rest => 0..=path.len(),
        _ => 1..=1,
    };
    let ranks = counts.filter_map(|count| {
        let (start, next) = path.split_at_checked(count)?;
        let rank = match segment {
            Literal(text) if start == [*text] => 0,
            Literal(_) => return None,
            One => 1,
            Rest => 2 + count,
        };
        Some([vec![rank], ranks(segments, next)?].concat())
    });
    ranks.min()
}

/// How a route matches a path: first by its action, then by its segments. The smallest wins.
fn rank(route: &HttpRoute, path: &str) -> Option<(bool, Vec<usize>)> {
    let mut path = path.strip_prefix('/')?;
    if let Some(action) = route.action {
        path = path.strip_suffix(action)?.strip_suffix(':')?;
        if path.is_empty() || path.ends_with('/') {
            return None;
        }
    }
    let parts: Vec<_> = path.split('/').collect();
    let ranks = match path.is_empty() && route.segments.is_empty() {
        true => Vec::new(),
        false => ranks(route.segments, &parts)?,
    };
    Some((route.action.is_none(), ranks))
}

/// The first route for a request, by the order that the tree documents; or the methods of its path.
fn expected(routes: &[&HttpRoute], method: &str, path: &str) -> String {
    let best = |method: &str| {
        let routes = routes.iter().filter(|route| route.method == method);
        let ranked = routes.filter_map(|route| Some((rank(route, path)?, route.to_string())));
        ranked.min().map(|(_, route)| route)
    };
    let head = (method == "HEAD").then_some("GET");
    let methods = [Some(method), head, Some("*")];
    if let Some(route) = methods.into_iter().flatten().find_map(best) {
        return route;
    }
    let matching = routes.iter().filter(|route| rank(route, path).is_some());
    let mut methods: Vec<_> = matching.map(|route| route.method).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.sort_unstable();
    methods.dedup();
    methods.join(", ")
}

fn found(tree: &Tree<String>, method: &str, path: &str) -> String {
    match tree.find(method, path) {
        Found::Route(route) => route.clone(),
        Found::OtherMethods(methods) => methods.join(", "),
        Found::Nothing => String::new(),
    }
}

/// Routes that differ, in a list and in a tree.
fn random_routes(random: &mut Random) -> (Vec<&'static HttpRoute>, Tree<String>) {
    let (mut routes, mut tree) = (Vec::new(), Tree::default());
    for _ in 0..=random.below(30) {
        let route: &'static HttpRoute = Box::leak(Box::new(random_route(random)));
        let text = route.to_string();
        let is_known = routes
            .iter()
            .any(|known| ToString::to_string(known) == text);
        let added = tree.insert(route, text.clone());
        assert_eq!(added, if is_known { Err(&text) } else { Ok(()) });
        if !is_known {
            routes.push(route);
        }
    }
    (routes, tree)
}

#[test]
fn a_tree_finds_the_routes_of_a_list() {
    let mut random = Random::new(1);
    let (mut routed, mut other_methods, mut nothing) = (0, 0, 0);
    for _ in 0..LISTS {
        let (routes, tree) = random_routes(&mut random);
        for _ in 0..REQUESTS {
            let route = routes[random.below(routes.len())];
            let path = random_path(&mut random, route);
            let method = pick(&mut random, &["GET", "POST", "HEAD", "PUT"]);
            let expected = expected(&routes, method, &path);
            match (expected.is_empty(), expected.contains('/')) {
                (true, _) => nothing += 1,
                (false, true) => routed += 1,
                (false, false) => other_methods += 1,
            }
            let found = found(&tree, method, &path);
            let texts = || Vec::from_iter(routes.iter().map(ToString::to_string));
            assert_eq!(found, expected, "{method} {path} of {:#?}", texts());
            assert_eq!(tree.has_path(&path), !expected.is_empty(), "{path}");
        }
    }
    let least = [routed, other_methods, nothing].into_iter().min();
    assert!(
        least > Some(LISTS * REQUESTS / 20),
        "{routed} {other_methods} {nothing}"
    );
}

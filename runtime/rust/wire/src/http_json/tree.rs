//! The routes of a server as a tree, with a node for each start of their paths.

use std::cmp::Ordering;

use rpcsmith_service::{HttpRoute, PathSegment};

/// Routes, each with a value.
///
/// A literal segment of a route wins over `*`, and that over `**`. A route with an action wins over routes without one.
///
/// A search visits a node a few times at most, so the tree limits the time of a request. It allocates nothing.
#[derive(Debug)]
pub struct Tree<T> {
    root: Node<T>,
}

#[derive(Debug)]
struct Node<T> {
    /// Sorted by [`order`].
    literals: Vec<(&'static str, Self)>,
    one: Option<Box<Self>>,
    rest: Option<Box<Tails<T>>>,
    /// The routes whose paths end here.
    ends: Vec<End<T>>,
}

/// What follows `**` in routes: segments, but no other `**`.
#[derive(Debug)]
struct Tails<T> {
    node: Node<T>,
    /// The most segments of a route after `**`.
    longest: usize,
}

/// The end of a path, for one method and one action.
#[derive(Debug)]
struct End<T> {
    method: &'static str,
    action: Option<&'static str>,
    value: T,
}

/// What a tree has for a request.
#[derive(Debug, PartialEq, Eq)]
pub enum Found<'t, T> {
    /// The value of a route.
    Route(&'t T),
    /// Routes of this path, but of other methods: they are sorted, with `HEAD` for `GET`.
    OtherMethods(Vec<&'static str>),
    Nothing,
}

impl<T> Default for Tree<T> {
    fn default() -> Self {
        let root = Node::default();
        Self { root }
    }
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self {
            literals: Vec::new(),
            one: None,
            rest: None,
            ends: Vec::new(),
        }
    }
}

impl<T> Default for Tails<T> {
    fn default() -> Self {
        Self {
            node: Node::default(),
            longest: 0,
        }
    }
}

impl<T> Tree<T> {
    /// Adds a route.
    ///
    /// # Errors
    /// The value of another route that matches the same requests.
    pub fn insert(&mut self, route: &'static HttpRoute, value: T) -> Result<(), &T> {
        let mut node = &mut self.root;
        for (index, segment) in route.segments.iter().enumerate() {
            match segment {
                PathSegment::Literal(text) => node = node.literal_or_new(text),
                PathSegment::One => node = node.one.get_or_insert_default(),
                PathSegment::Rest => {
                    let tails = node.rest.get_or_insert_default();
                    let tail = route.segments.len() - index - 1;
                    tails.longest = tails.longest.max(tail);
                    node = &mut tails.node;
                }
            }
        }
        let ends = &mut node.ends;
        let same = |end: &End<T>| end.method == route.method && end.action == route.action;
        if let Some(index) = ends.iter().position(same) {
            return ends.get(index).map_or(Ok(()), |end| Err(&end.value));
        }
        ends.push(End {
            method: route.method,
            action: route.action,
            value,
        });
        Ok(())
    }

    /// Whether there are no routes.
    pub fn is_empty(&self) -> bool {
        let Node {
            literals,
            one,
            rest,
            ends,
        } = &self.root;
        literals.is_empty() && one.is_none() && rest.is_none() && ends.is_empty()
    }

    /// Whether a route of any method has this path.
    pub fn has_path(&self, path: &str) -> bool {
        self.search(path, &mut |_| true).is_some()
    }

    /// The route of a request. `GET` routes answer `HEAD` requests too, and routes of the method `*` all requests that no other
    /// route of this path answers.
    pub fn find(&self, method: &str, path: &str) -> Found<'_, T> {
        let head = (method == "HEAD").then_some("GET");
        for method in [Some(method), head, Some("*")].into_iter().flatten() {
            if let Some(value) = self.search(path, &mut |end| end.method == method) {
                return Found::Route(value);
            }
        }
        let mut methods = Vec::new();
        self.search(path, &mut |end| {
            methods.push(end.method);
            false
        });
        if methods.is_empty() {
            return Found::Nothing;
        }
        if methods.contains(&"GET") {
            methods.push("HEAD");
        }
        methods.sort_unstable();
        methods.dedup();
        Found::OtherMethods(methods)
    }

    fn search<A: FnMut(&End<T>) -> bool>(&self, path: &str, accepts: &mut A) -> Option<&T> {
        let path = path.strip_prefix('/')?;
        if let Some((path, action)) = split_action(path) {
            let accepts = &mut |end: &End<T>| end.action == Some(action) && accepts(end);
            if let Some(value) = self.root.whole(path, accepts) {
                return Some(value);
            }
        }
        let accepts = &mut |end: &End<T>| end.action.is_none() && accepts(end);
        self.root.whole(path, accepts)
    }
}

/// The path before its action, and the action.
pub fn split_action(path: &str) -> Option<(&str, &str)> {
    let at = path.bytes().rposition(|byte| matches!(byte, b':' | b'/'))?;
    let (before, action) = path.split_at_checked(at)?;
    // An action follows a segment.
    let action = action.strip_prefix(':')?;
    (!before.is_empty() && !before.ends_with('/')).then_some((before, action))
}

/// The order of literals, which rarely needs their texts.
fn order(one: &str, other: &str) -> Ordering {
    let lengths = one.len().cmp(&other.len());
    lengths.then_with(|| one.cmp(other))
}

/// The first segment of a path, and what follows it.
fn split_segment(path: &str) -> (&str, Option<&str>) {
    // Segments are short: this is faster than `split_once`.
    let slash = path.bytes().position(|byte| byte == b'/');
    match slash.and_then(|at| Some((path.get(..at)?, path.get(at + 1..)?))) {
        Some((segment, next)) => (segment, Some(next)),
        None => (path, None),
    }
}

impl<T> Node<T> {
    fn literal_or_new(&mut self, text: &'static str) -> &mut Self {
        let found = self.literals.binary_search_by(|(it, _)| order(it, text));
        let index = found.unwrap_or_else(|index| {
            self.literals.insert(index, (text, Self::default()));
            index
        });
        &mut self.literals[index].1
    }

    fn literal(&self, segment: &str) -> Option<&Self> {
        /// More literals than this are searched faster by their order.
        const FEW: usize = 8;
        if self.literals.len() <= FEW {
            let mut literals = self.literals.iter();
            return literals.find_map(|(text, node)| (*text == segment).then_some(node));
        }
        let found = self.literals.binary_search_by(|(it, _)| order(it, segment));
        self.literals.get(found.ok()?).map(|(_, node)| node)
    }

    fn whole<A: FnMut(&End<T>) -> bool>(&self, path: &str, accepts: &mut A) -> Option<&T> {
        // The path `/` has no segments, or an empty one.
        let empty = path.is_empty().then(|| find(&self.ends, accepts)).flatten();
        empty.or_else(|| self.walk(Some(path), accepts))
    }

    /// The first route that is accepted for the rest of a path; `None` as the rest is the end of the path. It calls itself once
    /// for each segment, and no deeper than the longest route.
    fn walk<A: FnMut(&End<T>) -> bool>(&self, rest: Option<&str>, accepts: &mut A) -> Option<&T> {
        let Some(rest) = rest else {
            return find(&self.ends, accepts).or_else(|| self.rest.as_ref()?.walk(None, accepts));
        };
        let (segment, next) = split_segment(rest);
        let literal = self.literal(segment);
        literal
            .and_then(|node| node.walk(next, accepts))
            .or_else(|| self.one.as_ref()?.walk(next, accepts))
            .or_else(|| self.rest.as_ref()?.walk(Some(rest), accepts))
    }
}

impl<T> Tails<T> {
    /// As [`Node::walk`], for a rest whose start belongs to `**`. It tries the longest tail first.
    fn walk<A: FnMut(&End<T>) -> bool>(&self, rest: Option<&str>, accepts: &mut A) -> Option<&T> {
        let slashes = |rest: &str| rest.bytes().filter(|byte| *byte == b'/').count();
        let mut segments = rest.map_or(0, |rest| slashes(rest) + 1);
        let mut tail = rest;
        loop {
            if segments <= self.longest
                && let Some(value) = self.node.walk(tail, accepts)
            {
                return Some(value);
            }
            tail = tail?.split_once('/').map(|(_, tail)| tail);
            segments -= 1;
        }
    }
}

fn find<'t, T>(ends: &'t [End<T>], accepts: &mut impl FnMut(&End<T>) -> bool) -> Option<&'t T> {
    let end = ends.iter().find(|end| accepts(end));
    end.map(|end| &end.value)
}

#[cfg(test)]
mod tests {
    use rpcsmith_service::PathSegment::{Literal, One, Rest};

    use super::*;

    /// A tree whose values are the texts of its routes.
    fn tree(routes: &'static [HttpRoute]) -> Tree<String> {
        let mut tree = Tree::default();
        for route in routes {
            tree.insert(route, route.to_string()).unwrap();
        }
        tree
    }

    fn found(tree: &Tree<String>, method: &str, path: &str) -> String {
        match tree.find(method, path) {
            Found::Route(route) => route.clone(),
            Found::OtherMethods(methods) => methods.join(", "),
            Found::Nothing => "nothing".to_owned(),
        }
    }

    #[test]
    fn literals_win_over_one_segment_and_that_over_the_rest() {
        static ROUTES: &[HttpRoute] = &[
            HttpRoute::get(0, &[Literal("v1"), Rest]),
            HttpRoute::get(0, &[Literal("v1"), One, Literal("c")]),
            HttpRoute::get(0, &[Literal("v1"), Literal("a"), Literal("b")]),
            HttpRoute::get(0, &[Literal("v1"), Literal("a"), One]),
            HttpRoute::get(0, &[Literal("v1"), One]),
        ];
        let tree = tree(ROUTES);
        for (path, expected) in [
            ("/v1/a/b", "GET /v1/a/b"),
            ("/v1/a/x", "GET /v1/a/*"),
            // The literal `a` does not lead to `c`.
            ("/v1/a/c", "GET /v1/a/*"),
            ("/v1/x/c", "GET /v1/*/c"),
            ("/v1/x", "GET /v1/*"),
            ("/v1/a", "GET /v1/*"),
            ("/v1/a/b/c", "GET /v1/**"),
            ("/v1/x/y", "GET /v1/**"),
            ("/v1", "GET /v1/**"),
            ("/v1/", "GET /v1/*"),
            ("/v1/a/", "GET /v1/a/*"),
            ("/v2", "nothing"),
            ("/", "nothing"),
            ("", "nothing"),
            ("v1/a/b", "nothing"),
            ("//v1/a/b", "nothing"),
        ] {
            assert_eq!(found(&tree, "GET", path), expected, "{path}");
            assert_eq!(tree.has_path(path), expected != "nothing", "{path}");
        }
    }

    #[test]
    fn segments_can_follow_the_rest() {
        static ROUTES: &[HttpRoute] = &[
            HttpRoute::get(0, &[Literal("v1"), Rest]),
            HttpRoute::get(0, &[Literal("v1"), Rest, Literal("pages"), One]),
            HttpRoute::get(0, &[Literal("v1"), Rest, Literal("pages")]),
            HttpRoute::get(0, &[Literal("v1"), Rest, Literal("pages")]).action("list"),
            HttpRoute::get(0, &[Literal("v1"), Literal("a"), Rest, One, Literal("x")]),
        ];
        let tree = tree(ROUTES);
        for (path, expected) in [
            ("/v1/b/c/pages/7", "GET /v1/**/pages/*"),
            ("/v1/pages/7", "GET /v1/**/pages/*"),
            ("/v1/pages/pages", "GET /v1/**/pages/*"),
            ("/v1/b/pages", "GET /v1/**/pages"),
            ("/v1/pages", "GET /v1/**/pages"),
            ("/v1/b/pages:list", "GET /v1/**/pages:list"),
            ("/v1/b/pages:other", "GET /v1/**"),
            ("/v1/b/pages/7/8", "GET /v1/**"),
            ("/v1/a/y/x", "GET /v1/a/**/*/x"),
            ("/v1/a/b/c/y/x", "GET /v1/a/**/*/x"),
            ("/v1/a/x", "GET /v1/**"),
            ("/v1/a/b/pages", "GET /v1/**/pages"),
            ("/v1", "GET /v1/**"),
        ] {
            assert_eq!(found(&tree, "GET", path), expected, "{path}");
        }
    }

    #[test]
    fn a_search_turns_back() {
        static ROUTES: &[HttpRoute] = &[
            HttpRoute::get(0, &[Literal("a"), Literal("b"), Literal("c"), Literal("d")]),
            HttpRoute::get(0, &[Literal("a"), One, Literal("c"), Literal("e")]),
            HttpRoute::get(0, &[One, Literal("b"), Literal("c"), Literal("f")]),
            HttpRoute::post(0, &[Literal("a"), Literal("b"), Literal("c"), Literal("f")]),
        ];
        let tree = tree(ROUTES);
        assert_eq!(found(&tree, "GET", "/a/b/c/d"), "GET /a/b/c/d");
        assert_eq!(found(&tree, "GET", "/a/b/c/e"), "GET /a/*/c/e");
        // A route of another method does not hide it.
        assert_eq!(found(&tree, "GET", "/a/b/c/f"), "GET /*/b/c/f");
        assert_eq!(found(&tree, "GET", "/a/b/c/g"), "nothing");
    }

    #[test]
    fn an_action_follows_the_last_colon() {
        static ROUTES: &[HttpRoute] = &[
            HttpRoute::get(0, &[Literal("v1"), One]),
            HttpRoute::get(0, &[Literal("v1"), One]).action("archive"),
            HttpRoute::post(0, &[Literal("v1"), One]).action("move"),
            HttpRoute::get(0, &[Literal("files"), Rest]).action("archive"),
        ];
        let tree = tree(ROUTES);
        for (path, expected) in [
            ("/v1/a", "GET /v1/*"),
            ("/v1/a:archive", "GET /v1/*:archive"),
            ("/v1/a:b:archive", "GET /v1/*:archive"),
            // Without such an action, the colon is part of the segment.
            ("/v1/a:copy", "GET /v1/*"),
            ("/v1/a:move", "GET /v1/*"),
            ("/v1/:archive", "GET /v1/*"),
            ("/v1/a:", "GET /v1/*"),
            ("/files:archive", "GET /files/**:archive"),
            ("/files/a/b:archive", "GET /files/**:archive"),
            ("/files/a:archive/b", "nothing"),
        ] {
            assert_eq!(found(&tree, "GET", path), expected, "{path}");
        }
        assert_eq!(found(&tree, "PUT", "/v1/a:move"), "GET, HEAD, POST");
    }

    #[test]
    fn the_method_decides() {
        static ROUTES: &[HttpRoute] = &[
            HttpRoute::get(0, &[]),
            HttpRoute::get(0, &[Literal("a")]),
            HttpRoute::custom("HEAD", 0, &[Literal("a")]),
            HttpRoute::custom("*", 0, &[Literal("b")]),
            HttpRoute::patch(0, &[Literal("b")]),
            HttpRoute::delete(0, &[One]),
        ];
        let tree = tree(ROUTES);
        for (method, path, expected) in [
            ("GET", "/", "GET /"),
            ("HEAD", "/", "GET /"),
            ("DELETE", "/", "DELETE /*"),
            ("POST", "/", "DELETE, GET, HEAD"),
            ("HEAD", "/a", "HEAD /a"),
            ("DELETE", "/a", "DELETE /*"),
            ("PUT", "/a", "DELETE, GET, HEAD"),
            ("PATCH", "/b", "PATCH /b"),
            ("PUT", "/b", "* /b"),
            ("get", "/c", "DELETE"),
        ] {
            assert_eq!(found(&tree, method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn equal_routes_are_refused() {
        static FIRST: HttpRoute = HttpRoute::get(0, &[Literal("a"), One]);
        static SAME: HttpRoute = HttpRoute::get(7, &[Literal("a"), One]).body("x");
        static OTHERS: &[HttpRoute] = &[
            HttpRoute::get(0, &[Literal("a"), One]).action("b"),
            HttpRoute::get(0, &[Literal("a"), Rest]),
            HttpRoute::put(0, &[Literal("a"), One]),
        ];
        let mut tree = Tree::default();
        assert!(tree.is_empty());
        assert_eq!(tree.insert(&FIRST, 1), Ok(()));
        assert_eq!(tree.insert(&SAME, 2), Err(&1));
        for other in OTHERS {
            assert_eq!(tree.insert(other, 3), Ok(()));
        }
        assert!(!tree.is_empty());
    }
}

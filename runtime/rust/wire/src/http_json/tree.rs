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
mod tests;

//! The routes of a server as a tree, with a node for each start of their paths.

use rpcsmith_service::{HttpRoute, PathSegment};

/// Routes, each with a value.
///
/// A literal segment of a route wins over `*`, and that over `**`. A route with an action wins over routes without one.
///
/// A search visits a node a few times at most, so the tree limits the time of a request. It allocates nothing.
#[derive(Debug)]
pub struct Tree<T> {
    /// The routes without an action.
    plain: Node<T>,
    actions: Branches<T>,
}

#[derive(Debug)]
struct Node<T> {
    literals: Branches<T>,
    one: Option<Box<Self>>,
    rest: Option<Box<Tails<T>>>,
    /// The routes whose paths end here.
    ends: Vec<End<T>>,
}

/// Nodes by their texts: literal segments, or actions.
#[derive(Debug)]
struct Branches<T> {
    /// The [`key`] of each text, sorted. They are apart from the nodes, so that a search reads little memory.
    keys: Vec<u64>,
    /// In the order of their keys.
    nodes: Vec<(&'static str, Node<T>)>,
}

/// What follows `**` in routes: segments, but no other `**`.
#[derive(Debug)]
struct Tails<T> {
    node: Node<T>,
    /// The most segments of a route after `**`.
    longest: usize,
}

/// The end of a path, for one method.
#[derive(Debug)]
struct End<T> {
    method: &'static str,
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
        Self {
            plain: Node::default(),
            actions: Branches::default(),
        }
    }
}

impl<T> Default for Node<T> {
    fn default() -> Self {
        Self {
            literals: Branches::default(),
            one: None,
            rest: None,
            ends: Vec::new(),
        }
    }
}

impl<T> Default for Branches<T> {
    fn default() -> Self {
        Self {
            keys: Vec::new(),
            nodes: Vec::new(),
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
        let mut node = match route.action {
            Some(action) => self.actions.get_or_new(action),
            None => &mut self.plain,
        };
        for (index, segment) in route.segments.iter().enumerate() {
            match segment {
                PathSegment::Literal(text) => node = node.literals.get_or_new(text),
                PathSegment::One => node = node.one.get_or_insert_default(),
                PathSegment::Rest => {
                    let tails = node.rest.get_or_insert_default();
                    let tail = route.segments.len() - index - 1;
                    tails.longest = tails.longest.max(tail);
                    node = &mut tails.node;
                }
            }
        }
        let method = route.method;
        let ends = &mut node.ends;
        if let Some(index) = ends.iter().position(|end| end.method == method) {
            return ends.get(index).map_or(Ok(()), |end| Err(&end.value));
        }
        ends.push(End { method, value });
        Ok(())
    }

    /// Whether there are no routes.
    pub fn is_empty(&self) -> bool {
        let Node {
            literals,
            one,
            rest,
            ends,
        } = &self.plain;
        let branches = literals.nodes.is_empty() && self.actions.nodes.is_empty();
        branches && one.is_none() && rest.is_none() && ends.is_empty()
    }

    /// Whether a route of any method has this path.
    pub fn has_path(&self, path: &str) -> bool {
        self.of_path(path).is_some()
    }

    /// The value of a route that has this path, with any method.
    pub fn of_path(&self, path: &str) -> Option<&T> {
        self.search(path, &mut |_| true)
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
        if !self.actions.nodes.is_empty()
            && let Some((path, action)) = split_action(path)
            && let Some(node) = self.actions.get(action.as_bytes())
            && let Some(value) = node.whole(path.as_bytes(), accepts)
        {
            return Some(value);
        }
        self.plain.whole(path.as_bytes(), accepts)
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

/// The first segment of a path, and what follows it.
fn split_segment(path: &[u8]) -> (&[u8], Option<&[u8]>) {
    let slash = path.iter().position(|byte| *byte == b'/');
    match slash.and_then(|at| path.split_at_checked(at)) {
        Some((segment, next)) => (segment, next.get(1..)),
        None => (path, None),
    }
}

/// What follows this first segment of a path; `None` if the path starts with another one.
fn after_segment<'p>(path: &'p [u8], segment: &[u8]) -> Option<Option<&'p [u8]>> {
    let (start, next) = path.split_at_checked(segment.len())?;
    match (start == segment, next) {
        (true, []) => Some(None),
        (true, [b'/', next @ ..]) => Some(Some(next)),
        _ => None,
    }
}

/// A number that differs for most texts of the same branches, from their lengths and ends.
fn key(text: &[u8]) -> u64 {
    let (Some(first), Some(last)) = (text.first_chunk(), text.last_chunk()) else {
        let bytes = text.iter();
        return bytes.fold(0, |key, byte| key << 8 | u64::from(*byte));
    };
    let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
    (u64::from(first) << 32 | u64::from(last)).wrapping_add(text.len() as u64)
}

impl<T> Branches<T> {
    /// The index of a text, or else the index for it.
    fn find(&self, text: &[u8]) -> Result<usize, usize> {
        let key = key(text);
        let mut index = self.keys.partition_point(|known| *known < key);
        while self.keys.get(index) == Some(&key) {
            let known = self.nodes.get(index).map(|(known, _)| known.as_bytes());
            if known == Some(text) {
                return Ok(index);
            }
            index += 1;
        }
        Err(index)
    }

    fn get(&self, text: &[u8]) -> Option<&Node<T>> {
        let index = self.find(text).ok()?;
        self.nodes.get(index).map(|(_, node)| node)
    }

    fn get_or_new(&mut self, text: &'static str) -> &mut Node<T> {
        let index = self.find(text.as_bytes()).unwrap_or_else(|index| {
            self.keys.insert(index, key(text.as_bytes()));
            self.nodes.insert(index, (text, Node::default()));
            index
        });
        &mut self.nodes[index].1
    }
}

impl<T> Node<T> {
    fn whole<A: FnMut(&End<T>) -> bool>(&self, path: &[u8], accepts: &mut A) -> Option<&T> {
        // The path `/` has no segments, or an empty one.
        let empty = path.is_empty().then(|| find(&self.ends, accepts)).flatten();
        empty.or_else(|| self.walk(Some(path), accepts))
    }

    /// The first route that is accepted for the rest of a path; `None` as the rest is the end of the path. It calls itself only
    /// where there is a choice, at most once for each segment, and no deeper than the longest route.
    fn walk<A: FnMut(&End<T>) -> bool>(
        &self,
        mut rest: Option<&[u8]>,
        accepts: &mut A,
    ) -> Option<&T> {
        let mut node = self;
        loop {
            let Some(path) = rest else {
                let end = find(&node.ends, accepts);
                return end.or_else(|| node.rest.as_ref()?.walk(None, accepts));
            };
            if let ([(text, only)], None, None) = (&*node.literals.nodes, &node.one, &node.rest) {
                // Its segment ends where the text does: no search for a slash is necessary.
                (rest, node) = (after_segment(path, text.as_bytes())?, only);
                continue;
            }
            let (segment, next) = split_segment(path);
            let literal = node.literals.get(segment);
            (rest, node) = match (literal, node.one.as_deref(), &node.rest) {
                (Some(only), None, None) | (None, Some(only), None) => (next, only),
                (literal, one, tails) => {
                    return literal
                        .and_then(|node| node.walk(next, accepts))
                        .or_else(|| one?.walk(next, accepts))
                        .or_else(|| tails.as_ref()?.walk(Some(path), accepts));
                }
            };
        }
    }
}

impl<T> Tails<T> {
    /// As [`Node::walk`], for a rest whose start belongs to `**`. It tries the longest tail first.
    fn walk<A: FnMut(&End<T>) -> bool>(&self, rest: Option<&[u8]>, accepts: &mut A) -> Option<&T> {
        let slashes = |rest: &[u8]| rest.iter().filter(|byte| **byte == b'/').count();
        let mut segments = rest.map_or(0, |rest| slashes(rest) + 1);
        let mut tail = rest;
        loop {
            if segments <= self.longest
                && let Some(value) = self.node.walk(tail, accepts)
            {
                return Some(value);
            }
            tail = split_segment(tail?).1;
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

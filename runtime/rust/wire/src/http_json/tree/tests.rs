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

#[test]
fn texts_with_the_same_key_differ() {
    static ROUTES: &[HttpRoute] = &[
        HttpRoute::get(0, &[Literal("abcd-1-wxyz")]),
        HttpRoute::get(0, &[Literal("abcd-2-wxyz")]),
        HttpRoute::get(0, &[Literal("abcd-3-wxyz")]),
        HttpRoute::get(0, &[Literal("abcd")]),
        HttpRoute::get(0, &[Literal("abc")]),
        HttpRoute::get(0, &[Literal("é")]),
    ];
    assert_eq!(key(b"abcd-1-wxyz"), key(b"abcd-2-wxyz"));
    let tree = tree(ROUTES);
    for route in ROUTES {
        let path = route.to_string().replace("GET ", "");
        assert_eq!(found(&tree, "GET", &path), route.to_string());
    }
    for path in ["/abcd-4-wxyz", "/abc-1-wxyz", "/ab", "/abcdabcd", "/e", "/"] {
        assert_eq!(found(&tree, "GET", path), "nothing", "{path}");
    }
}

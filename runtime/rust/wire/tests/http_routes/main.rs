//! The routes of HTTP/JSON: which one a search finds, and what it allocates.

mod property;
#[path = "../../../../../tests/random/mod.rs"]
mod random;

use std::hint::black_box;

use allocation_counter::measure;
use rpcsmith_service::HttpRoute;
use rpcsmith_service::PathSegment::{Literal, One, Rest};
use rpcsmith_wire::http_json::{Found, Tree};

static ROUTES: &[HttpRoute] = &[
    HttpRoute::get(0, &[Literal("v1"), Literal("users"), One]),
    HttpRoute::get(0, &[Literal("v1"), One, Literal("books")]).action("list"),
    HttpRoute::get(0, &[One, Literal("users"), Literal("a"), Literal("b")]),
    HttpRoute::post(0, &[Literal("files"), Rest]),
    HttpRoute::custom("*", 0, &[Literal("any")]),
    HttpRoute::get(0, &[Rest, Literal("pages"), One]),
];

#[test]
fn a_search_allocates_nothing() {
    let mut tree = Tree::default();
    for (index, route) in ROUTES.iter().enumerate() {
        tree.insert(route, index).unwrap();
    }
    for (method, path, expected) in [
        ("GET", "/v1/users/7", Some(0)),
        ("HEAD", "/v1/a/books:list", Some(1)),
        ("GET", "/v1/users/a/b", Some(2)),
        ("POST", "/files/a/b/c", Some(3)),
        ("PUT", "/any", Some(4)),
        ("GET", "/a/b/pages/7", Some(5)),
        ("GET", "/v1/users/7/8", None),
        ("GET", "/v1/users/a/b/c:list", None),
        ("GET", "/nothing", None),
        ("GET", "", None),
    ] {
        let mut found = None;
        let allocated = measure(|| {
            found = match black_box(&tree).find(method, path) {
                Found::Route(index) => Some(*index),
                _ => None,
            };
            black_box(black_box(&tree).has_path(path));
        });
        assert_eq!(found, expected, "{method} {path}");
        assert_eq!(allocated.count_total, 0, "{method} {path}");
    }
    // The names of other methods are allocated, for the header `allow`.
    let allocated = measure(|| {
        black_box(tree.find("PUT", "/files/a"));
    });
    assert!(allocated.count_total > 0);
}

//! Generates iterators over lists, and lists from iterators.

use super::super::code::{atom, method};
use crate::targets::rust::syntax::Expr;

/// Returns an iterator whose items count as steps if `is_metered`.
pub(super) fn metered(is_metered: bool, items: Expr) -> Expr {
    if is_metered {
        method(items, "metered", [atom("steps")])
    } else {
        items
    }
}

/// Collects the items of an iterator in a list.
pub(super) fn collected(items: Expr) -> Expr {
    if let Expr::Method(source, name, _) = &items
        && let ("cloned" | "copied", Expr::Method(list, iterator, _)) = (name.as_str(), &**source)
        && iterator == "iter"
    {
        if is_array(list) {
            return (**list).clone();
        }
        return method((**list).clone(), "to_vec", []);
    }
    method(items, "collect::<Vec<_>>", [])
}

/// Returns an iterator over a list, and the references that its items are behind. The result of `filter` is not
/// collected first.
pub(super) fn iterated(list: Expr, refs: &'static str) -> (Expr, &'static str) {
    let is = |expr: &Expr, wanted: &str| matches!(expr, Expr::Method(_, name, _) if name == wanted);
    match (list, refs.strip_prefix('&')) {
        (Expr::Method(kept, collect, _), fewer) if collect.starts_with("collect") => {
            match (*kept, fewer) {
                (kept, Some(fewer)) if is(&kept, "filter") => (kept, fewer),
                (Expr::Method(kept, copy, _), _)
                    if matches!(copy.as_str(), "copied" | "cloned") && is(&kept, "filter") =>
                {
                    (*kept, refs)
                }
                (kept, _) => (
                    method(
                        Expr::Method(Box::new(kept), collect, Vec::new()),
                        "iter",
                        [],
                    ),
                    refs,
                ),
            }
        }
        (list, _) => (method(list, "iter", []), refs),
    }
}

/// Returns whether a list is an array, whose type includes its length.
pub(super) fn is_array(list: &Expr) -> bool {
    match list {
        Expr::Array(_) => true,
        Expr::If(_, yes, no) => is_array(yes) && is_array(no),
        _ => false,
    }
}

//! Reads the attributes of items that decide where modules are and whether code is for tests.

use std::path::PathBuf;

use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, Lit, Meta, MetaList, Token};

/// The paths in the attributes of a module, those under conditions included.
pub fn paths(attributes: &[Attribute]) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for attribute in attributes {
        add_paths(&attribute.meta, &mut paths);
    }
    paths
}

fn add_paths(meta: &Meta, paths: &mut Vec<PathBuf>) {
    match meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => {
            if let Expr::Lit(value) = &pair.value
                && let Lit::Str(path) = &value.lit
            {
                paths.push(PathBuf::from(path.value()));
            }
        }
        Meta::List(list) if list.path.is_ident("cfg_attr") => {
            for meta in nested(list).iter().skip(1) {
                add_paths(meta, paths);
            }
        }
        _ => {}
    }
}

/// Whether attributes restrict an item to tests: `#[cfg(test)]`, `#[cfg(all(test, …))]`, or `#[test]`.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => nested(list).iter().any(means_test),
        meta => {
            let last = meta.path().segments.last();
            last.is_some_and(|last| last.ident == "test")
        }
    })
}

fn means_test(meta: &Meta) -> bool {
    match meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => nested(list).iter().any(means_test),
        _ => false,
    }
}

/// The items in the list of an attribute; empty if it has other tokens.
fn nested(list: &MetaList) -> Vec<Meta> {
    let metas = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    metas.map_or_else(|_| Vec::new(), |metas| metas.into_iter().collect())
}

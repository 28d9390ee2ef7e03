//! The `use` lines of a module. Naming a symbol imports it, unless the module declares the same name.

use std::collections::{BTreeMap, BTreeSet};

use super::syntax::Printer;

/// The imports of a module.
#[derive(Debug, Default)]
pub struct Imports {
    /// The names that the module declares. Imports of the same name are written with their paths.
    own: Vec<String>,
    used: BTreeMap<String, BTreeSet<&'static str>>,
    /// The lines of modules with another name, and of symbols behind a feature.
    others: Vec<Import>,
}

/// A `use` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The Cargo feature that it is compiled under.
    pub gate: Option<String>,
    /// The import: `path::symbol`, `path::{…}` or `path as alias`.
    pub path: String,
}

impl Imports {
    /// The imports of a module that declares `own`.
    pub fn new(own: impl IntoIterator<Item = String>) -> Self {
        Self {
            own: own.into_iter().collect(),
            used: BTreeMap::new(),
            others: Vec::new(),
        }
    }

    /// Names `symbol` of the module `path`: imports it and returns the short name, or returns its path.
    pub fn name(&mut self, path: &str, symbol: &'static str) -> String {
        if self.own.iter().any(|own| own == symbol) {
            return format!("{path}::{symbol}");
        }
        self.used.entry(path.to_owned()).or_default().insert(symbol);
        symbol.to_owned()
    }

    /// Imports a module with another name, only with a feature if there is a `gate`.
    pub fn alias(&mut self, path: &str, alias: &str, gate: Option<String>) {
        self.others.push(Import {
            gate,
            path: format!("{path} as {alias}"),
        });
    }

    /// Imports symbols only with the feature `gate`.
    pub fn gated(
        &mut self,
        path: &str,
        symbols: impl IntoIterator<Item = &'static str>,
        gate: &str,
    ) {
        self.others.push(Import {
            gate: Some(gate.to_owned()),
            path: with(path, &symbols.into_iter().collect()),
        });
    }

    /// Names a symbol of the prelude.
    pub fn prelude(&self, path: &str, symbol: &str) -> String {
        if self.own.iter().any(|own| own == symbol) {
            path.to_owned()
        } else {
            symbol.to_owned()
        }
    }

    /// A line for each path, in the order of rustfmt.
    pub fn lines(&self) -> Vec<Import> {
        let symbols = self.used.iter().map(|(path, symbols)| Import {
            gate: None,
            path: with(path, symbols),
        });
        let mut lines: Vec<_> = symbols.chain(self.others.iter().cloned()).collect();
        lines.sort_by_cached_key(|line| (distance(&line.path), line.path.clone()));
        lines
    }
}

/// The sort key of a path: `self`, `super` and `crate` come first.
fn distance(path: &str) -> usize {
    const NEAR: [&str; 3] = ["self::", "super::", "crate::"];
    NEAR.iter()
        .position(|near| path.starts_with(near))
        .unwrap_or(NEAR.len())
}

fn with(path: &str, symbols: &BTreeSet<&'static str>) -> String {
    let symbols: Vec<_> = symbols.iter().copied().collect();
    let line = Printer::nested(0).import(4, path, &symbols);
    line["use ".len()..line.len() - ";".len()].to_owned()
}

//! Import circles between the modules in a module.
//!
//! The imports between the modules that one module declares, each with its submodules, must have an order. So a circle
//! between two files, between two folders, or between a file and a folder is a fault. It is reported for the two sibling
//! modules that contain them.
//!
//! The file of a module and the modules that it declares may import each other, as a type and its builder do, or a type and
//! the parts of its implementation. `boundaries.rs` lists the folders where this is a fault too.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::algo::tarjan_scc;
use petgraph::graph::DiGraph;

use super::Fault;
use super::modules::Crate;
use super::resolve::{Import, Target};

/// The first import between two sibling modules, by their names.
type Edges<'a> = BTreeMap<(&'a str, &'a str), &'a Import>;

/// One fault for each circle.
pub fn faults(krate: &Crate, imports: &BTreeSet<Import>) -> Vec<Fault> {
    let mut levels: BTreeMap<&[String], Edges<'_>> = BTreeMap::new();
    for import in imports {
        let Target::File { module, .. } = &import.to else {
            continue;
        };
        let common = common(&import.from, module);
        // One is the file of the module that declares the other.
        let (Some(from), Some(to)) = (import.from.get(common), module.get(common)) else {
            continue;
        };
        let edges = levels.entry(&import.from[..common]).or_default();
        edges.entry((from, to)).or_insert(import);
    }
    let mut faults = Vec::new();
    for (level, edges) in &levels {
        for circle in circles(edges) {
            faults.push(fault(krate, level, &circle, edges));
        }
    }
    faults
}

/// How many modules from the root two paths share.
fn common(a: &[String], b: &[String]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

/// The groups of modules that import each other, directly or indirectly.
fn circles<'a>(edges: &Edges<'a>) -> Vec<BTreeSet<&'a str>> {
    let mut graph = DiGraph::new();
    let mut nodes = BTreeMap::new();
    for (from, to) in edges.keys() {
        let from = *nodes.entry(*from).or_insert_with(|| graph.add_node(*from));
        let to = *nodes.entry(*to).or_insert_with(|| graph.add_node(*to));
        graph.add_edge(from, to, ());
    }
    let groups = tarjan_scc(&graph).into_iter();
    groups
        .filter(|group| group.len() > 1)
        .map(|group| group.into_iter().map(|node| graph[node]).collect())
        .collect()
}

fn fault(krate: &Crate, level: &[String], circle: &BTreeSet<&str>, edges: &Edges<'_>) -> Fault {
    let names: Vec<&str> = circle.iter().copied().collect();
    let mut message = format!("import circle of {}: {}", names.len(), names.join(", "));
    for ((from, to), import) in edges {
        if circle.contains(from) && circle.contains(to) {
            let Import {
                file, line, path, ..
            } = import;
            message += &format!("\n  {from} -> {to}: {file}:{line} `{path}`");
        }
    }
    Fault {
        path: krate.modules[level].file.clone(),
        line: None,
        message,
    }
}

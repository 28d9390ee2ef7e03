//! Selects violations by a `google.protobuf.FieldMask`.

use std::collections::HashMap;

use super::path::Path;

/// The paths of a mask as a tree.
///
/// The mask and the violations may both come from a client, so a lookup for a violation must not scan the whole mask.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    /// The child of a node, by name.
    steps: HashMap<(usize, &'a str), usize>,
    /// Whether a node is selected with all its children. The first node is the root.
    whole: Vec<bool>,
}

/// The result of a lookup in the tree.
enum Lookup {
    /// An inner node, which is not selected as a whole.
    Node(usize),
    Selected,
    NotSelected,
}

impl<'a> Selection<'a> {
    /// The selection of these paths.
    pub(super) fn new(paths: &'a [String]) -> Self {
        let mut selection = Self {
            steps: HashMap::new(),
            whole: vec![false],
        };
        for path in paths {
            selection.add(path);
        }
        selection
    }

    fn add(&mut self, path: &'a str) {
        let mut node = 0;
        if path != "*" {
            for name in path.split('.') {
                let next = self.whole.len();
                node = *self.steps.entry((node, name)).or_insert(next);
                if node == next {
                    self.whole.push(false);
                }
            }
        }
        self.whole[node] = true;
    }

    /// Whether the mask selects a place, or something that contains it.
    pub(super) fn selects(&self, place: &Path<'_>) -> bool {
        matches!(self.find(place), Lookup::Selected)
    }

    /// The recursion is as deep as the messages are nested.
    fn find(&self, place: &Path<'_>) -> Lookup {
        let node = match (place.parent(), place.name()) {
            (Some(parent), Some(name)) => match self.find(parent) {
                Lookup::Node(node) => match self.steps.get(&(node, name)) {
                    Some(&node) => node,
                    None => return Lookup::NotSelected,
                },
                end => return end,
            },
            _ => 0,
        };
        if self.whole[node] {
            Lookup::Selected
        } else {
            Lookup::Node(node)
        }
    }
}

//! Which fields a `google.protobuf.FieldMask` selects.

use std::collections::HashMap;

use prost_types::FieldMask;

use super::path::Path;

/// The paths of a mask as a tree.
///
/// Both the mask and the violations may come from a peer, so that finding out about one violation must not take a walk
/// over the whole mask.
#[derive(Debug)]
pub(super) struct Selection<'a> {
    /// From a node by a name to another one.
    steps: HashMap<(usize, &'a str), usize>,
    /// Whether all below a node is selected. The root is the first.
    whole: Vec<bool>,
}

/// Where a path leads in the tree.
enum At {
    /// To this node, nothing on the way to which is selected as a whole.
    Node(usize),
    Selected,
    NotSelected,
}

impl<'a> Selection<'a> {
    pub(super) fn new(mask: &'a FieldMask) -> Self {
        let mut selection = Self {
            steps: HashMap::new(),
            whole: vec![false],
        };
        for path in &mask.paths {
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

    /// Whether a path of the mask is the path of a place, or of something that it is in.
    pub(super) fn selects(&self, place: &Path<'_>) -> bool {
        matches!(self.find(place), At::Selected)
    }

    /// Recurses as deep as the messages are nested.
    fn find(&self, place: &Path<'_>) -> At {
        let node = match (place.parent(), place.name()) {
            (Some(parent), Some(name)) => match self.find(parent) {
                At::Node(node) => match self.steps.get(&(node, name)) {
                    Some(&node) => node,
                    None => return At::NotSelected,
                },
                end => return end,
            },
            _ => 0,
        };
        if self.whole[node] {
            At::Selected
        } else {
            At::Node(node)
        }
    }
}

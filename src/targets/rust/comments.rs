//! The comments of an element, as one documentation.

use super::docs::Docs;
use crate::model::Source;

/// The comment before an element and the one behind it.
#[derive(Debug, Default)]
pub struct Comments<'a> {
    leading: Docs<'a>,
    trailing: Docs<'a>,
}

impl<'a> Comments<'a> {
    /// Those of an element.
    pub fn new(source: &Source<'a>) -> Self {
        Self {
            leading: Docs::new(source.leading),
            trailing: Docs::new(source.trailing),
        }
    }

    /// The lines, each to be printed right after `///`: empty, or a space and text.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        let both = self.leading.lines().next().is_some() && self.trailing.lines().next().is_some();
        self.leading
            .lines()
            .chain(both.then_some(""))
            .chain(self.trailing.lines())
    }

    /// Whether nothing is written about it.
    pub fn is_empty(&self) -> bool {
        self.lines().next().is_none()
    }
}

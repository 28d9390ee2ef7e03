//! The option `rename`: words that replace those of the schema in Rust names.

use foldhash::HashMap;

use super::ident::Ident;
use crate::model::{MessageId, Model};
use crate::targets::rust::options::RustOptions;

/// The new names, by the full names of the elements.
#[derive(Debug)]
pub struct Renames<'o> {
    names: HashMap<&'o str, &'o str>,
}

impl<'o> Renames<'o> {
    /// The renames of the options.
    pub fn new(options: &'o RustOptions) -> Self {
        let pairs = options.rename.iter();
        Self {
            names: pairs.map(|(path, name)| (&**path, &**name)).collect(),
        }
    }

    /// The name of an element, from which its Rust name derives. `name` is that of the schema.
    pub fn name<'n>(&self, full_name: &str, name: &'n str) -> &'n str
    where
        'o: 'n,
    {
        self.get(full_name).unwrap_or(name)
    }

    /// The same for a field, a oneof, a value or a method of the element `owner`.
    pub fn member<'n>(&self, owner: &str, name: &'n str) -> &'n str
    where
        'o: 'n,
    {
        self.get_member(owner, name).unwrap_or(name)
    }

    /// The new name of a field, a oneof, a value or a method of the element `owner`.
    pub fn get_member(&self, owner: &str, name: &str) -> Option<&'o str> {
        // Build the path only if there are renames.
        if self.names.is_empty() {
            None
        } else {
            self.get(&format!("{owner}.{name}"))
        }
    }

    /// The modules of a package, from the root. A new name of `.user.v1` is one of `v1`.
    pub fn modules(&self, package: &str) -> Vec<Ident> {
        let segments = package.split('.').filter(|segment| !segment.is_empty());
        let mut path = String::new();
        segments
            .map(|segment| {
                path.push('.');
                path.push_str(segment);
                Ident::snake(self.name(&path, segment))
            })
            .collect()
    }

    /// The new name of an element.
    pub fn get(&self, full_name: &str) -> Option<&'o str> {
        if self.names.is_empty() {
            None
        } else {
            self.names.get(full_name).copied()
        }
    }

    /// The full name of a message without its package, in the new names: `.Outer.Inner`.
    pub fn path(&self, model: &Model<'_>, id: MessageId) -> String {
        let message = &model[id];
        let parent = message.parent.map(|parent| self.path(model, parent));
        let name = self.name(&message.full_name, message.name);
        format!("{}.{name}", parent.unwrap_or_default())
    }
}

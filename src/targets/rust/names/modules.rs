//! The tree of Rust modules of packages, messages and services.

use foldhash::{HashMap, HashMapExt};

use super::ident::Ident;

/// A module of the tree. The root is the module in which a user includes the generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(u32);

impl ModuleId {
    /// The module that holds all others.
    pub const ROOT: Self = Self(0);
}

#[derive(Debug)]
struct ModuleNode {
    parent: ModuleId,
    ident: Ident,
    depth: usize,
    children: HashMap<Ident, ModuleId>,
}

/// The tree.
#[derive(Debug)]
pub struct Modules {
    nodes: Vec<ModuleNode>,
}

impl Default for Modules {
    fn default() -> Self {
        let root = ModuleNode {
            parent: ModuleId::ROOT,
            ident: Ident::snake("crate"),
            depth: 0,
            children: HashMap::new(),
        };
        Self { nodes: vec![root] }
    }
}

impl Modules {
    /// Returns the child with this name. Adds it if it does not exist.
    pub fn child(&mut self, parent: ModuleId, ident: Ident) -> ModuleId {
        let new = ModuleId(self.nodes.len() as u32);
        let node = &mut self.nodes[parent.0 as usize];
        if let Some(&child) = node.children.get(&ident) {
            return child;
        }
        node.children.insert(ident.clone(), new);
        let depth = node.depth + 1;
        self.nodes.push(ModuleNode {
            parent,
            ident,
            depth,
            children: HashMap::new(),
        });
        new
    }

    /// A new child, with an underscore for every module that already has the name.
    pub fn new_child(&mut self, parent: ModuleId, mut ident: Ident) -> ModuleId {
        while self.has_child(parent, ident.as_str()) {
            ident = ident.with("_");
        }
        self.child(parent, ident)
    }

    /// Whether a module has a child of that name.
    pub fn has_child(&self, parent: ModuleId, ident: &str) -> bool {
        self.node(parent).children.contains_key(ident)
    }

    /// The module's own name.
    pub fn ident(&self, module: ModuleId) -> &Ident {
        &self.node(module).ident
    }

    /// The names of the modules on the path to one, from the root.
    pub fn idents(&self, module: ModuleId) -> Vec<Ident> {
        let parent = |module: &ModuleId| Some(self.node(*module).parent);
        let path = std::iter::successors(Some(module), parent);
        let path = path.take_while(|&module| module != ModuleId::ROOT);
        let mut idents: Vec<_> = path.map(|module| self.ident(module).clone()).collect();
        idents.reverse();
        idents
    }

    /// The depth of a module.
    pub fn depth(&self, module: ModuleId) -> usize {
        self.node(module).depth
    }

    /// The path from one module to an item of another.
    pub fn path(&self, from: ModuleId, to: ModuleId, item: &Ident) -> String {
        if from == to {
            return item.as_str().to_owned();
        }
        let (mut up, mut down) = (from, to);
        let mut path = String::with_capacity(64);
        let mut descent = Vec::new();
        while up != down {
            if self.depth(up) >= self.depth(down) {
                path.push_str("super::");
                up = self.node(up).parent;
            } else {
                descent.push(self.ident(down));
                down = self.node(down).parent;
            }
        }
        for ident in descent.into_iter().rev() {
            path.push_str(ident.as_str());
            path.push_str("::");
        }
        path.push_str(item.as_str());
        path
    }

    fn node(&self, module: ModuleId) -> &ModuleNode {
        &self.nodes[module.0 as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_up_to_what_is_common_and_down_again() {
        let mut modules = Modules::default();
        let user = modules.child(ModuleId::ROOT, Ident::snake("user"));
        let v1 = modules.child(user, Ident::snake("v1"));
        let v2 = modules.child(user, Ident::snake("v2"));
        let ty = modules.child(v2, Ident::snake("type"));
        let item = Ident::camel("Money");
        assert_eq!(modules.path(v1, v1, &item), "Money");
        assert_eq!(modules.path(v1, ty, &item), "super::v2::r#type::Money");
        assert_eq!(modules.path(ty, v1, &item), "super::super::v1::Money");
        assert_eq!(modules.path(ModuleId::ROOT, v1, &item), "user::v1::Money");
        assert_eq!(modules.idents(ModuleId::ROOT), []);
        let idents = ["user", "v2", "type"].map(Ident::snake);
        assert_eq!(modules.idents(ty), idents);
    }
}

//! Reads the files of a crate, from the roots of its targets through their modules, each file once.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use syn::{Block, Expr, Item, ItemFn, ItemImpl, ItemMacro, ItemMod, Stmt};

use super::ReadOptions;
use super::attributes::{is_test, paths};
use super::files::{File, Folder, real, text_of};
use super::mentions::{self, Mention};
use super::modules::{Module, ModuleId, Name, UsePath, plain};
use super::source::{Fault, Position, Source, parse};
use super::targets::Targets;
use crate::output::is_generated;

/// The limit of files in a crate.
const MAX_FILES: usize = 20_000;

/// The content of a crate.
#[derive(Default)]
pub struct Crate {
    pub modules: Vec<Module>,
    /// The root of the library.
    pub library: Option<(String, ModuleId)>,
    /// The files with implementations of traits.
    pub sources: Vec<Rc<Source>>,
    /// The implementations of traits.
    pub impls: Vec<Site>,
    /// The calls and definitions of macros in the place of items.
    pub macros: Vec<CallSite>,
    /// The paths that may name servers and tables of methods.
    pub mentions: Vec<Mention>,
    /// The files of tests.
    pub tests: Vec<TestTarget>,
    /// The files that cannot be read.
    pub unread: Vec<Unread>,
    /// All files that were read, except tests.
    pub read: Vec<PathBuf>,
}

/// An implementation of a trait, and its place.
pub struct Site {
    pub module: ModuleId,
    /// The index of its file in [`Crate::sources`].
    pub source: usize,
    /// The item. The places of its tokens do not include the prefix of the file.
    pub item: ItemImpl,
    /// The length of the prefix, in bytes.
    pub prefix: usize,
}

/// A file of tests.
pub struct TestTarget {
    pub source: Rc<Source>,
    /// The length of the prefix of the file, in bytes.
    pub prefix: usize,
    pub module: ModuleId,
    /// Its functions, without those of its modules.
    pub functions: Vec<ItemFn>,
}

/// A macro in the place of an item.
pub struct CallSite {
    pub source: Rc<Source>,
    pub position: Position,
    /// Its tokens.
    pub text: String,
}

/// A file that cannot be read.
pub struct Unread {
    pub file: String,
    pub fault: Fault,
    /// The part of its text that could be read.
    pub text: String,
}

/// The file of a module that has not been read yet.
struct PendingFile {
    path: PathBuf,
    module: ModuleId,
    folder: Folder,
}

/// Walks a crate.
pub struct Walk<'a> {
    root: &'a Path,
    /// The folder of the generated code. `None` if it is not known.
    generated: Option<&'a Path>,
    /// Texts that replace those of files on disk.
    texts: &'a HashMap<PathBuf, String>,
    /// Whether files of tests are being read. Only their own functions are collected.
    in_tests: bool,
    krate: Crate,
    pending: Vec<PendingFile>,
    seen: HashSet<PathBuf>,
}

/// Reads all files of a crate. `root` and `generated` have no symbolic links.
pub fn walk(
    root: &Path,
    generated: Option<&Path>,
    targets: &Targets,
    options: &ReadOptions,
) -> Crate {
    let mut walk = Walk {
        root,
        generated,
        texts: &options.texts,
        in_tests: false,
        krate: Crate::default(),
        pending: Vec::new(),
        seen: HashSet::new(),
    };
    for path in &targets.roots {
        let id = walk.target(path);
        if let (0, Some(name)) = (id, &targets.library) {
            walk.krate.library = Some((name.clone(), id));
        }
    }
    walk.krate.read = walk.seen.iter().cloned().collect();
    walk.krate.read.sort();
    walk.in_tests = true;
    for path in targets.tests.iter().filter(|_| options.tests) {
        walk.target(path);
    }
    walk.krate
}

impl Walk<'_> {
    /// Reads a target completely. A file that two targets share belongs to the first.
    fn target(&mut self, path: &Path) -> ModuleId {
        let id = self.krate.modules.len();
        self.krate.modules.push(Module {
            root: id,
            ..Module::default()
        });
        let folder = Folder {
            path: path.parent().unwrap_or(path).to_owned(),
            own: None,
        };
        self.enter(path, id, folder);
        while let Some(pending) = self.pending.pop() {
            self.read(pending);
        }
        id
    }

    /// Adds a file to the list, if it is a new file of the crate.
    fn enter(&mut self, path: &Path, module: ModuleId, folder: Folder) {
        let real = real(path);
        if let Some(name) = self.generated_name(&real) {
            let stem = name.with_extension("");
            self.krate.modules[module].generated = Some(stem.to_string_lossy().into_owned());
        } else if !real.starts_with(self.root) || !real.is_file() || !self.seen.insert(real.clone())
        {
            self.krate.modules[module].is_open = true;
        } else {
            self.pending.push(PendingFile {
                path: real,
                module,
                folder,
            });
        }
    }

    /// The name of a generated file. If the folder of generated files is not known, the header decides.
    fn generated_name(&self, real: &Path) -> Option<PathBuf> {
        match self.generated {
            Some(generated) => real.strip_prefix(generated).ok().map(Path::to_owned),
            None if is_generated(real).unwrap_or(false) => real.file_name().map(PathBuf::from),
            None => None,
        }
    }

    fn read(&mut self, pending: PendingFile) {
        let relative = pending
            .path
            .strip_prefix(self.root)
            .unwrap_or(&pending.path);
        let names = relative.iter().map(|name| name.to_string_lossy());
        let file = names.collect::<Vec<_>>().join("/");
        let mut text = String::new();
        let read = match (self.seen.len() > MAX_FILES, relative.to_str()) {
            (true, _) => Err(Fault::whole("the crate has more than 20,000 files")),
            (_, None) => Err(Fault::whole("its path is not UTF-8")),
            (false, Some(_)) => match self.texts.get(&pending.path) {
                Some(replacement) => {
                    text.clone_from(replacement);
                    Ok(())
                }
                None => text_of(&pending.path).map(|read| text = read),
            },
        };
        let source = Rc::new(Source { file, text });
        if let Err(fault) = read.and_then(|()| self.parse(&pending, &source)) {
            self.krate.modules[pending.module].is_open = true;
            if self.in_tests {
                return;
            }
            self.krate.unread.push(Unread {
                file: source.file.clone(),
                fault,
                text: source.text.clone(),
            });
        }
    }

    fn parse(&mut self, pending: &PendingFile, source: &Rc<Source>) -> Result<(), Fault> {
        let parsed = parse(&source.text)?;
        let mut file = File {
            prefix: parsed.places.prefix,
            source,
            index: None,
            regions: Vec::new(),
        };
        let module = pending.module;
        if self.in_tests && self.krate.modules[module].parent.is_none() {
            self.krate.tests.push(TestTarget {
                source: Rc::clone(source),
                prefix: file.prefix,
                module,
                functions: Vec::new(),
            });
        }
        self.items(&mut file, module, &pending.folder, parsed.syntax.items);
        if !self.in_tests {
            let mentions = &mut self.krate.mentions;
            mentions::collect(parsed.tokens, file.prefix, module, &file.regions, mentions);
        }
        Ok(())
    }

    fn items(&mut self, file: &mut File<'_>, module: ModuleId, folder: &Folder, items: Vec<Item>) {
        for item in items {
            self.item(file, module, folder, item);
        }
    }

    fn item(&mut self, file: &mut File<'_>, module: ModuleId, folder: &Folder, item: Item) {
        let here = &mut self.krate.modules[module];
        match item {
            Item::Mod(item) => self.module(file, module, folder, item),
            Item::Use(item) => here.add_use(&item),
            Item::ExternCrate(item) => {
                let path = UsePath {
                    is_global: item.ident != "self",
                    segments: vec![if item.ident == "self" {
                        "crate".to_owned()
                    } else {
                        plain(&item.ident)
                    }],
                };
                let ident = item.rename.map_or(item.ident, |(_, ident)| ident);
                here.add(&ident, &item.vis, Name::Use(path));
            }
            Item::Type(item) => here.add(&item.ident, &item.vis, Name::Alias),
            Item::Struct(item) => here.add(&item.ident, &item.vis, Name::Item),
            Item::Enum(item) => here.add(&item.ident, &item.vis, Name::Item),
            Item::Union(item) => here.add(&item.ident, &item.vis, Name::Item),
            Item::Trait(item) => here.add(&item.ident, &item.vis, Name::Item),
            Item::TraitAlias(item) => here.add(&item.ident, &item.vis, Name::Alias),
            Item::Macro(item) => self.macro_call(file, module, &item),
            Item::Fn(item) if self.in_tests => {
                let mut tests = self.krate.tests.iter_mut();
                let test = tests.find(|test| test.module == module);
                if let Some(test) = test {
                    test.functions.push(item);
                }
            }
            _ if self.in_tests => {}
            Item::Impl(item) if is_test(&item.attrs) => {
                file.add_region(item.brace_token.span, None);
            }
            Item::Impl(item) if item.trait_.is_some() && item.modifiers.polarity.is_none() => {
                let source = file.index(&mut self.krate.sources);
                self.krate.impls.push(Site {
                    module,
                    source,
                    item,
                    prefix: file.prefix,
                });
            }
            Item::Fn(item) if is_test(&item.attrs) => {
                file.add_region(item.block.brace_token.span, None);
            }
            Item::Fn(item) => self.block(file, module, folder, *item.block),
            Item::Const(item) if !is_test(&item.attrs) => {
                if let Expr::Block(expr) = *item.expr {
                    self.block(file, module, folder, expr.block);
                }
            }
            _ => {}
        }
    }

    fn macro_call(&mut self, file: &File<'_>, module: ModuleId, item: &ItemMacro) {
        // A definition of a macro adds no names of types.
        self.krate.modules[module].is_open |= item.ident.is_none();
        if self.in_tests {
            return;
        }
        let span = item.mac.bang_token.span;
        let offset = file.prefix + span.byte_range().start;
        self.krate.macros.push(CallSite {
            source: Rc::clone(file.source),
            position: super::source::position(&file.source.text, offset),
            text: item.mac.tokens.to_string(),
        });
    }

    /// Reads the items among the statements of a block.
    fn block(&mut self, file: &mut File<'_>, module: ModuleId, folder: &Folder, block: Block) {
        let braces = block.brace_token.span;
        let items: Vec<Item> = block
            .stmts
            .into_iter()
            .filter_map(|statement| match statement {
                Stmt::Item(item) => Some(item),
                _ => None,
            })
            .collect();
        if !items.is_empty() {
            let around = &self.krate.modules[module];
            let block = Module {
                root: around.root,
                parent: Some(module),
                path: around.path.clone(),
                is_block: true,
                ..Module::default()
            };
            let id = self.krate.modules.len();
            self.krate.modules.push(block);
            file.add_region(braces, Some(id));
            self.items(file, id, folder, items);
        }
    }

    fn module(&mut self, file: &mut File<'_>, parent: ModuleId, folder: &Folder, item: ItemMod) {
        // Implementations in tests are fakes.
        if is_test(&item.attrs) {
            if let Some((braces, _)) = item.content {
                file.add_region(braces.span, None);
            }
            return;
        }
        let name = plain(&item.ident);
        let id = self.krate.modules.len();
        let around = &self.krate.modules[parent];
        let mut path = around.path.clone();
        path.push(name.clone());
        let module = Module {
            root: around.root,
            parent: Some(parent),
            path,
            ..Module::default()
        };
        self.krate.modules.push(module);
        self.krate.modules[parent].add(&item.ident, &item.vis, Name::Module(id));
        let named = paths(&item.attrs);
        match item.content {
            Some((braces, items)) => {
                file.add_region(braces.span, Some(id));
                let path = match named.first() {
                    Some(named) => folder.path.join(named),
                    None => folder.of_children().join(name),
                };
                self.items(file, id, &Folder { path, own: None }, items);
            }
            None => {
                let (path, folder) = self.file_of(folder, &named, name);
                self.enter(&path, id, folder);
            }
        }
    }

    /// Returns the file of a module, which may have `path` attributes, and the folder of its own modules.
    fn file_of(&self, folder: &Folder, named: &[PathBuf], name: String) -> (PathBuf, Folder) {
        let named = named.iter().map(|named| folder.path.join(named));
        let mut named =
            named.filter(|path| path.is_file() || self.generated_name(&real(path)).is_some());
        if let Some(file) = named.next() {
            let path = file.parent().unwrap_or(&file).to_owned();
            return (file, Folder { path, own: None });
        }
        let children = folder.of_children();
        let flat = children.join(format!("{name}.rs"));
        if flat.is_file() {
            let (path, own) = (children, Some(name));
            return (flat, Folder { path, own });
        }
        let path = children.join(&name);
        (path.join("mod.rs"), Folder { path, own: None })
    }
}

//! Reads and parses files and all that they import.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::ast::{File, FileIndex, Import, ImportKind};
use crate::bundled::{DESCRIPTOR, bundled};
use crate::fault::Fault;
use crate::link::FileLinks;
use crate::parallel;
use crate::parse;
use crate::resolver::Resolver;
use crate::source::Span;

/// The maximum size of a file, in bytes. No hand-written schema is larger, and spans have 32 bits.
pub const MAX_FILE_SIZE: usize = 64 << 20;

/// A source.
pub(crate) struct Source<'s> {
    pub text: Cow<'s, [u8]>,
    /// Whether the file is a bundled one.
    pub bundled: bool,
}

/// The files of a compilation, imports first, with the faults of each.
pub(crate) struct Loaded<'s> {
    pub files: Vec<File>,
    pub sources: Vec<Source<'s>>,
    pub links: Vec<FileLinks>,
    pub faults: Vec<Vec<Fault>>,
    /// The faults of each import of a file that does not exist. Other checks of the file do not depend on them.
    pub unknown: Unknown<(FileIndex, Fault)>,
    /// The bundled `descriptor.proto`, if no file imports one. It is the last file.
    pub hidden: Option<FileIndex>,
    /// Names that are not found, in the order of the inputs.
    pub missing: Vec<(String, Fault)>,
}

/// The faults of imports of files that do not exist or of the same file twice, and those of each `import option`.
pub(crate) struct Unknown<T> {
    pub imports: Vec<T>,
    pub options: Vec<T>,
}

impl<T> Default for Unknown<T> {
    fn default() -> Self {
        Self {
            imports: Vec::new(),
            options: Vec::new(),
        }
    }
}

/// A file that was read and parsed.
struct Parsed<'s> {
    file: File,
    source: Source<'s>,
    faults: Vec<Fault>,
}

/// What there is under a name.
enum Found<'s> {
    File(Box<Parsed<'s>>),
    Nothing(Nothing),
}

/// The reason for which there is no file: what is wrong with it, and a remedy.
#[derive(Clone)]
struct Nothing {
    fault: Cow<'static, str>,
    help: Option<&'static str>,
}

impl Nothing {
    fn new(fault: impl Into<Cow<'static, str>>, help: &'static str) -> Self {
        Self {
            fault: fault.into(),
            help: Some(help),
        }
    }

    /// The fault of an import, or of the file itself without a span.
    fn fault(&self, named: &str, span: Option<Span>) -> Fault {
        Fault {
            span,
            help: self.help.map(Cow::Borrowed),
            ..Fault::error(Span::default(), format!("{named} {}", self.fault))
        }
    }

    fn missing() -> Self {
        let help = "add the include path that holds it, or correct the name";
        Self::new("is not found", help)
    }
}

/// Reads and parses files and all that they import.
pub(crate) fn load<'s>(inputs: &[&str], resolver: &'s dyn Resolver) -> Loaded<'s> {
    let mut found: HashMap<String, Found> = HashMap::new();
    let mut wave: Vec<String> = inputs.iter().map(|&input| input.to_owned()).collect();
    wave.sort_unstable();
    wave.dedup();
    while !wave.is_empty() {
        let files = parallel::map(&wave, |_, name| open(name, resolver));
        let mut next = Vec::new();
        for (name, file) in wave.drain(..).zip(files) {
            if let Found::File(parsed) = &file {
                next.extend(imports(&parsed.file).map(str::to_owned));
            }
            found.insert(name, file);
        }
        next.sort_unstable();
        next.dedup();
        next.retain(|name| !found.contains_key(name));
        wave = next;
    }
    order(inputs, found)
}

/// The names of all imports of a file, those for options last.
fn imports(file: &File) -> impl Iterator<Item = &str> {
    let all = file.imports.iter().chain(&file.option_imports);
    all.map(|import| &*import.name)
}

fn open<'s>(name: &str, resolver: &'s dyn Resolver) -> Found<'s> {
    if !is_clean(name) {
        let help = "write it relative to an include path, without `\\`, `.`, `..` and empty parts";
        return Found::Nothing(Nothing::new("leads out of the include paths", help));
    }
    let text = match resolver.source(name) {
        Ok(text) => text,
        Err(error) => {
            return Found::Nothing(Nothing {
                fault: format!("cannot be read: {error}").into(),
                help: None,
            });
        }
    };
    let source = match (text, bundled(name)) {
        (Some(text), _) => Source {
            text,
            bundled: false,
        },
        (None, Some(text)) => Source {
            text: text.as_bytes().into(),
            bundled: true,
        },
        (None, None) => return Found::Nothing(Nothing::missing()),
    };
    if source.text.len() > MAX_FILE_SIZE {
        return Found::Nothing(Nothing::new("has more than 64 MiB", "split it"));
    }
    let (file, faults) = parse::parse(name, &source.text);
    Found::File(Box::new(Parsed {
        file,
        source,
        faults,
    }))
}

/// Whether a name identifies a file: it is relative, and no other name can mean the same file.
fn is_clean(name: &str) -> bool {
    !name.contains(['\\', '\0']) && name.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Puts imports before importers, in the order of protoc: a depth-first walk over the imports in their order.
fn order<'s>(inputs: &[&str], mut found: HashMap<String, Found<'s>>) -> Loaded<'s> {
    let mut loaded = Loaded {
        files: Vec::new(),
        sources: Vec::new(),
        links: Vec::new(),
        faults: Vec::new(),
        unknown: Unknown::default(),
        hidden: None,
        missing: Vec::new(),
    };
    let mut walk = Walk {
        states: HashMap::new(),
        stack: Vec::new(),
    };
    for input in inputs {
        if let Some(Found::Nothing(reason)) = found.get(*input) {
            let fault = reason.fault("the file", None);
            loaded.missing.push(((*input).to_owned(), fault));
        }
        walk.enter(input, &mut found);
        while let Some(visit) = walk.stack.last_mut() {
            let import = import(&visit.parsed.file, visit.next);
            visit.next += 1;
            if let Some(name) = import.map(|import| import.name.clone()) {
                walk.import(&name, &mut found);
            } else if let Some(visit) = walk.stack.pop() {
                walk.leave(visit, &mut loaded);
            }
        }
    }
    if !walk.states.contains_key(DESCRIPTOR) {
        loaded.hidden = Some(FileIndex::next(&loaded.files));
        if let Some(text) = bundled(DESCRIPTOR) {
            let source = Source {
                text: text.as_bytes().into(),
                bundled: true,
            };
            let (file, faults) = parse::parse(DESCRIPTOR, &source.text);
            loaded.push(file, source, faults, FileLinks::default());
        }
    }
    loaded
}

impl<'s> Loaded<'s> {
    fn push(&mut self, file: File, source: Source<'s>, faults: Vec<Fault>, links: FileLinks) {
        self.files.push(file);
        self.sources.push(source);
        self.faults.push(faults);
        self.links.push(links);
    }
}

/// A depth-first walk. It has its own stack, because imports can be nested deeply.
struct Walk<'s> {
    states: HashMap<String, State>,
    stack: Vec<Visit<'s>>,
}

enum State {
    /// On the stack.
    Entered,
    Left(FileIndex),
    Missing(Nothing),
}

/// A file whose imports are being visited.
struct Visit<'s> {
    parsed: Box<Parsed<'s>>,
    /// The next import.
    next: usize,
    /// The files of the imports so far.
    imports: Vec<Option<FileIndex>>,
    /// The faults of imports so far.
    unknown: Unknown<Fault>,
}

impl<'s> Walk<'s> {
    /// Puts a file on the stack, if it has not been visited.
    fn enter(&mut self, name: &str, found: &mut HashMap<String, Found<'s>>) {
        if self.states.contains_key(name) {
            return;
        }
        let state = match found.remove(name) {
            Some(Found::File(parsed)) => {
                self.stack.push(Visit {
                    imports: Vec::with_capacity(imports(&parsed.file).count()),
                    parsed,
                    next: 0,
                    unknown: Unknown::default(),
                });
                State::Entered
            }
            Some(Found::Nothing(reason)) => State::Missing(reason),
            None => State::Missing(Nothing::missing()),
        };
        self.states.insert(name.to_owned(), state);
    }

    /// Visits an import of the file on top of the stack.
    fn import(&mut self, name: &str, found: &mut HashMap<String, Found<'s>>) {
        if !self.states.contains_key(name) {
            self.enter(name, found);
            if let Some(State::Entered) = self.states.get(name) {
                // `leave` adds the import.
                return;
            }
        }
        let cycle = matches!(self.states.get(name), Some(State::Entered)).then(|| self.cycle(name));
        let Some(visit) = self.stack.last_mut() else {
            return;
        };
        match self.states.get(name) {
            Some(&State::Left(index)) => visit.imports.push(Some(index)),
            Some(State::Missing(reason)) => {
                let file = &visit.parsed.file;
                let import = import(file, visit.next.saturating_sub(1));
                // protoc needs the file of an `import option` only if there are options.
                let needed = |import: &&Import| {
                    import.kind != ImportKind::Option || !file.options.is_empty()
                };
                if let Some(import) = import.filter(needed) {
                    let fault = reason.fault(&format!("the import `{name}`"), Some(import.span));
                    match import.kind {
                        ImportKind::Option => visit.unknown.options.push(fault),
                        _ => visit.unknown.imports.push(fault),
                    }
                }
                visit.imports.push(None);
            }
            _ => visit.imports.push(None),
        }
        if let Some((position, fault)) = cycle {
            self.stack[position].parsed.faults.push(fault);
        }
    }

    /// The fault of an import that closes a cycle: the position on the stack of the file at fault, which is the one that is
    /// imported again, and whose import leads to the cycle.
    fn cycle(&self, name: &str) -> (usize, Fault) {
        let position = self
            .stack
            .iter()
            .position(|visit| *visit.parsed.file.name == *name)
            .unwrap_or_default();
        let visit = &self.stack[position];
        let import = import(&visit.parsed.file, visit.next.saturating_sub(1));
        let span = import.map(|import| import.span).unwrap_or_default();
        let names: Vec<&str> = self.stack[position..]
            .iter()
            .map(|visit| &*visit.parsed.file.name)
            .chain([name])
            .collect();
        let text = format!("files import each other: `{}`", names.join("` -> `"));
        (
            position,
            Fault::error(span, text).help("move what both need to a third file"),
        )
    }

    /// Takes a file whose imports have been visited to the result.
    fn leave(&mut self, visit: Visit<'s>, loaded: &mut Loaded<'s>) {
        let index = FileIndex::next(&loaded.files);
        let Parsed {
            file,
            source,
            faults,
        } = *visit.parsed;
        self.states
            .insert(file.name.to_string(), State::Left(index));
        let links = FileLinks {
            imports: visit.imports,
            ..FileLinks::default()
        };
        let Unknown {
            mut imports,
            options,
        } = visit.unknown;
        twice(&file, &mut imports);
        let of_file = |fault| (index, fault);
        loaded
            .unknown
            .imports
            .extend(imports.into_iter().map(of_file));
        loaded
            .unknown
            .options
            .extend(options.into_iter().map(of_file));
        loaded.push(file, source, faults, links);
        if let Some(importer) = self.stack.last_mut() {
            importer.imports.push(Some(index));
        }
    }
}

/// Reports imports that a file has twice.
fn twice(file: &File, faults: &mut Vec<Fault>) {
    let mut seen = std::collections::HashSet::new();
    for import in file.imports.iter().chain(&file.option_imports) {
        if !seen.insert(&*import.name) {
            let text = format!("`{}` is imported twice", import.name);
            faults.push(Fault::error(import.span, text).help("leave one of the imports out"));
        }
    }
}

/// An import by its index. Those for options come last.
fn import(file: &File, index: usize) -> Option<&Import> {
    let normal = file.imports.len();
    match index.checked_sub(normal) {
        None => file.imports.get(index),
        Some(index) => file.option_imports.get(index),
    }
}

//! The names in stubs: full paths, or short names through imports.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Streaming;
use crate::outline::ServiceOutline;
use crate::targets::rust::skeleton::imports;
use crate::targets::rust::syntax::Ty;

/// A trait of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The trait of its methods.
    Service,
    /// The trait for checks of requests.
    Checks,
}

/// The names in the text of stubs.
#[derive(Clone, Debug)]
pub struct Names {
    /// The module of all generated packages: `crate::proto`.
    generated: String,
    /// A package with a module elsewhere: `user::v1`, and its path: `crate::user_v1`.
    package: Option<(String, String)>,
    runtime: String,
    /// The short names of imported items, by full path.
    imported: BTreeMap<String, String>,
    /// Whether `Result` is the type of the prelude.
    has_result: bool,
}

/// A path in text: the full path, and the path in outlines if the item is generated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used<'o> {
    pub path: String,
    pub outline: Option<&'o str>,
}

impl Names {
    /// Full paths, which have the same meaning in every module.
    ///
    /// `generated` is the module of all packages, `crate::proto`; `runtime` the path of the runtime, `::rpcsmith_runtime`.
    pub fn full(generated: &str, runtime: &str) -> Self {
        Self {
            generated: generated.to_owned(),
            package: None,
            runtime: runtime.to_owned(),
            imported: BTreeMap::new(),
            has_result: false,
        }
    }

    /// Uses the imports of a file: `short` returns its name for a full path, and `has_result` is whether `Result` is the
    /// type of the prelude in the file.
    #[must_use]
    pub fn with_imports(
        mut self,
        service: &ServiceOutline,
        part: Part,
        short: impl Fn(&Used<'_>) -> Option<String>,
        has_result: bool,
    ) -> Self {
        let used = self.used(service, part);
        let imported = used
            .iter()
            .filter_map(|used| Some((used.path.clone(), short(used)?)));
        self.imported = imported.collect();
        self.has_result = has_result;
        self
    }

    /// Uses another path for the module of one package, such as `user::v1`.
    #[must_use]
    pub fn with_package(mut self, package: &str, path: &str) -> Self {
        self.package = Some((package.to_owned(), path.to_owned()));
        self
    }

    /// Short names for a new file that implements one trait of a service. [`imports`](Self::imports) returns its imports.
    ///
    /// `taken` are the names of items in the file. Items with the same name keep their full paths.
    pub fn imported(
        generated: &str,
        runtime: &str,
        service: &ServiceOutline,
        part: Part,
        taken: &[&str],
    ) -> Self {
        let mut names = Self::full(generated, runtime);
        let used = names.used(service, part).into_iter();
        let mut used: BTreeSet<_> = used.map(|used| used.path).collect();
        used.insert(names.r#trait(service, part));
        names.import(used, taken);
        names.has_result = true;
        names
    }

    /// The paths that the functions of a trait use.
    fn used<'o>(&self, service: &'o ServiceOutline, part: Part) -> Vec<Used<'o>> {
        let runtime = |symbol: &str| self.of_runtime(symbol);
        let server = |symbol: &str| self.of_server(symbol);
        let mut others = Vec::new();
        let mut messages: Vec<&'o str> = Vec::new();
        match part {
            Part::Service => {
                for method in &service.methods {
                    others.extend(["Request", "Status", "Response"].map(runtime));
                    messages.extend([&*method.input, &*method.output]);
                    let (requests, responses) = is_stream_of(method.streaming);
                    others.extend(requests.then(|| runtime("Streaming")));
                    others.extend(responses.then(|| server("BoxStream")));
                }
            }
            Part::Checks => {
                for check in service.checks.iter().filter(|check| check.has_rules) {
                    others.extend(["Request", "Status"].map(runtime));
                    others.push(server("by_rules"));
                    messages.push(&check.input);
                }
            }
        }
        let others = others.into_iter().map(|path| Used {
            path,
            outline: None,
        });
        let messages = messages.into_iter().map(|outline| Used {
            path: self.path(outline),
            outline: Some(outline).filter(|path| is_generated(path)),
        });
        others.chain(messages).collect()
    }

    fn import(&mut self, used: BTreeSet<String>, taken: &[&str]) {
        let mut by_name = BTreeMap::<String, Vec<String>>::new();
        for path in used {
            // Built-in types and generic types need no import.
            let plain = path.contains("::") && !path.contains(['<', '(', ' ']);
            if let (true, Some((_, name))) = (plain, path.rsplit_once("::")) {
                by_name.entry(name.to_owned()).or_default().push(path);
            }
        }
        for (name, mut paths) in by_name {
            // Items of the runtime, which every function uses, have priority over messages.
            let ours = |path: &String| !path.starts_with(&*self.generated);
            if paths.len() > 1 && paths.iter().filter(|path| ours(path)).count() == 1 {
                paths.retain(ours);
            }
            let free = !taken.contains(&&*name) && !imports::PRELUDE.contains(&&*name);
            if let ([path], true) = (&*paths, free) {
                self.imported.insert(path.clone(), name);
            }
        }
    }

    /// The `use` lines, in the order of rustfmt. They end with a newline.
    pub fn imports(&self) -> String {
        let paths = self.imported.keys();
        imports::lines(paths.map(|path| path.strip_prefix("::").unwrap_or(path)))
    }

    /// The short name of a trait of a service, or its full path.
    pub fn trait_name(&self, service: &ServiceOutline, part: Part) -> String {
        self.short(self.r#trait(service, part))
    }

    fn r#trait(&self, service: &ServiceOutline, part: Part) -> String {
        let suffix = match part {
            Part::Service => "",
            Part::Checks => "Validation",
        };
        self.path(&format!("{}::{}{suffix}", service.server, service.ident))
    }

    /// The type of a message of an outline.
    pub fn message(&self, path: &str) -> Ty {
        Ty::path(self.short(self.path(path)))
    }

    /// An item of the runtime, such as `Request`.
    pub(in crate::targets::rust::skeleton) fn runtime(&self, symbol: &str) -> String {
        self.short(self.of_runtime(symbol))
    }

    /// An item of the runtime's module for servers, such as `BoxStream`.
    pub(in crate::targets::rust::skeleton) fn server(&self, symbol: &str) -> String {
        self.short(self.of_server(symbol))
    }

    fn of_runtime(&self, symbol: &str) -> String {
        format!("{}::{symbol}", self.runtime)
    }

    fn of_server(&self, symbol: &str) -> String {
        format!("{}::server::{symbol}", self.runtime)
    }

    /// `Result<ok, Status>`
    pub(in crate::targets::rust::skeleton) fn result(&self, ok: Ty) -> Ty {
        let result = if self.has_result {
            "Result"
        } else {
            "::core::result::Result"
        };
        Ty::generic(result, [ok, Ty::path(self.runtime("Status"))])
    }

    fn short(&self, path: String) -> String {
        self.imported.get(&path).cloned().unwrap_or(path)
    }

    /// The full path of an item of an outline.
    pub(super) fn path(&self, path: &str) -> String {
        if !is_generated(path) {
            return path.to_owned();
        }
        if let Some((package, module)) = &self.package {
            let within = path.strip_prefix(&**package).and_then(|rest| {
                if package.is_empty() {
                    Some(rest)
                } else {
                    rest.strip_prefix("::")
                }
            });
            if let Some(rest) = within {
                return format!("{module}::{rest}");
            }
        }
        format!("{}::{path}", self.generated)
    }
}

/// Whether the path of an outline names a generated item.
fn is_generated(path: &str) -> bool {
    !(imports::is_built_in(path) || path.starts_with(['(', ':']) || path.starts_with("crate::"))
}

/// Whether the requests and whether the responses are streams.
pub fn is_stream_of(streaming: Streaming) -> (bool, bool) {
    match streaming {
        Streaming::Unary => (false, false),
        Streaming::Client => (true, false),
        Streaming::Server => (false, true),
        Streaming::Bidi => (true, true),
    }
}

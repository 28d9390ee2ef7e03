//! How the text of stubs names what it needs: by whole paths, or by imports.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Streaming;
use crate::outline::ServiceOutline;
use crate::targets::rust::skeleton::imports;
use crate::targets::rust::syntax::Ty;

/// Which trait of a service is implemented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The trait of its methods.
    Service,
    /// The trait for checks of requests.
    Checks,
}

/// How the text of stubs names what it needs.
#[derive(Clone, Debug)]
pub struct Names {
    /// The module of all generated packages: `crate::proto`.
    generated: String,
    /// A package whose module is elsewhere: `user::v1`, and its path: `crate::user_v1`.
    package: Option<(String, String)>,
    runtime: String,
    /// Short names by whole paths: what is imported.
    imported: BTreeMap<String, String>,
    /// Whether `Result` is that of the prelude.
    has_result: bool,
}

/// A path that text names: whole, and as outlines have it if it leads into the generated code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used<'o> {
    pub path: String,
    pub outline: Option<&'o str>,
}

impl Names {
    /// Whole paths, which mean the same in every module.
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

    /// The same where a file has imports: `short` says how it names a whole path, and `has_result` whether `Result` is
    /// that of the prelude there.
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

    /// The same where the module of one package, `user::v1`, has the path `path`.
    #[must_use]
    pub fn with_package(mut self, package: &str, path: &str) -> Self {
        self.package = Some((package.to_owned(), path.to_owned()));
        self
    }

    /// Short names for a file that implements one trait of a service; [`imports`](Self::imports) says what it has to import.
    ///
    /// `taken` are names that the file gives to items of its own. What two imports would give the same name keeps its
    /// whole path.
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

    /// What the functions of a trait name.
    fn used<'o>(&self, service: &'o ServiceOutline, part: Part) -> Vec<Used<'o>> {
        let tonic = |symbol: &str| format!("::tonic::{symbol}");
        let mut others = Vec::new();
        let mut messages: Vec<&'o str> = Vec::new();
        match part {
            Part::Service => {
                for method in &service.methods {
                    others.extend(["Request", "Status", "Response"].map(tonic));
                    messages.extend([&*method.input, &*method.output]);
                    let (requests, responses) = is_stream_of(method.streaming);
                    others.extend(requests.then(|| tonic("Streaming")));
                    others.extend(responses.then(|| self.of_runtime("BoxStream")));
                }
            }
            Part::Checks => {
                for check in service.checks.iter().filter(|check| check.has_rules) {
                    others.extend(["Request", "Status"].map(tonic));
                    others.push(self.of_runtime("by_rules"));
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
            // Others need no import.
            let plain = path.contains("::") && !path.contains(['<', '(', ' ']);
            if let (true, Some((_, name))) = (plain, path.rsplit_once("::")) {
                by_name.entry(name.to_owned()).or_default().push(path);
            }
        }
        for (name, mut paths) in by_name {
            // What every function names goes before what one does.
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

    /// The `use` lines, sorted as rustfmt does; they end a line.
    pub fn imports(&self) -> String {
        let paths = self.imported.keys();
        imports::lines(paths.map(|path| path.strip_prefix("::").unwrap_or(path)))
    }

    /// The whole path of a trait of a service, or its short name.
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

    /// The type `tonic::<symbol>`.
    pub(in crate::targets::rust::skeleton) fn tonic(&self, symbol: &str) -> String {
        self.short(format!("::tonic::{symbol}"))
    }

    /// An item of the runtime's server.
    pub(in crate::targets::rust::skeleton) fn runtime(&self, symbol: &str) -> String {
        self.short(self.of_runtime(symbol))
    }

    fn of_runtime(&self, symbol: &str) -> String {
        format!("{}::server::{symbol}", self.runtime)
    }

    /// `Result<ok, Status>`
    pub(in crate::targets::rust::skeleton) fn result(&self, ok: Ty) -> Ty {
        let result = if self.has_result {
            "Result"
        } else {
            "::core::result::Result"
        };
        Ty::generic(result, [ok, Ty::path(self.tonic("Status"))])
    }

    fn short(&self, path: String) -> String {
        self.imported.get(&path).cloned().unwrap_or(path)
    }

    /// A path of an outline as it is from everywhere in the crate.
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

/// Whether the path of an outline leads into the generated code.
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

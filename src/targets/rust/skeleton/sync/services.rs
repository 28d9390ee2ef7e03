//! Adds the files of new services to a crate, and tests of new rpcs.

use super::library::Library;
use super::{RustProject, named};
use crate::diagnostics::{Diagnostic, Place};
use crate::skeleton::{Draft, Finding, Kind, ScaffoldFile, shown};
use crate::skeleton::{MethodState, State};
use crate::targets::rust::skeleton::analysis::clients::{TestClient, TestFile};
use crate::targets::rust::skeleton::analysis::{Analysis, ServiceAnalysis};
use crate::targets::rust::skeleton::imports::in_tests;
use crate::targets::rust::skeleton::scaffold::imports::Imports;
use crate::targets::rust::skeleton::scaffold::{self, NamedService};
use crate::targets::rust::skeleton::splice::{self, FunctionInsertion, Module};

/// The module of services, and the files that it may be in.
const SERVICES: [&str; 2] = ["src/services/mod.rs", "src/services.rs"];

/// Adds everything that is missing, except functions of implementations. Returns the remaining work of the user, and notes.
///
/// # Errors
/// If a file cannot be read or does not parse.
pub fn add(
    project: &RustProject<'_>,
    analysis: &Analysis,
    library: Option<&Library>,
    draft: &mut Draft<'_>,
) -> Result<(Vec<Finding>, Vec<Finding>), Vec<Diagnostic>> {
    let named = named::services(analysis);
    let (mut remaining, mut notes) = (Vec::new(), Vec::new());
    let mut adder = Adder {
        project,
        generated: analysis.generated_module.as_deref(),
        library,
        draft,
    };
    adder.track(analysis, &named);
    adder.generated_module()?;
    for (analyzed, named) in analysis.services.iter().zip(&named) {
        if analyzed.service.is_nowhere() {
            remaining.extend(adder.service(named)?)
        } else {
            notes.extend(adder.tests(analysis, analyzed, named)?)
        }
    }
    Ok((remaining, notes))
}

struct Adder<'a, 'r> {
    project: &'a RustProject<'a>,
    /// The module of the generated code, if the crate declares one.
    generated: Option<&'a str>,
    library: Option<&'a Library>,
    draft: &'a mut Draft<'r>,
}

impl Adder<'_, '_> {
    /// Tracks the files that `sync` may extend, so that reports list them as unchanged.
    fn track(&mut self, analysis: &Analysis, named: &[NamedService]) {
        let library = self.library.map(|library| library.file);
        for file in library.into_iter().chain(SERVICES) {
            self.draft.track(file);
        }
        for (analyzed, named) in analysis.services.iter().zip(named) {
            self.draft.track(&tests_file(analysis, analyzed, named).0);
        }
        let founds = analysis.services.iter().flat_map(|analyzed| {
            let service = std::iter::once(&analyzed.service);
            service.chain(&analyzed.checks)
        });
        for implementation in founds.flat_map(|found| &found.implementations) {
            self.draft.track(&implementation.file);
        }
    }

    /// Declares the module of the generated code.
    fn generated_module(&mut self) -> Result<(), Vec<Diagnostic>> {
        let (None, true, Some(library)) = (self.generated, self.project.has_tree(), self.library)
        else {
            return Ok(());
        };
        let text = library.declaration(self.project.project.root, self.project.project.out);
        let module = Module {
            name: "proto",
            text: &text,
        };
        self.modules(library.file, &[module]).map(drop)
    }

    /// Adds the files of a service without an implementation.
    fn service(&mut self, service: &NamedService) -> Result<Option<Finding>, Vec<Diagnostic>> {
        let generated = self.generated.unwrap_or("crate::proto");
        let runtime = &*self.project.options.runtime;
        let file = scaffold::service_file(service, generated, runtime);
        let Some(library) = self.library else {
            let why = "the crate has no library with its root at `src/lib.rs`";
            let help =
                "implement it in the program, or move the modules of the program into a library";
            return Ok(Some(self.refused(service, why, help, file)));
        };
        if self
            .draft
            .text(&file.path)?
            .is_some_and(|text| text != file.contents)
        {
            let why = format!("`{}` exists with other content", file.path);
            let help = format!(
                "if it implements the service, add `pub mod {};` to its parent module; otherwise, move it away",
                service.module
            );
            return Ok(Some(self.refused(service, &why, &help, file)));
        }
        let services = Module {
            name: "services",
            text: "pub mod services;",
        };
        let is_declared = !self.modules(library.file, &[services])?;
        let index = self.index()?;
        if is_declared && index.is_none() {
            let why = "its module `services` is not a file";
            let help = "add the code below by hand";
            return Ok(Some(self.refused(service, why, help, file)));
        }
        self.draft.create(&file.path, file.contents)?;
        let mut modules = vec![service.module.clone()];
        if let Some(checks) = scaffold::checks_file(service, generated, runtime) {
            self.draft.create(&checks.path, checks.contents)?;
            modules.push(service.checks_module());
        }
        let outside = generated.replacen("crate", &library.name, 1);
        let runtime = in_tests(runtime, &library.name);
        if let Some(tests) = scaffold::test_file(service, &outside, &runtime) {
            self.draft.create(&tests.path, tests.contents)?;
        }
        self.declare(index.unwrap_or(SERVICES[0]), &modules)?;
        Ok(None)
    }

    /// Declares modules in an existing file. Returns whether one was missing.
    fn modules(&mut self, file: &str, modules: &[Module<'_>]) -> Result<bool, Vec<Diagnostic>> {
        self.draft.edit(file, |path, name, text| {
            splice::modules(path, name, text, modules)
        })
    }

    /// The file of the module of services.
    fn index(&self) -> Result<Option<&'static str>, Vec<Diagnostic>> {
        for file in SERVICES {
            if self.draft.text(file)?.is_some() {
                return Ok(Some(file));
            }
        }
        Ok(None)
    }

    fn declare(&mut self, index: &str, modules: &[String]) -> Result<(), Vec<Diagnostic>> {
        let texts: Vec<_> = modules
            .iter()
            .map(|name| format!("pub mod {name};"))
            .collect();
        if self.draft.text(index)?.is_none() {
            return self.draft.create(index, texts.join("\n") + "\n");
        }
        let modules = modules.iter().zip(&texts);
        let modules: Vec<_> = modules.map(|(name, text)| Module { name, text }).collect();
        self.modules(index, &modules).map(drop)
    }

    /// Adds tests of the rpcs that this run adds, if there is a file of tests with a function `client` that returns a
    /// client of the service.
    fn tests(
        &mut self,
        analysis: &Analysis,
        analyzed: &ServiceAnalysis,
        service: &NamedService,
    ) -> Result<Option<Finding>, Vec<Diagnostic>> {
        let (file, client) = tests_file(analysis, analyzed, service);
        let ([implementation], None, Some(library)) = (
            analyzed.service.implementations.as_slice(),
            &analyzed.service.refusal,
            self.library,
        ) else {
            return Ok(None);
        };
        if self.draft.text(&file)?.is_none() {
            return Ok(None);
        }
        // A renamed function has a test already.
        let is_new = |method: &&MethodState| {
            method.state == State::Missing
                && !self.draft.renames_to(&implementation.file, &method.ident)
        };
        let missing = implementation.methods.iter().filter(is_new);
        let generated = self.generated.unwrap_or("crate::proto");
        let outside = generated.replacen("crate", &library.name, 1);
        let (call, names) = match client {
            Ok(client) => (client.call.clone(), client.names.clone()),
            Err(_) => Default::default(),
        };
        let runtime = in_tests(&self.project.options.runtime, &library.name);
        let mut imports = Imports::existing(&outside, &runtime, names);
        let tests = missing.filter_map(|method| {
            let mut methods = analyzed.outline.methods.iter();
            let rpc = methods.find(|rpc| rpc.ident == method.ident)?;
            let text = scaffold::test(&mut imports, &analyzed.outline, rpc, &call);
            let ident = text.split_once("fn ")?.1.split_once('(')?.0.to_owned();
            Some((ident, text))
        });
        let tests: Vec<_> = tests.collect();
        if tests.is_empty() {
            return Ok(None);
        }
        if let Err(why) = client {
            let texts: Vec<&str> = tests.iter().map(|(_, text)| &**text).collect();
            return Ok(Some(self.not_tested(
                analyzed,
                &file,
                why,
                &texts.join("\n"),
            )));
        }
        let functions = tests
            .iter()
            .map(|(ident, text)| FunctionInsertion { ident, text });
        let functions: Vec<_> = functions.collect();
        self.draft.edit(&file, |path, name, text| {
            splice::functions(path, name, text, &functions)
        })?;
        Ok(None)
    }

    fn not_tested(
        &self,
        analyzed: &ServiceAnalysis,
        file: &str,
        why: &str,
        tests: &str,
    ) -> Finding {
        let name = &analyzed.outline.full_name;
        let fault = format!("no test of `{name}` is added: {why}");
        let warning = Diagnostic::warning(fault)
            .at(Place::file(shown(self.project.project.root, file)))
            .help("add the tests below by hand, with the client that your tests use");
        Finding {
            paste: Some(tests.to_owned()),
            ..Finding::new(Kind::NotTested, warning)
        }
    }

    fn refused(
        &self,
        service: &NamedService,
        why: &str,
        help: &str,
        file: ScaffoldFile,
    ) -> Finding {
        let name = &service.outline.full_name;
        let fault = format!("no implementation of `{name}` is added: {why}");
        let file_place = Place::file(shown(self.project.project.root, &file.path));
        let fault = Diagnostic::error(fault)
            .at(service.outline.place.clone())
            .note(file_place, "the file would be here")
            .help(help);
        Finding {
            paste: Some(file.contents),
            ..Finding::new(Kind::Refused, fault)
        }
    }
}

/// The file with the tests of a service, and its function `client`, or why tests cannot call it.
fn tests_file<'s>(
    analysis: &'s Analysis,
    analyzed: &ServiceAnalysis,
    service: &NamedService,
) -> (String, Result<&'s TestClient, &'s str>) {
    let own = format!("tests/{}.rs", service.module);
    let serves = |test: &&TestFile| {
        let client = test.client.as_ref();
        client.is_ok_and(|client| client.service == analyzed.outline.full_name)
    };
    let of_service = || analysis.tests.iter().filter(serves);
    let existing = analysis.tests.iter().find(|test| test.file == own);
    let test = of_service()
        .find(|test| test.file == own)
        .or_else(|| of_service().next());
    match (test.map(|test| (test, &test.client)), existing) {
        (Some((test, Ok(client))), _) => (test.file.clone(), Ok(client)),
        (
            _,
            Some(TestFile {
                client: Err(why), ..
            }),
        ) => (own, Err(why)),
        (_, Some(_)) => (
            own,
            Err("its function `client` returns a client of another service"),
        ),
        _ => (own, Err("it cannot be read")),
    }
}

//! What comes into a crate for services that are new, and tests for rpcs that are.

use super::Project;
use super::draft::Draft;
use super::library::Library;
use crate::diagnostics::{Diagnostic, Place};
use crate::skeleton::findings::{Finding, Kind, shown};
use crate::skeleton::scaffold::imports::Imports;
use crate::skeleton::scaffold::{self, NamedService, ScaffoldFile, names};
use crate::skeleton::splice::{Function, Module};
use crate::skeleton::survey::{MethodState, State, Survey, Surveyed};

/// The module of services, and the files that it may be in.
const SERVICES: [&str; 2] = ["src/services/mod.rs", "src/services.rs"];

/// Adds all that is missing beside the functions of implementations; tells what a person must do for it.
///
/// # Errors
/// If a file cannot be read or does not parse.
pub fn add(
    project: &Project<'_>,
    survey: &Survey,
    library: Option<&Library>,
    draft: &mut Draft<'_>,
) -> Result<Vec<Finding>, Vec<Diagnostic>> {
    let outlines = survey.services.iter();
    let named = names::services(outlines.map(|surveyed| surveyed.outline.clone()).collect());
    let mut left = Vec::new();
    let mut adder = Adder {
        project,
        generated: survey.generated_module.as_deref(),
        library,
        draft,
    };
    adder.look_after(survey, &named);
    adder.generated_module()?;
    for (surveyed, named) in survey.services.iter().zip(&named) {
        match surveyed.service.is_nowhere() {
            true => left.extend(adder.service(named)?),
            false => adder.tests(surveyed, named)?,
        }
    }
    Ok(left)
}

struct Adder<'a, 'r> {
    project: &'a Project<'a>,
    /// The module of the generated code, if the crate declares one.
    generated: Option<&'a str>,
    library: Option<&'a Library>,
    draft: &'a mut Draft<'r>,
}

impl Adder<'_, '_> {
    /// Names the files that are merged though nothing may be missing in them.
    fn look_after(&mut self, survey: &Survey, named: &[NamedService]) {
        let library = self.library.map(|library| library.file);
        for file in library.into_iter().chain(SERVICES) {
            self.draft.look_after(file);
        }
        for named in named {
            self.draft.look_after(&tests_file(named));
        }
        let founds = survey.services.iter().flat_map(|surveyed| {
            let service = std::iter::once(&surveyed.service);
            service.chain(&surveyed.checks)
        });
        for implementation in founds.flat_map(|found| &found.implementations) {
            self.draft.look_after(&implementation.file);
        }
    }

    /// Declares the module of the generated code.
    fn generated_module(&mut self) -> Result<(), Vec<Diagnostic>> {
        let (None, true, Some(library)) = (self.generated, self.project.has_tree(), self.library)
        else {
            return Ok(());
        };
        let text = library.declaration(self.project.root, self.project.out);
        let module = Module {
            name: "proto",
            text: &text,
        };
        self.draft.modules(library.file, &[module]).map(drop)
    }

    /// Adds the files of a service that is nowhere.
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
            let why = format!("`{}` is there, and is not what would be written", file.path);
            let help = format!(
                "if it implements the service, add `pub mod {};` to its module; if not, move it away",
                service.module
            );
            return Ok(Some(self.refused(service, &why, &help, file)));
        }
        let services = Module {
            name: "services",
            text: "pub mod services;",
        };
        let is_declared = !self.draft.modules(library.file, &[services])?;
        let index = self.index()?;
        if is_declared && index.is_none() {
            let why = "its module `services` is no file";
            let help = "take over by hand what follows";
            return Ok(Some(self.refused(service, why, help, file)));
        }
        self.draft.create(&file.path, file.contents)?;
        let mut modules = vec![service.module.clone()];
        if let Some(checks) = scaffold::checks_file(service, generated, runtime) {
            self.draft.create(&checks.path, checks.contents)?;
            modules.push(service.checks_module());
        }
        let outside = generated.replacen("crate", &library.name, 1);
        if let Some(tests) = scaffold::test_file(service, &outside, runtime) {
            self.draft.create(&tests.path, tests.contents)?;
        }
        self.declare(index.unwrap_or(SERVICES[0]), &modules)?;
        Ok(None)
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
        self.draft.modules(index, &modules).map(drop)
    }

    /// Adds tests of the rpcs that the implementation is about to gain, where there is a file of tests as `new` writes it.
    fn tests(
        &mut self,
        surveyed: &Surveyed,
        service: &NamedService,
    ) -> Result<(), Vec<Diagnostic>> {
        let file = tests_file(service);
        let ([implementation], None, Some(library)) = (
            surveyed.service.implementations.as_slice(),
            &surveyed.service.refusal,
            self.library,
        ) else {
            return Ok(());
        };
        let text = self.draft.text(&file)?;
        if !text.is_some_and(|text| text.contains("fn client() -> ")) {
            return Ok(());
        }
        let generated = self.generated.unwrap_or("crate::proto");
        let outside = generated.replacen("crate", &library.name, 1);
        let missing = implementation.methods.iter();
        // What is written under another name has a test under that.
        let is_new = |method: &&MethodState| {
            method.state == State::Missing
                && !self.draft.renames_to(&implementation.file, &method.ident)
        };
        let missing = missing.filter(is_new);
        let tests = missing.filter_map(|method| {
            let methods = surveyed.outline.methods.iter();
            let rpc = methods.into_iter().find(|rpc| rpc.ident == method.ident)?;
            let text = scaffold::test(&mut Imports::whole(&outside), &surveyed.outline, rpc);
            let ident = text.split_once("fn ")?.1.split_once('(')?.0.to_owned();
            Some((ident, text))
        });
        let tests: Vec<_> = tests.collect();
        let functions = tests.iter().map(|(ident, text)| Function { ident, text });
        let functions: Vec<_> = functions.collect();
        self.draft.functions(&file, &functions).map(drop)
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
        let file_place = Place::file(shown(self.project.root, &file.path));
        let fault = Diagnostic::error(fault)
            .at(service.outline.place.clone())
            .note(file_place, "it would be written here")
            .help(help);
        Finding {
            paste: Some(file.contents),
            ..Finding::new(Kind::Refused, fault)
        }
    }
}

/// Where the tests of a service are.
fn tests_file(service: &NamedService) -> String {
    format!("tests/{}.rs", service.module)
}

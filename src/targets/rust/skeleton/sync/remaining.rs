//! What a person has to do, and what would be good to know.

use super::{RustProject, named};
use crate::diagnostics::Diagnostic;
use crate::skeleton::{Finding, Kind};
use crate::targets::rust::skeleton::analysis::{Analysis, ServiceAnalysis, TraitImpls};
use crate::targets::rust::skeleton::findings::findings;
use crate::targets::rust::skeleton::scaffold::NamedService;

/// What of the differences between a crate and its schema no edit puts right, given the crate with its functions named
/// anew.
pub fn left(project: &RustProject<'_>, analysis: &Analysis) -> Vec<Finding> {
    let mut findings = findings(analysis, project.project.root);
    findings.retain(|finding| !matches!(finding.kind, Kind::Nowhere | Kind::Missing));
    findings
}

/// Services that no code of the crate serves, and those that its client for the command line does not know.
pub fn not_served(analysis: &Analysis) -> Vec<Finding> {
    let named = named::services(analysis);
    let generated = analysis
        .generated_module
        .as_deref()
        .unwrap_or("crate::proto");
    let has_client = analysis.services.iter().any(|analyzed| analyzed.is_in_cli);
    let mut notes = Vec::new();
    for (analyzed, named) in analysis.services.iter().zip(&named) {
        if !analyzed.is_registered {
            let server = server(analyzed, named, generated);
            notes.push(Finding {
                paste: Some(format!(".add_service({server})\n")),
                ..not_one_served(analyzed)
            });
        }
        if has_client && !analyzed.is_in_cli {
            notes.push(not_listed(analysis, analyzed, generated));
        }
    }
    notes
}

fn not_one_served(analyzed: &ServiceAnalysis) -> Finding {
    let outline = &analyzed.outline;
    let fault = format!("service `{}` is served nowhere", outline.full_name);
    let help = "add it to the server, and the `FILE_DESCRIPTOR_SET` of its package to what reflection tells";
    let warning = Diagnostic::warning(fault)
        .at(outline.place.clone())
        .help(help);
    Finding::new(Kind::NotServed, warning)
}

/// A service whose methods no client for the command line has, though it has those of others.
fn not_listed(analysis: &Analysis, analyzed: &ServiceAnalysis, generated: &str) -> Finding {
    let outline = &analyzed.outline;
    let fault = format!(
        "no client for the command line has service `{}`",
        outline.full_name
    );
    let warning = Diagnostic::warning(fault)
        .at(outline.place.clone())
        .help("add it where the client has the other services");
    let root = match &analysis.library {
        Some(library) => generated.replacen("crate", library, 1),
        None => generated.to_owned(),
    };
    let package = match &*outline.package {
        "" => root.clone(),
        package => format!("{root}::{package}"),
    };
    Finding {
        paste: Some(format!(
            ".service({root}::{}::ALL, {package}::FILE_DESCRIPTOR_SET)\n",
            outline.table
        )),
        ..Finding::new(Kind::NotListed, warning)
    }
}

/// The server of a service, as `add_service` takes it.
fn server(analyzed: &ServiceAnalysis, named: &NamedService, generated: &str) -> String {
    let outline = &analyzed.outline;
    let new = |module: &str, ident: &str| format!("crate::services::{module}::{ident}");
    let written = |found: &TraitImpls, module: &str| {
        let first = found.implementations.first()?;
        let is_where_new_ones_are = first.file == format!("src/services/{module}.rs");
        Some(if is_where_new_ones_are {
            new(module, &first.implementor)
        } else {
            first.implementor.clone()
        })
    };
    let server = format!("{generated}::{}::{}Server", outline.server, outline.ident);
    let service = written(&analyzed.service, &named.module)
        .unwrap_or_else(|| new(&named.module, &named.implementation()));
    let checks = if analyzed.service.is_nowhere() {
        named
            .checks()
            .map(|checks| new(&named.checks_module(), &checks))
    } else {
        analyzed
            .checks
            .as_ref()
            .and_then(|checks| written(checks, &named.checks_module()))
    };
    match checks {
        Some(checks) => format!("{server}::with_validation({service}, {checks})"),
        None => format!("{server}::new({service})"),
    }
}

//! Services that no server or command-line client of a crate registers, with the code that registers them.

use super::named;
use crate::diagnostics::Diagnostic;
use crate::skeleton::{Finding, Kind};
use crate::targets::rust::skeleton::analysis::{Analysis, ServiceAnalysis, TraitImpls};
use crate::targets::rust::skeleton::scaffold::NamedService;

/// Returns a note for each service that no server has, and for each that is missing in the command-line client.
pub fn notes(analysis: &Analysis) -> Vec<Finding> {
    let named = named::services(analysis);
    let generated = analysis.generated_module.as_deref();
    let generated = generated.unwrap_or("crate::proto");
    let has_client = analysis.services.iter().any(|service| service.is_in_cli);
    let mut notes = Vec::new();
    for (service, named) in analysis.services.iter().zip(&named) {
        if !service.is_registered {
            notes.push(not_served(service, named, generated));
        }
        if has_client && !service.is_in_cli {
            notes.push(not_in_cli(analysis, service, generated));
        }
    }
    notes
}

fn not_served(service: &ServiceAnalysis, named: &NamedService, generated: &str) -> Finding {
    let outline = &service.outline;
    let message = format!("no server has service `{}`", outline.full_name);
    let help =
        "add it to the server, and add the `FILE_DESCRIPTOR_SET` of its package to reflection";
    let warning = Diagnostic::warning(message)
        .at(outline.place.clone())
        .help(help);
    let server = server(service, named, generated);
    Finding {
        paste: Some(format!(".add_service({server})\n")),
        ..Finding::new(Kind::NotServed, warning)
    }
}

/// A service that is missing in a client that has other services.
fn not_in_cli(analysis: &Analysis, service: &ServiceAnalysis, generated: &str) -> Finding {
    let outline = &service.outline;
    let message = format!("no command-line client has service `{}`", outline.full_name);
    let warning = Diagnostic::warning(message)
        .at(outline.place.clone())
        .help("add it to the client, beside the other services");
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

/// The server of a service, as an argument of `add_service`.
fn server(service: &ServiceAnalysis, named: &NamedService, generated: &str) -> String {
    let outline = &service.outline;
    let new = |module: &str, ident: &str| format!("crate::services::{module}::{ident}");
    let existing = |impls: &TraitImpls, module: &str| {
        let first = impls.implementations.first()?;
        let is_in_module = first.file == format!("src/services/{module}.rs");
        Some(if is_in_module {
            new(module, &first.implementor)
        } else {
            first.implementor.clone()
        })
    };
    let server = format!("{generated}::{}::{}Server", outline.server, outline.ident);
    let implementation = existing(&service.service, &named.module)
        .unwrap_or_else(|| new(&named.module, &named.implementation()));
    let checks = if service.service.is_nowhere() {
        named
            .checks()
            .map(|checks| new(&named.checks_module(), &checks))
    } else {
        let checks = service.checks.as_ref();
        checks.and_then(|checks| existing(checks, &named.checks_module()))
    };
    match checks {
        Some(checks) => format!("{server}::with_validation({implementation}, {checks})"),
        None => format!("{server}::new({implementation})"),
    }
}

//! What a person has to do, and what would be good to know.

use super::{Project, served};
use crate::diagnostics::Diagnostic;
use crate::skeleton::findings::{Finding, Kind, findings};
use crate::skeleton::scaffold::{NamedService, names};
use crate::skeleton::survey::{Found, Survey, Surveyed};

/// What of the differences between a crate and its schema no edit puts right, given the crate with its functions named
/// anew.
pub fn left(project: &Project<'_>, survey: &Survey) -> Vec<Finding> {
    let mut findings = findings(survey, project.root);
    findings.retain(|finding| !matches!(finding.kind, Kind::Nowhere | Kind::Missing));
    findings
}

/// Services that no code of the crate serves.
pub fn not_served(project: &Project<'_>, survey: &Survey) -> Vec<Finding> {
    if survey.services.is_empty() {
        return Vec::new();
    }
    let servers = served::servers(project.root, project.out);
    let outlines = survey.services.iter();
    let named = names::services(outlines.map(|surveyed| surveyed.outline.clone()).collect());
    let services = survey.services.iter().zip(&named);
    let generated = survey.generated_module.as_deref().unwrap_or("crate::proto");
    let services = services.filter(|(surveyed, _)| {
        let server = format!("{}Server", surveyed.outline.ident);
        !servers.contains(&server)
    });
    services
        .map(|(surveyed, named)| Finding {
            paste: Some(format!(
                ".add_service({})\n",
                server(surveyed, named, generated)
            )),
            ..not_one_served(surveyed)
        })
        .collect()
}

fn not_one_served(surveyed: &Surveyed) -> Finding {
    let outline = &surveyed.outline;
    let fault = format!("service `{}` is served nowhere", outline.full_name);
    let help = "add it to the server, and the `FILE_DESCRIPTOR_SET` of its package to what reflection tells";
    let warning = Diagnostic::warning(fault)
        .at(outline.place.clone())
        .help(help);
    Finding::new(Kind::NotServed, warning)
}

/// The server of a service, as `add_service` takes it.
fn server(surveyed: &Surveyed, named: &NamedService, generated: &str) -> String {
    let outline = &surveyed.outline;
    let new = |module: &str, ident: &str| format!("crate::services::{module}::{ident}");
    let written = |found: &Found, module: &str| {
        let first = found.implementations.first()?;
        let is_where_new_ones_are = first.file == format!("src/services/{module}.rs");
        Some(match is_where_new_ones_are {
            true => new(module, &first.implementor),
            false => first.implementor.clone(),
        })
    };
    let server = format!("{generated}::{}::{}Server", outline.server, outline.ident);
    let service = written(&surveyed.service, &named.module)
        .unwrap_or_else(|| new(&named.module, &named.implementation()));
    let checks = match surveyed.service.is_nowhere() {
        true => named
            .checks()
            .map(|checks| new(&named.checks_module(), &checks)),
        false => surveyed
            .checks
            .as_ref()
            .and_then(|checks| written(checks, &named.checks_module())),
    };
    match checks {
        Some(checks) => format!("{server}::with_validation({service}, {checks})"),
        None => format!("{server}::new({service})"),
    }
}

//! Checks the service config that generated clients contain: parses it with the runtime's parser and compares its names
//! with the services of the schema.

use rpcsmith_service::service_config::{MethodName, ServiceConfig};

use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::model::Model;
use crate::options::{InlinedFile, Options, nearest};

/// Reports syntax errors, and names of services and methods that do not exist.
pub fn check(model: &Model<'_>, options: &Options, diagnostics: &mut Diagnostics) {
    let Some(file) = &options.service_config else {
        return;
    };
    let Some(text) = &file.text else {
        let fault = format!(
            "option `service_config`: the request does not contain the content of `{}`",
            file.path
        );
        let help = "read the file before you call `generate` (see `inlined_files::inline`), or pass the JSON itself";
        diagnostics.push(Diagnostic::error(fault).help(help));
        return;
    };
    match text.parse::<ServiceConfig>() {
        Ok(config) => {
            let faults = config
                .names()
                .iter()
                .filter_map(|name| unknown(model, name));
            let faults: Vec<_> = faults.collect();
            diagnostics.extend(
                faults
                    .into_iter()
                    .map(|(line, column, fault)| fault.at(place(file, line, column))),
            );
        }
        Err(error) => {
            let fault = Diagnostic::error(error.reason());
            diagnostics.push(fault.at(place(file, error.line(), error.column())));
        }
    }
}

fn place(file: &InlinedFile, line: u32, column: u32) -> Place {
    let path = match &*file.path {
        "" => "service_config",
        path => path,
    };
    Place::point(path, line, column)
}

/// The error for a name whose service or method no file of the request declares.
fn unknown(model: &Model<'_>, name: &MethodName) -> Option<(u32, u32, Diagnostic)> {
    let MethodName {
        service, method, ..
    } = name;
    if service.is_empty() {
        return None;
    }
    let full_name = |service: &str| format!(".{service}");
    let found = model
        .services
        .iter()
        .find(|found| found.full_name == full_name(service));
    let (fault, suggestion) = match found {
        None => {
            let names = model.services.iter().map(|service| &service.full_name[1..]);
            let fault = format!("there is no service `{service}`");
            (fault, nearest(service, names))
        }
        Some(_) if method.is_empty() => return None,
        Some(found) => {
            let mut names = found.methods.iter().map(|method| method.name);
            if names.clone().any(|name| name == method) {
                return None;
            }
            let fault = format!("the service `{service}` has no method `{method}`");
            (fault, nearest(method, &mut names))
        }
    };
    let mut fault = Diagnostic::error(fault);
    if let Some(suggestion) = suggestion {
        fault = fault.help(format!("did you mean `{suggestion}`?"));
    }
    Some((name.line, name.column, fault))
}

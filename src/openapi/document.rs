//! The documents of a run.

use std::collections::BTreeSet;

use super::base::Base;
use super::names::Names;
use super::node::Object;
use super::operations::Operations;
use super::{Api, write};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::model::{self, Package};
use crate::options::DocumentName;
use crate::response::GeneratedFile;

/// The version of OpenAPI.
const VERSION: &str = "3.1.0";

/// The documents that the option `openapi` names: one for all packages, or one for each. `code` is the generated code.
///
/// Reports names that are taken, and parts of `openapi_base` that no document has.
pub fn files(
    api: &Api<'_>,
    code: &[GeneratedFile],
    diagnostics: &mut Diagnostics,
) -> Vec<GeneratedFile> {
    let packages = model::packages(api.model, api.selection);
    let mut base = Base::of(api.options);
    let mut files = Vec::new();
    let mut names = Names::new(code);
    for (index, name) in api.options.openapi.iter().enumerate() {
        if api.options.openapi[..index].contains(name) {
            let fault = format!("option `openapi`: `{}` is given twice", name.as_str());
            diagnostics.push(Diagnostic::error(fault).help("give it once"));
            continue;
        }
        let parts: Vec<_> = if name.is_by_package() {
            packages.chunks(1).collect()
        } else {
            vec![&packages[..]]
        };
        for part in parts {
            let package = part.first().map_or("", |package| package.name);
            let mut document = document(api, part);
            if let Some(base) = &mut base {
                base.merge_into(api, &mut document);
            }
            let file = GeneratedFile {
                name: name.of_package(package),
                content: text_of(name, document),
            };
            names.add(&file.name, name, diagnostics);
            files.push(file);
        }
    }
    if let Some(base) = base {
        base.unused(api, diagnostics);
    }
    files
}

#[cfg(feature = "yaml")]
fn text_of(form: &DocumentName, document: Object) -> String {
    if form.is_yaml() {
        write::yaml(document)
    } else {
        write::json(&document)
    }
}

/// Without the feature, options refuse YAML.
#[cfg(not(feature = "yaml"))]
fn text_of(_: &DocumentName, document: Object) -> String {
    write::json(&document)
}

/// The document of some packages.
fn document(api: &Api<'_>, packages: &[Package<'_>]) -> Object {
    let mut operations = Operations::default();
    for file in packages.iter().flat_map(|package| &package.files) {
        let file = &api.model[*file];
        let components = &mut operations.components;
        for &id in &file.messages {
            components.add_declared(api, id);
        }
        let enums = file.enums.iter().filter(|id| api.selection.r#enum(**id));
        components.enums.extend(enums);
        for &id in file
            .services
            .iter()
            .filter(|id| api.selection.service(**id))
        {
            operations.add(api, id);
        }
    }
    let Operations {
        paths,
        tags,
        components,
        errors,
        ..
    } = operations;
    // Packages without services are the messages of others.
    let is_served = |package: &&Package<'_>| {
        let mut files = package.files.iter();
        files.any(|id| !api.model[*id].services.is_empty())
    };
    let served: Vec<_> = packages.iter().filter(is_served).collect();
    let described = if served.is_empty() {
        packages.iter().collect()
    } else {
        served
    };
    let mut document = Object::new()
        .with("openapi", VERSION)
        .with("info", info(api, &described));
    if !tags.is_empty() {
        document.set("tags", tags);
    }
    document.set("paths", paths);
    let mut schemas = components.schemas(api);
    schemas.0.extend(errors.0);
    if !schemas.is_empty() {
        document.set("components", Object::new().with("schemas", schemas));
    }
    document
}

/// The title, the version and the description, from the packages.
fn info(api: &Api<'_>, packages: &[&Package<'_>]) -> Object {
    let names: Vec<_> = packages.iter().map(|package| package.name).collect();
    let named: Vec<_> = names
        .iter()
        .copied()
        .filter(|name| !name.is_empty())
        .collect();
    let title = if named.is_empty() {
        "API".to_owned()
    } else {
        named.join(", ")
    };
    let mut info = Object::new().with("title", title);
    let files = packages.iter().flat_map(|package| &package.files);
    let comments = files.map(|id| {
        let file = &api.model[*id];
        api.comment(&file.source, &format!(".{}", file.package))
    });
    let comments: Vec<_> = comments.filter(|comment| !comment.is_empty()).collect();
    if !comments.is_empty() {
        info.set("description", comments.join("\n\n"));
    }
    let versions: BTreeSet<_> = named.iter().filter_map(|name| version(name)).collect();
    let version = match versions.first() {
        Some(version) if versions.len() == 1 => version,
        _ => "0",
    };
    info.with("version", version)
}

/// The version at the end of the name of a package: `v1` of `user.v1`.
fn version(package: &str) -> Option<&str> {
    let last = package.rsplit('.').next()?;
    let digits = last.strip_prefix('v')?;
    digits
        .starts_with(|char: char| char.is_ascii_digit())
        .then_some(last)
}

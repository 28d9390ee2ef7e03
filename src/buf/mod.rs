//! Finds out whether buf runs the plugin several times for one output folder.
//!
//! buf runs a plugin once for each input, and once for each directory of an input unless the template (`buf.gen.yaml`)
//! has `strategy: all`. Each run writes its own `mod.rs`. buf keeps one of them and exits with 0.
//!
//! A request does not contain the number of runs, so this module reads the templates and the `.proto` files on disk. A
//! plugin does not see the arguments of `buf generate`. This module therefore reads the templates in the working directory
//! of buf that have the options of the request.
//!
//! Source: <https://buf.build/docs/configuration/v2/buf-gen-yaml/>, and requests of buf 1.75.

mod module;
mod template;
mod yaml;

use std::path::Path;

use crate::diagnostics::{Diagnostic, Place};
use crate::options::{DocumentName, Options, from_parameter};
use crate::request::descriptor::CodeGeneratorRequest;
use crate::request::wire;
use crate::targets::target;
use module::Others;
use template::Template;

/// The error for runs that share an output folder. buf runs the plugin once for each `each`.
fn lost(each: &str, index_file: &str) -> Diagnostic {
    Diagnostic::error(format!(
        "buf runs the plugin once for each {each}, and only one `{index_file}` of these runs would be left"
    ))
}

/// Rejects a request that is one of several for the same output folder.
///
/// `folder` is where the plugin runs. A request that cannot be read passes, and [`generate`](crate::generate) rejects it.
/// So does one from protoc, and one whose target writes no file over all packages.
///
/// # Errors
/// - A template has several inputs.
/// - A template lacks `strategy: all`, and there may be `.proto` files in other directories.
/// - No template has the options of the request, buf is used in this folder, and there are `.proto` files of the same
///   module or workspace in other directories.
pub fn check(request: &[u8], folder: &Path) -> Result<(), Vec<Diagnostic>> {
    let Ok(request) = wire::decode::<CodeGeneratorRequest<'_>>(request) else {
        return Ok(());
    };
    // protoc always names its version, and buf never does.
    if request.compiler_version.is_some() {
        return Ok(());
    }
    let Some(index_file) = index_file(&request) else {
        return Ok(());
    };
    let templates = template::in_folder(folder, request.parameter);
    let index_file = &*index_file;
    let fault = of_inputs(index_file, &templates).or_else(|| {
        if templates.is_empty() {
            of_hidden_template(index_file, &request, folder)
        } else {
            of_strategy(index_file, &request, folder, &templates)
        }
    });
    fault.map_or(Ok(()), |fault| Err(vec![fault]))
}

/// The file that each run writes over all packages, if it writes one.
fn index_file(request: &CodeGeneratorRequest<'_>) -> Option<String> {
    let options = Options::from_pairs(from_parameter(request.parameter)).ok()?;
    let mut documents = options.openapi.iter();
    let document = documents.find(|name| !name.is_by_package());
    let index_file = target(&options).index_file();
    index_file
        .or(document.map(DocumentName::as_str))
        .map(str::to_owned)
}

fn of_inputs(index_file: &str, templates: &[Template]) -> Option<Diagnostic> {
    let template = templates
        .iter()
        .find(|template| template.inputs.len() > 1)?;
    let help = "name their folders as `modules` in buf.yaml and give `directory: .` as the only input, or write a \
                template with an `out` of its own for each input";
    let fault = lost("input", index_file).at(Place::file(&template.name));
    Some(fault.help(help))
}

fn of_strategy(
    index_file: &str,
    request: &CodeGeneratorRequest<'_>,
    folder: &Path,
    templates: &[Template],
) -> Option<Diagnostic> {
    // Files of several directories in one request come from a template with `strategy: all`, or are imports.
    let is_one_directory = module::directories(&request.file_to_generate).len() == 1;
    let (template, _) = templates
        .iter()
        .flat_map(|template| {
            template
                .plugins
                .iter()
                .map(move |plugin| (template, plugin))
        })
        .find(|(_, plugin)| !plugin.is_all && (is_one_directory || plugin.includes_imports))?;
    let inputs = templates.iter().flat_map(|template| template.directories());
    // Inputs that are not on disk may have more directories. Otherwise `strategy: all` is harmless.
    let others = module::others(&request.file_to_generate, folder, inputs);
    (others != Others::None).then(|| {
        lost("directory", index_file)
            .at(Place::file(&template.name))
            .help("add `strategy: all` to the plugin")
    })
}

fn of_hidden_template(
    index_file: &str,
    request: &CodeGeneratorRequest<'_>,
    folder: &Path,
) -> Option<Diagnostic> {
    let is_one_directory = module::directories(&request.file_to_generate).len() == 1;
    if !is_one_directory || !template::is_folder_of_buf(folder) {
        return None;
    }
    let others = module::others(&request.file_to_generate, folder, []);
    (others == Others::Some).then(|| {
        let help = "add `strategy: all` to the plugin; the template must be a YAML or JSON file in the folder where buf \
                    runs, because the plugin sees no other";
        lost("directory", index_file).help(help)
    })
}

//! Adds bundled files to the files to generate.

use std::collections::HashSet;

use memchr::memmem;

use super::{bundled, request};
use crate::options::{Options, from_parameter};
use crate::pipeline;
use crate::request as views;
use crate::targets::target;

/// Adds the bundled files whose types the generated code uses to the files to generate; also the well-known types, with
/// `compile_well_known_types`.
///
/// So a service with a field of type `google.rpc.Status` compiles without more settings. Types with an `extern_path` need no
/// code. Errors of the request are reported when code is generated from it.
pub(super) fn with_bundled(mut request: Vec<u8>) -> Vec<u8> {
    // Each round adds at least one file of the table.
    while may_need(&request) {
        let missing = pipeline::missing(&request).unwrap_or_default();
        // Types that prost-types has are missing only with `compile_well_known_types`.
        let is_bundled = |name: &String| bundled::of_any(name).is_some();
        let paths = missing.into_iter().filter_map(|missing| missing.path);
        let needed: Vec<String> = paths.filter(is_bundled).collect();
        if needed.is_empty() {
            break;
        }
        request = request::with_files_to_generate(request, &needed);
    }
    request
}

/// Whether files to generate mention the package of a bundled file that is only imported. This check is much faster than
/// to find the types that the code uses, and most requests mention no such package.
fn may_need(request: &[u8]) -> bool {
    let Ok(request) = views::decode(request) else {
        return false;
    };
    let generated: HashSet<&str> = request.file_to_generate.iter().copied().collect();
    let options = Options::from_pairs(from_parameter(request.parameter));
    let with_well_known =
        options.is_ok_and(|options| target(&options).generates_well_known_types());
    let imported = request.files.iter().filter(|file| {
        let name = file.descriptor.name;
        let is_bundled = if name.starts_with("google/protobuf/") {
            with_well_known
        } else {
            bundled::text(name).is_some()
        };
        is_bundled && !generated.contains(name)
    });
    let packages: HashSet<&str> = imported.map(|file| file.descriptor.package).collect();
    let mut generated = request
        .files
        .iter()
        .filter(|file| generated.contains(file.descriptor.name));
    generated.any(|file| {
        let mentions = |package: &&str| {
            let prefix = format!(".{package}.");
            memmem::find(file.bytes, prefix.as_bytes()).is_some()
        };
        packages.iter().any(mentions)
    })
}

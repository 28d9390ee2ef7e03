//! Which bundled files get code although nobody lists them.

use std::collections::HashSet;

use memchr::memmem;

use super::{bundled, parser, request};
use crate::options::{Options, from_parameter};
use crate::pipeline;
use crate::request as views;
use crate::targets::target;

/// Adds the bundled files whose types the generated code names to the files to generate. The well-known types are among
/// them if `compile_well_known_types` asks for their code.
///
/// A service with a field of `google.rpc.Status` compiles then without more settings. What an `extern_path` leads to is
/// not needed. Faults of the request are left to those who generate from it.
pub(super) fn with_bundled(mut request: Vec<u8>) -> Vec<u8> {
    // Each round adds at least one file of the table.
    while may_need(&request) {
        let missing = pipeline::missing(&request).unwrap_or_default();
        // The types of prost-types are missing only if the options ask for their code.
        let is_bundled =
            |name: &String| bundled::text(name).is_some() || parser::bundled(name).is_some();
        let paths = missing.into_iter().filter_map(|missing| missing.path);
        let needed: Vec<String> = paths.filter(is_bundled).collect();
        if needed.is_empty() {
            break;
        }
        request = request::with_files_to_generate(request, needed);
    }
    request
}

/// Whether files to generate mention the package of a bundled file that is only imported. This is far quicker to find
/// out than which types the code needs, and most requests mention none.
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

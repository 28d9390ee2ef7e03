//! Names the files of services in an existing crate.

use crate::targets::rust::skeleton::analysis::Analysis;
use crate::targets::rust::skeleton::scaffold::{NamedService, names};

/// Names the module of each service: the module of its implementation, or a free name.
pub fn services(analysis: &Analysis) -> Vec<NamedService> {
    let outlines = analysis.services.iter();
    let mut named = names::services(outlines.map(|analyzed| analyzed.outline.clone()).collect());
    for index in 0..named.len() {
        let [implementation] = &*analysis.services[index].service.implementations else {
            continue;
        };
        let module = implementation.file.strip_prefix("src/services/");
        let module = module.and_then(|file| file.strip_suffix(".rs"));
        let module = module.filter(|module| !module.contains('/') && *module != "mod");
        if let Some(module) = module
            && named.iter().all(|other| other.module != module)
        {
            named[index].module = module.to_owned();
        }
    }
    named
}

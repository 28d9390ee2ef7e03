//! Runs rpcsmith on a request.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use prost::Message;
use syn::Item;

use crate::options::Options;
use crate::scope::child;

/// The parameter, appended to a request: on the wire, the last value of a field counts.
#[derive(Clone, PartialEq, Message)]
struct Parameter {
    #[prost(string, tag = "2")]
    parameter: String,
}

/// The sources of all packages by the module that `mod.rs` includes them in.
pub fn sources(request: &[u8], options: &Options) -> Result<BTreeMap<String, String>> {
    let parameter = Parameter {
        parameter: options.parameter(),
    };
    let request = [request, &parameter.encode_to_vec()].concat();
    let generated = rpcsmith::generate(&request)?;
    let mut files: BTreeMap<_, _> = generated
        .files
        .into_iter()
        .map(|file| (file.name, file.content))
        .collect();
    let tree = files.remove("mod.rs").context("the output has no mod.rs")?;
    let mut sources = BTreeMap::new();
    take_included_files("", &syn::parse_file(&tree)?.items, &mut files, &mut sources)?;
    anyhow::ensure!(
        files.is_empty(),
        "mod.rs does not include these files: {:?}",
        files.keys()
    );
    Ok(sources)
}

/// Moves the files that a module or a nested module includes to the sources.
fn take_included_files(
    module: &str,
    items: &[Item],
    files: &mut BTreeMap<String, String>,
    sources: &mut BTreeMap<String, String>,
) -> Result<()> {
    for item in items {
        match item {
            Item::Macro(include) => {
                let name = include.mac.parse_body::<syn::LitStr>()?.value();
                let file = files.remove(&name);
                let text =
                    file.with_context(|| format!("mod.rs includes {name}, which does not exist"))?;
                sources.insert(module.to_owned(), text);
            }
            Item::Mod(nested) => {
                let items = nested.content.as_ref().map_or(&[][..], |(_, items)| items);
                take_included_files(&child(module, &nested.ident), items, files, sources)?;
            }
            _ => {}
        }
    }
    Ok(())
}

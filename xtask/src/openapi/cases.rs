//! The golden cases: their documents, and the code for messages of those with rules.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use prost::Message;
use prost::bytes::Bytes;
use rpcsmith::frontend::{self, Parser, Sources};
use rpcsmith::{GeneratedFile, options};

use crate::differential::schema::Schema;
use crate::request::Request;

/// The cases whose messages are validated.
const VALIDATED: [&str; 9] = [
    "openapi_kinds",
    "openapi_rules",
    "openapi_user",
    "validate_cel",
    "validate_create_user",
    "validate_predefined",
    "validate_required",
    "validate_standard",
    "validated_service",
];

/// The options of the documents of all cases.
const DOCUMENTS: [(&str, &str); 2] = [("openapi", "document.json"), ("openapi", "document.yaml")];

/// The options of cases that are left out: those that [`DOCUMENTS`] replaces, and a file that is not read here.
const REPLACED: [&str; 3] = ["openapi", "openapi_base", "service_config"];

/// The options of the code of messages.
const CODE: [(&str, &str); 5] = [
    ("json", "true"),
    ("validate", "all"),
    ("client", "false"),
    ("server", "false"),
    ("descriptor_set", "none"),
];

/// A case whose messages are validated.
pub struct Case {
    pub name: String,
    pub request: Request,
    pub schema: Schema,
    /// The full names of the messages to generate, with a leading dot.
    pub types: Vec<String>,
    pub code: Vec<GeneratedFile>,
}

/// Writes the documents of all cases with valid protos to a folder, and returns their names.
///
/// # Errors
/// If a case cannot be read.
pub fn documents(root: &Path, folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for case in folders(root)? {
        let name = case
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let own = fs::read_to_string(case.join("options")).unwrap_or_default();
        let own = own.lines().filter_map(|line| line.split_once('='));
        let own = own.filter(|(name, _)| !REPLACED.contains(name));
        let own: Vec<_> = own.collect();
        let is_external = own.contains(&("messages", "external"));
        let mut pairs = own;
        if is_external {
            pairs.push(("extern_path", ".google.protobuf=::prost_types"));
        }
        pairs.extend(DOCUMENTS);
        let request = request(&case, &options::to_parameter(pairs))?;
        let generated = rpcsmith::generate(&request.encode_to_vec());
        let generated = generated.map_err(|error| anyhow!("the case {name}: {error}"))?;
        for file in generated.files {
            if let Some(extension) = file.name.strip_prefix("document.") {
                fs::write(folder.join(format!("{name}.{extension}")), file.content)?;
            }
        }
        names.push(name);
    }
    Ok(names)
}

/// The cases whose messages are validated.
///
/// # Errors
/// If a case cannot be read.
pub fn validated(root: &Path) -> Result<Vec<Case>> {
    let cases = folders(root)?.into_iter().map(|folder| {
        let name = folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        (name, folder)
    });
    let cases = cases.filter(|(name, _)| VALIDATED.contains(&name.as_str()));
    cases
        .map(|(name, folder)| Case::read(name, &folder))
        .collect()
}

impl Case {
    fn read(name: String, folder: &Path) -> Result<Self> {
        let request = request(folder, &options::to_parameter(CODE))?;
        let files = request.descriptors()?;
        let generated = files.iter().zip(&request.files);
        let generated =
            generated.filter(|(file, _)| request.files_to_generate.contains(&file.name));
        let generated: Vec<Bytes> = generated.map(|(_, bytes)| bytes.clone()).collect();
        let messages = Schema::of(&generated)?.messages.into_iter();
        let messages = messages.filter(|(_, message)| !message.is_entry);
        let mut types: Vec<_> = messages.map(|(name, _)| name).collect();
        types.sort();
        let code = rpcsmith::generate(&request.encode_to_vec());
        let code = code
            .map_err(|error| anyhow!("the case {name}: {error}"))?
            .files;
        let mut schema = Schema::of(&request.files)?;
        // A schema has the names of enum values, and no other numbers.
        schema.close_enums();
        Ok(Self {
            name,
            request,
            schema,
            types,
            code,
        })
    }
}

/// The folders of cases with valid protos, sorted.
fn folders(root: &Path) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(root.join("tests/golden"))? {
        folders.push(entry?.path());
    }
    folders.retain(|folder| folder.join("expected").is_dir());
    folders.sort();
    Ok(folders)
}

/// The request for the protos of a case.
fn request(folder: &Path, parameter: &str) -> Result<Request> {
    let include = folder.join("proto");
    let named = fs::read_to_string(folder.join("files")).unwrap_or_default();
    let mut files: Vec<_> = named.lines().map(|name| include.join(name)).collect();
    if files.is_empty() {
        files.push(include.clone());
    }
    let sources = Sources {
        files,
        includes: vec![include],
        parser: Parser::Embedded,
    };
    let fetched = frontend::fetch(&sources, parameter);
    let fetched = fetched.map_err(|faults| anyhow!("{}", faults[0].message));
    let fetched = fetched.with_context(|| folder.display().to_string())?;
    Ok(Request::decode(Bytes::from(fetched.request))?)
}

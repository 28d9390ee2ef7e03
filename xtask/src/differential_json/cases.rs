//! The golden cases: their code with JSON, and their descriptors.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use prost::Message;
use prost::bytes::Bytes;
use rpcsmith::frontend::{self, Parser, Sources};
use rpcsmith::{GeneratedFile, options};

use crate::differential::schema::Schema;
use crate::request::Request;

/// The options of cases that change the types of fields, or the code that reads and writes them.
const KEPT: [&str; 10] = [
    "boxed",
    "btree_map",
    "bytes",
    "compile_well_known_types",
    "enums",
    "extensions",
    "messages_impl",
    "rename",
    "type_name_domain",
    "unknown_fields",
];

/// The options of all cases.
const OPTIONS: [(&str, &str); 6] = [
    ("json", "true"),
    ("client", "false"),
    ("server", "false"),
    ("descriptor_set", "none"),
    ("validate", "none"),
    ("disable_comments", "."),
];

/// Files whose types in `prost_types` have no code for JSON.
const WITHOUT_JSON: [&str; 3] = [
    "google/protobuf/api.proto",
    "google/protobuf/source_context.proto",
    "google/protobuf/type.proto",
];

/// A message with two fields that have the same name in JSON.
const AMBIGUOUS: &str = ".json_editions.legacy.Conflict";

/// A golden case.
pub struct Case {
    pub name: String,
    pub request: Request,
    pub schema: Schema,
    /// The full names of the messages, with a leading dot.
    pub types: Vec<String>,
}

/// All cases whose protos are valid.
///
/// # Errors
/// If a case cannot be read.
pub fn all(root: &Path) -> Result<Vec<Case>> {
    let mut folders = Vec::new();
    for entry in fs::read_dir(root.join("tests/golden"))? {
        folders.push(entry?.path());
    }
    folders.sort();
    let valid = |folder: &PathBuf| folder.join("expected").is_dir();
    let cases = folders.iter().filter(|folder| valid(folder));
    cases.map(|folder| Case::read(folder)).collect()
}

impl Case {
    fn read(folder: &Path) -> Result<Self> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let request = request(folder).with_context(|| format!("the case {name}"))?;
        let generated = request.descriptors()?.into_iter().zip(&request.files);
        let generated =
            generated.filter(|(file, _)| request.files_to_generate.contains(&file.name));
        let generated: Vec<Bytes> = generated.map(|(_, bytes)| bytes.clone()).collect();
        let messages = Schema::of(&generated)?.messages;
        let messages = messages
            .into_iter()
            .filter(|(name, message)| !message.is_entry && name != AMBIGUOUS);
        let mut types: Vec<_> = messages.map(|(name, _)| name).collect();
        types.sort();
        Ok(Self {
            schema: Schema::of(&request.files)?,
            name: name.into_owned(),
            request,
            types,
        })
    }

    /// Whether prost encodes floats of its messages: with derives, or in wrappers.
    pub fn loses_zeros(&self) -> bool {
        let parameter = self.request.parameter.as_deref().unwrap_or_default();
        parameter.contains("messages_impl=derive")
            || self
                .schema
                .messages
                .contains_key(".google.protobuf.DoubleValue")
    }

    /// Whether the request has the message `google.protobuf.FieldMask`.
    pub fn has_field_mask(&self) -> bool {
        let name = ".google.protobuf.FieldMask";
        self.schema.messages.contains_key(name)
    }

    /// Whether a field has the type `google.protobuf.NullValue`.
    pub fn has_null_value(&self) -> bool {
        let name = ".google.protobuf.NullValue";
        let mut messages = self.schema.messages.values();
        messages.any(|message| message.fields.iter().any(|field| field.type_name == name))
    }

    /// Its code.
    ///
    /// # Errors
    /// If the generator refuses the protos.
    pub fn generate(&self) -> Result<Vec<GeneratedFile>> {
        let generated = rpcsmith::generate(&self.request.encode_to_vec());
        let generated = generated.map_err(|error| anyhow!("the case {}: {error}", self.name))?;
        Ok(generated.files)
    }
}

/// The request for all protos of a case.
fn request(folder: &Path) -> Result<Request> {
    let include = folder.join("proto");
    let text = fs::read_to_string(folder.join("options")).unwrap_or_default();
    let own = text
        .lines()
        .map(|line| line.split_once('=').unwrap_or((line, "true")));
    let own = own.filter(|(name, _)| KEPT.contains(name));
    let sources = Sources {
        files: vec![include.clone()],
        includes: vec![include],
        parser: Parser::Embedded,
    };
    let parameter = options::to_parameter(own.chain(OPTIONS));
    let fetch = |parameter: &str| {
        let fetched = frontend::fetch(&sources, parameter);
        let fetched = fetched.map_err(|faults| anyhow!("{}", faults[0].message))?;
        anyhow::Ok(Request::decode(Bytes::from(fetched.request))?)
    };
    let request = fetch(&parameter)?;
    let files = request.descriptors()?;
    if files.iter().any(|file| WITHOUT_JSON.contains(&&*file.name)) {
        return fetch(&format!("{parameter},compile_well_known_types"));
    }
    Ok(request)
}

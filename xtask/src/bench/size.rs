//! Measures the code size of the validators of many messages, beside that of prost's code for the same messages.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::table::{Cell, Table};
use crate::conformance::SUITE;
use crate::conformance::executor;
use crate::conformance::suite::Suites;
use crate::plugin::{Plugin, write};
use crate::process::cargo;
use crate::process::{output, succeed};

const COLUMNS: [&str; 4] = [
    "messages",
    "prost's code, KB",
    "validators, KB",
    "validators / prost's code",
];

/// Compiles protovalidate's conformance suite, without validators and with them. Does nothing without the suite.
///
/// The size of the runtime is not counted, because it does not depend on the number of messages.
///
/// # Errors
/// If the plugin or the compiler fails.
pub fn run(root: &Path, folder: &Path) -> Result<Option<Table>> {
    let suite = root.join(SUITE);
    if !suite.exists() {
        eprintln!("{} does not exist: no code is measured", suite.display());
        return Ok(None);
    }
    let mut request = Suites::read(&suite)?.request()?;
    let messages = executor::messages(&request)?;
    let plugin = Plugin::build(root, &folder.join("plugin"))?;
    let mut code = |name: &str, validate: &str| {
        let parameter = format!("messages_impl=derive,validation_errors=deferred,{validate}");
        request.parameter = Some(parameter);
        let answer = plugin.answer(name, &request)?;
        let folder = folder.join(name);
        fs::create_dir_all(folder.join("src"))?;
        write(&answer.files, &folder.join("src/proto"))?;
        fs::write(folder.join("src/lib.rs"), library(&messages)?)?;
        fs::write(folder.join("Cargo.toml"), manifest(root, name))?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        eprintln!("{name}: {} messages", messages.len());
        let build = ["build", "--quiet", "--release", "--target-dir"];
        succeed(cargo(&folder).args(build).arg(folder.join("target")))?;
        text(&folder.join(format!("target/release/lib{name}.rlib")))
    };
    let prost = code("messages", "validate=none")?;
    let validators = code("validated", "validate=all")? - prost;
    let mut table = Table::new("Machine code", &COLUMNS);
    table.rows.push(vec![
        Cell::Count(messages.len()),
        (prost / 1e3).into(),
        (validators / 1e3).into(),
        (validators / prost).into(),
    ]);
    Ok(Some(table))
}

/// The messages, and functions that encode and decode them, because prost's code is generic.
fn library(messages: &[(String, String)]) -> Result<String> {
    let mut library = String::from(
        "#![allow(warnings)]\n\
         pub mod proto;\n\n\
         fn code<M: prost::Message + Default>(bytes: &[u8]) -> Vec<u8> {\n\
         \x20   M::decode(bytes).unwrap_or_default().encode_to_vec()\n\
         }\n\n\
         pub fn codec(name: &str, bytes: &[u8]) -> Vec<u8> {\n\
         \x20   match name {\n",
    );
    for (name, path) in messages {
        writeln!(library, "        {name:?} => code::<{path}>(bytes),")?;
    }
    library.push_str("        _ => Vec::new(),\n    }\n}\n");
    Ok(library)
}

fn manifest(root: &Path, name: &str) -> String {
    let runtime = root.join("runtime/rust");
    format!(
        "[workspace]\n\n\
         [package]\nname = {name:?}\nedition = \"2024\"\n\n\
         [dependencies]\nprost = \"0.14\"\nprost-types = \"0.14\"\n\
         rpcsmith-runtime = {{ path = {runtime:?}, default-features = false, features = [\"validate\"] }}\n"
    )
}

/// The size of all code sections of a library, in bytes.
pub fn text(library: &Path) -> Result<f64> {
    let sections = output(Command::new("size").args(["-A", "-d"]).arg(library))?;
    let sizes = sections.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        words.next().filter(|name| name.starts_with(".text"))?;
        words.next()?.parse::<f64>().ok()
    });
    Ok(sizes.sum())
}

//! A program that validates messages with code generated for them.

use std::collections::{BTreeSet, HashMap};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use heck::{ToSnakeCase, ToUpperCamelCase};
use prost::Message;
use prost::bytes::Bytes;

use super::suite;
use crate::plugin::{Generated, Plugin};
use crate::process::{self, keep, succeed};
use crate::request::Request;

pub struct Executor {
    program: PathBuf,
}

impl Executor {
    /// Builds it for all messages of a request, in the folder `name` of cargo's target folder.
    ///
    /// # Errors
    /// If the plugin rejects the request, or its output does not compile.
    pub fn build(root: &Path, name: &str, request: &Request) -> Result<Self> {
        let folder = process::target(root).join(name);
        let plugin = Plugin::build(root, &folder.join("plugin"))?;
        let executor = Self {
            program: folder.join("target/debug/executor"),
        };
        executor.write(root, &plugin, request, &folder.join("executor"))?;
        executor.cargo(&["build"], &folder.join("executor"))?;
        Ok(executor)
    }

    /// Builds one for the messages of random expressions, beside the one in the folder. The compiler and clippy must not
    /// report any warning.
    ///
    /// # Errors
    /// If they do, or if the plugin rejects the request.
    pub fn of_expressions(root: &Path, folder: &Path, request: &Request) -> Result<Self> {
        let plugin = Plugin::unoptimized(root, &folder.join("expressions/plugin"))?;
        let executor = Self {
            program: folder.join("target/debug/expressions"),
        };
        let member = folder.join("expressions/executor");
        executor.write(root, &plugin, request, &member)?;
        executor.cargo(&["clippy", "--quiet"], &member)?;
        executor.cargo(&["build"], &member)?;
        Ok(executor)
    }

    /// Writes the program for all messages of a request.
    fn write(&self, root: &Path, plugin: &Plugin, request: &Request, member: &Path) -> Result<()> {
        let answer = plugin.answer("suite", request)?;
        let source = member.join("src/proto");
        fs::create_dir_all(&source)?;
        only(&answer.files, &source)?;
        keep(&member.join("src/main.rs"), &program(request)?)?;
        keep(
            &member.join("src/mutants.rs"),
            include_str!("mutants.rs.txt"),
        )?;
        let name = self.program.file_name().unwrap_or_default();
        keep(
            &member.join("Cargo.toml"),
            &manifest(root, &name.to_string_lossy()),
        )?;
        let lock = fs::read_to_string(root.join("Cargo.lock"))?;
        Ok(fs::write(member.join("Cargo.lock"), lock)?)
    }

    fn cargo(&self, arguments: &[&str], member: &Path) -> Result<()> {
        let debug = self.program.parent();
        let target = debug.and_then(Path::parent).context("it is in a folder")?;
        succeed(
            Command::new(env!("CARGO"))
                .current_dir(member)
                .args(arguments)
                .arg("--target-dir")
                .arg(target),
        )
    }

    /// The path of the program.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Returns its results for some cases.
    ///
    /// # Errors
    /// If it fails.
    pub fn answer(&self, time: i64, cases: HashMap<String, suite::Any>) -> Result<suite::Response> {
        let mut child = Command::new(&self.program)
            .env("NOW", time.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| self.program.display().to_string())?;
        let request = suite::Request { cases }.encode_to_vec();
        // The executor reads all input before it writes.
        let mut stdin = child.stdin.take().context("stdin is piped")?;
        stdin.write_all(&request)?;
        drop(stdin);
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "the executor: {}", output.status);
        Ok(suite::Response::decode(&output.stdout[..])?)
    }

    /// Validates a number of mutants of each case, and prints the sum of their results.
    ///
    /// # Errors
    /// If one of them causes a panic.
    pub fn mutate(&self, count: &OsStr, cases: HashMap<String, suite::Any>) -> Result<()> {
        let mut child = Command::new(&self.program)
            .env("MUTANTS", count)
            .stdin(Stdio::piped())
            .spawn()
            .with_context(|| self.program.display().to_string())?;
        let mut stdin = child.stdin.take().context("stdin is piped")?;
        stdin.write_all(&suite::Request { cases }.encode_to_vec())?;
        drop(stdin);
        let status = child.wait()?;
        ensure!(status.success(), "a mutant causes a panic: {status}");
        Ok(())
    }
}

/// Replaces the files of a folder.
fn only(files: &[Generated], folder: &Path) -> Result<()> {
    let names: BTreeSet<_> = files.iter().map(|file| file.name.as_str()).collect();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !names.contains(&*entry.file_name().to_string_lossy()) {
            fs::remove_file(entry.path())?;
        }
    }
    let mut files = files.iter();
    files.try_for_each(|file| keep(&folder.join(&file.name), &file.content))
}

/// The needed parts of a `FileDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
struct File {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    package: String,
    #[prost(message, repeated, tag = "4")]
    messages: Vec<Declared>,
}

/// The needed parts of a `DescriptorProto`.
#[derive(Clone, PartialEq, Message)]
struct Declared {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, repeated, tag = "3")]
    nested: Vec<Declared>,
    #[prost(message, optional, tag = "7")]
    options: Option<MessageOptions>,
}

#[derive(Clone, PartialEq, Message)]
struct MessageOptions {
    #[prost(bool, tag = "7")]
    map_entry: bool,
}

/// The executor: its frame and an arm for each message.
fn program(request: &Request) -> Result<String> {
    let mut program = include_str!("program.rs.txt").to_owned();
    let mut bare = BTreeSet::new();
    for (name, path) in messages(request)? {
        writeln!(program, "        \"{name}\" => check::<{path}>(bytes),")?;
    }
    for bytes in &request.files {
        let file = File::decode(Bytes::clone(bytes))?;
        if file.package == "google.protobuf" {
            bare.extend(file.messages.into_iter().map(|message| message.name));
        }
    }
    for name in bare {
        let known = match name.as_str() {
            "Any" | "Duration" | "FieldMask" | "Timestamp" => format!("prost_types::{name}"),
            "BoolValue" => "bool".to_owned(),
            "BytesValue" => "Vec<u8>".to_owned(),
            "DoubleValue" => "f64".to_owned(),
            "FloatValue" => "f32".to_owned(),
            "Int32Value" => "i32".to_owned(),
            "Int64Value" => "i64".to_owned(),
            "StringValue" => "String".to_owned(),
            "UInt32Value" => "u32".to_owned(),
            "UInt64Value" => "u64".to_owned(),
            _ => continue,
        };
        writeln!(
            program,
            "        \"google.protobuf.{name}\" => sound::<{known}>(bytes),"
        )?;
    }
    program.push_str(
        "        _ => What::UnexpectedError(format!(\"no such message: {name}\")),\n    }\n}\n",
    );
    Ok(program)
}

/// The messages to generate, and their paths in the module `proto` of the generated code.
///
/// # Errors
/// If a file of the request is not a descriptor.
pub fn messages(request: &Request) -> Result<Vec<(String, String)>> {
    let mut messages = Vec::new();
    for bytes in &request.files {
        let file = File::decode(Bytes::clone(bytes))?;
        if request.files_to_generate.contains(&file.name) {
            let module: Vec<_> = file.package.split('.').map(module_name).collect();
            let module = format!("proto::{}", module.join("::"));
            for message in &file.messages {
                add(&mut messages, &file.package, &module, message);
            }
        }
    }
    Ok(messages)
}

/// Adds a message and those nested in it.
fn add(messages: &mut Vec<(String, String)>, scope: &str, module: &str, message: &Declared) {
    let options = message.options.as_ref();
    if options.is_some_and(|options| options.map_entry) {
        return;
    }
    let full_name = format!("{scope}.{}", message.name);
    let path = format!("{module}::{}", message.name.to_upper_camel_case());
    let within = format!("{module}::{}", module_name(&message.name));
    messages.push((full_name.clone(), path));
    for nested in &message.nested {
        add(messages, &full_name, &within, nested);
    }
}

fn module_name(name: &str) -> String {
    let name = name.to_snake_case();
    // A keyword is no identifier.
    match syn::parse_str::<syn::Ident>(&name) {
        Ok(_) => name,
        Err(_) => format!("r#{name}"),
    }
}

fn manifest(root: &Path, name: &str) -> String {
    let runtime = root.join("runtime/rust");
    let lints = match name {
        "expressions" => "[lints.rust]\nwarnings = \"deny\"\n\n",
        _ => "",
    };
    format!(
        "[workspace]\n\n\
         [package]\nname = \"{name}\"\nedition = \"2024\"\npublish = false\n\n\
         {lints}\
         [profile.dev]\ndebug = false\n\n\
         [dependencies]\nprost = \"0.14\"\nprost-types = \"0.14\"\n\
         rpcsmith-runtime = {{ path = {runtime:?}, default-features = false, features = [\"validate\", \"dyn\", \"time-zones\"] }}\n"
    )
}

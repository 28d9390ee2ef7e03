//! `cargo xtask conformance`: protovalidate's conformance suite, answered by generated validators.

mod suite;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use heck::{ToSnakeCase, ToUpperCamelCase};
use prost::Message;
use prost::bytes::Bytes;

use crate::corpus::{Plugin, empty, write};
use crate::process::{self, succeed};
use crate::request::{Request, sorted};
use suite::{Outcome, Suites};

const USAGE: &str = "usage: cargo xtask conformance [<suite>] [--harness] [--mutate <count>]";

/// Where the suite is, if nothing else is said.
const SUITE: &str = "../shared/conformance/protovalidate-suite.binpb.xz";

/// The version of protovalidate's harness.
const HARNESS: &str = "github.com/bufbuild/protovalidate/tools/protovalidate-conformance@latest";

/// Answers all cases and counts; the last line tells how many are as wanted.
///
/// # Errors
/// If one is not, or if the executor cannot be built.
pub fn run(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    let root = process::root()?;
    let (mut path, mut harness, mut mutants) = (root.join(SUITE), false, None);
    let mut arguments = arguments;
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--harness") => harness = true,
            Some("--mutate") => mutants = Some(arguments.next().context(USAGE)?),
            Some(option) if option.starts_with('-') => bail!(USAGE),
            _ => path = PathBuf::from(argument),
        }
    }
    let suites = Suites::read(&path)?;
    let executor = executor(&root, &suites)?;
    if harness {
        return with_harness(&root, &executor);
    }
    if let Some(count) = mutants {
        return mutate(&executor, &suites, &count);
    }
    let time = suites.time()?;
    let (mut right, mut all) = (0, 0);
    for suite in &suites.suites {
        let cases = suite.cases.iter();
        let inputs = cases.filter_map(|case| Some((case.name.clone(), case.input.clone()?)));
        let answers = answers(&executor, time, inputs.collect())?;
        for case in &suite.cases {
            all += 1;
            let wanted = case.wanted.clone().unwrap_or_default();
            let got = answers.results.get(&case.name).cloned().unwrap_or_default();
            match got.is(&wanted) {
                true => right += 1,
                false => tell(&suite.name, case, &wanted, &got),
            }
        }
    }
    println!("conformance: {right} of {all}");
    ensure!(right == all, "{} cases are not as wanted", all - right);
    Ok(())
}

/// Has the executor validate mutants of all messages, so many of each; none may cause a panic.
fn mutate(executor: &Path, suites: &Suites, count: &OsString) -> Result<()> {
    let cases = suites.suites.iter().flat_map(|suite| {
        let named = |case: &suite::Case| format!("{} {}", suite.name, case.name);
        let inputs = suite.cases.iter();
        inputs.filter_map(move |case| Some((named(case), case.input.clone()?)))
    });
    let request = suite::Request {
        cases: cases.collect(),
    };
    let mut child = Command::new(executor)
        .env("MUTANTS", count)
        .stdin(Stdio::piped())
        .spawn()
        .with_context(|| executor.display().to_string())?;
    let mut stdin = child.stdin.take().context("stdin is piped")?;
    stdin.write_all(&request.encode_to_vec())?;
    drop(stdin);
    let status = child.wait()?;
    ensure!(status.success(), "a mutant causes a panic: {status}");
    Ok(())
}

fn tell(suite: &str, case: &suite::Case, wanted: &Outcome, got: &Outcome) {
    let input = case.input.clone().unwrap_or_default();
    println!("{suite} {} ({}):", case.name, input.type_url);
    println!("  wanted {wanted:?}\n  got    {got:?}");
}

/// What the executor says of some cases at a time.
fn answers(
    executor: &Path,
    time: i64,
    cases: std::collections::HashMap<String, suite::Any>,
) -> Result<suite::Response> {
    let mut child = Command::new(executor)
        .env("NOW", time.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| executor.display().to_string())?;
    let request = suite::Request { cases }.encode_to_vec();
    // The executor reads all of it before it writes.
    let mut stdin = child.stdin.take().context("stdin is piped")?;
    stdin.write_all(&request)?;
    drop(stdin);
    let output = child.wait_with_output()?;
    ensure!(output.status.success(), "the executor: {}", output.status);
    Ok(suite::Response::decode(&output.stdout[..])?)
}

/// Runs the official harness, which prints a summary.
fn with_harness(root: &Path, executor: &Path) -> Result<()> {
    let folder = process::target(root).join("conformance/harness");
    fs::create_dir_all(&folder)?;
    succeed(
        Command::new("go")
            .args(["install", HARNESS])
            .env("GOBIN", &folder),
    )?;
    succeed(
        Command::new(folder.join("protovalidate-conformance"))
            .args(["--strict_message", "--strict_error"])
            .arg(executor),
    )
}

/// Builds the program that answers, from code generated for all messages of the suites.
pub fn executor(root: &Path, suites: &Suites) -> Result<PathBuf> {
    let folder = process::target(root).join("conformance");
    let request = request(suites)?;
    let plugin = Plugin::unoptimized(root, &folder.join("plugin"))?;
    let answer = plugin.answer("suite", &request)?;
    let member = folder.join("executor");
    empty(&member)?;
    fs::create_dir(member.join("src"))?;
    write(&answer.files, &member.join("src/proto"))?;
    fs::write(member.join("src/main.rs"), program(&request)?)?;
    fs::write(
        member.join("src/mutants.rs"),
        include_str!("mutants.rs.txt"),
    )?;
    fs::write(member.join("Cargo.toml"), manifest(root))?;
    fs::copy(root.join("Cargo.lock"), member.join("Cargo.lock"))?;
    succeed(
        Command::new(env!("CARGO"))
            .current_dir(&member)
            .args(["build", "--target-dir"])
            .arg(folder.join("target")),
    )?;
    Ok(folder.join("target/debug/executor"))
}

/// The request for all files of the suites but those that the executor has types for already.
fn request(suites: &Suites) -> Result<Request> {
    let mut files = BTreeMap::new();
    for set in suites
        .suites
        .iter()
        .filter_map(|suite| suite.files.as_ref())
    {
        for bytes in &set.files {
            let file = File::decode(bytes.clone())?;
            files.insert(file.name.clone(), (file, bytes.clone()));
        }
    }
    let wanted = files.values().filter(|(file, _)| is_case(file));
    let files_to_generate = wanted.map(|(file, _)| file.name.clone()).collect();
    Ok(Request {
        files_to_generate,
        parameter: Some("validate=all,validation_errors=deferred".to_owned()),
        files: sorted(files.into_values().map(|(_, bytes)| bytes).collect())?,
    })
}

fn is_case(file: &File) -> bool {
    file.package.starts_with("buf.validate.conformance.cases")
}

/// What is to know of a `FileDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
struct File {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    package: String,
    #[prost(message, repeated, tag = "4")]
    messages: Vec<Declared>,
}

/// What is to know of a `DescriptorProto`.
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
    let mut program = include_str!("executor.rs.txt").to_owned();
    let mut bare = BTreeSet::new();
    for bytes in &request.files {
        let file = File::decode(Bytes::clone(bytes))?;
        if is_case(&file) {
            let module: Vec<_> = file.package.split('.').map(module_name).collect();
            let module = format!("proto::{}", module.join("::"));
            for message in &file.messages {
                arms(&mut program, &file.package, &module, message)?;
            }
        } else if file.package == "google.protobuf" {
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

fn arms(program: &mut String, scope: &str, module: &str, message: &Declared) -> Result<()> {
    if message
        .options
        .as_ref()
        .is_some_and(|options| options.map_entry)
    {
        return Ok(());
    }
    let full_name = format!("{scope}.{}", message.name);
    let path = format!("{module}::{}", message.name.to_upper_camel_case());
    writeln!(
        program,
        "        \"{full_name}\" => check::<{path}>(bytes),"
    )?;
    let module = format!("{module}::{}", module_name(&message.name));
    for nested in &message.nested {
        arms(program, &full_name, &module, nested)?;
    }
    Ok(())
}

fn module_name(name: &str) -> String {
    name.to_snake_case()
}

fn manifest(root: &Path) -> String {
    let runtime = root.join("runtime");
    format!(
        "[workspace]\n\n\
         [package]\nname = \"executor\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nprost = \"0.14\"\nprost-types = \"0.14\"\n\
         rpcsmith-runtime = {{ path = {runtime:?}, default-features = false, features = [\"validate\"] }}\n"
    )
}

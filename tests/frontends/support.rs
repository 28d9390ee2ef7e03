//! Shared by the tests: the protos, protoc, and decoded requests.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use prost::Message;
use rpcsmith::diagnostics::Diagnostic;
use rpcsmith::frontend::{Fetched, Parser, Sources, fetch};
use tempfile::TempDir;

/// The include path of the protos beside this file.
pub const PROTOS: &str = "tests/frontends/protos";

/// The parts of a request that a front end decides.
#[derive(Clone, PartialEq, Message)]
pub struct Request {
    #[prost(string, repeated, tag = "1")]
    pub file_to_generate: Vec<String>,
    #[prost(string, optional, tag = "2")]
    pub parameter: Option<String>,
    #[prost(bytes = "vec", repeated, tag = "15")]
    pub proto_file: Vec<Vec<u8>>,
}

/// The part of a `FileDescriptorProto` that tests look at.
#[derive(Clone, PartialEq, Message)]
pub struct File {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(int32, tag = "14")]
    pub edition: i32,
}

#[derive(Clone, PartialEq, Message)]
pub struct FileDescriptorSet {
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub file: Vec<Vec<u8>>,
}

impl Request {
    pub fn of(bytes: &[u8]) -> Self {
        Self::decode(bytes).expect("a request")
    }

    pub fn names(&self) -> Vec<String> {
        let files = self.proto_file.iter();
        files.map(|file| name_of(file)).collect()
    }
}

pub fn name_of(file: &[u8]) -> String {
    File::decode(file).expect("a file").name
}

/// protoc from the crate protoc-bin-vendored.
pub fn protoc() -> PathBuf {
    protoc_bin_vendored::protoc_bin_path().expect("a protoc for this machine")
}

pub fn with_protoc() -> Parser {
    Parser::Protoc {
        path: Some(protoc()),
    }
}

pub fn sources(files: &[&str], includes: &[&str], parser: Parser) -> Sources {
    Sources {
        files: files.iter().map(PathBuf::from).collect(),
        includes: includes.iter().map(PathBuf::from).collect(),
        parser,
    }
}

pub fn fetch_ok(sources: &Sources) -> Fetched {
    fetch(sources, "key=value").unwrap_or_else(|faults| panic!("{}", text(&faults)))
}

/// Files of a temporary folder, which may import those of [`PROTOS`].
pub fn sources_in(folder: &Path, files: &[&str], parser: Parser) -> Sources {
    Sources {
        files: files.iter().map(|file| folder.join(file)).collect(),
        includes: vec![folder.to_owned(), PROTOS.into()],
        parser,
    }
}

/// The request for the file `a.proto` of a temporary folder.
pub fn request_in(folder: &Path, parser: Parser) -> Request {
    Request::of(&fetch_ok(&sources_in(folder, &["a.proto"], parser)).request)
}

/// The errors of files in a temporary folder.
pub fn faults_in(folder: &Path, files: &[&str], parser: Parser) -> String {
    faults(&sources_in(folder, files, parser))
}

pub fn faults(sources: &Sources) -> String {
    text(&fetch(sources, "").expect_err("faults"))
}

pub fn text(diagnostics: &[Diagnostic]) -> String {
    let lines: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// A folder with files of these names and contents.
pub fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, content) in files {
        write(folder.path(), name, content.as_bytes());
    }
    folder
}

pub fn write(folder: &Path, name: &str, content: &[u8]) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
    fs::write(path, content).expect("a file");
}

/// A `FileDescriptorProto` in protobuf's text format, by protoc.
pub fn readable(file: &[u8]) -> String {
    let mut child = Command::new(protoc())
        .arg("--decode=google.protobuf.FileDescriptorProto")
        .arg("google/protobuf/descriptor.proto")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("protoc");
    let mut stdin = child.stdin.take().expect("a pipe");
    let file = file.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(&file));
    let output = child.wait_with_output().expect("protoc's end");
    writer.join().expect("a writer").expect("all written");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("text")
}

/// Asserts that two requests are the same, byte by byte.
pub fn assert_same(ours: &Request, protocs: &Request) {
    assert_eq!(ours.file_to_generate, protocs.file_to_generate);
    assert_eq!(ours.parameter, protocs.parameter);
    assert_eq!(ours.names(), protocs.names());
    for (ours, protocs) in ours.proto_file.iter().zip(&protocs.proto_file) {
        if ours != protocs {
            let name = name_of(ours);
            let (ours, protocs) = (readable(ours), readable(protocs));
            for (number, (ours, protocs)) in ours.lines().zip(protocs.lines()).enumerate() {
                assert_eq!(ours, protocs, "{name}, line {number} in text format");
            }
            assert_eq!(ours.lines().count(), protocs.lines().count(), "{name}");
            panic!("{name} reads the same, but its bytes differ");
        }
    }
}

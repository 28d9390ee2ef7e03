//! The messages of protovalidate's conformance suite: its harness's `harness.proto` and `results.proto`.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use lzma_rust2::XzReader;
use prost::Message;
use prost::bytes::Bytes;

use crate::request::{self, File, sorted};

/// The options of the generator: the suite expects errors of rules as results.
pub const PARAMETER: &str = "validate=all,validation_errors=deferred";

/// `ResultSet`.
#[derive(Clone, PartialEq, Message)]
pub struct Suites {
    #[prost(message, repeated, tag = "3")]
    pub suites: Vec<Suite>,
}

/// `SuiteResults`.
#[derive(Clone, PartialEq, Message)]
pub struct Suite {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, repeated, tag = "4")]
    pub cases: Vec<Case>,
    #[prost(message, optional, tag = "5")]
    pub files: Option<Files>,
}

/// `google.protobuf.FileDescriptorSet`, with the encoded files.
#[derive(Clone, PartialEq, Message)]
pub struct Files {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    pub files: Vec<Bytes>,
}

/// `CaseResult`.
#[derive(Clone, PartialEq, Message)]
pub struct Case {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(message, optional, tag = "3")]
    pub wanted: Option<Outcome>,
    #[prost(message, optional, tag = "5")]
    pub input: Option<Any>,
}

/// `google.protobuf.Any`.
#[derive(Clone, PartialEq, Message)]
pub struct Any {
    #[prost(string, tag = "1")]
    pub type_url: String,
    #[prost(bytes = "bytes", tag = "2")]
    pub value: Bytes,
}

/// `TestResult`.
#[derive(Clone, PartialEq, Message)]
pub struct Outcome {
    #[prost(oneof = "What", tags = "1, 2, 3, 4, 5")]
    pub what: Option<What>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub enum What {
    #[prost(bool, tag = "1")]
    Success(bool),
    #[prost(message, tag = "2")]
    Violations(Violations),
    #[prost(string, tag = "3")]
    CompilationError(String),
    #[prost(string, tag = "4")]
    RuntimeError(String),
    #[prost(string, tag = "5")]
    UnexpectedError(String),
}

/// `buf.validate.Violations`.
#[derive(Clone, PartialEq, Message)]
pub struct Violations {
    #[prost(message, repeated, tag = "1")]
    pub violations: Vec<Violation>,
}

/// `buf.validate.Violation`. Its paths are compared as encoded bytes.
#[derive(Clone, PartialEq, Message)]
pub struct Violation {
    #[prost(bytes = "bytes", optional, tag = "5")]
    pub field: Option<Bytes>,
    #[prost(bytes = "bytes", optional, tag = "6")]
    pub rule: Option<Bytes>,
    #[prost(string, optional, tag = "2")]
    pub rule_id: Option<String>,
    #[prost(string, optional, tag = "3")]
    pub message: Option<String>,
    #[prost(bool, optional, tag = "4")]
    pub for_key: Option<bool>,
}

/// `buf.validate.conformance.cases.TimestampWithin`, with its time.
#[derive(Clone, PartialEq, Message)]
struct Within {
    #[prost(message, optional, tag = "1")]
    val: Option<Timestamp>,
}

/// `google.protobuf.Timestamp`.
#[derive(Clone, PartialEq, Message)]
struct Timestamp {
    #[prost(int64, tag = "1")]
    seconds: i64,
}

/// `TestConformanceRequest`.
#[derive(Clone, PartialEq, Message)]
pub struct Request {
    #[prost(map = "string, message", tag = "3")]
    pub cases: HashMap<String, Any>,
}

/// `TestConformanceResponse`.
#[derive(Clone, PartialEq, Message)]
pub struct Response {
    #[prost(map = "string, message", tag = "1")]
    pub results: HashMap<String, Outcome>,
}

impl Suites {
    /// Reads the suite from a file compressed with xz.
    pub fn read(path: &Path) -> Result<Self> {
        let packed = fs::read(path).with_context(|| format!("{}", path.display()))?;
        let mut bytes = Vec::new();
        std::io::copy(&mut XzReader::new(&packed[..], false), &mut bytes)?;
        Ok(Self::decode(&bytes[..])?)
    }

    /// The request for all files of the suites, except those with types in the executor.
    ///
    /// # Errors
    /// If one of them is no descriptor.
    pub fn request(&self) -> Result<request::Request> {
        let mut files = BTreeMap::new();
        let sets = self.suites.iter().filter_map(|suite| suite.files.as_ref());
        for bytes in sets.flat_map(|set| &set.files) {
            let file = File::decode(bytes.clone())?;
            files.insert(file.name.clone(), (file, bytes.clone()));
        }
        let wanted = files.values().filter(|(file, _)| is_case(file));
        Ok(request::Request {
            files_to_generate: wanted.map(|(file, _)| file.name.clone()).collect(),
            parameter: Some(PARAMETER.to_owned()),
            files: sorted(files.into_values().map(|(_, bytes)| bytes).collect())?,
        })
    }

    /// The time when the suite was created, in seconds since the epoch: some cases test times before and after that.
    pub fn time(&self) -> Result<i64> {
        let mut cases = self.suites.iter().flat_map(|suite| &suite.cases);
        let case = cases.find(|case| case.name == "within/valid" && case.input.is_some());
        let input = case.and_then(|case| case.input.clone());
        let input = input.context("the suite has no case about a time now")?;
        let within = Within::decode(input.value)?;
        Ok(within.val.context("the time now is not set")?.seconds)
    }
}

fn is_case(file: &File) -> bool {
    file.package.starts_with("buf.validate.conformance.cases")
}

impl Outcome {
    /// Whether it is the expected result: the same kind, and the same violations in any order, with the same messages if
    /// the suite has them.
    pub fn is(&self, wanted: &Self) -> bool {
        match (&self.what, &wanted.what) {
            (Some(What::Success(got)), Some(What::Success(wanted))) => got == wanted,
            (Some(What::Violations(got)), Some(What::Violations(wanted))) => got.are(wanted),
            (Some(What::CompilationError(_)), Some(What::CompilationError(_))) => true,
            (Some(What::RuntimeError(_)), Some(What::RuntimeError(_))) => true,
            _ => false,
        }
    }
}

impl Violations {
    fn are(&self, wanted: &Self) -> bool {
        let mut left: Vec<_> = self.violations.iter().collect();
        let found = wanted.violations.iter().all(|wanted| {
            let at = left.iter().position(|got| got.is(wanted));
            at.map(|at| left.swap_remove(at)).is_some()
        });
        found && left.is_empty()
    }
}

impl Violation {
    fn is(&self, wanted: &Self) -> bool {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        self.field == wanted.field
            && self.rule == wanted.rule
            && text(&self.rule_id) == text(&wanted.rule_id)
            && (text(&wanted.message).is_empty() || text(&self.message) == text(&wanted.message))
            && self.for_key.unwrap_or_default() == wanted.for_key.unwrap_or_default()
    }
}

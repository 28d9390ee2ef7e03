//! The options of the generator. They have the same names at every entry point.
//!
//! An entry point collects `(name, value)` pairs from its own syntax (the plugin parameter, the builder's methods, the
//! command's flags, `rpcsmith.toml`), and [`Options::from_pairs`] reads them all. A few options are for every target.
//! Each target has a table of the options that only it reads, and [`Options::specs`] lists all.

mod check;
mod document_name;
mod parameter;
mod path_map;
mod patterns;
mod read;
mod spec;
mod table;

pub(crate) use check::{is_dotted, listed, nearest, pattern, split, whole};
pub use document_name::DocumentName;
pub use parameter::{from_parameter, to_parameter};
pub use path_map::{PathMap, matches};
pub(crate) use patterns::check as check_patterns;
pub(crate) use read::read;
pub(crate) use spec::{InvalidValue, OptionValue, OwnPath, OwnValue, Setter};
pub use spec::{OptionSpec, OwnForm, ValueForm};
pub(crate) use table::COMMON;

use std::path::PathBuf;

/// The options of one run, read and checked: those for every target, and the values of those that the target reads.
#[derive(Clone, Debug)]
pub struct Options {
    /// `target`: the language to generate.
    pub target: Language,
    /// `include`: only these packages or services; empty for all.
    pub include: Vec<String>,
    /// `validate`: which messages implement `Validate`.
    pub validate: Validators,
    /// `validation_errors`: what to do with a rule that cannot be compiled.
    pub validation_errors: ValidationErrors,
    /// `server`: server traits and services.
    pub server: bool,
    /// `client`: clients.
    pub client: bool,
    /// `fakes`: fakes of services.
    pub fakes: bool,
    /// `http`: routes of HTTP/JSON.
    pub http: bool,
    /// `disable_comments`: items without comments in the generated code.
    pub disable_comments: PathMap<()>,
    /// `service_config`: the gRPC service config of clients.
    pub service_config: Option<InlinedFile>,
    /// `openapi`: the OpenAPI documents to write.
    pub openapi: Vec<DocumentName>,
    /// `openapi_base`: a JSON object that is merged into each document.
    pub openapi_base: Option<InlinedFile>,
    /// `implementation`: the directory of the crate that implements the services, to report the rpcs that it lacks.
    pub implementation: Option<PathBuf>,
    /// `implementation_check`: whether missing rpcs are warnings or errors.
    pub implementation_check: ImplementationCheck,
    /// `dump_model`: also write the resolved model and the plans of the validators.
    pub dump_model: bool,
    /// The values of the options that only the target reads, in the order given.
    pub(crate) own: Vec<OwnValue>,
    /// The patterns of all options that were given, each after the name of its option.
    pub(crate) patterns: Vec<(&'static str, String)>,
}

/// `target`: the language to generate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Messages for prost, servers and clients for `rpcsmith-runtime`.
    #[default]
    Rust,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 1] = [Self::Rust];

    /// The value's text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
        }
    }
}

/// The mark that some editors put before a text.
pub(crate) const BOM: char = '\u{feff}';

/// A file that an option names, or its content. A mark of the byte order at its start is not part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InlinedFile {
    /// Its path; empty if the option has a text instead.
    pub path: String,
    /// The content; `None` until it is [inlined](crate::inlined_files::inline).
    pub text: Option<String>,
}

impl InlinedFile {
    /// Parses an option value: a path, a path and a content separated by a line feed, or a JSON object.
    pub(crate) fn of(value: &str) -> Self {
        let (path, text) = match value.split_once('\n') {
            _ if value.starts_with('{') => ("", Some(value)),
            Some((path, text)) => (path, Some(text)),
            None => (value, None),
        };
        Self {
            path: path.to_owned(),
            text: text.map(|text| text.strip_prefix(BOM).unwrap_or(text).to_owned()),
        }
    }

    /// The option value, as [`of`](Self::of) parses it.
    pub(crate) fn value(&self) -> String {
        match (&*self.path, &self.text) {
            (path, None) => path.to_owned(),
            ("", Some(text)) => text.clone(),
            (path, Some(text)) => format!("{path}\n{text}"),
        }
    }
}

/// `validate`: which messages implement `Validate`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validators {
    /// Messages that have rules, or that can contain a message with rules.
    #[default]
    Rules,
    /// All messages, for code that is generic over messages.
    All,
    /// No messages. Rules are ignored.
    None,
}

impl Validators {
    /// The value's text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rules => "rules",
            Self::All => "all",
            Self::None => "none",
        }
    }
}

/// `validation_errors`: what to do with a rule that cannot be compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValidationErrors {
    /// Reports it as an error, and generates nothing.
    #[default]
    Reported,
    /// Returns the error when the message is validated, as protovalidate's conformance suite requires.
    Deferred,
}

impl ValidationErrors {
    /// The value's text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Deferred => "deferred",
        }
    }
}

/// `implementation_check`: whether missing rpcs are warnings or errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImplementationCheck {
    /// Missing rpcs are warnings.
    #[default]
    Warn,
    /// Missing rpcs are errors, and nothing is generated.
    Deny,
}

impl ImplementationCheck {
    /// The value's text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            target: Language::default(),
            include: Vec::new(),
            validate: Validators::default(),
            validation_errors: ValidationErrors::default(),
            server: true,
            client: true,
            fakes: false,
            http: false,
            disable_comments: PathMap::default(),
            service_config: None,
            openapi: Vec::new(),
            openapi_base: None,
            implementation: None,
            implementation_check: ImplementationCheck::default(),
            dump_model: false,
            own: Vec::new(),
            patterns: Vec::new(),
        }
    }
}

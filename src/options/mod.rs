//! What a user may ask of the generator; the same names at every door.
//!
//! [`table::OPTIONS`] lists them. A door collects `(name, value)` pairs from its own syntax (the plugin parameter,
//! the builder's methods, the command's flags, `rpcsmith.toml`) and [`Options::from_pairs`] reads them all.

mod check;
mod parameter;
mod path_map;
mod patterns;
mod read;
mod spec;
pub mod table;

pub(crate) use check::nearest;
pub use parameter::{from_parameter, to_parameter};
pub use path_map::{PathMap, matches};
pub(crate) use patterns::check as check_patterns;

use std::path::PathBuf;

/// The options of one run, read and checked.
#[derive(Clone, Debug)]
pub struct Options {
    /// `layout`: which files are written.
    pub layout: Layout,
    /// `messages`: who generates the messages.
    pub messages: Messages,
    /// `messages_impl`: how messages implement prost's traits.
    pub messages_impl: MessagesImpl,
    /// `type_names`: messages implement `prost::Name`.
    pub type_names: bool,
    /// `type_name_domain`: what stands before the `/` in the type URLs of messages.
    pub type_name_domain: PathMap<String>,
    /// `validate`: which messages implement `Validate`.
    pub validate: Validators,
    /// `validation_errors`: what becomes of a rule that cannot be compiled.
    pub validation_errors: ValidationErrors,
    /// `server`: server traits and services.
    pub server: bool,
    /// `client`: clients.
    pub client: bool,
    /// `default_stubs`: trait methods answer UNIMPLEMENTED until they are written.
    pub default_stubs: bool,
    /// `fakes`: fakes of services.
    pub fakes: bool,
    /// `extern_path`: protobuf path (`.google.api`) to the Rust path that stands for it.
    pub extern_path: Vec<(String, String)>,
    /// `rename`: full protobuf path (`.user.v1.User.name`) to the name that Rust's is made of.
    pub rename: Vec<(String, String)>,
    /// `bytes`: fields of type `bytes` that become `::prost::bytes::Bytes`.
    pub bytes: PathMap<()>,
    /// `btree_map`: map fields that become `BTreeMap`.
    pub btree_map: PathMap<()>,
    /// `boxed`: message fields that are boxed although they need not be.
    pub boxed: PathMap<()>,
    /// `type_attribute`: attributes for messages, enums and oneofs.
    pub type_attribute: PathMap<String>,
    /// `field_attribute`: attributes for fields and enum values.
    pub field_attribute: PathMap<String>,
    /// `message_attribute`: attributes for messages.
    pub message_attribute: PathMap<String>,
    /// `enum_attribute`: attributes for enums.
    pub enum_attribute: PathMap<String>,
    /// `server_attribute`: attributes for server traits.
    pub server_attribute: PathMap<String>,
    /// `client_attribute`: attributes for client structs.
    pub client_attribute: PathMap<String>,
    /// `compile_well_known_types`: `google.protobuf` is generated like any package.
    pub compile_well_known_types: bool,
    /// `descriptor_set`: which packages carry their descriptor set.
    pub descriptor_set: DescriptorSets,
    /// `disable_comments`: items whose comments are left out.
    pub disable_comments: PathMap<()>,
    /// `gate_server`: the Cargo feature that servers are compiled under.
    pub gate_server: Option<String>,
    /// `gate_client`: the Cargo feature that clients are compiled under.
    pub gate_client: Option<String>,
    /// `runtime`: the Rust path of the crate `rpcsmith-runtime`.
    pub runtime: String,
    /// `include`: only these packages or services; empty for all.
    pub include: Vec<String>,
    /// `service_config`: what clients bring along for their calls.
    pub service_config: Option<InlinedFile>,
    /// `implementation`: the directory of the crate that implements the services, for a look at what it lacks.
    pub implementation: Option<PathBuf>,
    /// `implementation_check`: what becomes of what it lacks.
    pub implementation_check: ImplementationCheck,
    /// `dump_model`: also write the resolved model, for a look inside.
    pub dump_model: bool,
    /// The patterns of all options that were given, each after the name of its option.
    pub(crate) patterns: Vec<(&'static str, String)>,
}

/// A file that an option names, or its content.
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
            text: text.map(str::to_owned),
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

/// `layout`: which files are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A file per package named by the package (`user.v1.rs`) and a `mod.rs` with the module tree.
    #[default]
    Package,
    /// The files per package alone, for registries that make their own module tree.
    Flat,
}

impl Layout {
    /// The value's text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Package => "package",
            Self::Flat => "flat",
        }
    }
}

/// `messages`: who generates the messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Messages {
    /// rpcsmith does, for prost.
    #[default]
    Prost,
    /// Another generator does; services refer to them at the paths prost-build would give them.
    External,
}

impl Messages {
    /// The value's text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prost => "prost",
            Self::External => "external",
        }
    }
}

/// `messages_impl`: how messages implement prost's traits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessagesImpl {
    /// Written out over functions of the runtime, which takes the compiler half the time.
    #[default]
    Written,
    /// By prost's derives.
    Derive,
}

impl MessagesImpl {
    /// The value's text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Derive => "derive",
        }
    }
}

/// `validate`: which messages implement `Validate`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Validators {
    /// Those that have rules, or that can hold a message with rules.
    #[default]
    Rules,
    /// All, for code that is generic over messages.
    All,
    /// None; rules are not looked at.
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

/// `validation_errors`: what becomes of a rule that cannot be compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ValidationErrors {
    /// It is a fault, and nothing is generated.
    #[default]
    Reported,
    /// Whoever validates the message gets the fault; for protovalidate's conformance suite.
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

/// `descriptor_set`: which packages carry their descriptor set as the constant `FILE_DESCRIPTOR_SET`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DescriptorSets {
    /// Those with services, for reflection.
    #[default]
    Services,
    /// All.
    All,
    /// None.
    None,
}

impl DescriptorSets {
    /// The value's text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Services => "services",
            Self::All => "all",
            Self::None => "none",
        }
    }
}

/// `implementation_check`: what becomes of what the implementation lacks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImplementationCheck {
    /// It is told, and code is generated.
    #[default]
    Warn,
    /// It is a fault, and nothing is generated.
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

impl Options {
    /// Whether any option is about elements of some path; if not, nobody need make one.
    pub(crate) fn name_paths(&self) -> bool {
        let values = [
            &self.type_attribute,
            &self.field_attribute,
            &self.message_attribute,
            &self.enum_attribute,
            &self.server_attribute,
            &self.client_attribute,
        ];
        let switches = [
            &self.bytes,
            &self.btree_map,
            &self.boxed,
            &self.disable_comments,
        ];
        !values.iter().all(|map| map.is_empty()) || !switches.iter().all(|map| map.is_empty())
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            layout: Layout::default(),
            messages: Messages::default(),
            messages_impl: MessagesImpl::default(),
            type_names: true,
            type_name_domain: PathMap::default(),
            validate: Validators::default(),
            validation_errors: ValidationErrors::default(),
            server: true,
            client: true,
            default_stubs: false,
            fakes: false,
            extern_path: Vec::new(),
            rename: Vec::new(),
            bytes: PathMap::default(),
            btree_map: PathMap::default(),
            boxed: PathMap::default(),
            type_attribute: PathMap::default(),
            field_attribute: PathMap::default(),
            message_attribute: PathMap::default(),
            enum_attribute: PathMap::default(),
            server_attribute: PathMap::default(),
            client_attribute: PathMap::default(),
            compile_well_known_types: false,
            descriptor_set: DescriptorSets::default(),
            disable_comments: PathMap::default(),
            gate_server: None,
            gate_client: None,
            runtime: "::rpcsmith_runtime".to_owned(),
            include: Vec::new(),
            service_config: None,
            implementation: None,
            implementation_check: ImplementationCheck::default(),
            dump_model: false,
            patterns: Vec::new(),
        }
    }
}

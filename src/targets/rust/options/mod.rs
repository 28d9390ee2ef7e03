//! The options that only the target Rust reads.

mod conflicts;
mod forms;
mod table;

pub use conflicts::check as check_conflicts;

use crate::options::{OptionSpec, Options, PathMap};

/// The options of the target Rust, read and checked.
#[derive(Clone, Debug)]
pub struct RustOptions {
    /// `layout`: which files to write.
    pub layout: Layout,
    /// `messages`: who generates the messages.
    pub messages: Messages,
    /// `messages_impl`: how messages implement prost's traits.
    pub messages_impl: MessagesImpl,
    /// `type_names`: messages implement `prost::Name`.
    pub type_names: bool,
    /// `type_name_domain`: the domains of the type URLs of messages.
    pub type_name_domain: PathMap<String>,
    /// `json`: messages and enums implement JSON.
    pub json: bool,
    /// `text`: messages implement `Display` and `FromStr` in the text format.
    pub text: bool,
    /// `default_stubs`: trait methods return UNIMPLEMENTED by default.
    pub default_stubs: bool,
    /// `extern_path`: protobuf path (`.google.api`) to the Rust path of its code.
    pub extern_path: Vec<(String, String)>,
    /// `extern_json`: the types of `extern_path` that implement JSON.
    pub extern_json: PathMap<()>,
    /// `rename`: full protobuf path (`.user.v1.User.name`) to the name that its Rust name derives from.
    pub rename: Vec<(String, String)>,
    /// `bytes`: fields of type `bytes` that become `::prost::bytes::Bytes`.
    pub bytes: PathMap<()>,
    /// `btree_map`: map fields that become `BTreeMap`.
    pub btree_map: PathMap<()>,
    /// `boxed`: message fields that are boxed although the code compiles without it.
    pub boxed: PathMap<()>,
    /// `enums`: how enums are represented.
    pub enums: EnumForms,
    /// `unknown_fields`: messages that keep fields that the schema does not have.
    pub unknown_fields: PathMap<()>,
    /// `views`: messages with a form that borrows from encoded data.
    pub views: PathMap<()>,
    /// `extensions`: constants for extensions, and messages that store them.
    pub extensions: bool,
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
    /// `descriptor_set`: which packages have their descriptor set.
    pub descriptor_set: DescriptorSets,
    /// `gate_server`: the Cargo feature of servers.
    pub gate_server: Option<String>,
    /// `gate_client`: the Cargo feature of clients.
    pub gate_client: Option<String>,
    /// `gate_json`: the Cargo feature of JSON.
    pub gate_json: Option<String>,
    /// `runtime`: the Rust path of the crate `rpcsmith-runtime`.
    pub runtime: String,
}

impl RustOptions {
    /// Reads the values of the options.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        let mut own = Self::default();
        for value in &options.own {
            let setter = table::OPTIONS
                .iter()
                .find(|setter| setter.spec.name == value.name);
            if let Some(setter) = setter {
                (setter.set)(&mut own, value.value());
            }
        }
        own
    }

    /// Whether messages and enums have descriptors, and give their fields by index.
    #[must_use]
    pub fn reflects(&self) -> bool {
        self.json || self.text
    }

    /// The Cargo feature of the code for that: `gate_json`, unless the text format needs it as well.
    pub(super) fn gate_reflect(&self) -> Option<String> {
        self.gate_json.clone().filter(|_| !self.text)
    }

    /// Describes the options.
    pub(crate) fn specs() -> impl Iterator<Item = &'static OptionSpec> {
        table::OPTIONS.iter().map(|setter| &setter.spec)
    }
}

/// `layout`: which files to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// One file per package, with the name of the package (`user.v1.rs`), and a `mod.rs` with the module tree.
    #[default]
    Package,
    /// Only the files per package, for registries that create their own module tree.
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
    /// rpcsmith, for prost.
    #[default]
    Prost,
    /// Another generator. Services use them at the paths of prost-build.
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
    /// Generated code that calls the runtime, which compiles in half of the time.
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

/// `enums`: how an enum is represented.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Enums {
    /// A Rust enum. Fields store numbers, as prost does.
    #[default]
    I32,
    /// A newtype of the number, which fields store.
    Open,
}

impl Enums {
    /// The value's text.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::I32 => "i32",
            Self::Open => "open",
        }
    }

    /// The value with this text.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let all = [Self::I32, Self::Open];
        all.into_iter().find(|form| form.name() == text)
    }
}

/// The values of `enums`: one for all enums of generated code, and those for paths.
#[derive(Clone, Debug, Default)]
pub struct EnumForms {
    /// For all enums of generated code.
    pub all: Enums,
    /// For the enums at these paths, also in other code.
    pub by_path: PathMap<Enums>,
}

impl EnumForms {
    /// Whether any enum can be open.
    #[must_use]
    pub fn can_be_open(&self) -> bool {
        self.all == Enums::Open || self.by_path.iter().any(|(_, form)| *form == Enums::Open)
    }
}

/// `descriptor_set`: which packages have their descriptor set as the constant `FILE_DESCRIPTOR_SET`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DescriptorSets {
    /// Packages with services, for reflection.
    #[default]
    Services,
    /// All packages.
    All,
    /// No package.
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

impl RustOptions {
    /// Whether any of the options that views look up by path is given. If not, views build no paths.
    pub fn name_paths(&self) -> bool {
        let values = [
            &self.type_attribute,
            &self.field_attribute,
            &self.message_attribute,
            &self.enum_attribute,
            &self.server_attribute,
            &self.client_attribute,
        ];
        let switches = [&self.bytes, &self.btree_map, &self.boxed];
        !values.iter().all(|map| map.is_empty()) || !switches.iter().all(|map| map.is_empty())
    }
}

impl Default for RustOptions {
    fn default() -> Self {
        Self {
            layout: Layout::default(),
            messages: Messages::default(),
            messages_impl: MessagesImpl::default(),
            type_names: true,
            type_name_domain: PathMap::default(),
            json: false,
            text: false,
            default_stubs: false,
            extern_path: Vec::new(),
            extern_json: PathMap::default(),
            rename: Vec::new(),
            bytes: PathMap::default(),
            btree_map: PathMap::default(),
            boxed: PathMap::default(),
            enums: EnumForms::default(),
            unknown_fields: PathMap::default(),
            views: PathMap::default(),
            extensions: false,
            type_attribute: PathMap::default(),
            field_attribute: PathMap::default(),
            message_attribute: PathMap::default(),
            enum_attribute: PathMap::default(),
            server_attribute: PathMap::default(),
            client_attribute: PathMap::default(),
            compile_well_known_types: false,
            descriptor_set: DescriptorSets::default(),
            gate_server: None,
            gate_client: None,
            gate_json: None,
            runtime: "::rpcsmith_runtime".to_owned(),
        }
    }
}

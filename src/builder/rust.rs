//! The options of the target Rust, as methods.
//!
//! Cargo runs build scripts for crates of Rust, so the builder has methods for the options of that target, with its types.

use super::Builder;
use crate::rust::{DescriptorSets, Enums, Layout, Messages, MessagesImpl};

/// The options of the target Rust, one method for each.
impl Builder {
    /// Which files to write.
    #[must_use]
    pub fn layout(self, layout: Layout) -> Self {
        self.option("layout", layout.name())
    }

    /// Who generates the messages.
    #[must_use]
    pub fn messages(self, messages: Messages) -> Self {
        self.option("messages", messages.name())
    }

    /// How messages implement prost's traits.
    #[must_use]
    pub fn messages_impl(self, messages_impl: MessagesImpl) -> Self {
        self.option("messages_impl", messages_impl.name())
    }

    /// Whether messages implement `prost::Name`, so that `Any::from_msg` of prost-types accepts them. Default: `true`.
    #[must_use]
    pub fn type_names(self, type_names: bool) -> Self {
        self.option("type_names", type_names.to_string())
    }

    /// The domain of the type URLs of the messages that the pattern names, such as `type.googleapis.com`. Default: none, so
    /// that they start with `/`.
    #[must_use]
    pub fn type_name_domain(self, path: &str, domain: &str) -> Self {
        self.option("type_name_domain", format!("{path}={domain}"))
    }

    /// Whether messages and enums implement JSON: serde's traits, and the traits for `message::json` of the runtime, which
    /// needs its feature `json`. Default: `false`.
    #[must_use]
    pub fn json(self, json: bool) -> Self {
        self.option("json", json.to_string())
    }

    /// Whether messages implement `Display` and `FromStr` in the text format of protobuf, which needs the feature `text` of the
    /// runtime. Default: `false`.
    #[must_use]
    pub fn text(self, text: bool) -> Self {
        self.option("text", text.to_string())
    }

    /// Whether server methods have a default implementation that returns UNIMPLEMENTED. Default: `false`.
    #[must_use]
    pub fn default_stubs(self, default_stubs: bool) -> Self {
        self.option("default_stubs", default_stubs.to_string())
    }

    /// Uses existing Rust code for a package or type, such as `::googleapis::api` for `.google.api`, instead of
    /// generating it.
    #[must_use]
    pub fn extern_path(self, proto: &str, rust: &str) -> Self {
        self.option("extern_path", format!("{proto}={rust}"))
    }

    /// Uses the types of [`extern_path`](Self::extern_path) that the pattern names in JSON, because their code was generated
    /// with [`json`](Self::json).
    #[must_use]
    pub fn extern_json(self, path: &str) -> Self {
        self.option("extern_json", path)
    }

    /// Renames an element in Rust: the message, enum, field, oneof, enum value, extension, service or method at the
    /// full path `proto`. All Rust names that derive from its name change, in Rust's case: with
    /// `.rename(".user.v1.User.kind", "sort")`, the oneof `kind` is the field `sort` and the enum `user::Sort`. The wire
    /// format and the names in `Any`, reflection and violations do not change.
    #[must_use]
    pub fn rename(self, proto: &str, name: &str) -> Self {
        self.option("rename", format!("{proto}={name}"))
    }

    /// Uses `Bytes` instead of `Vec<u8>` for the `bytes` fields that the pattern names.
    #[must_use]
    pub fn bytes(self, path: &str) -> Self {
        self.option("bytes", path)
    }

    /// Uses `BTreeMap` instead of `HashMap` for the map fields that the pattern names.
    #[must_use]
    pub fn btree_map(self, path: &str) -> Self {
        self.option("btree_map", path)
    }

    /// Boxes the message fields that the pattern names, although the code compiles without it.
    #[must_use]
    pub fn boxed(self, path: &str) -> Self {
        self.option("boxed", path)
    }

    /// How all enums of generated code are represented. Default: as Rust enums, whose numbers fields store.
    #[must_use]
    pub fn enums(self, enums: Enums) -> Self {
        self.option("enums", enums.name())
    }

    /// How the enums that the pattern names are represented. Without this, the enums of [`extern_path`](Self::extern_path)
    /// are Rust enums.
    #[must_use]
    pub fn enums_of(self, path: &str, enums: Enums) -> Self {
        self.option("enums", format!("{path}={}", enums.name()))
    }

    /// Keeps the fields that the schema does not have, in the messages that the pattern names: a field `unknown_fields` stores
    /// them, and they are written again.
    #[must_use]
    pub fn unknown_fields(self, path: &str) -> Self {
        self.option("unknown_fields", path)
    }

    /// Whether to generate a constant for each extension, and to store extensions in the messages that they extend. Default:
    /// `false`.
    #[must_use]
    pub fn extensions(self, extensions: bool) -> Self {
        self.option("extensions", extensions.to_string())
    }

    /// Generates a view for the messages that the pattern names, and for those in them: a form that borrows text and bytes from
    /// encoded data.
    #[must_use]
    pub fn views(self, path: &str) -> Self {
        self.option("views", path)
    }

    /// Adds attributes to the messages, enums and oneofs that the pattern names.
    #[must_use]
    pub fn type_attribute(self, path: &str, attribute: &str) -> Self {
        self.attribute("type_attribute", path, attribute)
    }

    /// Adds attributes to the fields and enum values that the pattern names.
    #[must_use]
    pub fn field_attribute(self, path: &str, attribute: &str) -> Self {
        self.attribute("field_attribute", path, attribute)
    }

    /// Adds attributes to the messages that the pattern names.
    #[must_use]
    pub fn message_attribute(self, path: &str, attribute: &str) -> Self {
        self.attribute("message_attribute", path, attribute)
    }

    /// Adds attributes to the enums that the pattern names.
    #[must_use]
    pub fn enum_attribute(self, path: &str, attribute: &str) -> Self {
        self.attribute("enum_attribute", path, attribute)
    }

    /// Adds attributes to the server traits of the services that the pattern names.
    #[must_use]
    pub fn server_attribute(self, path: &str, attribute: &str) -> Self {
        self.attribute("server_attribute", path, attribute)
    }

    /// Adds attributes to the client structs of the services that the pattern names.
    #[must_use]
    pub fn client_attribute(self, path: &str, attribute: &str) -> Self {
        self.attribute("client_attribute", path, attribute)
    }

    /// Whether to generate `google.protobuf` like any package, instead of using `prost_types`. Default: `false`.
    #[must_use]
    pub fn compile_well_known_types(self, compile: bool) -> Self {
        self.option("compile_well_known_types", compile.to_string())
    }

    /// Which packages have a constant with their descriptor set.
    #[must_use]
    pub fn descriptor_set(self, packages: DescriptorSets) -> Self {
        self.option("descriptor_set", packages.name())
    }

    /// Compiles servers only with this Cargo feature of the package that contains the code.
    #[must_use]
    pub fn gate_server(self, feature: &str) -> Self {
        self.option("gate_server", feature)
    }

    /// Compiles clients only with this Cargo feature of the package that contains the code.
    #[must_use]
    pub fn gate_client(self, feature: &str) -> Self {
        self.option("gate_client", feature)
    }

    /// Compiles the code of [`json`](Self::json) only with this Cargo feature of the package that contains the code.
    #[must_use]
    pub fn gate_json(self, feature: &str) -> Self {
        self.option("gate_json", feature)
    }

    /// The path of the crate `rpcsmith-runtime` in generated code. Default: `::rpcsmith_runtime`.
    #[must_use]
    pub fn runtime(self, path: &str) -> Self {
        self.option("runtime", path)
    }

    fn attribute(self, name: &str, path: &str, attribute: &str) -> Self {
        self.option(name, format!("{path}={attribute}"))
    }
}

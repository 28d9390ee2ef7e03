//! The options as methods.

use super::Builder;
use crate::options::{ImplementationCheck, Language, ValidationErrors, Validators};
use crate::rust::{DescriptorSets, Layout, Messages, MessagesImpl};

/// The options, one method each.
impl Builder {
    /// Sets an option by its name; for one that may be given more than once, adds a value. The same faults are found
    /// when compiling as at every door.
    #[must_use]
    pub fn option(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.push((name.into(), value.into()));
        self
    }

    /// The language to generate; default: Rust.
    #[must_use]
    pub fn target(self, language: Language) -> Self {
        self.option("target", language.name())
    }

    /// Which files are written.
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

    /// Whether messages implement `prost::Name`, so that `Any::from_msg` of prost-types accepts them; default: `true`.
    #[must_use]
    pub fn type_names(self, type_names: bool) -> Self {
        self.option("type_names", type_names.to_string())
    }

    /// Starts the type URLs of the messages that the pattern names with a domain, such as `type.googleapis.com`; without
    /// it, they start with `/`.
    #[must_use]
    pub fn type_name_domain(self, path: &str, domain: &str) -> Self {
        self.option("type_name_domain", format!("{path}={domain}"))
    }

    /// Which messages implement `Validate`.
    #[must_use]
    pub fn validate(self, validators: Validators) -> Self {
        self.option("validate", validators.name())
    }

    /// What becomes of a rule that cannot be compiled.
    #[must_use]
    pub fn validation_errors(self, errors: ValidationErrors) -> Self {
        self.option("validation_errors", errors.name())
    }

    /// Whether server traits and services are generated; they are unless told otherwise.
    #[must_use]
    pub fn server(self, server: bool) -> Self {
        self.option("server", server.to_string())
    }

    /// Whether clients are generated; they are unless told otherwise.
    #[must_use]
    pub fn client(self, client: bool) -> Self {
        self.option("client", client.to_string())
    }

    /// Whether server methods answer UNIMPLEMENTED until they are written.
    #[must_use]
    pub fn default_stubs(self, default_stubs: bool) -> Self {
        self.option("default_stubs", default_stubs.to_string())
    }

    /// Whether fakes of services are generated beside their servers, for tests; they need the feature `fake` of
    /// `rpcsmith-runtime`.
    #[must_use]
    pub fn fakes(self, fakes: bool) -> Self {
        self.option("fakes", fakes.to_string())
    }

    /// Uses existing Rust code for a package or type, such as `::googleapis::api` for `.google.api`, instead of
    /// generating it.
    #[must_use]
    pub fn extern_path(self, proto: &str, rust: &str) -> Self {
        self.option("extern_path", format!("{proto}={rust}"))
    }

    /// Gives an element another name in Rust than its own: the message, enum, field, oneof, enum value, service or method
    /// at the full path `proto`. Everything that is made of its name follows, in Rust's case: with
    /// `.rename(".user.v1.User.kind", "sort")`, the oneof `kind` is the field `sort` and the enum `user::Sort`. The wire
    /// format and the names in `Any`, reflection and violations stay.
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

    /// Whether `google.protobuf` is generated like any package, instead of using `prost_types`.
    #[must_use]
    pub fn compile_well_known_types(self, compile: bool) -> Self {
        self.option("compile_well_known_types", compile.to_string())
    }

    /// Which packages carry their descriptor set.
    #[must_use]
    pub fn descriptor_set(self, packages: DescriptorSets) -> Self {
        self.option("descriptor_set", packages.name())
    }

    /// Leaves out the comments of the elements that the pattern names.
    #[must_use]
    pub fn disable_comments(self, path: &str) -> Self {
        self.option("disable_comments", path)
    }

    /// Compiles servers only under this Cargo feature of the package that holds the code.
    #[must_use]
    pub fn gate_server(self, feature: &str) -> Self {
        self.option("gate_server", feature)
    }

    /// Compiles clients only under this Cargo feature of the package that holds the code.
    #[must_use]
    pub fn gate_client(self, feature: &str) -> Self {
        self.option("gate_client", feature)
    }

    /// Where generated code finds the crate `rpcsmith-runtime`; `::rpcsmith_runtime` unless told otherwise.
    #[must_use]
    pub fn runtime(self, path: &str) -> Self {
        self.option("runtime", path)
    }

    /// Generates only what is included: this package or service, and others that are named so.
    #[must_use]
    pub fn include(self, package_or_service: &str) -> Self {
        self.option("include", package_or_service)
    }

    /// Has clients call as the service config (JSON) of this file says: deadlines, retries, hedging; they need the feature
    /// `channel` of `rpcsmith-runtime`.
    #[must_use]
    pub fn service_config(self, path: impl AsRef<std::path::Path>) -> Self {
        self.option("service_config", path.as_ref().display().to_string())
    }

    /// Tells, in warnings of the build, what the implementations of services in a crate lack; `"."` is the package
    /// itself. Nothing is written there. Needs the feature `analysis` of `rpcsmith`.
    #[must_use]
    pub fn implementation(self, directory: &str) -> Self {
        self.option("implementation", directory)
    }

    /// Whether what an implementation lacks is a warning or ends the build.
    #[must_use]
    pub fn implementation_check(self, check: ImplementationCheck) -> Self {
        self.option("implementation_check", check.name())
    }

    /// Whether the resolved model is written, too, for a look inside.
    #[must_use]
    pub fn dump_model(self, dump: bool) -> Self {
        self.option("dump_model", dump.to_string())
    }

    fn attribute(self, name: &str, path: &str, attribute: &str) -> Self {
        self.option(name, format!("{path}={attribute}"))
    }
}

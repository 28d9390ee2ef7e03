//! The options, one entry each: all that any door needs to offer, explain, check and read them.

pub use super::spec::{OptionSpec, ValueForm};
use super::{
    DescriptorSets, ImplementationCheck, InlinedFile, Layout, Messages, MessagesImpl,
    ValidationErrors, Validators,
};

/// Every option, in the order of the documentation.
pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "layout",
        value: ValueForm::Choice(&[Layout::Package.name(), Layout::Flat.name()]),
        default: Layout::Package.name(),
        repeated: false,
        help: "Files to write: one per package with a `mod.rs` tree, or those per package alone",
        set: |options, value| {
            options.layout = value.choice([Layout::Package, Layout::Flat], Layout::name);
        },
    },
    OptionSpec {
        name: "messages",
        value: ValueForm::Choice(&[Messages::Prost.name(), Messages::External.name()]),
        default: Messages::Prost.name(),
        repeated: false,
        help: "Generate messages, or expect another generator's beside the services",
        set: |options, value| {
            options.messages = value.choice([Messages::Prost, Messages::External], Messages::name);
        },
    },
    OptionSpec {
        name: "messages_impl",
        value: ValueForm::Choice(&[MessagesImpl::Written.name(), MessagesImpl::Derive.name()]),
        default: MessagesImpl::Written.name(),
        repeated: false,
        help: "Write out what messages do, quick to compile, or leave it to prost's derives",
        set: |options, value| {
            options.messages_impl = value.choice(
                [MessagesImpl::Written, MessagesImpl::Derive],
                MessagesImpl::name,
            );
        },
    },
    OptionSpec {
        name: "type_names",
        value: ValueForm::Flag,
        default: "true",
        repeated: false,
        help: "Implement `prost::Name` for messages, so that `Any::from_msg` accepts them",
        set: |options, value| options.type_names = value.is_true(),
    },
    OptionSpec {
        name: "type_name_domain",
        value: ValueForm::PathDomain,
        default: "",
        repeated: true,
        help: "Start the type URLs of these messages with a domain, such as `type.googleapis.com`",
        set: |options, value| value.insert_into(&mut options.type_name_domain),
    },
    OptionSpec {
        name: "validate",
        value: ValueForm::Choice(&[
            Validators::Rules.name(),
            Validators::All.name(),
            Validators::None.name(),
        ]),
        default: Validators::Rules.name(),
        repeated: false,
        help: "Implement `Validate` for messages with protovalidate rules, for all, or for none",
        set: |options, value| {
            options.validate = value.choice(
                [Validators::Rules, Validators::All, Validators::None],
                Validators::name,
            );
        },
    },
    OptionSpec {
        name: "validation_errors",
        value: ValueForm::Choice(&[
            ValidationErrors::Reported.name(),
            ValidationErrors::Deferred.name(),
        ]),
        default: ValidationErrors::Reported.name(),
        repeated: false,
        help: "Report rules that cannot be compiled, or have validation end in the fault",
        set: |options, value| {
            options.validation_errors = value.choice(
                [ValidationErrors::Reported, ValidationErrors::Deferred],
                ValidationErrors::name,
            );
        },
    },
    OptionSpec {
        name: "server",
        value: ValueForm::Flag,
        default: "true",
        repeated: false,
        help: "Generate server traits and services",
        set: |options, value| options.server = value.is_true(),
    },
    OptionSpec {
        name: "client",
        value: ValueForm::Flag,
        default: "true",
        repeated: false,
        help: "Generate clients",
        set: |options, value| options.client = value.is_true(),
    },
    OptionSpec {
        name: "default_stubs",
        value: ValueForm::Flag,
        default: "false",
        repeated: false,
        help: "Let server methods answer UNIMPLEMENTED until they are written",
        set: |options, value| options.default_stubs = value.is_true(),
    },
    OptionSpec {
        name: "fakes",
        value: ValueForm::Flag,
        default: "false",
        repeated: false,
        help: "Generate fakes of services, for tests, beside their servers",
        set: |options, value| options.fakes = value.is_true(),
    },
    OptionSpec {
        name: "extern_path",
        value: ValueForm::ProtoRust,
        default: "",
        repeated: true,
        help: "Use existing Rust code for a package or type instead of generating it",
        set: |options, value| {
            let path = (value.path.to_owned(), value.text.to_owned());
            options.extern_path.push(path);
        },
    },
    OptionSpec {
        name: "rename",
        value: ValueForm::PathName,
        default: "",
        repeated: true,
        help: "Name a package, type, field, oneof, enum value, service or method otherwise in Rust: `.pkg.Type=NewName`",
        set: |options, value| {
            let name = (value.path.to_owned(), value.text.to_owned());
            options.rename.push(name);
        },
    },
    OptionSpec {
        name: "bytes",
        value: ValueForm::Path,
        default: "",
        repeated: true,
        help: "Use `Bytes` instead of `Vec<u8>` for these `bytes` fields",
        set: |options, value| options.bytes.insert(value.text, ()),
    },
    OptionSpec {
        name: "btree_map",
        value: ValueForm::Path,
        default: "",
        repeated: true,
        help: "Use `BTreeMap` instead of `HashMap` for these map fields",
        set: |options, value| options.btree_map.insert(value.text, ()),
    },
    OptionSpec {
        name: "boxed",
        value: ValueForm::Path,
        default: "",
        repeated: true,
        help: "Box these message fields although they need not be",
        set: |options, value| options.boxed.insert(value.text, ()),
    },
    OptionSpec {
        name: "type_attribute",
        value: ValueForm::PathAttribute,
        default: "",
        repeated: true,
        help: "Add attributes to messages, enums and oneofs",
        set: |options, value| value.insert_into(&mut options.type_attribute),
    },
    OptionSpec {
        name: "field_attribute",
        value: ValueForm::PathAttribute,
        default: "",
        repeated: true,
        help: "Add attributes to fields and enum values",
        set: |options, value| value.insert_into(&mut options.field_attribute),
    },
    OptionSpec {
        name: "message_attribute",
        value: ValueForm::PathAttribute,
        default: "",
        repeated: true,
        help: "Add attributes to messages",
        set: |options, value| value.insert_into(&mut options.message_attribute),
    },
    OptionSpec {
        name: "enum_attribute",
        value: ValueForm::PathAttribute,
        default: "",
        repeated: true,
        help: "Add attributes to enums",
        set: |options, value| value.insert_into(&mut options.enum_attribute),
    },
    OptionSpec {
        name: "server_attribute",
        value: ValueForm::PathAttribute,
        default: "",
        repeated: true,
        help: "Add attributes to server traits",
        set: |options, value| value.insert_into(&mut options.server_attribute),
    },
    OptionSpec {
        name: "client_attribute",
        value: ValueForm::PathAttribute,
        default: "",
        repeated: true,
        help: "Add attributes to client structs",
        set: |options, value| value.insert_into(&mut options.client_attribute),
    },
    OptionSpec {
        name: "compile_well_known_types",
        value: ValueForm::Flag,
        default: "false",
        repeated: false,
        help: "Generate `google.protobuf` like any package instead of using `prost_types`",
        set: |options, value| options.compile_well_known_types = value.is_true(),
    },
    OptionSpec {
        name: "descriptor_set",
        value: ValueForm::Choice(&[
            DescriptorSets::Services.name(),
            DescriptorSets::All.name(),
            DescriptorSets::None.name(),
        ]),
        default: DescriptorSets::Services.name(),
        repeated: false,
        help: "Packages that carry their `FILE_DESCRIPTOR_SET`: those with services, all, or none",
        set: |options, value| {
            let all = [
                DescriptorSets::Services,
                DescriptorSets::All,
                DescriptorSets::None,
            ];
            options.descriptor_set = value.choice(all, DescriptorSets::name);
        },
    },
    OptionSpec {
        name: "disable_comments",
        value: ValueForm::Path,
        default: "",
        repeated: true,
        help: "Leave out the comments of these elements",
        set: |options, value| options.disable_comments.insert(value.text, ()),
    },
    OptionSpec {
        name: "gate_server",
        value: ValueForm::Feature,
        default: "",
        repeated: false,
        help: "Compile servers only under this Cargo feature",
        set: |options, value| options.gate_server = Some(value.text.to_owned()),
    },
    OptionSpec {
        name: "gate_client",
        value: ValueForm::Feature,
        default: "",
        repeated: false,
        help: "Compile clients only under this Cargo feature",
        set: |options, value| options.gate_client = Some(value.text.to_owned()),
    },
    OptionSpec {
        name: "runtime",
        value: ValueForm::RustPath,
        default: "::rpcsmith_runtime",
        repeated: false,
        help: "Where generated code finds the crate `rpcsmith-runtime`",
        set: |options, value| options.runtime = value.text.to_owned(),
    },
    OptionSpec {
        name: "include",
        value: ValueForm::Element,
        default: "",
        repeated: true,
        help: "Generate only these packages and services instead of all",
        set: |options, value| {
            let name = value.text.trim_start_matches('.');
            options.include.push(name.to_owned());
        },
    },
    OptionSpec {
        name: "service_config",
        value: ValueForm::File,
        default: "",
        repeated: false,
        help: "Clients call as this service config (JSON) says, over `Channel` of the runtime",
        set: |options, value| options.service_config = Some(InlinedFile::of(value.text)),
    },
    OptionSpec {
        name: "implementation",
        value: ValueForm::Crate,
        default: "",
        repeated: false,
        help: "Tell what the implementations of services in this crate lack; nothing is written there",
        set: |options, value| options.implementation = Some(value.text.into()),
    },
    OptionSpec {
        name: "implementation_check",
        value: ValueForm::Choice(&[
            ImplementationCheck::Warn.name(),
            ImplementationCheck::Deny.name(),
        ]),
        default: ImplementationCheck::Warn.name(),
        repeated: false,
        help: "Warn of what an implementation lacks, or generate nothing until it is there",
        set: |options, value| {
            options.implementation_check = value.choice(
                [ImplementationCheck::Warn, ImplementationCheck::Deny],
                ImplementationCheck::name,
            );
        },
    },
    OptionSpec {
        name: "dump_model",
        value: ValueForm::Flag,
        default: "false",
        repeated: false,
        help: "Also write the resolved model, for a look inside",
        set: |options, value| options.dump_model = value.is_true(),
    },
];

/// The option of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static OptionSpec> {
    OPTIONS.iter().find(|spec| spec.name == name)
}

/// The table of the documentation, in Markdown.
#[must_use]
pub fn markdown() -> String {
    let mut table =
        "| option | value | default | repeated | meaning |\n|---|---|---|---|---|\n".to_owned();
    for OptionSpec {
        name,
        value,
        default,
        repeated,
        help,
        ..
    } in OPTIONS
    {
        let value = value.text().replace('|', "\\|");
        let default = match *default {
            "" => String::new(),
            default => format!("`{default}`"),
        };
        let repeated = if *repeated { "yes" } else { "" };
        table += &format!("| `{name}` | `{value}` | {default} | {repeated} | {help} |\n");
    }
    table
}

//! The options that only the target Rust reads.

use super::forms;
use super::{DescriptorSets, Enums, Layout, Messages, MessagesImpl, RustOptions};
use crate::options::{Language, OptionSpec, Setter, ValueForm};

const TARGET: Option<&str> = Some(Language::Rust.name());

/// The options, in the order of the documentation.
pub const OPTIONS: &[Setter<RustOptions>] = &[
    Setter {
        spec: OptionSpec {
            name: "layout",
            value: ValueForm::Choice(&[Layout::Package.name(), Layout::Flat.name()]),
            default: Layout::Package.name(),
            repeated: false,
            help: "Files to write: one per package and a `mod.rs` with the module tree, or only those per package",
            target: TARGET,
        },
        set: |options, value| {
            options.layout = value.choice([Layout::Package, Layout::Flat], Layout::name);
        },
    },
    Setter {
        spec: OptionSpec {
            name: "messages",
            value: ValueForm::Choice(&[Messages::Prost.name(), Messages::External.name()]),
            default: Messages::Prost.name(),
            repeated: false,
            help: "Generate messages, or use those of another generator",
            target: TARGET,
        },
        set: |options, value| {
            options.messages = value.choice([Messages::Prost, Messages::External], Messages::name);
        },
    },
    Setter {
        spec: OptionSpec {
            name: "messages_impl",
            value: ValueForm::Choice(&[MessagesImpl::Written.name(), MessagesImpl::Derive.name()]),
            default: MessagesImpl::Written.name(),
            repeated: false,
            help: "Generate the code of messages, which compiles faster, or use prost's derives",
            target: TARGET,
        },
        set: |options, value| {
            options.messages_impl = value.choice(
                [MessagesImpl::Written, MessagesImpl::Derive],
                MessagesImpl::name,
            );
        },
    },
    Setter {
        spec: OptionSpec {
            name: "type_names",
            value: ValueForm::Flag,
            default: "true",
            repeated: false,
            help: "Implement `prost::Name` for messages, so that `Any::from_msg` accepts them",
            target: TARGET,
        },
        set: |options, value| options.type_names = value.is_true(),
    },
    Setter {
        spec: OptionSpec {
            name: "type_name_domain",
            value: ValueForm::PathDomain,
            default: "",
            repeated: true,
            help: "Start the type URLs of these messages with a domain, such as `type.googleapis.com`",
            target: TARGET,
        },
        set: |options, value| value.insert_into(&mut options.type_name_domain),
    },
    Setter {
        spec: OptionSpec {
            name: "json",
            value: ValueForm::Flag,
            default: "false",
            repeated: false,
            help: "Implement JSON for messages and enums: serde's traits, and `message::json` of the runtime",
            target: TARGET,
        },
        set: |options, value| options.json = value.is_true(),
    },
    Setter {
        spec: OptionSpec {
            name: "text",
            value: ValueForm::Flag,
            default: "false",
            repeated: false,
            help: "Implement `Display` and `FromStr` for messages, in the text format of protobuf",
            target: TARGET,
        },
        set: |options, value| options.text = value.is_true(),
    },
    Setter {
        spec: OptionSpec {
            name: "default_stubs",
            value: ValueForm::Flag,
            default: "false",
            repeated: false,
            help: "Give server methods a default implementation that returns UNIMPLEMENTED",
            target: TARGET,
        },
        set: |options, value| options.default_stubs = value.is_true(),
    },
    Setter {
        spec: OptionSpec {
            name: "extern_path",
            value: ValueForm::Own(&forms::PROTO_RUST),
            default: "",
            repeated: true,
            help: "Use existing Rust code for a package or type instead of generating it",
            target: TARGET,
        },
        set: |options, value| {
            let path = (value.path.to_owned(), value.text.to_owned());
            options.extern_path.push(path);
        },
    },
    Setter {
        spec: OptionSpec {
            name: "extern_json",
            value: ValueForm::Path,
            default: "",
            repeated: true,
            help: "Use these types of `extern_path` in JSON: their code was generated with `json`",
            target: TARGET,
        },
        set: |options, value| options.extern_json.insert(value.text, ()),
    },
    Setter {
        spec: OptionSpec {
            name: "rename",
            value: ValueForm::Own(&forms::NAME),
            default: "",
            repeated: true,
            help: "Rename a package, type, field, oneof, enum value, extension, service or method in Rust: `.pkg.Type=NewName`",
            target: TARGET,
        },
        set: |options, value| {
            let name = (value.path.to_owned(), value.text.to_owned());
            options.rename.push(name);
        },
    },
    Setter {
        spec: OptionSpec {
            name: "bytes",
            value: ValueForm::Path,
            default: "",
            repeated: true,
            help: "Use `Bytes` instead of `Vec<u8>` for these `bytes` fields",
            target: TARGET,
        },
        set: |options, value| options.bytes.insert(value.text, ()),
    },
    Setter {
        spec: OptionSpec {
            name: "btree_map",
            value: ValueForm::Path,
            default: "",
            repeated: true,
            help: "Use `BTreeMap` instead of `HashMap` for these map fields",
            target: TARGET,
        },
        set: |options, value| options.btree_map.insert(value.text, ()),
    },
    Setter {
        spec: OptionSpec {
            name: "boxed",
            value: ValueForm::Path,
            default: "",
            repeated: true,
            help: "Box these message fields although the code compiles without it",
            target: TARGET,
        },
        set: |options, value| options.boxed.insert(value.text, ()),
    },
    Setter {
        spec: OptionSpec {
            name: "enums",
            value: ValueForm::Own(&forms::ENUMS),
            default: Enums::I32.name(),
            repeated: true,
            help: "Store enums in fields as numbers, or as newtypes that keep unknown numbers; all enums, or those at a path",
            target: TARGET,
        },
        set: |options, value| {
            let form = Enums::named(value.text).unwrap_or_default();
            match value.path {
                "." => options.enums.all = form,
                path => options.enums.by_path.insert(path, form),
            }
        },
    },
    Setter {
        spec: OptionSpec {
            name: "unknown_fields",
            value: ValueForm::Path,
            default: "",
            repeated: true,
            help: "Keep the fields that the schema does not have, in these messages",
            target: TARGET,
        },
        set: |options, value| options.unknown_fields.insert(value.text, ()),
    },
    Setter {
        spec: OptionSpec {
            name: "extensions",
            value: ValueForm::Flag,
            default: "false",
            repeated: false,
            help: "Generate constants for extensions, and store extensions in the messages that they extend",
            target: TARGET,
        },
        set: |options, value| options.extensions = value.is_true(),
    },
    Setter {
        spec: OptionSpec {
            name: "views",
            value: ValueForm::Path,
            default: "",
            repeated: true,
            help: "Generate a form that borrows from encoded data for these messages, and for those in them",
            target: TARGET,
        },
        set: |options, value| options.views.insert(value.text, ()),
    },
    Setter {
        spec: OptionSpec {
            name: "type_attribute",
            value: ValueForm::Own(&forms::ATTRIBUTE),
            default: "",
            repeated: true,
            help: "Add attributes to messages, enums and oneofs",
            target: TARGET,
        },
        set: |options, value| value.insert_into(&mut options.type_attribute),
    },
    Setter {
        spec: OptionSpec {
            name: "field_attribute",
            value: ValueForm::Own(&forms::ATTRIBUTE),
            default: "",
            repeated: true,
            help: "Add attributes to fields and enum values",
            target: TARGET,
        },
        set: |options, value| value.insert_into(&mut options.field_attribute),
    },
    Setter {
        spec: OptionSpec {
            name: "message_attribute",
            value: ValueForm::Own(&forms::ATTRIBUTE),
            default: "",
            repeated: true,
            help: "Add attributes to messages",
            target: TARGET,
        },
        set: |options, value| value.insert_into(&mut options.message_attribute),
    },
    Setter {
        spec: OptionSpec {
            name: "enum_attribute",
            value: ValueForm::Own(&forms::ATTRIBUTE),
            default: "",
            repeated: true,
            help: "Add attributes to enums",
            target: TARGET,
        },
        set: |options, value| value.insert_into(&mut options.enum_attribute),
    },
    Setter {
        spec: OptionSpec {
            name: "server_attribute",
            value: ValueForm::Own(&forms::ATTRIBUTE),
            default: "",
            repeated: true,
            help: "Add attributes to server traits",
            target: TARGET,
        },
        set: |options, value| value.insert_into(&mut options.server_attribute),
    },
    Setter {
        spec: OptionSpec {
            name: "client_attribute",
            value: ValueForm::Own(&forms::ATTRIBUTE),
            default: "",
            repeated: true,
            help: "Add attributes to client structs",
            target: TARGET,
        },
        set: |options, value| value.insert_into(&mut options.client_attribute),
    },
    Setter {
        spec: OptionSpec {
            name: "compile_well_known_types",
            value: ValueForm::Flag,
            default: "false",
            repeated: false,
            help: "Generate `google.protobuf` like any package instead of using `prost_types`",
            target: TARGET,
        },
        set: |options, value| options.compile_well_known_types = value.is_true(),
    },
    Setter {
        spec: OptionSpec {
            name: "descriptor_set",
            value: ValueForm::Choice(&[
                DescriptorSets::Services.name(),
                DescriptorSets::All.name(),
                DescriptorSets::None.name(),
            ]),
            default: DescriptorSets::Services.name(),
            repeated: false,
            help: "Packages with a `FILE_DESCRIPTOR_SET`: those with services, all, or none",
            target: TARGET,
        },
        set: |options, value| {
            let all = [
                DescriptorSets::Services,
                DescriptorSets::All,
                DescriptorSets::None,
            ];
            options.descriptor_set = value.choice(all, DescriptorSets::name);
        },
    },
    Setter {
        spec: OptionSpec {
            name: "gate_server",
            value: ValueForm::Own(&forms::FEATURE),
            default: "",
            repeated: false,
            help: "Compile servers only with this Cargo feature",
            target: TARGET,
        },
        set: |options, value| options.gate_server = Some(value.text.to_owned()),
    },
    Setter {
        spec: OptionSpec {
            name: "gate_client",
            value: ValueForm::Own(&forms::FEATURE),
            default: "",
            repeated: false,
            help: "Compile clients only with this Cargo feature",
            target: TARGET,
        },
        set: |options, value| options.gate_client = Some(value.text.to_owned()),
    },
    Setter {
        spec: OptionSpec {
            name: "gate_json",
            value: ValueForm::Own(&forms::FEATURE),
            default: "",
            repeated: false,
            help: "Compile the code of `json` only with this Cargo feature",
            target: TARGET,
        },
        set: |options, value| options.gate_json = Some(value.text.to_owned()),
    },
    Setter {
        spec: OptionSpec {
            name: "runtime",
            value: ValueForm::Own(&forms::RUST_PATH),
            default: "::rpcsmith_runtime",
            repeated: false,
            help: "The path of the crate `rpcsmith-runtime` in generated code",
            target: TARGET,
        },
        set: |options, value| options.runtime = value.text.to_owned(),
    },
];

//! The options that every target reads.

use super::spec::{OptionSpec, Setter, ValueForm};
use super::{
    DocumentName, ImplementationCheck, InlinedFile, Language, Options, ValidationErrors, Validators,
};

/// The options that every target reads, in the order of the documentation.
pub(crate) const COMMON: &[Setter<Options>] = &[
    Setter {
        spec: OptionSpec {
            name: "target",
            value: ValueForm::Choice(&[Language::Rust.name()]),
            default: Language::Rust.name(),
            repeated: false,
            help: "The language to generate",
            target: None,
        },
        set: |options, value| options.target = value.choice(Language::ALL, Language::name),
    },
    Setter {
        spec: OptionSpec {
            name: "include",
            value: ValueForm::Element,
            default: "",
            repeated: true,
            help: "Generate only these packages and services instead of all",
            target: None,
        },
        set: |options, value| {
            let name = value.text.trim_start_matches('.');
            options.include.push(name.to_owned());
        },
    },
    Setter {
        spec: OptionSpec {
            name: "validate",
            value: ValueForm::Choice(&[
                Validators::Rules.name(),
                Validators::All.name(),
                Validators::None.name(),
            ]),
            default: Validators::Rules.name(),
            repeated: false,
            help: "Implement `Validate` for messages with protovalidate rules, for all, or for none",
            target: None,
        },
        set: |options, value| {
            options.validate = value.choice(
                [Validators::Rules, Validators::All, Validators::None],
                Validators::name,
            );
        },
    },
    Setter {
        spec: OptionSpec {
            name: "validation_errors",
            value: ValueForm::Choice(&[
                ValidationErrors::Reported.name(),
                ValidationErrors::Deferred.name(),
            ]),
            default: ValidationErrors::Reported.name(),
            repeated: false,
            help: "Report rules that cannot be compiled, or return the error when a message is validated",
            target: None,
        },
        set: |options, value| {
            options.validation_errors = value.choice(
                [ValidationErrors::Reported, ValidationErrors::Deferred],
                ValidationErrors::name,
            );
        },
    },
    Setter {
        spec: OptionSpec {
            name: "server",
            value: ValueForm::Flag,
            default: "true",
            repeated: false,
            help: "Generate server traits and services",
            target: None,
        },
        set: |options, value| options.server = value.is_true(),
    },
    Setter {
        spec: OptionSpec {
            name: "client",
            value: ValueForm::Flag,
            default: "true",
            repeated: false,
            help: "Generate clients",
            target: None,
        },
        set: |options, value| options.client = value.is_true(),
    },
    Setter {
        spec: OptionSpec {
            name: "fakes",
            value: ValueForm::Flag,
            default: "false",
            repeated: false,
            help: "Generate fakes of services, for tests, beside their servers",
            target: None,
        },
        set: |options, value| options.fakes = value.is_true(),
    },
    Setter {
        spec: OptionSpec {
            name: "http",
            value: ValueForm::Flag,
            default: "false",
            repeated: false,
            help: "Serve and call methods with the option `google.api.http` as HTTP/JSON too",
            target: None,
        },
        set: |options, value| options.http = value.is_true(),
    },
    Setter {
        spec: OptionSpec {
            name: "disable_comments",
            value: ValueForm::Path,
            default: "",
            repeated: true,
            help: "Leave out the comments of these elements",
            target: None,
        },
        set: |options, value| options.disable_comments.insert(value.text, ()),
    },
    Setter {
        spec: OptionSpec {
            name: "service_config",
            value: ValueForm::File,
            default: "",
            repeated: false,
            help: "Configure clients by this gRPC service config (JSON), over `Channel` of the runtime",
            target: None,
        },
        set: |options, value| options.service_config = Some(InlinedFile::of(value.text)),
    },
    Setter {
        spec: OptionSpec {
            name: "openapi",
            value: ValueForm::Document,
            default: "",
            repeated: true,
            help: "Write an OpenAPI 3.1 document of this name: for all packages, or with `{package}` in the name for each",
            target: None,
        },
        set: |options, value| options.openapi.push(DocumentName::new(value.text)),
    },
    Setter {
        spec: OptionSpec {
            name: "openapi_base",
            value: ValueForm::File,
            default: "",
            repeated: false,
            help: "Merge this JSON object into each document of `openapi`: its title, servers, security and so on",
            target: None,
        },
        set: |options, value| options.openapi_base = Some(InlinedFile::of(value.text)),
    },
    Setter {
        spec: OptionSpec {
            name: "implementation",
            value: ValueForm::Directory,
            default: "",
            repeated: false,
            help: "Report the rpcs that the implementations in this crate lack; change no file there",
            target: None,
        },
        set: |options, value| options.implementation = Some(value.text.into()),
    },
    Setter {
        spec: OptionSpec {
            name: "implementation_check",
            value: ValueForm::Choice(&[
                ImplementationCheck::Warn.name(),
                ImplementationCheck::Deny.name(),
            ]),
            default: ImplementationCheck::Warn.name(),
            repeated: false,
            help: "Report missing rpcs as warnings, or as errors",
            target: None,
        },
        set: |options, value| {
            options.implementation_check = value.choice(
                [ImplementationCheck::Warn, ImplementationCheck::Deny],
                ImplementationCheck::name,
            );
        },
    },
    Setter {
        spec: OptionSpec {
            name: "dump_model",
            value: ValueForm::Flag,
            default: "false",
            repeated: false,
            help: "Also write the resolved model and the plans of the validators to `model.txt`",
            target: None,
        },
        set: |options, value| options.dump_model = value.is_true(),
    },
];

//! Descriptors of the standard error details (`google.rpc.ErrorInfo` and others), which schemas rarely import.
//!
//! Source: <https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto>.

use std::sync::LazyLock;

use prost_reflect::{DescriptorPool, MessageDescriptor};
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto, MessageOptions};

const PACKAGE: &str = "google.rpc";
const DURATION: &str = "google/protobuf/duration.proto";

/// Messages, and the names and types of their fields, which are numbered from 1. An empty type means a string, and a type
/// that ends with `*` is repeated.
const MESSAGES: &[(&str, &[(&str, &str)])] = &[
    (
        "BadRequest",
        &[("field_violations", ".google.rpc.FieldViolation*")],
    ),
    (
        "FieldViolation",
        &[
            ("field", ""),
            ("description", ""),
            ("reason", ""),
            ("localized_message", ".google.rpc.LocalizedMessage"),
        ],
    ),
    ("DebugInfo", &[("stack_entries", "*"), ("detail", "")]),
    (
        "ErrorInfo",
        &[
            ("reason", ""),
            ("domain", ""),
            ("metadata", ".google.rpc.ErrorInfo.MetadataEntry*"),
        ],
    ),
    ("Help", &[("links", ".google.rpc.Link*")]),
    ("Link", &[("description", ""), ("url", "")]),
    ("LocalizedMessage", &[("locale", ""), ("message", "")]),
    (
        "PreconditionFailure",
        &[("violations", ".google.rpc.Precondition*")],
    ),
    (
        "Precondition",
        &[("type", ""), ("subject", ""), ("description", "")],
    ),
    ("QuotaFailure", &[("violations", ".google.rpc.Quota*")]),
    ("Quota", &[("subject", ""), ("description", "")]),
    ("RequestInfo", &[("request_id", ""), ("serving_data", "")]),
    (
        "ResourceInfo",
        &[
            ("resource_type", ""),
            ("resource_name", ""),
            ("owner", ""),
            ("description", ""),
        ],
    ),
    ("RetryInfo", &[("retry_delay", ".google.protobuf.Duration")]),
];

/// The descriptor of a type such as `google.rpc.ErrorInfo`.
pub(super) fn descriptor(name: &str) -> Option<MessageDescriptor> {
    static POOL: LazyLock<Option<DescriptorPool>> = LazyLock::new(pool);
    POOL.as_ref()?.get_message_by_name(name)
}

fn pool() -> Option<DescriptorPool> {
    let mut pool = DescriptorPool::global();
    let message = |(name, fields): &(&str, &[(&str, &str)])| DescriptorProto {
        nested_type: match *name {
            "ErrorInfo" => vec![metadata_entry()],
            _ => Vec::new(),
        },
        ..self::message(name, fields)
    };
    let file = FileDescriptorProto {
        name: Some("google/rpc/error_details.proto".to_owned()),
        package: Some(PACKAGE.to_owned()),
        dependency: vec![DURATION.to_owned()],
        message_type: MESSAGES.iter().map(message).collect(),
        syntax: Some("proto3".to_owned()),
        ..FileDescriptorProto::default()
    };
    pool.add_file_descriptor_proto(file).ok()?;
    Some(pool)
}

fn metadata_entry() -> DescriptorProto {
    DescriptorProto {
        options: Some(MessageOptions {
            map_entry: Some(true),
            ..MessageOptions::default()
        }),
        ..message("MetadataEntry", &[("key", ""), ("value", "")])
    }
}

fn message(name: &str, fields: &[(&str, &str)]) -> DescriptorProto {
    let field = |(number, &(name, kind)): (i32, &(&str, &str))| {
        let (kind, label) = match kind.strip_suffix('*') {
            Some(kind) => (kind, Label::Repeated),
            None => (kind, Label::Optional),
        };
        let r#type = if kind.is_empty() {
            Type::String
        } else {
            Type::Message
        };
        FieldDescriptorProto {
            name: Some(name.to_owned()),
            number: Some(number),
            label: Some(label.into()),
            r#type: Some(r#type.into()),
            type_name: Some(kind.to_owned()).filter(|kind| !kind.is_empty()),
            ..FieldDescriptorProto::default()
        }
    };
    DescriptorProto {
        name: Some(name.to_owned()),
        field: (1..).zip(fields).map(field).collect(),
        ..DescriptorProto::default()
    }
}

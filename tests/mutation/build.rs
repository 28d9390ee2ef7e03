//! Builds requests from descriptors, and returns the diagnostics that the generator reports for them.

use prost::Message;
use prost_types::compiler::CodeGeneratorRequest;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto,
    FileDescriptorProto, MessageOptions, MethodDescriptorProto, ServiceDescriptorProto,
};

/// A request that generates code for all `files`.
pub fn request(files: Vec<FileDescriptorProto>) -> Vec<u8> {
    let request = CodeGeneratorRequest {
        file_to_generate: files.iter().map(|file| file.name().to_owned()).collect(),
        proto_file: files,
        ..Default::default()
    };
    request.encode_to_vec()
}

/// A proto2 file named after its package.
pub fn file(package: &str) -> FileDescriptorProto {
    FileDescriptorProto {
        name: Some(format!("{package}.proto")),
        package: Some(package.to_owned()),
        ..Default::default()
    }
}

pub fn message(name: &str, field: Vec<FieldDescriptorProto>) -> DescriptorProto {
    DescriptorProto {
        name: Some(name.to_owned()),
        field,
        ..Default::default()
    }
}

pub fn field(name: &str, number: i32, r#type: Type) -> FieldDescriptorProto {
    FieldDescriptorProto {
        name: Some(name.to_owned()),
        number: Some(number),
        label: Some(Label::Optional.into()),
        r#type: Some(r#type.into()),
        ..Default::default()
    }
}

/// A field whose type is a message or an enum.
pub fn named(name: &str, number: i32, r#type: Type, type_name: &str) -> FieldDescriptorProto {
    FieldDescriptorProto {
        type_name: Some(type_name.to_owned()),
        ..field(name, number, r#type)
    }
}

pub fn repeated(field: FieldDescriptorProto) -> FieldDescriptorProto {
    FieldDescriptorProto {
        label: Some(Label::Repeated.into()),
        ..field
    }
}

pub fn r#enum(name: &str, values: &[(&str, i32)]) -> EnumDescriptorProto {
    let value = |&(name, number): &(&str, i32)| EnumValueDescriptorProto {
        name: Some(name.to_owned()),
        number: Some(number),
        ..Default::default()
    };
    EnumDescriptorProto {
        name: Some(name.to_owned()),
        value: values.iter().map(value).collect(),
        ..Default::default()
    }
}

/// The errors of a request, as protoc prints them; the warnings if there is no error.
pub fn diagnostics(request: &[u8]) -> String {
    match rpcsmith::generate(request) {
        Ok(generated) => generated
            .warnings
            .iter()
            .map(|warning| format!("{warning}\n"))
            .collect(),
        Err(error) => format!("{error}\n"),
    }
}

/// The diagnostics of a file of the package `a` with these messages.
pub fn diagnostics_of(message_type: Vec<DescriptorProto>) -> String {
    let file = FileDescriptorProto {
        message_type,
        ..file("a")
    };
    diagnostics(&request(vec![file]))
}

pub fn entry(name: &str, field: Vec<FieldDescriptorProto>) -> DescriptorProto {
    DescriptorProto {
        options: Some(MessageOptions {
            map_entry: Some(true),
            ..Default::default()
        }),
        ..message(name, field)
    }
}

pub fn service(name: &str, method: Vec<MethodDescriptorProto>) -> ServiceDescriptorProto {
    ServiceDescriptorProto {
        name: Some(name.to_owned()),
        method,
        ..Default::default()
    }
}

pub fn method(name: &str, input: &str, output: &str) -> MethodDescriptorProto {
    MethodDescriptorProto {
        name: Some(name.to_owned()),
        input_type: Some(input.to_owned()),
        output_type: Some(output.to_owned()),
        ..Default::default()
    }
}

//! Generates schemas from a pseudo-random sequence, with names, types and options that are difficult for generators.

use prost_types::compiler::CodeGeneratorRequest;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto,
    FieldOptions, FileDescriptorProto, MessageOptions, OneofDescriptorProto,
};

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "foo", "Bar", "HTTP", "v1", "x", "type", "self", "Self", "Option", "Vec", "String", "gen", "OneOf", "FOO", "Inner",
    "crate", "bazQux", "Box", "i32", "super", "Message", "ID", "Mod",
];
const SUFFIXES: &[&str] = &["", "", "_", "2", "_3"];
/// As protoc requires, no word of [`WORDS`] is a package. Some are packages in another case.
#[rustfmt::skip]
const PACKAGES: &[&str] = &["", "a", "a.b", "a.b.loop", "fooBar.V1", "a.inner", "a.b.http", "mod", "a.b.http.bar"];
/// Types whose repeated fields can be packed.
#[rustfmt::skip]
const PACKABLE: &[Type] = &[
    Type::Double, Type::Float, Type::Int64, Type::Uint32, Type::Fixed32, Type::Bool, Type::Sint32, Type::Sfixed64,
];
/// Types whose repeated fields cannot be packed.
const UNPACKABLE: &[Type] = &[Type::String, Type::Bytes, Type::Bytes];
const PATH_OPTIONS: &[&str] = &["bytes", "btree_map", "boxed"];
#[rustfmt::skip]
const ATTRIBUTE_OPTIONS: &[&str] = &["type_attribute", "field_attribute", "message_attribute", "enum_attribute"];

/// A pseudo-random sequence, and the elements generated so far.
pub struct Random {
    state: u64,
    messages: Vec<String>,
    enums: Vec<(String, Vec<String>)>,
    /// The paths of all elements.
    paths: Vec<String>,
}

impl Random {
    /// Creates the sequence of a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            state: (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15),
            messages: Vec::new(),
            enums: Vec::new(),
            paths: vec![".".to_owned()],
        }
    }

    /// A number below the limit, by xorshift64*.
    fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    fn one_in(&mut self, limit: usize) -> bool {
        self.below(limit) == 0
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    /// A name that is unique in its scope, even without case and underscores.
    fn name(&mut self, taken: &mut Vec<String>) -> String {
        loop {
            let mut name = if self.one_in(12) { "_" } else { "" }.to_owned();
            for _ in 0..=self.below(3) {
                name.push_str(self.pick(WORDS));
                name.push_str(self.pick(SUFFIXES));
            }
            let flat = name.to_lowercase().replace('_', "");
            if !taken.contains(&flat) {
                taken.push(flat);
                return name;
            }
        }
    }

    /// A request for up to five files, each of which imports all previous ones.
    pub fn request(&mut self) -> CodeGeneratorRequest {
        let mut request = CodeGeneratorRequest::default();
        let mut taken = vec![Vec::new(); PACKAGES.len()];
        for index in 0..=self.below(5) {
            let package = self.below(PACKAGES.len());
            let mut file = self.file(PACKAGES[package], &mut taken[package]);
            file.name = Some(format!("{index}.proto"));
            file.dependency.clone_from(&request.file_to_generate);
            request.file_to_generate.push(file.name().to_owned());
            request.proto_file.push(file);
        }
        request.parameter = Some(self.options().join(","));
        request
    }

    /// About half of the options, each for one element or for all elements.
    fn options(&mut self) -> Vec<String> {
        let mut options = Vec::new();
        let paths = self.paths.clone();
        for name in PATH_OPTIONS {
            options.push(format!("{name}={}", self.pick(&paths)));
        }
        for name in ATTRIBUTE_OPTIONS {
            let path = self.pick(&paths);
            options.push(format!("{name}={path}=#[doc(alias = \"{name}\")]"));
        }
        options.retain(|_| self.one_in(2));
        options
    }

    fn file(&mut self, package: &str, taken: &mut Vec<String>) -> FileDescriptorProto {
        let proto3 = self.one_in(2);
        let scope = match package {
            "" => String::new(),
            package => format!(".{package}"),
        };
        let mut file = DescriptorProto::default();
        self.declare(&scope, &mut file, 3, taken);
        for message in &mut file.nested_type {
            self.fill(&scope, message, proto3);
        }
        FileDescriptorProto {
            package: (!package.is_empty()).then(|| package.to_owned()),
            syntax: proto3.then(|| "proto3".to_owned()),
            message_type: file.nested_type,
            enum_type: file.enum_type,
            ..FileDescriptorProto::default()
        }
    }

    /// Adds enums, and messages without fields: their fields are added later, because they can refer to any message.
    fn declare(
        &mut self,
        scope: &str,
        parent: &mut DescriptorProto,
        levels: usize,
        taken: &mut Vec<String>,
    ) {
        for _ in 0..self.below(levels + 2) {
            let name = self.name(taken);
            let path = format!("{scope}.{name}");
            let mut message = DescriptorProto {
                name: Some(name),
                options: self.one_in(6).then(|| MessageOptions {
                    deprecated: Some(true),
                    ..MessageOptions::default()
                }),
                ..DescriptorProto::default()
            };
            if levels > 1 {
                self.declare(&path, &mut message, levels - 1, &mut Vec::new());
            }
            self.paths.push(path.clone());
            self.messages.push(path);
            parent.nested_type.push(message);
        }
        for _ in 0..self.below(3) {
            let name = self.name(taken);
            let path = format!("{scope}.{name}");
            let r#enum = self.r#enum(name);
            let values = r#enum.value.iter().map(|value| value.name().to_owned());
            self.paths.push(path.clone());
            self.enums.push((path, values.collect()));
            parent.enum_type.push(r#enum);
        }
    }

    /// An enum with aliases. Some of its values begin with its name.
    fn r#enum(&mut self, name: String) -> EnumDescriptorProto {
        let mut taken = Vec::new();
        let mut names = Vec::new();
        for _ in 0..=self.below(6) {
            let value = self.name(&mut taken);
            if self.one_in(8) {
                names.push(format!("{name}_{value}"));
                names.push(value);
            } else if self.one_in(2) {
                names.push(format!("{name}_{value}"));
            } else {
                names.push(value);
            }
        }
        let mut value = |(number, name)| EnumValueDescriptorProto {
            name: Some(name),
            number: Some(if self.one_in(5) { 0 } else { number }),
            options: None,
        };
        EnumDescriptorProto {
            value: (0..).zip(names).map(&mut value).collect(),
            name: Some(name),
            ..EnumDescriptorProto::default()
        }
    }

    fn fill(&mut self, scope: &str, message: &mut DescriptorProto, proto3: bool) {
        let path = format!("{scope}.{}", message.name());
        for nested in &mut message.nested_type {
            self.fill(&path, nested, proto3);
        }
        let mut taken = Vec::new();
        let mut numbers = 1..;
        for number in numbers.by_ref().take(self.below(6)) {
            let field = self.field(number, proto3, &mut taken);
            let field = if self.one_in(6) {
                self.map(&path, message, field)
            } else {
                field
            };
            message.field.push(field);
        }
        for index in 0..self.below(3) {
            let name = self.name(&mut taken);
            message.oneof_decl.push(oneof(&name));
            for number in numbers.by_ref().take(self.below(3) + 1) {
                let field = self.field(number, proto3, &mut taken);
                message.field.push(FieldDescriptorProto {
                    oneof_index: Some(index as i32),
                    ..plain(field)
                });
                let field = message.field[message.field.len() - 1].name();
                self.paths.push(format!("{path}.{name}.{field}"));
            }
        }
        for field in &mut message.field {
            if field.oneof_index.is_none() {
                self.paths.push(format!("{path}.{}", field.name()));
            }
            if field.proto3_optional() {
                field.oneof_index = Some(message.oneof_decl.len() as i32);
                message
                    .oneof_decl
                    .push(oneof(&format!("_{}", field.name())));
            }
        }
    }

    fn field(
        &mut self,
        number: i32,
        proto3: bool,
        taken: &mut Vec<String>,
    ) -> FieldDescriptorProto {
        let labels = [
            Label::Repeated,
            Label::Optional,
            Label::Optional,
            Label::Required,
        ];
        let label = labels[self.below(if proto3 { 3 } else { 4 })];
        let mut field = FieldDescriptorProto {
            name: Some(self.name(taken)),
            number: Some(number),
            label: Some(label as i32),
            proto3_optional: (proto3 && label == Label::Optional && self.one_in(4)).then_some(true),
            ..FieldDescriptorProto::default()
        };
        self.set_type(&mut field, proto3);
        let packable = PACKABLE.contains(&field.r#type()) && label == Label::Repeated;
        if self.one_in(5) {
            field.options = Some(FieldOptions {
                deprecated: self.one_in(2).then_some(true),
                packed: (packable && self.one_in(3)).then(|| self.one_in(2)),
                ..FieldOptions::default()
            });
        }
        field
    }

    fn set_type(&mut self, field: &mut FieldDescriptorProto, proto3: bool) {
        let (enums, messages) = (self.enums.clone(), self.messages.clone());
        let r#type = match self.below(6) {
            0 if !enums.is_empty() => {
                let (path, values) = self.pick(&enums);
                field.type_name = Some(path);
                if !proto3 && field.label() != Label::Repeated && self.one_in(2) {
                    field.default_value = Some(self.pick(&values));
                }
                Type::Enum
            }
            1 | 2 if !messages.is_empty() => {
                field.type_name = Some(self.pick(&messages));
                if !proto3 && self.one_in(4) {
                    Type::Group
                } else {
                    Type::Message
                }
            }
            3 => self.pick(UNPACKABLE),
            _ => self.pick(PACKABLE),
        };
        field.r#type = Some(r#type as i32);
    }

    /// Converts a field to a map and adds its entry. A group is returned unchanged, because maps cannot contain groups.
    fn map(
        &mut self,
        path: &str,
        message: &mut DescriptorProto,
        field: FieldDescriptorProto,
    ) -> FieldDescriptorProto {
        if field.r#type() == Type::Group {
            return field;
        }
        let name = format!("Map{}Entry", field.number());
        let entry = |name: &str, number, of: FieldDescriptorProto| FieldDescriptorProto {
            name: Some(name.to_owned()),
            number: Some(number),
            options: None,
            ..plain(of)
        };
        let key = FieldDescriptorProto {
            r#type: Some(self.pick(&[Type::String, Type::Int64, Type::Bool]) as i32),
            ..FieldDescriptorProto::default()
        };
        message.nested_type.push(DescriptorProto {
            name: Some(name.clone()),
            field: vec![entry("key", 1, key), entry("value", 2, field.clone())],
            options: Some(MessageOptions {
                map_entry: Some(true),
                ..MessageOptions::default()
            }),
            ..DescriptorProto::default()
        });
        FieldDescriptorProto {
            r#type: Some(Type::Message as i32),
            type_name: Some(format!("{path}.{name}")),
            label: Some(Label::Repeated as i32),
            ..plain(field)
        }
    }
}

fn oneof(name: &str) -> OneofDescriptorProto {
    OneofDescriptorProto {
        name: Some(name.to_owned()),
        options: None,
    }
}

/// A field without presence and packing.
fn plain(field: FieldDescriptorProto) -> FieldDescriptorProto {
    let options = field.options.map(|options| FieldOptions {
        packed: None,
        ..options
    });
    FieldDescriptorProto {
        label: Some(Label::Optional as i32),
        proto3_optional: None,
        default_value: None,
        options,
        ..field
    }
}

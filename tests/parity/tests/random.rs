//! Random schemas, the same on every run: whatever rpcsmith accepts of them is as prost-build makes it.

use prost::Message;
use prost_types::compiler::CodeGeneratorRequest;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumOptions, EnumValueDescriptorProto, FieldDescriptorProto,
    FieldOptions, FileDescriptorProto, MessageOptions, OneofDescriptorProto,
};
use rpcsmith_parity::{Difference, compare};

#[test]
fn random_schemas_have_no_differences() {
    let (mut items, mut accepted) = (0, 0);
    let mut classes = std::collections::BTreeMap::new();
    for seed in 0..std::env::var("SEEDS").map_or(300, |seeds| seeds.parse().unwrap()) {
        let request = Random::new(seed).request();
        let report = match compare(&request.encode_to_vec()) {
            Ok(report) => report,
            Err(error) if error.is::<rpcsmith::Error>() => { if std::env::var("SHOW").is_ok() { println!("{error}"); } continue }
            Err(error) => panic!("schema {seed}: {error:#}\n{request:#?}"),
        };
        if report.differences != Vec::<Difference>::new() { println!("schema {seed}: {:#?}", report.differences); }
        items += report.items;
        accepted += 1;
        for (k, v) in report.classes { *classes.entry(k).or_insert(0) += v; }
    }
    println!("{accepted} {items} {classes:?}");
}

const WORDS: &[&str] = &[
    "foo", "Bar", "HTTP", "v1", "x", "type", "self", "Self", "Option", "Vec", "String", "gen", "OneOf", "FOO", "Inner",
    "crate", "bazQux", "Box", "i32", "super", "Message", "ID",
];
const PACKAGES: &[&str] = &["", "a", "a.b", "a.b.type", "fooBar.V1", "a.Inner", "a.b.foo", "gen", "a.b.foo.bar"];
const SCALARS: &[Type] = &[
    Type::Double, Type::Float, Type::Int64, Type::Uint32, Type::Fixed32, Type::Bool, Type::String, Type::Bytes,
    Type::Sint32, Type::Sfixed64,
];

/// A sequence of numbers that look random.
struct Random {
    state: u64,
    messages: Vec<String>,
    enums: Vec<(String, Vec<String>)>,
}

impl Random {
    fn new(seed: u64) -> Self {
        Self { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1, messages: Vec::new(), enums: Vec::new() }
    }

    fn below(&mut self, limit: usize) -> usize {
        // xorshift64*
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        (self.state.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }

    fn one_in(&mut self, limit: usize) -> bool {
        self.below(limit) == 0
    }

    fn pick<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }

    /// A name that no other in its scope has.
    fn name(&mut self, taken: &mut Vec<String>) -> String {
        loop {
            let mut name = if self.one_in(12) { "_".to_owned() } else { String::new() };
            for _ in 0..=self.below(3) {
                name.push_str(self.pick::<&str>(WORDS));
                name.push_str(self.pick::<&str>(&["", "_", "", "2", "_3"]));
            }
            let flat = name.to_lowercase().replace('_', "");
            if !taken.contains(&flat) {
                taken.push(flat);
                return name;
            }
        }
    }

    fn request(&mut self) -> CodeGeneratorRequest {
        let mut request = CodeGeneratorRequest::default();
        let mut taken = vec![Vec::new(); PACKAGES.len()];
        for index in 0..=self.below(4) {
            let package = self.below(PACKAGES.len());
            let mut file = self.file(index, PACKAGES[package], &mut taken[package]);
            file.dependency = request.file_to_generate.clone();
            request.file_to_generate.push(file.name().to_owned());
            request.proto_file.push(file);
        }
        let mut options = Vec::new();
        for option in ["bytes", "btree_map", "boxed"] {
            if self.one_in(3) {
                let path = if self.messages.is_empty() || self.one_in(3) { ".".to_owned() } else { let m = self.messages.clone(); self.pick(&m).clone() };
                options.push(format!("{option}={path}"));
            }
        }
        request.parameter = Some(options.join(","));
        request
    }

    fn file(&mut self, index: usize, package: &str, taken: &mut Vec<String>) -> FileDescriptorProto {
        let proto3 = self.one_in(2);
        let scope = if package.is_empty() { String::new() } else { format!(".{package}") };
        let mut outer = DescriptorProto::default();
        self.declare(&scope, &mut outer, 0, taken);
        for message in &mut outer.nested_type {
            self.fill(&scope, message, proto3);
        }
        FileDescriptorProto {
            name: Some(format!("file{index}.proto")),
            package: (!package.is_empty()).then(|| package.to_owned()),
            syntax: proto3.then(|| "proto3".to_owned()),
            message_type: outer.nested_type,
            enum_type: outer.enum_type,
            ..FileDescriptorProto::default()
        }
    }

    fn declare(&mut self, scope: &str, parent: &mut DescriptorProto, depth: usize, taken: &mut Vec<String>) {
        for _ in 0..self.below(5 - depth) {
            let name = self.name(taken);
            let path = format!("{scope}.{name}");
            self.messages.push(path.clone());
            let mut message = DescriptorProto { name: Some(name), ..DescriptorProto::default() };
            if self.one_in(6) { message.options = Some(MessageOptions { deprecated: Some(true), ..Default::default() }); }
            if depth < 2 {
                self.declare(&path, &mut message, depth + 1, &mut Vec::new());
            }
            parent.nested_type.push(message);
        }
        for _ in 0..self.below(3) {
            let name = self.name(taken);
            let path = format!("{scope}.{name}");
            let mut names = Vec::new();
            let mut values = Vec::new();
            for number in 0..=self.below(6) {
                let prefix = if self.one_in(3) { String::new() } else { format!("{}_", name.to_uppercase()) };
                let value = format!("{prefix}{}", self.name(&mut names));
                let number = if self.one_in(5) { 0 } else { number as i32 };
                values.push(EnumValueDescriptorProto { name: Some(value), number: Some(number), options: None });
            }
            let mut taken_v = Vec::new();
            values.retain(|v| { let keep = !taken_v.contains(&v.name().to_owned()); taken_v.push(v.name().to_owned()); keep });
            values[0].number = Some(0);
            self.enums.push((path, values.iter().map(|value| value.name().to_owned()).collect()));
            let options = EnumOptions { allow_alias: Some(true), ..EnumOptions::default() };
            parent.enum_type.push(EnumDescriptorProto { name: Some(name), value: values, options: Some(options), ..Default::default() });
        }
    }

    fn fill(&mut self, scope: &str, message: &mut DescriptorProto, proto3: bool) {
        let path = format!("{scope}.{}", message.name());
        let mut nested = std::mem::take(&mut message.nested_type);
        for child in &mut nested {
            self.fill(&path, child, proto3);
        }
        message.nested_type = nested;
        let mut taken = Vec::new();
        let mut number = 0;
        for _ in 0..self.below(6) {
            number += 1;
            let name = self.name(&mut taken);
            let mut field = self.field(name, number, proto3);
            if self.one_in(8) {
                let value = self.field("value".to_owned(), 2, true);
                if value.label() != Label::Repeated && value.r#type() != Type::Group {
                    let entry_name = format!("Entry{number}Entry");
                    let key = FieldDescriptorProto { name: Some("key".to_owned()), number: Some(1), label: Some(Label::Optional as i32), r#type: Some(Type::String as i32), ..Default::default() };
                    let value = FieldDescriptorProto { options: None, proto3_optional: None, default_value: None, label: Some(Label::Optional as i32), ..value };
                    message.nested_type.push(DescriptorProto { name: Some(entry_name.clone()), field: vec![key, value], options: Some(MessageOptions { map_entry: Some(true), ..Default::default() }), ..Default::default() });
                    field.r#type = Some(Type::Message as i32);
                    field.type_name = Some(format!("{path}.{entry_name}"));
                    field.label = Some(Label::Repeated as i32);
                    field.default_value = None;
                    field.proto3_optional = None;
                }
            }
            message.field.push(field);
        }
        for index in 0..self.below(3) {
            message.oneof_decl.push(OneofDescriptorProto { name: Some(self.name(&mut taken)), options: None });
            for _ in 0..=self.below(3) {
                number += 1;
                let name = self.name(&mut taken);
                let mut field = self.field(name, number, proto3);
                field.label = Some(Label::Optional as i32);
                field.proto3_optional = None;
                field.default_value = None;
                field.oneof_index = Some(index as i32);
                message.field.push(field);
            }
        }
        let optional: Vec<_> = (0..message.field.len()).filter(|&f| message.field[f].proto3_optional()).collect();
        for f in optional {
            message.field[f].oneof_index = Some(message.oneof_decl.len() as i32);
            let name = format!("_{}", message.field[f].name());
            message.oneof_decl.push(OneofDescriptorProto { name: Some(name), options: None });
        }
    }

    fn field(&mut self, name: String, number: i32, proto3: bool) -> FieldDescriptorProto {
        let mut field = FieldDescriptorProto { name: Some(name), number: Some(number), ..Default::default() };
        let label = match self.below(if proto3 { 3 } else { 4 }) { 0 => Label::Repeated, 3 => Label::Required, _ => Label::Optional };
        field.label = Some(label as i32);
        field.proto3_optional = (proto3 && label == Label::Optional && self.one_in(4)).then_some(true);
        match self.below(6) {
            0 if !self.enums.is_empty() => {
                let enums = self.enums.clone();
                let (path, values) = self.pick(&enums);
                field.r#type = Some(Type::Enum as i32);
                field.type_name = Some(path.clone());
                if !proto3 && label != Label::Repeated && self.one_in(2) {
                    field.default_value = Some(self.pick(values).clone());
                }
            }
            1..=3 if !self.messages.is_empty() => {
                let messages = self.messages.clone();
                let group = !proto3 && self.one_in(4);
                field.r#type = Some(if group { Type::Group } else { Type::Message } as i32);
                field.type_name = Some(self.pick(&messages).clone());
            }
            _ => field.r#type = Some(*self.pick(SCALARS) as i32),
        }
        if self.one_in(5) {
            field.options = Some(FieldOptions { deprecated: self.one_in(2).then_some(true), packed: if self.one_in(3) && label == Label::Repeated && SCALARS.contains(&field.r#type()) && !matches!(field.r#type(), Type::String | Type::Bytes) { Some(self.one_in(2)) } else { None }, ..Default::default() });
        }
        field
    }
}

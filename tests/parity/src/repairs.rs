//! Where prost-build is wrong: what is changed in a descriptor, so that it says what is meant, and how often.
//!
//! Each repair changes nothing but what prost-build gets wrong; all else of the element is still compared.

use std::collections::HashMap;
use std::panic;

use prost_build::{Config, Module};
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto,
    FileDescriptorProto,
};

use crate::classes::Class;

/// What was repaired.
#[derive(Debug, Default)]
pub struct Repairs {
    /// A class for each repair.
    pub classes: Vec<Class>,
    /// Names in the output that the source has otherwise, as literals: what they are, and what they should be.
    pub literals: Vec<(String, String)>,
    enums: HashMap<String, Defaults>,
}

/// The value that a default means, and the name that makes prost-build write its variant, by the default's text.
type Defaults = HashMap<String, (Option<Class>, String)>;

impl Repairs {
    /// Repairs all files, for they refer to each other, and counts what `compared` ones needed.
    pub fn apply(
        &mut self,
        files: &mut [FileDescriptorProto],
        compared: &dyn Fn(&FileDescriptorProto) -> bool,
    ) {
        // The defaults of fields may be of enums in any file.
        for file in &mut *files {
            let classes = self.classes.len();
            let package = scope("", file.package());
            self.enums(&package, &mut file.enum_type);
            self.nested_enums(&package, &mut file.message_type);
            if !compared(file) {
                self.classes.truncate(classes);
            }
        }
        for file in files {
            let classes = self.classes.len();
            self.messages(file.syntax() == "proto3", &mut file.message_type);
            if !compared(file) {
                self.classes.truncate(classes);
            }
        }
    }

    fn nested_enums(&mut self, parent: &str, messages: &mut [DescriptorProto]) {
        for message in messages {
            let path = scope(parent, message.name());
            self.enums(&path, &mut message.enum_type);
            self.nested_enums(&path, &mut message.nested_type);
        }
    }

    /// Gives values their full names where they collide without, and notes what defaults mean.
    fn enums(&mut self, parent: &str, enums: &mut [EnumDescriptorProto]) {
        for r#enum in enums {
            let prefix = match panics(r#enum) {
                true => format!("{}_", r#enum.name()),
                false => String::new(),
            };
            if !prefix.is_empty() {
                self.classes.push(Class::KeptPrefix);
            }
            let mut first = HashMap::new();
            let mut defaults = Defaults::new();
            for value in &mut r#enum.value {
                let name = value.name().to_owned();
                let full = format!("{prefix}{name}");
                if !prefix.is_empty() {
                    self.literals
                        .push((format!("\"{full}\""), format!("\"{name}\"")));
                    value.name = Some(full.clone());
                }
                let variant = first.entry(value.number()).or_insert_with(|| full.clone());
                let class = (*variant != full).then_some(Class::DefaultAlias);
                defaults.insert(name, (class, variant.clone()));
            }
            self.enums.insert(scope(parent, r#enum.name()), defaults);
        }
    }

    fn messages(&mut self, proto3: bool, messages: &mut [DescriptorProto]) {
        for message in messages {
            for field in &mut message.field {
                self.default(field);
                if proto3 {
                    self.packed(field);
                }
                self.name(&mut field.name);
            }
            for oneof in &mut message.oneof_decl {
                self.name(&mut oneof.name);
            }
            self.messages(proto3, &mut message.nested_type);
        }
    }

    fn packed(&mut self, field: &mut FieldDescriptorProto) {
        let packable = !matches!(
            field.r#type(),
            Type::String | Type::Bytes | Type::Message | Type::Group
        );
        let repeated = field.label() == Label::Repeated;
        if let Some(options) = &mut field.options
            && repeated
            && packable
            && options.packed.is_none()
        {
            options.packed = Some(true);
            self.classes.push(Class::Packed);
        }
    }

    fn default(&mut self, field: &mut FieldDescriptorProto) {
        let defaults = self.enums.get(field.type_name());
        let default = field.default_value.as_mut();
        if let Some(default) = default
            && let Some((class, name)) = defaults.and_then(|defaults| defaults.get(default))
        {
            default.clone_from(name);
            self.classes.extend(*class);
        }
    }

    fn name(&mut self, name: &mut Option<String>) {
        if let Some(name) = name
            && name.chars().all(|letter| letter == '_')
        {
            *name = format!("underscore{}", name.len());
            self.classes.push(Class::Underscores);
        }
    }
}

fn scope(parent: &str, name: &str) -> String {
    match name {
        "" => parent.to_owned(),
        _ => format!("{parent}.{name}"),
    }
}

/// Whether prost-build panics at an enum.
fn panics(r#enum: &EnumDescriptorProto) -> bool {
    let value = |value: &EnumValueDescriptorProto| EnumValueDescriptorProto {
        name: value.name.clone(),
        number: value.number,
        options: None,
    };
    let file = FileDescriptorProto {
        name: Some(String::new()),
        enum_type: vec![EnumDescriptorProto {
            name: r#enum.name.clone(),
            value: r#enum.value.iter().map(value).collect(),
            ..EnumDescriptorProto::default()
        }],
        ..FileDescriptorProto::default()
    };
    let run = || {
        let module = Module::from_parts(["r#enum"]);
        Config::new().format(false).generate(vec![(module, file)])
    };
    panic::catch_unwind(run).is_err()
}

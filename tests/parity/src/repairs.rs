//! Changes descriptors so that prost-build generates correct code where it has a bug, and counts the changes.
//!
//! A repair affects only what prost-build gets wrong; everything else of the element is still compared.

use std::collections::HashMap;
use std::panic;

use prost_build::{Config, Module};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto,
    FileDescriptorProto,
};

use crate::classes::Class;

/// The repairs of a request.
#[derive(Debug, Default)]
pub struct Repairs {
    /// A class for each repair.
    pub classes: Vec<Class>,
    /// Prefixes in string literals of the output that a repair has added and [`finish`](Self::finish) removes.
    prefixes: Vec<String>,
    /// The values of all enums, by the full name of the enum.
    enums: HashMap<String, Defaults>,
    /// Whether repairs of the current file are counted.
    counts: bool,
}

/// For each value name that a default can use: the class if the name needs a repair, and the name of the variant that
/// prost-build generates.
type Defaults = HashMap<String, (Option<Class>, String)>;

impl Repairs {
    /// Repairs all files, because they refer to each other, and counts the repairs of `compared` ones.
    pub fn apply(
        &mut self,
        files: &mut [FileDescriptorProto],
        compared: &dyn Fn(&FileDescriptorProto) -> bool,
    ) {
        // Repair all enums first: the defaults of fields can be values of enums in any file.
        for file in &mut *files {
            self.counts = compared(file);
            let package = scope("", file.package());
            self.enums(&package, &mut file.enum_type);
            self.nested_enums(&package, &mut file.message_type);
        }
        for file in files {
            self.counts = compared(file);
            self.messages(&mut file.message_type);
        }
    }

    /// Removes the prefixes that repairs have added from the output.
    pub fn finish(&self, source: &mut String) {
        for prefix in &self.prefixes {
            *source = source.replace(&format!("\"{prefix}"), "\"");
        }
    }

    fn count(&mut self, class: Class) {
        if self.counts {
            self.classes.push(class);
        }
    }

    fn nested_enums(&mut self, parent: &str, messages: &mut [DescriptorProto]) {
        for message in messages {
            let path = scope(parent, message.name());
            self.enums(&path, &mut message.enum_type);
            self.nested_enums(&path, &mut message.nested_type);
        }
    }

    /// Repairs enums and records their values for defaults.
    fn enums(&mut self, parent: &str, enums: &mut [EnumDescriptorProto]) {
        for r#enum in enums {
            let names: Vec<_> = r#enum
                .value
                .iter()
                .map(|value| value.name.clone())
                .collect();
            if panics(r#enum) {
                self.keep_names(r#enum);
            }
            let mut first = HashMap::new();
            let mut defaults = Defaults::new();
            for (name, value) in names.into_iter().zip(&r#enum.value) {
                let variant = *first.entry(value.number()).or_insert(value.name());
                let class = (variant != value.name()).then_some(Class::DefaultAlias);
                defaults.insert(name.unwrap_or_default(), (class, variant.to_owned()));
            }
            self.enums.insert(scope(parent, r#enum.name()), defaults);
        }
    }

    /// Puts the name of the enum before the names of its values. prost-build removes it again.
    fn keep_names(&mut self, r#enum: &mut EnumDescriptorProto) {
        // More underscores than any test name contains.
        let prefix = format!("{}____", r#enum.name().trim_end_matches('_'));
        for value in &mut r#enum.value {
            value.name = Some(format!("{prefix}{}", value.name()));
        }
        self.prefixes.push(prefix);
        self.count(Class::KeptPrefix);
    }

    fn messages(&mut self, messages: &mut [DescriptorProto]) {
        for message in messages {
            for field in &mut message.field {
                self.set_default(field);
                self.name(&mut field.name);
            }
            for oneof in &mut message.oneof_decl {
                self.name(&mut oneof.name);
            }
            self.messages(&mut message.nested_type);
        }
    }

    fn set_default(&mut self, field: &mut FieldDescriptorProto) {
        let defaults = self.enums.get(field.type_name());
        let default = field.default_value.as_mut();
        let known = default.and_then(|default| Some((defaults?.get(default)?, default)));
        if let Some(((class, name), default)) = known {
            default.clone_from(name);
            if let Some(class) = *class {
                self.count(class);
            }
        }
    }

    fn name(&mut self, name: &mut Option<String>) {
        if let Some(name) = name
            && name.chars().all(|letter| letter == '_')
        {
            *name = format!("underscore{}", name.len());
            self.count(Class::Underscores);
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

#[cfg(test)]
mod tests {
    use std::slice;

    use prost_types::field_descriptor_proto::{Label, Type};

    use super::*;

    /// A proto3 file with a message of these fields and an enum of these values.
    fn file(fields: Vec<FieldDescriptorProto>, values: &[(&str, i32)]) -> FileDescriptorProto {
        let value = |&(name, number): &(&str, i32)| EnumValueDescriptorProto {
            name: Some(name.to_owned()),
            number: Some(number),
            options: None,
        };
        FileDescriptorProto {
            name: Some("test.proto".to_owned()),
            syntax: Some("proto3".to_owned()),
            message_type: vec![DescriptorProto {
                name: Some("User".to_owned()),
                field: fields,
                ..DescriptorProto::default()
            }],
            enum_type: vec![EnumDescriptorProto {
                name: Some("Kind".to_owned()),
                value: values.iter().map(value).collect(),
                ..EnumDescriptorProto::default()
            }],
            ..FileDescriptorProto::default()
        }
    }

    fn field(name: &str, label: Label, r#type: Type) -> FieldDescriptorProto {
        FieldDescriptorProto {
            name: Some(name.to_owned()),
            number: Some(1),
            label: Some(label as i32),
            r#type: Some(r#type as i32),
            type_name: (r#type == Type::Enum).then(|| ".Kind".to_owned()),
            ..FieldDescriptorProto::default()
        }
    }

    fn generated(config: &mut Config, file: &FileDescriptorProto) -> String {
        let requests = vec![(Module::from_parts(["test"]), file.clone())];
        let modules = config.generate(requests).unwrap();
        modules.into_values().collect()
    }

    /// Asserts that a repair replaces `wrong` by `right` in prost-build's output, and changes nothing else.
    fn check(mut file: FileDescriptorProto, class: Class, wrong: &str, right: &str) {
        let mut config = Config::new();
        let before = generated(config.format(false), &file);
        assert_eq!(before.matches(wrong).count(), 1, "{before}");
        let mut repairs = Repairs::default();
        repairs.apply(slice::from_mut(&mut file), &|_| true);
        assert_eq!(generated(&mut config, &file), before.replace(wrong, right));
        assert_eq!(repairs.classes, [class]);
        repairs.apply(slice::from_mut(&mut file), &|_| true);
        assert_eq!(
            repairs.classes,
            [class],
            "a second repair changes something"
        );
    }

    #[test]
    fn defaults_that_are_aliases_become_variants() {
        let kind = FieldDescriptorProto {
            default_value: Some("KIND_OTHER".to_owned()),
            ..field("kind", Label::Optional, Type::Enum)
        };
        let values = [("KIND_ONE", 1), ("KIND_OTHER", 1)];
        check(
            file(vec![kind], &values),
            Class::DefaultAlias,
            "default = \"Other\"",
            "default = \"One\"",
        );
    }

    #[test]
    fn names_of_underscores_become_words() {
        let nameless = field("__", Label::Optional, Type::Int32);
        check(
            file(vec![nameless], &[("A", 0)]),
            Class::Underscores,
            "pub : i32",
            "pub underscore2: i32",
        );
    }

    #[test]
    fn values_that_collide_keep_their_names() {
        let values = [("KIND_ONE", 0), ("ONE", 1), ("KIND_TWO", 2)];
        let mut file = file(Vec::new(), &values);
        let mut config = Config::new();
        config.format(false).retain_enum_prefix();
        let retained = generated(&mut config, &file);
        assert!(panics(&file.enum_type[0]));
        let mut repairs = Repairs::default();
        repairs.apply(slice::from_mut(&mut file), &|_| true);
        assert_eq!(repairs.classes, [Class::KeptPrefix]);
        let mut source = generated(Config::new().format(false), &file);
        repairs.finish(&mut source);
        assert_eq!(source, retained);
    }
}

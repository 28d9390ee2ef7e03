//! Collects the elements of files by their full names.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use super::features::Features;
use super::name;
use crate::descriptor::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    ServiceDescriptorProto,
};
use crate::reflect::{DynamicType, EnumDescriptor, EnumValueDescriptor};

/// Most messages around a message, as when descriptors are decoded.
const MAX_DEPTH: usize = 100;

/// The elements of files.
#[derive(Default)]
pub(super) struct Collected {
    /// The index of a message is that in its pool.
    pub(super) messages: Vec<CollectedMessage>,
    pub(super) extensions: Vec<CollectedExtension>,
    pub(super) services: Vec<CollectedService>,
    pub(super) symbols: HashMap<String, Symbol>,
    /// The values of enums with the option `debug_redact`, by the full name of the enum.
    pub(super) redacting: BTreeMap<String, Vec<i32>>,
}

/// What has a full name.
#[derive(Clone, Debug)]
pub(super) enum Symbol {
    Message(Arc<DynamicType>),
    Enum(Arc<EnumDescriptor>),
    Other,
}

pub(super) struct CollectedMessage {
    pub(super) file: Rc<str>,
    pub(super) full_name: String,
    pub(super) features: Features,
    pub(super) fields: Vec<FieldDescriptorProto>,
    pub(super) oneofs: Vec<Box<str>>,
    /// The features of the members of each oneof.
    pub(super) oneof_features: Vec<Features>,
    /// The names that fields must not have again, separated by spaces.
    pub(super) reserved: String,
    pub(super) is_map_entry: bool,
    pub(super) is_message_set: bool,
}

pub(super) struct CollectedExtension {
    pub(super) file: Rc<str>,
    pub(super) full_name: String,
    pub(super) features: Features,
    pub(super) field: FieldDescriptorProto,
}

pub(super) struct CollectedService {
    pub(super) file: Rc<str>,
    pub(super) full_name: String,
    pub(super) methods: Vec<CollectedMethod>,
}

pub(super) struct CollectedMethod {
    pub(super) name: String,
    pub(super) input: String,
    pub(super) output: String,
}

/// The place of an element.
struct Scope<'s> {
    file: &'s Rc<str>,
    name: &'s str,
    features: Features,
    depth: usize,
}

impl Collected {
    /// Adds the elements of a file.
    pub(super) fn add_file(&mut self, file: FileDescriptorProto) -> Result<(), String> {
        let features = Features::of_file(&file)?;
        let package = file.package.unwrap_or_default();
        name::check_package(&package)?;
        let file_name = Rc::from(file.name.unwrap_or_default());
        let scope = Scope {
            file: &file_name,
            name: &package,
            features,
            depth: 0,
        };
        self.add_elements(&scope, file.message_type, file.enum_type, file.extension)?;
        let mut services = file.service.into_iter();
        services.try_for_each(|service| self.add_service(&scope, service))
    }

    /// Adds the elements of a file or a message.
    fn add_elements(
        &mut self,
        scope: &Scope<'_>,
        messages: Vec<DescriptorProto>,
        enums: Vec<EnumDescriptorProto>,
        extensions: Vec<FieldDescriptorProto>,
    ) -> Result<(), String> {
        for message in messages {
            self.add_message(scope, message)?;
        }
        for r#enum in enums {
            self.add_enum(scope, r#enum)?;
        }
        for field in extensions {
            let own = name::check(field.name.as_deref())?;
            let full_name = name::join(scope.name, own)?;
            self.declare(&full_name, Symbol::Other)?;
            self.extensions.push(CollectedExtension {
                file: scope.file.clone(),
                full_name,
                features: scope.features,
                field,
            });
        }
        Ok(())
    }

    fn declare(&mut self, full_name: &str, symbol: Symbol) -> Result<(), String> {
        match self.symbols.insert(full_name.to_owned(), symbol) {
            None => Ok(()),
            Some(_) => Err(format!("`{}` is there twice", name::shown(full_name))),
        }
    }

    fn add_message(&mut self, scope: &Scope<'_>, message: DescriptorProto) -> Result<(), String> {
        let full_name = name::join(scope.name, name::check(message.name.as_deref())?)?;
        if scope.depth == MAX_DEPTH {
            return Err(format!(
                "`{}` is nested too deeply",
                name::shown(&full_name)
            ));
        }
        let message_type = DynamicType::new(self.messages.len(), &full_name);
        self.declare(&full_name, Symbol::Message(Arc::new(message_type)))?;
        let options = message.options.unwrap_or_default();
        let features = scope.features.overridden_by(options.features.as_ref());
        let mut oneofs = Vec::with_capacity(message.oneof_decl.len());
        let mut oneof_features = Vec::with_capacity(message.oneof_decl.len());
        for oneof in &message.oneof_decl {
            oneofs.push(name::check(oneof.name.as_deref())?.into());
            let overrides = oneof.options.as_ref();
            let overrides = overrides.and_then(|options| options.features.as_ref());
            oneof_features.push(features.overridden_by(overrides));
        }
        let reserved = message.reserved_name.iter();
        let reserved = reserved.map(|name| name::check(Some(name)));
        let reserved: Vec<_> = reserved.collect::<Result<_, _>>()?;
        let nested = Scope {
            file: scope.file,
            name: &full_name,
            features,
            depth: scope.depth + 1,
        };
        self.messages.push(CollectedMessage {
            file: scope.file.clone(),
            full_name: full_name.clone(),
            features,
            fields: message.field,
            oneofs,
            oneof_features,
            reserved: reserved.join(" "),
            is_map_entry: options.map_entry(),
            is_message_set: options.message_set_wire_format(),
        });
        let (messages, enums) = (message.nested_type, message.enum_type);
        self.add_elements(&nested, messages, enums, message.extension)
    }

    fn add_enum(&mut self, scope: &Scope<'_>, r#enum: EnumDescriptorProto) -> Result<(), String> {
        let full_name = name::join(scope.name, name::check(r#enum.name.as_deref())?)?;
        let features = r#enum.options.and_then(|options| options.features);
        let features = scope.features.overridden_by(features.as_ref());
        let mut values = Vec::with_capacity(r#enum.value.len());
        let mut redacting = Vec::new();
        for value in r#enum.value {
            let number = value.number();
            if value
                .options
                .as_ref()
                .is_some_and(|options| options.debug_redact())
            {
                redacting.push(number);
            }
            let name = name::check(value.name.as_deref())?.to_owned();
            values.push(EnumValueDescriptor::dynamic(name, number));
        }
        if values.is_empty() {
            return Err(format!(
                "the enum `{}` has no values",
                name::shown(&full_name)
            ));
        }
        if !redacting.is_empty() {
            self.redacting.insert(full_name.clone(), redacting);
        }
        let descriptor = EnumDescriptor::dynamic(full_name.clone(), values, features.closed);
        self.declare(&full_name, Symbol::Enum(Arc::new(descriptor)))
    }

    fn add_service(
        &mut self,
        scope: &Scope<'_>,
        service: ServiceDescriptorProto,
    ) -> Result<(), String> {
        let full_name = name::join(scope.name, name::check(service.name.as_deref())?)?;
        self.declare(&full_name, Symbol::Other)?;
        let methods = service.method.into_iter().map(|method| {
            Ok(CollectedMethod {
                name: name::check(method.name.as_deref())?.to_owned(),
                input: method.input_type.unwrap_or_default(),
                output: method.output_type.unwrap_or_default(),
            })
        });
        let methods: Result<_, String> = methods.collect();
        self.services.push(CollectedService {
            file: scope.file.clone(),
            full_name,
            methods: methods?,
        });
        Ok(())
    }
}

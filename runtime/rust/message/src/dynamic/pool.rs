//! The types of dynamic messages.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use super::field_type::FieldType;
use crate::reflect::{EnumDescriptor, FieldDescriptor, MessageDescriptor};

/// The types of descriptors.
#[derive(Default)]
pub struct Pool {
    pub(super) messages: Vec<MessageType>,
    /// The messages that have a name of their own: the entries of maps do not.
    pub(super) names: HashMap<Box<str>, usize>,
    pub(super) enums: BTreeMap<Box<str>, Arc<EnumDescriptor>>,
    pub(super) services: HashMap<Box<str>, Vec<MethodType>>,
    pub(super) extensions: Vec<ExtensionType>,
}

impl Pool {
    /// The index of the message with a full name, without a leading dot.
    pub fn index_of(&self, full_name: &str) -> Option<usize> {
        self.names.get(full_name).copied()
    }

    /// The message at an index.
    pub fn message(&self, index: usize) -> Option<&MessageType> {
        self.messages.get(index)
    }

    /// All messages, without the entries of maps.
    pub fn messages(&self) -> impl Iterator<Item = &MessageType> {
        let messages = self.messages.iter().enumerate();
        let named = |(index, message): &(usize, &MessageType)| {
            self.index_of(message.descriptor.full_name()) == Some(*index)
        };
        messages.filter(named).map(|(_, message)| message)
    }

    /// The enum with a full name.
    pub fn enumeration(&self, full_name: &str) -> Option<&EnumDescriptor> {
        self.enums.get(full_name).map(|found| &**found)
    }

    /// The method of a service, which has a full name.
    pub fn method(&self, service: &str, name: &str) -> Option<&MethodType> {
        let methods = self.services.get(service)?;
        methods.iter().find(|method| &*method.name == name)
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names: Vec<_> = self.names.keys().collect();
        names.sort_unstable();
        f.debug_set().entries(names).finish()
    }
}

/// A message type of a [`Pool`].
#[derive(Debug)]
pub struct MessageType {
    descriptor: MessageDescriptor,
    types: Vec<FieldType>,
    oneofs: Vec<OneofType>,
    /// The default values of fields, as in the descriptor.
    defaults: BTreeMap<usize, Box<str>>,
}

/// A oneof of a [`MessageType`].
#[derive(Debug)]
pub(super) struct OneofType {
    pub(super) name: Box<str>,
    /// The indices of its members.
    pub(super) members: Vec<usize>,
}

impl MessageType {
    /// A message with fields in the order of their numbers.
    pub(super) fn new(
        full_name: String,
        reserved: String,
        fields: Vec<(FieldDescriptor, FieldType)>,
        oneofs: Vec<Box<str>>,
        defaults: BTreeMap<usize, Box<str>>,
    ) -> Self {
        let (fields, types): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
        let oneofs = oneofs.into_iter().enumerate().map(|(oneof, name)| {
            let fields = fields.iter().enumerate();
            let members = fields.filter(|(_, field)| field.oneof() == Some(oneof));
            let members = members.map(|(index, _)| index).collect();
            OneofType { name, members }
        });
        Self {
            oneofs: oneofs.collect(),
            descriptor: MessageDescriptor::dynamic(full_name, fields).reserving(reserved),
            types,
            defaults,
        }
    }

    /// The name and the fields, which are in the order of their numbers.
    pub fn descriptor(&self) -> &MessageDescriptor {
        &self.descriptor
    }

    /// How the field at an index is encoded.
    pub fn field_type(&self, index: usize) -> Option<FieldType> {
        self.types.get(index).copied()
    }

    /// The name of a oneof, whose index is that of [`FieldDescriptor::oneof`].
    pub fn oneof_name(&self, oneof: usize) -> Option<&str> {
        self.oneofs.get(oneof).map(|oneof| &*oneof.name)
    }

    /// The indices of the members of a oneof.
    pub fn oneof_members(&self, oneof: usize) -> &[usize] {
        self.oneofs
            .get(oneof)
            .map_or(&[], |oneof| oneof.members.as_slice())
    }

    /// The default value of the field at an index, if the schema has one: a number, `true`, the name of an enum value, a text,
    /// or bytes with escapes.
    pub fn default_value(&self, index: usize) -> Option<&str> {
        self.defaults.get(&index).map(|text| &**text)
    }

    /// The index of the field with a number.
    pub fn index_of_number(&self, number: u32) -> Option<usize> {
        let fields = self.descriptor.fields();
        fields
            .binary_search_by_key(&number, FieldDescriptor::number)
            .ok()
    }
}

/// A method of a service.
#[derive(Debug)]
pub struct MethodType {
    pub(super) name: Box<str>,
    pub(super) input: usize,
    pub(super) output: usize,
}

impl MethodType {
    /// The index of the message of a request.
    pub fn input(&self) -> usize {
        self.input
    }

    /// The index of the message of a response.
    pub fn output(&self) -> usize {
        self.output
    }
}

/// An extension of a message.
#[derive(Debug)]
pub(super) struct ExtensionType {
    pub(super) extendee: Box<str>,
    /// The index of a message whose only field is the extension.
    pub(super) holder: usize,
    pub(super) in_message_set: bool,
}

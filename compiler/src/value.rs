//! Values of options: what the interpreter builds, the checks read, and `encode` writes.

use crate::link::FieldRef;

/// The value of an options message, or of a message in it. Its fields have values only: a field that is not set is absent.
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    /// Sorted by number, each number once.
    pub fields: Vec<FieldValue>,
}

/// The values of one field.
#[derive(Clone, Debug)]
pub(crate) struct FieldValue {
    pub number: i32,
    pub field: FieldRef,
    /// One value, or the elements of a repeated field in their order, of which there is at least one. Entries of a map are
    /// messages.
    pub values: Vec<Value>,
}

/// A value. Numbers have the form in which the wire has them: negative integers are extended to 64 bits, and `sint` has
/// zigzag form.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Varint(u64),
    Fixed32(u32),
    Fixed64(u64),
    Bytes(Box<[u8]>),
    Message(Message),
}

impl Message {
    /// The values of a field; empty if it is not set.
    pub fn values(&self, number: i32) -> &[Value] {
        self.index(number)
            .map_or(&[], |index| &self.fields[index].values)
    }

    /// Whether a field is set.
    pub fn has(&self, number: i32) -> bool {
        self.index(number).is_ok()
    }

    /// The values of a field, to add to. An unset field gets an entry, which the caller fills.
    pub fn slot(&mut self, number: i32, field: FieldRef) -> &mut Vec<Value> {
        let index = match self.index(number) {
            Ok(index) => index,
            Err(index) => {
                let added = FieldValue {
                    number,
                    field,
                    values: Vec::with_capacity(1),
                };
                self.fields.insert(index, added);
                index
            }
        };
        &mut self.fields[index].values
    }

    /// The position of a field, or the one that it would have.
    pub fn index(&self, number: i32) -> Result<usize, usize> {
        self.fields
            .binary_search_by_key(&number, |field| field.number)
    }

    /// The last value of a field.
    pub fn value(&self, number: i32) -> Option<&Value> {
        self.values(number).last()
    }

    /// The value of a field of type `bool`, if it is set.
    pub fn bool(&self, number: i32) -> Option<bool> {
        self.varint(number).map(|value| value != 0)
    }

    /// The value of an integer or enum field with varint encoding, if it is set.
    pub fn int32(&self, number: i32) -> Option<i32> {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the wire has int32 in 64 bits"
        )]
        self.varint(number).map(|value| value as i32)
    }

    /// The value of a field of type `string` or `bytes`, if it is set.
    pub fn bytes(&self, number: i32) -> Option<&[u8]> {
        match self.value(number) {
            Some(Value::Bytes(bytes)) => Some(bytes),
            _ => None,
        }
    }

    /// The value of a message field, if it is set.
    pub fn message(&self, number: i32) -> Option<&Self> {
        match self.value(number) {
            Some(Value::Message(message)) => Some(message),
            _ => None,
        }
    }

    /// The values of a repeated message field.
    pub fn messages(&self, number: i32) -> impl Iterator<Item = &Self> {
        self.values(number).iter().filter_map(|value| match value {
            Value::Message(message) => Some(message),
            _ => None,
        })
    }

    fn varint(&self, number: i32) -> Option<u64> {
        match self.value(number) {
            Some(&Value::Varint(value)) => Some(value),
            _ => None,
        }
    }
}

//! Types of enums.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// The enum of a field.
#[derive(Clone)]
pub enum EnumType {
    /// Of generated code.
    Static(fn() -> &'static EnumDescriptor),
    /// Known only at run time.
    Dynamic(Arc<EnumDescriptor>),
}

impl EnumType {
    /// The enum.
    pub fn descriptor(&self) -> &EnumDescriptor {
        match self {
            Self::Static(descriptor) => descriptor(),
            Self::Dynamic(descriptor) => descriptor,
        }
    }
}

impl fmt::Debug for EnumType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.descriptor().full_name())
    }
}

/// The type of an enum.
#[derive(Debug)]
pub struct EnumDescriptor {
    full_name: Cow<'static, str>,
    values: Cow<'static, [EnumValueDescriptor]>,
    closed: bool,
}

impl EnumDescriptor {
    /// An enum of generated code: its values in the order of the schema, and whether it is closed.
    pub const fn new(
        full_name: &'static str,
        values: &'static [EnumValueDescriptor],
        closed: bool,
    ) -> Self {
        Self {
            full_name: Cow::Borrowed(full_name),
            values: Cow::Borrowed(values),
            closed,
        }
    }

    /// An enum that is known only at run time.
    pub fn dynamic(full_name: String, values: Vec<EnumValueDescriptor>, closed: bool) -> Self {
        Self {
            full_name: Cow::Owned(full_name),
            values: Cow::Owned(values),
            closed,
        }
    }

    /// The name with its package, without a leading dot.
    pub fn full_name(&self) -> &str {
        &self.full_name
    }

    /// Whether other numbers than those of its values are unknown fields, as in proto2.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether it is `google.protobuf.NullValue`, whose only value is `null` in JSON.
    pub fn is_null(&self) -> bool {
        self.full_name == "google.protobuf.NullValue"
    }

    /// The values, in the order of the schema, with aliases.
    pub fn values(&self) -> &[EnumValueDescriptor] {
        &self.values
    }

    /// The first name of a number.
    pub fn name_of(&self, number: i32) -> Option<&str> {
        let value = self.values.iter().find(|value| value.number == number);
        value.map(EnumValueDescriptor::name)
    }

    /// The number of a name.
    pub fn number_of(&self, name: &str) -> Option<i32> {
        let value = self.values.iter().find(|value| value.name == name);
        value.map(EnumValueDescriptor::number)
    }
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValueDescriptor {
    name: Cow<'static, str>,
    number: i32,
}

impl EnumValueDescriptor {
    /// A value of generated code.
    pub const fn new(name: &'static str, number: i32) -> Self {
        Self {
            name: Cow::Borrowed(name),
            number,
        }
    }

    /// A value that is known only at run time.
    pub fn dynamic(name: String, number: i32) -> Self {
        Self {
            name: Cow::Owned(name),
            number,
        }
    }

    /// The name in the schema.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The number on the wire.
    pub fn number(&self) -> i32 {
        self.number
    }
}

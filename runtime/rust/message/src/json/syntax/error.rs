//! Errors of the serializer and the deserializer.

use std::fmt;

use serde::de::{Expected, Unexpected};

use crate::debug::Redacted;
use crate::json::unknown::UnknownName;

/// Why a text cannot be written or read. It is one pointer, because functions return it beside small values.
#[derive(Debug)]
pub(in crate::json) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    message: Box<str>,
    /// The message without the value, if it is known.
    redacted: Option<Box<str>>,
    /// The bytes before the end of the error, if the text is not JSON.
    end: Option<usize>,
    /// The name that is the reason.
    unknown: Option<UnknownName>,
}

impl Fault {
    fn new(message: impl fmt::Display, end: Option<usize>) -> Self {
        Self(Box::new(Inner {
            message: message.to_string().into(),
            redacted: None,
            end,
            unknown: None,
        }))
    }

    /// The error of a name that the schema does not have.
    #[cold]
    pub(in crate::json) fn unknown(name: UnknownName) -> Self {
        let mut fault = Self::new(&name, None);
        if let UnknownName::EnumValue { enumeration, .. } = &name {
            let redacted = format!("the enum {enumeration} has no such value");
            fault.0.redacted = Some(redacted.into());
        }
        fault.0.unknown = Some(name);
        fault
    }

    /// The name that the schema does not have, if this is the reason.
    pub(in crate::json) fn unknown_name(&self) -> Option<&UnknownName> {
        self.0.unknown.as_ref()
    }

    /// The error of a text that is not JSON.
    #[cold]
    pub(super) fn syntax(message: &str, end: usize) -> Self {
        Self::new(message, Some(end))
    }

    /// The error of a value. The second text does not have the value.
    #[cold]
    pub(in crate::json) fn of_value(
        message: impl fmt::Display,
        redacted: impl fmt::Display,
    ) -> Self {
        let mut fault = Self::new(message, None);
        fault.0.redacted = Some(redacted.to_string().into());
        fault
    }

    /// The error of a value, which its text does not have.
    #[cold]
    pub(in crate::json) fn without_value(message: impl fmt::Display) -> Self {
        Self::of_value(&message, &message)
    }

    /// The same error without values of the text. That of a text that is not JSON has none.
    pub(in crate::json) fn redacted(self) -> Self {
        if self.0.end.is_some() {
            return self;
        }
        let unknown = || Redacted::ERROR.into();
        let message: Box<str> = self.0.redacted.unwrap_or_else(unknown);
        Self::new(message, None)
    }

    /// The bytes before the end of the error, if the text is not JSON.
    pub(in crate::json) fn syntax_end(&self) -> Option<usize> {
        self.0.end
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Fault {}

impl serde::ser::Error for Fault {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message, None)
    }
}

impl serde::de::Error for Fault {
    #[cold]
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message, None)
    }

    #[cold]
    fn invalid_type(value: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::of_value(
            format_args!("invalid type: {value}, expected {expected}"),
            format_args!("invalid type, expected {expected}"),
        )
    }

    #[cold]
    fn invalid_value(value: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::of_value(
            format_args!("invalid value: {value}, expected {expected}"),
            format_args!("invalid value, expected {expected}"),
        )
    }
}

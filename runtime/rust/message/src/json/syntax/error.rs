//! Errors of the serializer and the deserializer.

use std::fmt;

use crate::json::unknown::UnknownName;

/// Why a text cannot be written or read. It is one pointer, because functions return it beside small values.
#[derive(Debug)]
pub(in crate::json) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    message: Box<str>,
    /// The bytes before the end of the error, if the text is not JSON.
    end: Option<usize>,
    /// The name that is the reason.
    unknown: Option<UnknownName>,
}

impl Fault {
    fn new(message: impl fmt::Display, end: Option<usize>) -> Self {
        let message = message.to_string().into();
        Self(Box::new(Inner {
            message,
            end,
            unknown: None,
        }))
    }

    /// The error of a name that the schema does not have.
    #[cold]
    pub(in crate::json) fn unknown(name: UnknownName) -> Self {
        let mut fault = Self::new(&name, None);
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

    /// The same error without values of the text, except that of a text that is not JSON, which has none.
    pub(in crate::json) fn redacted(self) -> Self {
        match self.0.end {
            Some(_) => self,
            None => Self::new("the value of a redacted field is not valid", None),
        }
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
}

//! Errors of the serializer and the deserializer.

use std::fmt;

/// Why a text cannot be written or read. It is one pointer, because functions return it beside small values.
#[derive(Debug)]
pub(in crate::json) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    message: Box<str>,
    /// The bytes before the end of the error, if the text is not JSON.
    end: Option<usize>,
}

impl Fault {
    fn new(message: impl fmt::Display, end: Option<usize>) -> Self {
        let message = message.to_string().into();
        Self(Box::new(Inner { message, end }))
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

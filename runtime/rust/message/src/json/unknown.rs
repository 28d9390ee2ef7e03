//! Names in JSON that the schema does not have.

use std::fmt;

/// A name in JSON that the schema does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownName {
    /// A field of the message with a full name.
    Field {
        /// The full name of the message.
        message: String,
        /// The name in the text.
        name: String,
    },
    /// A value of the enum with a full name.
    EnumValue {
        /// The full name of the enum.
        enumeration: String,
        /// The name in the text.
        name: String,
    },
    /// The full name of the message in a `google.protobuf.Any`.
    Message {
        /// The name in the text.
        name: String,
    },
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field { message, name } => write!(f, "{message} has no field {name:?}"),
            Self::EnumValue { enumeration, name } => {
                write!(f, "the enum {enumeration} has no value {name:?}")
            }
            Self::Message { name } => {
                write!(f, "the registry does not have the type {name:?}")
            }
        }
    }
}

/// The most bytes of a text. Values of the input are a part of it.
const LIMIT: usize = 400;

/// The start of a text.
pub(super) fn start_of(text: &str) -> String {
    if text.len() <= LIMIT {
        return text.to_owned();
    }
    let boundary = (0..=LIMIT).rev().find(|at| text.is_char_boundary(*at));
    format!("{}…", &text[..boundary.unwrap_or(0)])
}

//! What goes wrong with files, and what clients are told of it.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};

use rpcsmith_runtime::errors::StatusError;
use tonic::Code;

/// Why something cannot be done with a file.
#[derive(Debug)]
pub enum FolderError {
    InvalidName,
    NotFound(String),
    /// Somebody else is uploading the same file.
    Busy,
    /// The upload would go on behind what has arrived, so many bytes.
    Ahead(u64),
    /// A chunk does not begin behind the one before, here.
    Gap(u64),
    /// It ended after so many bytes.
    Short(u64),
    Long,
    WrongChecksum,
    Io(io::Error),
}

impl From<io::Error> for FolderError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidName => f.write_str("the name is no name of a file"),
            Self::NotFound(name) => write!(f, "there is no file {name}"),
            Self::Busy => f.write_str("another upload of this file is under way"),
            Self::Ahead(received) => write!(f, "only {received} bytes have arrived"),
            Self::Gap(expected) => write!(f, "the next chunk begins at {expected}"),
            Self::Short(received) => write!(f, "the file ends after {received} bytes"),
            Self::Long => f.write_str("the file is longer than was said"),
            Self::WrongChecksum => f.write_str("the checksum is not that of the content"),
            Self::Io(error) if error.kind() == ErrorKind::StorageFull => {
                f.write_str("there is no room for the file")
            }
            Self::Io(error) => write!(f, "the folder cannot be used: {error}"),
        }
    }
}

impl Error for FolderError {}

impl StatusError for FolderError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound(_) => Code::NotFound,
            Self::Busy => Code::Aborted,
            Self::Ahead(_) => Code::FailedPrecondition,
            Self::InvalidName
            | Self::Gap(_)
            | Self::Short(_)
            | Self::Long
            | Self::WrongChecksum => Code::InvalidArgument,
            Self::Io(error) if error.kind() == ErrorKind::StorageFull => Code::ResourceExhausted,
            Self::Io(_) => Code::Internal,
        }
    }
}

// With this `?` turns the error into a status.
rpcsmith_runtime::error_statuses!(FolderError);

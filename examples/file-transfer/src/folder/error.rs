//! Errors of files, and their statuses.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};

use rpcsmith_runtime::Code;
use rpcsmith_runtime::errors::StatusError;

/// An error of a file.
#[derive(Debug)]
pub enum FolderError {
    InvalidName,
    NotFound(String),
    /// Another client uploads the same file.
    Busy,
    /// The offset is beyond the number of received bytes.
    Ahead(u64),
    /// A chunk does not begin at this offset, where the previous one ended.
    Gap(u64),
    /// The upload ended after this number of bytes.
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
            Self::InvalidName => f.write_str("the file name is invalid"),
            Self::NotFound(name) => write!(f, "file {name} not found"),
            Self::Busy => f.write_str("another upload of this file is in progress"),
            Self::Ahead(received) => write!(f, "only {received} bytes have been received"),
            Self::Gap(expected) => write!(f, "the next chunk must begin at {expected}"),
            Self::Short(received) => write!(f, "the file ends after {received} bytes"),
            Self::Long => f.write_str("the file is longer than its announced size"),
            Self::WrongChecksum => f.write_str("the checksum does not match the content"),
            Self::Io(error) if error.kind() == ErrorKind::StorageFull => {
                f.write_str("the disk is full")
            }
            Self::Io(error) => write!(f, "the folder is not accessible: {error}"),
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

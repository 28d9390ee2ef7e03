//! The status of a call.

mod from_error;
mod headers;
mod http_code;
pub(crate) mod message;

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use crate::code::Code;
use crate::metadata::MetadataMap;

pub use headers::{GRPC_MESSAGE, GRPC_STATUS, GRPC_STATUS_DETAILS, too_many};
pub use http_code::code_of_http;

/// The outcome of a call: a [`Code`], a message, and possibly details and metadata.
///
/// A handler returns it as an error. A client gets the status that the server sent, or one that describes why there was no
/// answer. It is one pointer wide, so a `Result` with it stays small.
///
/// ```
/// use rpcsmith_runtime::{Code, Status};
///
/// fn find(id: u64) -> Result<&'static str, Status> {
///     match id {
///         1 => Ok("Ada"),
///         _ => Err(Status::not_found(format!("there is no user {id}"))),
///     }
/// }
///
/// let status = find(7).unwrap_err();
/// assert_eq!(status.code(), Code::NotFound);
/// assert_eq!(status.to_string(), "NOT_FOUND: there is no user 7");
/// ```
///
/// Source: "Status codes and their use in gRPC", <https://grpc.io/docs/guides/status-codes/>.
#[derive(Clone)]
pub struct Status(Box<Content>);

#[derive(Clone)]
struct Content {
    code: Code,
    message: String,
    details: Bytes,
    metadata: MetadataMap,
    source: Option<Arc<dyn Error + Send + Sync + 'static>>,
}

/// Makes a constructor for each code.
macro_rules! constructors {
    ($($name:ident $code:ident $number:literal),* $(,)?) => {$(
        #[doc = concat!("A status with [`Code::", stringify!($code), "`] (", $number, ").")]
        pub fn $name(message: impl Into<String>) -> Self {
            Self::new(Code::$code, message)
        }
    )*};
}

impl Status {
    /// A status with a code and a message.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self::with_details_and_metadata(code, message, Bytes::new(), MetadataMap::new())
    }

    constructors! {
        ok Ok 0,
        cancelled Cancelled 1,
        unknown Unknown 2,
        invalid_argument InvalidArgument 3,
        deadline_exceeded DeadlineExceeded 4,
        not_found NotFound 5,
        already_exists AlreadyExists 6,
        permission_denied PermissionDenied 7,
        resource_exhausted ResourceExhausted 8,
        failed_precondition FailedPrecondition 9,
        aborted Aborted 10,
        out_of_range OutOfRange 11,
        unimplemented Unimplemented 12,
        internal Internal 13,
        unavailable Unavailable 14,
        data_loss DataLoss 15,
        unauthenticated Unauthenticated 16,
    }

    /// A status with binary details: an encoded `google.rpc.Status`.
    pub fn with_details(code: Code, message: impl Into<String>, details: Bytes) -> Self {
        Self::with_details_and_metadata(code, message, details, MetadataMap::new())
    }

    /// A status with metadata, which a server sends in the trailers.
    pub fn with_metadata(code: Code, message: impl Into<String>, metadata: MetadataMap) -> Self {
        Self::with_details_and_metadata(code, message, Bytes::new(), metadata)
    }

    /// A status with binary details and metadata.
    pub fn with_details_and_metadata(
        code: Code,
        message: impl Into<String>,
        details: Bytes,
        metadata: MetadataMap,
    ) -> Self {
        Self(Box::new(Content {
            code,
            message: message.into(),
            details,
            metadata,
            source: None,
        }))
    }

    /// Sets the error that caused this status. It is not sent.
    pub fn set_source(&mut self, source: Arc<dyn Error + Send + Sync + 'static>) -> &mut Self {
        self.0.source = Some(source);
        self
    }

    /// Adds the error that caused this status. It is not sent.
    #[must_use]
    pub fn with_source(mut self, source: Arc<dyn Error + Send + Sync + 'static>) -> Self {
        self.set_source(source);
        self
    }

    /// The error that caused this status, to share it.
    #[cfg(feature = "tonic")]
    pub(crate) fn shared_source(&self) -> Option<Arc<dyn Error + Send + Sync + 'static>> {
        self.0.source.clone()
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The message, for developers.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The binary details: an encoded `google.rpc.Status`, or nothing.
    pub fn details(&self) -> &[u8] {
        &self.0.details
    }

    /// The metadata. For a client, these are the trailers, or the headers of a response without a body.
    pub fn metadata(&self) -> &MetadataMap {
        &self.0.metadata
    }

    /// The metadata, to change it.
    pub fn metadata_mut(&mut self) -> &mut MetadataMap {
        &mut self.0.metadata
    }

    /// The code, the message, the details and the metadata.
    #[doc(hidden)]
    pub fn into_parts(self) -> (Code, String, Bytes, MetadataMap) {
        let content = *self.0;
        (
            content.code,
            content.message,
            content.details,
            content.metadata,
        )
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let content = &*self.0;
        let mut debug = f.debug_struct("Status");
        debug.field("code", &content.code);
        if !content.message.is_empty() {
            debug.field("message", &content.message);
        }
        if !content.details.is_empty() {
            debug.field("details", &content.details);
        }
        if !content.metadata.is_empty() {
            debug.field("metadata", &content.metadata);
        }
        if let Some(source) = &content.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

/// The name of the code, and the message: `NOT_FOUND: there is no user 7`.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::code_names::name(self.code() as usize))?;
        if self.message().is_empty() {
            return Ok(());
        }
        write!(f, ": {}", self.message())
    }
}

impl Error for Status {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_ref().map(|source| &**source as _)
    }
}

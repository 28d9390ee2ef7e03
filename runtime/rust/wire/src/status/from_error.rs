//! Finds the status of an error of a transport, a body or a layer.

use std::error::Error;
use std::io;
use std::sync::Arc;

#[cfg(feature = "reflect")]
use rpcsmith_message::reflect::MaskError;

use super::Status;
use crate::code::Code;

type BoxError = Box<dyn Error + Send + Sync + 'static>;

impl Status {
    /// The status of an error: the first status, HTTP/2 error, HTTP error, broken connection, timeout or overload among the
    /// error and its sources. Otherwise it is `UNKNOWN`, with the text of the error. The error is the source of the status.
    ///
    /// The rejection of tower's `LoadShed` is `RESOURCE_EXHAUSTED`; that of its `Timeout` is `DEADLINE_EXCEEDED`.
    ///
    /// ```
    /// use rpcsmith_runtime::{Code, Status};
    ///
    /// let error = tower::timeout::error::Elapsed::new();
    /// assert_eq!(Status::from_error(Box::new(error)).code(), Code::DeadlineExceeded);
    /// ```
    pub fn from_error(error: BoxError) -> Self {
        Self::try_from_error(error)
            .unwrap_or_else(|error| Self::unknown(error.to_string()).with_source(Arc::from(error)))
    }

    /// Like [`from_error`](Self::from_error).
    ///
    /// # Errors
    /// Returns the error if no status is known for it.
    pub fn try_from_error(error: BoxError) -> Result<Self, BoxError> {
        let error = match error.downcast::<Self>() {
            Ok(status) => return Ok(*status),
            Err(error) => error,
        };
        match find(&*error) {
            Some(status) => Ok(status.with_source(Arc::from(error))),
            None => Err(error),
        }
    }
}

fn find(error: &(dyn Error + 'static)) -> Option<Status> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(status) = known(error) {
            return Some(status);
        }
        next = error.source();
    }
    None
}

/// The status of this error, without its sources.
fn known(error: &(dyn Error + 'static)) -> Option<Status> {
    if let Some(status) = error.downcast_ref::<Status>() {
        let mut status = status.clone();
        status.0.source = None;
        return Some(status);
    }
    #[cfg(feature = "tonic")]
    if let Some(status) = error.downcast_ref::<::tonic::Status>() {
        let mut status = Status::from(status.clone());
        status.0.source = None;
        return Some(status);
    }
    if let Some(error) = error.downcast_ref::<h2::Error>() {
        return Some(of_h2(error));
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return of_hyper(error);
    }
    if let Some(status) = of_layer(error) {
        return Some(status);
    }
    let error = error.downcast_ref::<io::Error>()?;
    // Other errors of a file system or a process say nothing about the call.
    is_broken_connection(error.kind()).then(|| Status::unavailable(error.to_string()))
}

/// The status of a call that a layer of tower rejects, or that takes too long.
fn of_layer(error: &(dyn Error + 'static)) -> Option<Status> {
    if error.is::<tower::load_shed::error::Overloaded>() {
        return Some(Status::resource_exhausted("too many concurrent calls"));
    }
    let is_late =
        error.is::<tower::timeout::error::Elapsed>() || error.is::<tokio::time::error::Elapsed>();
    is_late.then(|| Status::deadline_exceeded(error.to_string()))
}

/// Source: "HTTP2 Transport Mapping", `Errors` of gRPC over HTTP/2.
fn of_h2(error: &h2::Error) -> Status {
    let code = match error.reason() {
        Some(
            h2::Reason::NO_ERROR
            | h2::Reason::PROTOCOL_ERROR
            | h2::Reason::INTERNAL_ERROR
            | h2::Reason::FLOW_CONTROL_ERROR
            | h2::Reason::SETTINGS_TIMEOUT
            | h2::Reason::FRAME_SIZE_ERROR
            | h2::Reason::COMPRESSION_ERROR
            | h2::Reason::CONNECT_ERROR,
        ) => Code::Internal,
        Some(h2::Reason::REFUSED_STREAM) => Code::Unavailable,
        Some(h2::Reason::CANCEL) => Code::Cancelled,
        Some(h2::Reason::ENHANCE_YOUR_CALM) => Code::ResourceExhausted,
        Some(h2::Reason::INADEQUATE_SECURITY) => Code::PermissionDenied,
        None if error.is_io() => Code::Unavailable,
        _ => Code::Unknown,
    };
    Status::new(code, format!("HTTP/2 error: {error}"))
}

fn of_hyper(error: &hyper::Error) -> Option<Status> {
    if error.is_timeout() || error.is_incomplete_message() {
        return Some(Status::unavailable(error.to_string()));
    }
    if error.is_canceled() {
        return Some(Status::cancelled(error.to_string()));
    }
    let source = error.source()?.downcast_ref::<h2::Error>()?;
    Some(of_h2(source))
}

/// Whether the peer, or the way to it, is gone.
fn is_broken_connection(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::NotConnected
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::TimedOut
            | io::ErrorKind::HostUnreachable
            | io::ErrorKind::NetworkUnreachable
    )
}

impl From<h2::Error> for Status {
    fn from(error: h2::Error) -> Self {
        of_h2(&error).with_source(Arc::new(error))
    }
}

/// `CANCEL` for `CANCELLED`, otherwise `INTERNAL_ERROR`.
impl From<Status> for h2::Error {
    fn from(status: Status) -> Self {
        match status.code() {
            Code::Cancelled => h2::Reason::CANCEL.into(),
            _ => h2::Reason::INTERNAL_ERROR.into(),
        }
    }
}

/// `INVALID_ARGUMENT`, because masks are part of requests.
#[cfg(feature = "reflect")]
impl From<MaskError> for Status {
    fn from(error: MaskError) -> Self {
        Status::invalid_argument(error.to_string())
    }
}

impl From<io::Error> for Status {
    fn from(error: io::Error) -> Self {
        use io::ErrorKind;
        let code = match error.kind() {
            ErrorKind::NotFound => Code::NotFound,
            ErrorKind::AlreadyExists => Code::AlreadyExists,
            ErrorKind::PermissionDenied => Code::PermissionDenied,
            ErrorKind::InvalidInput => Code::InvalidArgument,
            ErrorKind::InvalidData => Code::DataLoss,
            ErrorKind::UnexpectedEof => Code::OutOfRange,
            ErrorKind::TimedOut => Code::DeadlineExceeded,
            ErrorKind::ConnectionAborted => Code::Aborted,
            ErrorKind::ConnectionRefused
            | ErrorKind::ConnectionReset
            | ErrorKind::NotConnected
            | ErrorKind::AddrInUse
            | ErrorKind::AddrNotAvailable => Code::Unavailable,
            ErrorKind::BrokenPipe
            | ErrorKind::WouldBlock
            | ErrorKind::WriteZero
            | ErrorKind::Interrupted => Code::Internal,
            _ => Code::Unknown,
        };
        Self::new(code, error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Wrapped(BoxError);

    impl std::fmt::Display for Wrapped {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("wrapped")
        }
    }

    impl Error for Wrapped {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&*self.0)
        }
    }

    fn wrapped(error: impl Into<BoxError>) -> Status {
        Status::from_error(Box::new(Wrapped(error.into())))
    }

    #[test]
    fn finds_the_cause_among_the_sources() {
        let status = wrapped(Status::not_found("no user"));
        assert_eq!(
            (status.code(), status.message()),
            (Code::NotFound, "no user")
        );
        assert!(status.source().is_some_and(|source| source.is::<Wrapped>()));
        for (reason, code) in [
            (h2::Reason::CANCEL, Code::Cancelled),
            (h2::Reason::REFUSED_STREAM, Code::Unavailable),
            (h2::Reason::ENHANCE_YOUR_CALM, Code::ResourceExhausted),
            (h2::Reason::INADEQUATE_SECURITY, Code::PermissionDenied),
            (h2::Reason::PROTOCOL_ERROR, Code::Internal),
            (h2::Reason::HTTP_1_1_REQUIRED, Code::Unknown),
        ] {
            assert_eq!(wrapped(h2::Error::from(reason)).code(), code);
        }
        let reset = io::Error::from(io::ErrorKind::ConnectionReset);
        assert_eq!(wrapped(reset).code(), Code::Unavailable);
        let no_file = io::Error::from(io::ErrorKind::NotFound);
        assert_eq!(wrapped(no_file).code(), Code::Unknown);
    }

    #[test]
    fn rejections_of_layers_have_their_codes() {
        let shed = tower::load_shed::error::Overloaded::new();
        let late = tower::timeout::error::Elapsed::new();
        assert_eq!(wrapped(shed).code(), Code::ResourceExhausted);
        assert_eq!(wrapped(late).code(), Code::DeadlineExceeded);
        let status = Status::from_error(Box::new(tower::load_shed::error::Overloaded::new()));
        assert_eq!(status.code(), Code::ResourceExhausted);
    }

    #[test]
    fn an_error_without_a_known_cause_is_unknown_or_returned() {
        let status = Status::from_error("broken".into());
        assert_eq!((status.code(), status.message()), (Code::Unknown, "broken"));
        assert!(Status::try_from_error("broken".into()).is_err());
        let status = Status::from_error(Box::new(Status::aborted("x")));
        assert_eq!(status.code(), Code::Aborted);
        assert!(status.source().is_none());
    }

    #[cfg(feature = "reflect")]
    #[test]
    fn a_path_of_a_mask_that_is_wrong_is_an_invalid_argument() {
        use prost_types::{FieldMask, Timestamp};
        use rpcsmith_message::reflect::Mask;

        let paths = vec!["second".to_owned()];
        let error = Mask::<Timestamp>::new(&FieldMask { paths }).unwrap_err();
        let status = Status::from(error);
        assert_eq!(status.code(), Code::InvalidArgument);
        assert!(status.message().contains("`second`"), "{status}");
    }
}

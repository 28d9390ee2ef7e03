//! Why a server does not serve.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;

/// Why a server does not serve.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// The address cannot be listened on.
    Bind(SocketAddr, io::Error),
    /// It would serve without TLS beyond this machine; see
    /// [`allow_plaintext`](super::ServerBuilder::allow_plaintext).
    Plaintext(SocketAddr),
    /// A setting names a service that is not added.
    UnknownService(String),
    /// A setting names a method that no service has.
    UnknownMethod(String),
    /// Two services have the same name.
    SameService(String),
    /// A signal cannot be listened for, or a socket is broken.
    Io(io::Error),
    /// A setting is not usable, for the reason told.
    Setting(String),
}

impl fmt::Display for ServeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bind(address, error) => write!(f, "cannot listen on {address}: {error}"),
            Self::Plaintext(address) => write!(
                f,
                "{address} is not a loopback address: set up TLS, or allow plaintext"
            ),
            Self::UnknownService(name) => write!(f, "there is no service {name}"),
            Self::UnknownMethod(path) => write!(f, "no service has the method {path}"),
            Self::SameService(name) => write!(f, "the service {name} is added twice"),
            Self::Io(error) => error.fmt(f),
            Self::Setting(reason) => f.write_str(reason),
        }
    }
}

impl Error for ServeError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Bind(_, error) | Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for ServeError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

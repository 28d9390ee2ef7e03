//! Errors of servers.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::SocketAddr;

/// Why a server cannot start or serve.
#[derive(Debug)]
#[non_exhaustive]
pub enum ServeError {
    /// The address cannot be bound.
    Bind(SocketAddr, io::Error),
    /// The server would serve other machines without TLS; see
    /// [`allow_plaintext`](super::ServerBuilder::allow_plaintext).
    Plaintext(SocketAddr),
    /// A setting names a service that the server does not have.
    UnknownService(String),
    /// A setting names a method that the server does not have.
    UnknownMethod(String),
    /// Two services have the same name.
    SameService(String),
    /// Two methods have the same route in HTTP/JSON: the route, and the methods.
    SameHttpRoute(String, &'static str, &'static str),
    /// Two pages have this path.
    SamePage(&'static str),
    /// A page has this path, which is one of a service.
    PageOfService(&'static str),
    /// The signal handlers cannot be installed, or a socket is broken.
    Io(io::Error),
    /// A setting is invalid; the text has the reason.
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
            Self::SameHttpRoute(route, first, second) => {
                write!(f, "{first} and {second} have the same route: {route}")
            }
            Self::SamePage(path) => write!(f, "two pages have the path {path}"),
            Self::PageOfService(path) => {
                write!(f, "the page {path} has the path of a service")
            }
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

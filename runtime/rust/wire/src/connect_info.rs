//! What the extensions of a request say about its connection.

use std::fmt;
use std::net::SocketAddr;
#[cfg(feature = "tls")]
use std::sync::Arc;

use http::Extensions;
#[cfg(feature = "tls")]
use rustls_pki_types::CertificateDer;

/// The addresses of a TCP connection. Handlers find it in the extensions of their request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TcpConnectInfo {
    /// The address of the server, if known.
    pub local_addr: Option<SocketAddr>,
    /// The address of the client, if known.
    pub remote_addr: Option<SocketAddr>,
}

impl TcpConnectInfo {
    /// The address of the server, if known.
    pub fn local_addr(&self) -> Option<SocketAddr> {
        self.local_addr
    }

    /// The address of the client, if known. Behind a proxy, it is the address of the proxy.
    pub fn remote_addr(&self) -> Option<SocketAddr> {
        self.remote_addr
    }
}

/// The TLS session of a connection. Handlers find it in the extensions of their request.
#[cfg(feature = "tls")]
#[derive(Clone, Debug)]
pub struct TlsConnectInfo<T> {
    connection: T,
    certificates: Option<Arc<Vec<CertificateDer<'static>>>>,
}

#[cfg(feature = "tls")]
impl<T> TlsConnectInfo<T> {
    /// The session over a connection, with the certificates of the client.
    #[doc(hidden)]
    pub fn new(connection: T, certificates: Option<Arc<Vec<CertificateDer<'static>>>>) -> Self {
        Self {
            connection,
            certificates,
        }
    }

    /// What is known about the connection below TLS.
    pub fn get_ref(&self) -> &T {
        &self.connection
    }

    /// What is known about the connection below TLS, to change it.
    pub fn get_mut(&mut self) -> &mut T {
        &mut self.connection
    }

    /// The certificates of the client, its own first; `None` if it has none.
    pub fn peer_certs(&self) -> Option<Arc<Vec<CertificateDer<'static>>>> {
        self.certificates.clone()
    }
}

/// A connection of a server.
#[doc(hidden)]
pub struct Connection {
    peer: Option<SocketAddr>,
    extend: Box<dyn Fn(&mut Extensions) + Send + Sync>,
}

impl Connection {
    /// A connection with this client, if it has an address. `extend` adds what the extensions of its requests contain.
    pub fn new(
        peer: Option<SocketAddr>,
        extend: impl Fn(&mut Extensions) + Send + Sync + 'static,
    ) -> Self {
        let extend = Box::new(extend);
        Self { peer, extend }
    }

    /// The address of the client; `None` on a Unix domain socket.
    pub fn peer(&self) -> Option<SocketAddr> {
        self.peer
    }

    /// Adds what is known about the connection to the extensions of a request.
    pub fn extend(&self, extensions: &mut Extensions) {
        (self.extend)(extensions);
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("peer", &self.peer)
            .finish_non_exhaustive()
    }
}

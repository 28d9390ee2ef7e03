//! What the extensions of a request say about its connection.

use std::net::SocketAddr;

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

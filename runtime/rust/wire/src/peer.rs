//! Addresses of clients.

use std::net::SocketAddr;

use crate::TcpConnectInfo;

/// The address of the client; `None` on a Unix domain socket.
pub fn peer_address<B>(request: &http::Request<B>) -> Option<SocketAddr> {
    let info = request.extensions().get::<TcpConnectInfo>()?;
    info.remote_addr()
}

//! The information about the connection that handlers find in the extensions of a request.

use std::sync::Arc;

use http::Extensions;
use rpcsmith_wire::TcpConnectInfo;
use tokio::net::TcpStream;

/// Adds the addresses, and the TLS session, of a connection to the extensions of its requests.
pub(super) type ConnectInfo = Arc<dyn Fn(&mut Extensions) + Send + Sync>;

#[cfg(unix)]
/// Adds nothing, for a connection without addresses.
pub(super) fn nothing() -> ConnectInfo {
    Arc::new(|_| {})
}

/// Adds the addresses of a connection.
pub(super) fn connect_info(stream: &TcpStream) -> ConnectInfo {
    let info = addresses(stream);
    Arc::new(move |extensions| {
        extensions.insert(info.clone());
    })
}

/// The addresses of a connection.
pub(super) fn addresses(stream: &TcpStream) -> TcpConnectInfo {
    TcpConnectInfo {
        local_addr: stream.local_addr().ok(),
        remote_addr: stream.peer_addr().ok(),
    }
}

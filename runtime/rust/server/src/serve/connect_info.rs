//! The information about the connection that handlers find in the extensions of a request.

use std::sync::Arc;

use rpcsmith_wire::TcpConnectInfo;
use rpcsmith_wire::connect_info::Connection;
use tokio::net::TcpStream;

/// Adds the addresses, and the TLS session, of a connection to the extensions of its requests.
pub(super) type ConnectInfo = Arc<Connection>;

/// The other process on a Unix domain socket. Handlers find it in the extensions of their request.
#[cfg(unix)]
#[derive(Clone, Debug)]
pub struct UdsConnectInfo {
    /// The address of the client, which is often unnamed.
    pub peer_addr: Option<Arc<tokio::net::unix::SocketAddr>>,
    /// The user, the group and the process of the client, as the kernel knows them.
    pub peer_cred: Option<tokio::net::unix::UCred>,
}

/// Adds the other process on a Unix domain socket.
#[cfg(unix)]
pub(super) fn unix_connect_info(stream: &tokio::net::UnixStream) -> ConnectInfo {
    let info = UdsConnectInfo {
        peer_addr: stream.peer_addr().ok().map(Arc::new),
        peer_cred: stream.peer_cred().ok(),
    };
    Arc::new(Connection::new(None, move |extensions| {
        extensions.insert(info.clone());
    }))
}

/// Adds the addresses of a connection.
pub(super) fn connect_info(stream: &TcpStream) -> ConnectInfo {
    let info = addresses(stream);
    Arc::new(Connection::new(info.remote_addr, move |extensions| {
        extensions.insert(info.clone());
    }))
}

/// The addresses of a connection.
pub(super) fn addresses(stream: &TcpStream) -> TcpConnectInfo {
    TcpConnectInfo {
        local_addr: stream.local_addr().ok(),
        remote_addr: stream.peer_addr().ok(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_kernel_knows_the_other_process_on_a_unix_socket() {
        let (ours, _theirs) = tokio::net::UnixStream::pair().unwrap();
        let mut extensions = http::Extensions::new();
        unix_connect_info(&ours).extend(&mut extensions);
        let info = extensions.get::<UdsConnectInfo>().unwrap();
        assert!(info.peer_addr.as_ref().unwrap().is_unnamed());
        // Not all systems know the process, but all know the user.
        let process = info.peer_cred.unwrap().pid();
        assert!(process.is_none_or(|process| process == std::process::id().cast_signed()));
    }
}

//! The information about the connection that handlers find in the extensions of a request.

use std::sync::Arc;

use http::Extensions;
use tonic::transport::server::Connected;

/// Adds the addresses, and the TLS session, of a connection to the extensions of its requests.
pub(super) type ConnectInfo = Arc<dyn Fn(&mut Extensions) + Send + Sync>;

/// Adds what tonic's server adds for this transport, such as `TcpConnectInfo`.
pub(super) fn connect_info(io: &impl Connected) -> ConnectInfo {
    let info = io.connect_info();
    Arc::new(move |extensions| {
        extensions.insert(info.clone());
    })
}

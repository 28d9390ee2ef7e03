//! Servers on sockets, for tests and peers.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::service::Routes;
use tonic::transport::Server;

/// Serves on a free port of this machine for as long as the Tokio runtime lives.
///
/// # Errors
/// If no port can be listened on.
pub async fn spawn(routes: Routes) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = Server::builder().add_routes(routes);
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    Ok(address)
}

/// As [`spawn`]; returns the URL for a client to connect to.
///
/// # Errors
/// If no port can be listened on.
pub async fn spawn_url(routes: Routes) -> io::Result<String> {
    Ok(format!("http://{}", spawn(routes).await?))
}

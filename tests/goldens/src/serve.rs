//! Starts servers on sockets.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::service::Routes;
use tonic::transport::Server;

/// Serves on a free local port until the Tokio runtime ends.
///
/// # Errors
/// Returns an error if it cannot listen on a port.
pub async fn spawn(routes: Routes) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = Server::builder().add_routes(routes);
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    Ok(address)
}

/// Like [`spawn`], but returns the URL of the server.
///
/// # Errors
/// Returns an error if it cannot listen on a port.
pub async fn spawn_url(routes: Routes) -> io::Result<String> {
    Ok(format!("http://{}", spawn(routes).await?))
}

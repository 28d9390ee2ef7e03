//! Starts servers on sockets.

use std::net::SocketAddr;

use rpcsmith_runtime::serve::GrpcService;
use rpcsmith_runtime::{ServeError, Server};
use tokio::net::TcpListener;

/// Serves a service on a free local port until the Tokio runtime ends.
///
/// # Errors
/// Returns an error if it cannot listen on a port.
pub async fn spawn(service: impl GrpcService) -> Result<SocketAddr, ServeError> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let server = Server::builder().add_service(service).listen(listener)?;
    tokio::spawn(server.serve());
    Ok(address)
}

/// Like [`spawn`], but returns the URL of the server.
///
/// # Errors
/// Returns an error if it cannot listen on a port.
pub async fn spawn_url(service: impl GrpcService) -> Result<String, ServeError> {
    Ok(format!("http://{}", spawn(service).await?))
}

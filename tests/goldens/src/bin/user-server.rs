//! Serves `user.UserService` on a free port until its standard input ends. Prints the port.
//!
//! Pages of the origin that is its argument may call it.

use std::error::Error;

use http::HeaderName;
use rpcsmith_goldens::goldens::user_service::user::user_service_server::UserServiceServer;
use rpcsmith_goldens::user_service::Users;
use rpcsmith_runtime::Server;
use rpcsmith_runtime::codec::CompressionEncoding;
use rpcsmith_runtime::serve::Web;
use tokio::io::AsyncReadExt;

/// The metadata that the checks of a page send and read.
const METADATA: [HeaderName; 4] = [
    HeaderName::from_static("x-request-id"),
    HeaderName::from_static("x-trace-bin"),
    HeaderName::from_static("x-delay-ms"),
    HeaderName::from_static("x-details-bin"),
];

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut web = Web::new();
    if let Some(origin) = std::env::args().nth(1) {
        web = web.allow_origin(&origin)?;
    }
    for name in METADATA {
        web = web.allow_header(name.clone()).expose_header(name);
    }
    let server = Server::builder()
        .web(web)
        .add_service(UserServiceServer::new(Users::default()))
        .compression(CompressionEncoding::Gzip)
        .health()
        .bind(([127, 0, 0, 1], 0).into())
        .await?;
    println!(
        "{}",
        server
            .local_addr()
            .ok_or("the server does not listen on TCP")?
            .port()
    );
    let handle = server.drain_handle();
    tokio::spawn(async move {
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
        handle.drain();
    });
    server.serve().await?;
    Ok(())
}

//! Serves the library until its standard input ends. Prints the port.

use rpcsmith_http::Failure;
use rpcsmith_http::proto::library_server::LibraryServer;
use rpcsmith_http::server::Echo;
use rpcsmith_runtime::Server;
use tokio::io::AsyncReadExt;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let server = Server::builder().add_service(LibraryServer::new(Echo));
    let server = server.bind(([127, 0, 0, 1], 0).into()).await?;
    let address = server
        .local_addr()
        .ok_or("the server does not listen on TCP")?;
    println!("{}", address.port());
    let handle = server.drain_handle();
    tokio::spawn(async move {
        // The end of the input, or an error, ends the server.
        let _ = tokio::io::stdin().read_to_end(&mut Vec::new()).await;
        handle.drain();
    });
    server.serve().await?;
    Ok(())
}

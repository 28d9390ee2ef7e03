//! Serves `user.UserService` on a free port until its standard input ends. Prints the port.

use std::error::Error;

use rpcsmith_goldens::goldens::user_service::user::user_service_server::UserServiceServer;
use rpcsmith_goldens::user_service::Users;
use rpcsmith_runtime::Server;
use tokio::io::AsyncReadExt;
use tonic::codec::CompressionEncoding;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = Server::builder()
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

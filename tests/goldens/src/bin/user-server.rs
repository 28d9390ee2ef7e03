//! Serves `user.UserService` on a free port, which it prints, until its standard input ends.

use std::error::Error;

use rpcsmith_goldens::goldens::user_service::user::user_service_server::UserServiceServer;
use rpcsmith_goldens::{serve, user_service::Users};
use tokio::io::AsyncReadExt;
use tonic::codec::CompressionEncoding;
use tonic::service::Routes;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let server = UserServiceServer::new(Users::default())
        .accept_compressed(CompressionEncoding::Gzip)
        .send_compressed(CompressionEncoding::Gzip);
    let address = serve::spawn(Routes::new(server)).await?;
    println!("{}", address.port());
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    Ok(())
}

//! Serves the store on port 50051.

use example_build_rs::Shelf;
use example_build_rs::proto::store::v1::store_server::StoreServer;
use rpcsmith_runtime::Server;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let store = Shelf::default().with("apple", 60).with("pear", 75);
    let address = "[::1]:50051".parse()?;
    println!("serving on {address}");
    Server::builder()
        .add_service(StoreServer::new(store))
        .serve(address)
        .await?;
    Ok(())
}

//! Makes the calls that the suite orders.

use rpcsmith_connect_conformance::{Failure, client};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    client::run().await
}

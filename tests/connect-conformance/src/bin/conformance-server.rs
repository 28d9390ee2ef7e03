//! Serves `ConformanceService` for the suite.

use rpcsmith_connect_conformance::{Failure, server};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    server::run().await
}

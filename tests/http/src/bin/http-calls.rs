//! Calls two servers by the generated client of HTTP/JSON.
//!
//! The arguments are the port of our server, and that of grpc-gateway.

use rpcsmith_http::{Failure, call_all};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [ours, theirs] = arguments.as_slice() else {
        return Err("usage: http-calls <port> <port of grpc-gateway>".into());
    };
    for (name, port) in [("our server", ours), ("grpc-gateway", theirs)] {
        let calls = call_all(port.parse()?).await;
        let calls = calls.map_err(|error| format!("{name}: {error}"))?;
        println!("{calls} calls of the generated client to {name}");
    }
    Ok(())
}

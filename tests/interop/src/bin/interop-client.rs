//! Runs all cases against a server: `interop-client [--uncompressed] [<authorities> <name>] <port>`. Prints a line for each case, and the sum.

use std::time::Duration;

use rpcsmith_interop::Failure;
use rpcsmith_interop::client::{CASES, COMPRESSED, Server};
use tokio::time::timeout;

/// A case that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut arguments: Vec<_> = std::env::args().skip(1).collect();
    let port = arguments.pop().ok_or("the port is missing")?.parse()?;
    let is_left_out = arguments
        .first()
        .is_some_and(|first| first == "--uncompressed");
    if is_left_out {
        arguments.remove(0);
    }
    let tls = <[String; 2]>::try_from(arguments).ok();
    let server = Server {
        port,
        tls: tls.map(|[authorities, name]| (authorities, name)),
    };
    let is_compressed = |name: &str| COMPRESSED.iter().any(|start| name.starts_with(start));
    let (mut passed, mut failed) = (0, 0);
    for (name, case) in CASES {
        if is_left_out && is_compressed(name) {
            continue;
        }
        match timeout(PATIENCE, case(server.clone())).await {
            Ok(Ok(())) => {
                println!("ok {name}");
                passed += 1;
            }
            Ok(Err(error)) => {
                println!("FAILED {name}: {error}");
                failed += 1;
            }
            Err(_) => {
                println!("FAILED {name}: it hangs");
                failed += 1;
            }
        }
    }
    println!("{passed} passed, {failed} failed");
    Ok(())
}

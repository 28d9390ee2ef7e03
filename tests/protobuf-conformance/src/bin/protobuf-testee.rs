//! Answers the requests of the suite on standard input.

use rpcsmith_protobuf_conformance::{Failure, run};

fn main() -> Result<(), Failure> {
    run(std::io::stdin().lock(), std::io::stdout().lock())
}

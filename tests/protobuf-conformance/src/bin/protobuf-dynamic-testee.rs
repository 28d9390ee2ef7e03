//! Answers the requests of the suite on standard input, with messages whose types are known only at run time.

use rpcsmith_protobuf_conformance::{Failure, dynamic, run};

fn main() -> Result<(), Failure> {
    run(
        &dynamic()?,
        std::io::stdin().lock(),
        std::io::stdout().lock(),
    )
}

//! Answers the requests of the suite on standard input, with the messages of generated code.

use rpcsmith_protobuf_conformance::{Failure, generated, run};

fn main() -> Result<(), Failure> {
    run(
        &generated(),
        std::io::stdin().lock(),
        std::io::stdout().lock(),
    )
}

//! Generates the service of the interoperability tests.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    rpcsmith::Builder::new()
        .default_stubs(true)
        .compile(&["proto/grpc/testing/test.proto"], &["proto"])?;
    Ok(())
}

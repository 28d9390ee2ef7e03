//! Generates the service, with its routes.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    rpcsmith::Builder::new()
        .json(true)
        .http(true)
        .compile(&["proto/library/v1/library.proto"], &["proto"])?;
    Ok(())
}

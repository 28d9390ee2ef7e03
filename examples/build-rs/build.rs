fn main() -> Result<(), Box<dyn std::error::Error>> {
    rpcsmith::Builder::new().compile(&["proto/store/v1/store.proto"], &["proto"])?;
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    rpcsmith::Builder::new().compile(&["../proto/notes.proto"], &["../proto"])?;
    Ok(())
}

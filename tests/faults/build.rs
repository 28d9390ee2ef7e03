//! Generates the user service.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    rpcsmith::Builder::new()
        .default_stubs(true)
        .compile(&["../../proto/user/v1/user.proto"], &["../../proto"])?;
    Ok(())
}

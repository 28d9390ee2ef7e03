fn main() -> Result<(), Box<dyn std::error::Error>> {
    let protos = [
        "../../proto/store/money/v1/money.proto",
        "../../proto/store/v1/store.proto",
        "../../proto/user/v1/user.proto",
    ];
    rpcsmith::Builder::new().compile(&protos, &["../../proto"])?;
    Ok(())
}

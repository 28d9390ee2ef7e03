//! Generates code for the golden cases with validators.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let case = |name: &str| format!("../tests/golden/{name}/proto");
    let (cel, dynamic) = (case("validate_cel"), case("validate_dynamic"));
    let (standard, predefined) = (case("validate_standard"), case("validate_predefined"));
    rpcsmith::Builder::new().compile(
        &[
            format!("{cel}/validate_cel.proto"),
            format!("{dynamic}/validate_dynamic.proto"),
            format!("{standard}/validate_standard.proto"),
            format!("{predefined}/post.proto"),
        ],
        &[cel, dynamic, standard, predefined],
    )?;
    Ok(())
}

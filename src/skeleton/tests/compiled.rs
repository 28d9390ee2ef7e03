//! Stubs of a golden's service, as a crate of the workspace compiles and calls them.

use std::path::PathBuf;

use super::*;
use crate::frontend::{Parser, Sources, fetch};
use crate::skeleton::stub::{self, Names, Part};

const GENERATED: &str = "crate::goldens::validated_service";
const RUNTIME: &str = "::rpcsmith_runtime";

#[test]
fn stubs_are_those_that_are_compiled() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let sources = Sources {
        files: vec![root.join("tests/golden/validated_service/proto/tables.proto")],
        includes: vec![root.join("tests/golden/validated_service/proto")],
        parser: Parser::Embedded,
    };
    let fetched = fetch(&sources, "").expect("it is right");
    let services = crate::outline(&fetched.request).expect("it is right");
    let service = &services[0];
    let full = Names::full(GENERATED, RUNTIME);
    let whole = "Stubs by whole paths, as they come into a file.";
    let mut texts = vec![(
        "whole_paths.rs",
        format!(
            "//! {whole}\n\npub struct TableServiceImpl;\n\n{}\n{}",
            stub::implementation(service, Part::Service, &full, "TableServiceImpl"),
            stub::implementation(service, Part::Checks, &full, "TableServiceImpl"),
        ),
    )];
    for (file, part, ident) in [
        ("imported.rs", Part::Service, "TableServiceImpl"),
        ("imported_checks.rs", Part::Checks, "TableServiceChecks"),
    ] {
        let names = Names::imported(GENERATED, RUNTIME, service, part, &[ident]);
        let text = format!(
            "//! Stubs by short names, as a file begins with them.\n\n{}\npub struct {ident};\n\n{}",
            names.imports(),
            stub::implementation(service, part, &names, ident)
        );
        texts.push((file, text));
    }
    for (file, text) in texts {
        let path = root.join("tests/goldens/src/stubs").join(file);
        if std::env::var_os("BLESS").is_some() {
            fs::write(&path, &text).expect("it can be written");
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(there, text, "{file}: BLESS=1 writes it");
    }
}

//! Compares with a crate of the workspace, which compiles and calls stubs of a golden case.

use std::path::PathBuf;

use super::*;
use crate::frontend::{Parser, Sources, fetch};
use crate::skeleton::State;
use crate::targets::rust::skeleton::stub::{self, Names, Part};

const GENERATED: &str = "crate::goldens::validated_service";
const RUNTIME: &str = "::rpcsmith_runtime";

/// The services of a golden case.
fn golden(case: &str, file: &str) -> Vec<ServiceOutline> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("tests/golden").join(case).join("proto");
    let sources = Sources {
        files: vec![folder.join(file)],
        includes: vec![folder],
        parser: Parser::Embedded,
    };
    let fetched = fetch(&sources, "").expect("it is right");
    let generated = crate::pipeline::generate_with_outlines(&fetched.request).expect("it is right");
    generated.services
}

#[test]
fn compiled_functions_are_implemented() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/goldens");
    let target = Target {
        root: &root,
        generated: None,
        runtime: "::rpcsmith_runtime",
    };
    for (case, proto) in [
        ("user_service", "user.proto"),
        ("phantom_controller", "phantom/phantom.proto"),
        ("image_classifier", "image_classifier.proto"),
    ] {
        let analysis = analyze(&target, golden(case, proto)).expect("it is a crate");
        // Golden cases of other schemas may have services with the same names.
        let file = format!("src/{case}.rs");
        let mut all = analysis.services[0].service.implementations.iter();
        let one = all.find(|one| one.file == file).expect("it is there");
        assert_eq!(one.removed, []);
        for method in &one.methods {
            assert_eq!(method.state, State::Implemented, "{method:?}");
        }
    }
    // Stubs are recognized.
    let analysis = analyze(&target, golden("validated_service", "tables.proto"));
    let analysis = analysis.expect("it is a crate");
    for implementation in &analysis.services[0].service.implementations {
        let mut methods = implementation.methods.iter();
        assert!(
            methods.all(|method| method.state == State::Stub),
            "{implementation:?}"
        );
    }
}

#[test]
fn stubs_are_the_compiled_ones() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let service = &golden("validated_service", "tables.proto")[0];
    let full = Names::full(GENERATED, RUNTIME);
    let whole = "Stubs with full paths, as `sync` inserts them.";
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
            "//! Stubs with short names, as in a new file.\n\n{}\npub struct {ident};\n\n{}",
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

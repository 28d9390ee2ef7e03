//! Other front ends of Rust: the code for what they read is the code for what the embedded compiler reads.
//!
//! They are protox, and two of protobuf-parse: its own parser, and one that runs protoc. The comparison is of generated code,
//! because descriptors differ where no generator looks: source info, JSON names, options without an effect.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use protobuf::Message;
use protobuf::descriptor::FileDescriptorSet;
use protobuf_parse::Parser;
use rpcsmith::Builder;
use rpcsmith::options::Validators;
use rpcsmith_parity::compare_sources;

/// Golden cases without options, whose protos neither have editions nor import a file that a front end lacks.
const CASES: &[&str] = &[
    "comments",
    "enum_only",
    "keywords",
    "long_names",
    "nested_packages",
    "odd_names",
    "oneof_names",
    "proto2",
    "proto3_kinds",
    "public_import",
    "recursive",
    "service_only",
    "streaming",
    "user_service",
    "well_known_types",
    "wide_names",
];

#[test]
fn protox_reads_the_same_schema() {
    for case in CASES {
        assert_same(case, |include, files| {
            let mut compiler = protox::Compiler::new([include])?;
            compiler.include_imports(true).include_source_info(true);
            Ok(compiler.open_files(files)?.encode_file_descriptor_set())
        });
    }
}

#[test]
fn protobuf_parse_reads_the_same_schema() {
    for case in CASES {
        assert_same(case, |include, files| {
            parsed(Parser::new().pure(), include, files)
        });
    }
}

#[test]
fn protobuf_parse_with_protoc_reads_the_same_schema() {
    let protoc = protoc_bin_vendored::protoc_bin_path().unwrap();
    for case in CASES {
        assert_same(case, |include, files| {
            parsed(Parser::new().protoc().protoc_path(&protoc), include, files)
        });
    }
}

/// The descriptor set of a parser of protobuf-parse, with imports.
fn parsed(parser: &mut Parser, include: &Path, files: &[PathBuf]) -> Result<Vec<u8>> {
    let parsed = parser
        .include(include)
        .inputs(files)
        .parse_and_typecheck()?;
    // `file_descriptor_set` leaves out the imports.
    let mut set = FileDescriptorSet::new();
    set.file = parsed.file_descriptors;
    Ok(set.write_to_bytes()?)
}

/// Compares the generated modules of a case, item by item. `read` returns the descriptor set of the files under an include
/// path.
fn assert_same(case: &str, read: impl Fn(&Path, &[PathBuf]) -> Result<Vec<u8>>) {
    let include = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../golden")
        .join(case)
        .join("proto");
    let files = protos(&include);
    let [ours, theirs] = [(), ()].map(|()| tempfile::tempdir().unwrap());
    let builder = |out: &tempfile::TempDir| {
        let builder = Builder::new().emit_rerun_if_changed(false);
        builder.validate(Validators::None).out_dir(out.path())
    };
    builder(&ours).compile(&files, &[&include]).unwrap();
    let set = read(&include, &files).unwrap_or_else(|error| panic!("{case}: {error:#}"));
    let encoded = theirs.path().join("set.binpb");
    fs::write(&encoded, set).unwrap();
    builder(&theirs)
        .compile_descriptor_set(&encoded)
        .unwrap_or_else(|error| panic!("{case}: {error}"));
    let mut items = 0;
    for module in fs::read_dir(ours.path()).unwrap() {
        let path = module.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        let [ours, theirs] = [
            read(&path),
            read(&theirs.path().join(path.file_name().unwrap())),
        ];
        let report = compare_sources(name, &ours, &theirs).unwrap();
        assert_eq!(report.differences, [], "{case}");
        items += report.items;
    }
    assert!(items > 0 || *case == *"service_only", "{case}");
}

/// The `.proto` files below a folder.
fn protos(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| {
        if path.is_dir() {
            protos(&path)
        } else {
            vec![path]
        }
    });
    files
        .filter(|path| path.extension().is_some_and(|it| it == "proto"))
        .collect()
}

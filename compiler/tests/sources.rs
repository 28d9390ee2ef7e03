//! How the compiler finds files, and which other files a file sees.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use rpcsmith_compiler::{Compiled, Diagnostic, IncludePaths, Resolver, Severity, Sources, compile};

/// The sources of a test: names and texts.
fn sources(files: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::new();
    for &(name, text) in files {
        sources.insert(name, text);
    }
    sources
}

fn compiled(inputs: &[&str], files: &[(&str, &str)]) -> Compiled {
    let faults = |faults: Vec<Diagnostic>| panic!("{}", texts(&faults).join("\n"));
    compile(inputs, &sources(files)).unwrap_or_else(faults)
}

fn faults(inputs: &[&str], files: &[(&str, &str)]) -> Vec<String> {
    match compile(inputs, &sources(files)) {
        Ok(_) => panic!("the files compile"),
        Err(faults) => texts(&faults),
    }
}

fn texts(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(ToString::to_string).collect()
}

fn names(compiled: &Compiled) -> Vec<&str> {
    compiled.files().iter().map(|file| &*file.name).collect()
}

const A: (&str, &str) = ("a.proto", "syntax = \"proto3\"; package a; message A {}");

#[test]
fn imports_come_first_and_once() {
    let b = (
        "b.proto",
        "syntax = \"proto3\"; import \"a.proto\"; message B { a.A a = 1; }",
    );
    let c = (
        "c.proto",
        "syntax = \"proto3\"; import \"b.proto\"; import \"a.proto\"; message C { a.A a = 1; B b = 2; }",
    );
    let compiled = compiled(&["c.proto", "a.proto", "c.proto"], &[A, b, c]);
    assert_eq!(names(&compiled), ["a.proto", "b.proto", "c.proto"]);
}

#[test]
fn descriptor_proto_is_no_result_unless_it_is_imported() {
    assert_eq!(names(&compiled(&["a.proto"], &[A])), ["a.proto"]);
    let b = (
        "b.proto",
        "syntax = \"proto3\"; import \"google/protobuf/descriptor.proto\";\
         extend google.protobuf.FieldOptions { int32 number = 50000; }",
    );
    let files = compiled(&["b.proto"], &[b]);
    assert_eq!(
        names(&files),
        ["google/protobuf/descriptor.proto", "b.proto"]
    );
    assert!(files.files()[0].bundled && !files.files()[1].bundled);
}

#[test]
fn a_file_of_the_user_wins_over_a_bundled_one() {
    let own = (
        "google/protobuf/empty.proto",
        "syntax = \"proto3\"; package google.protobuf; message Empty { int32 own = 1; }",
    );
    let b = (
        "b.proto",
        "syntax = \"proto3\"; import \"google/protobuf/empty.proto\";\
         message B { google.protobuf.Empty empty = 1; }",
    );
    let files = compiled(&["b.proto"], &[own, b]);
    assert!(!files.files()[0].bundled);
    let descriptor = &files.files()[0].descriptor;
    assert!(descriptor.windows(3).any(|bytes| bytes == b"own"));
}

#[test]
fn public_imports_reach_over_any_number_of_levels() {
    let reexport = |name, import| {
        (
            name,
            format!("syntax = \"proto3\"; import public \"{import}\";"),
        )
    };
    let levels = [
        reexport("b.proto", "a.proto"),
        reexport("c.proto", "b.proto"),
        reexport("d.proto", "c.proto"),
    ];
    let user = (
        "e.proto",
        "syntax = \"proto3\"; import \"d.proto\"; message E { a.A a = 1; }",
    );
    let mut files = vec![A, user];
    files.extend(levels.iter().map(|(name, text)| (*name, &**text)));
    assert_eq!(compiled(&["e.proto"], &files).files().len(), 5);
}

#[test]
fn imports_of_imports_are_not_visible() {
    let b = (
        "b.proto",
        "syntax = \"proto3\"; import \"a.proto\"; message B { a.A a = 1; }",
    );
    let c = (
        "c.proto",
        "syntax = \"proto3\"; import \"b.proto\"; message C {\n  a.A a = 1;\n  B b = 2; }",
    );
    assert_eq!(
        faults(&["c.proto"], &[A, b, c]),
        ["c.proto:2:3: error: `a.A` is declared in `a.proto`, which is not imported"]
    );
}

#[test]
fn the_package_of_a_file_that_is_not_imported_captures_no_name() {
    let files = [
        (
            "r1.proto",
            "syntax = \"proto3\"; package e.clusters.common; message Other {}",
        ),
        (
            "r2.proto",
            "syntax = \"proto3\"; package e.common; message Config {}",
        ),
        (
            "r3.proto",
            "syntax = \"proto3\"; package e.clusters.a; import \"r2.proto\";\
             message M { common.Config config = 1; }",
        ),
    ];
    compiled(&["r1.proto", "r3.proto"], &files);
}

#[test]
fn an_inner_scope_with_the_first_part_captures_a_name() {
    let file = (
        "a.proto",
        "syntax = \"proto3\"; package a;\nmessage Bar { message Baz {} }\n\
         message Foo {\n  message Bar {}\n  Bar.Baz baz = 1;\n  .a.Bar.Baz other = 2;\n}",
    );
    assert_eq!(
        faults(&["a.proto"], &[file]),
        ["a.proto:5:3: error: `Bar.Baz` means `a.Foo.Bar.Baz` here, which is not declared"]
    );
}

#[test]
fn a_cycle_is_a_fault_at_the_import_that_leads_into_it() {
    let files = [
        ("a.proto", "syntax = \"proto3\";\nimport \"b.proto\";"),
        ("b.proto", "syntax = \"proto3\";\n\nimport \"c.proto\";"),
        ("c.proto", "syntax = \"proto3\";\nimport \"b.proto\";"),
    ];
    assert_eq!(
        faults(&["a.proto"], &files),
        ["b.proto:3:1: error: files import each other: `b.proto` -> `c.proto` -> `b.proto`"]
    );
    let own = ("a.proto", "import \"a.proto\";");
    assert!(
        faults(&["a.proto"], &[own])
            .iter()
            .any(|text| text
                == "a.proto:1:1: error: files import each other: `a.proto` -> `a.proto`")
    );
}

#[test]
fn files_that_are_missing_are_faults_where_they_are_needed() {
    let file = (
        "a.proto",
        "syntax = \"proto3\";\nimport \"none.proto\";\nimport \"../b.proto\";",
    );
    assert_eq!(
        faults(&["a.proto", "x.proto"], &[file]),
        [
            "x.proto: error: the file is not found",
            "a.proto:2:1: error: the import `none.proto` is not found",
            "a.proto:3:1: error: the import `../b.proto` leads out of the include paths",
        ]
    );
}

#[test]
fn imports_without_use_are_worth_a_warning_in_the_files_to_compile() {
    let public = ("p.proto", "syntax = \"proto3\"; import public \"a.proto\";");
    let b = (
        "b.proto",
        "syntax = \"proto3\";\nimport \"a.proto\";\nimport public \"c.proto\";\nimport \"p.proto\"; message B {}",
    );
    let c = ("c.proto", "syntax = \"proto3\"; import \"a.proto\";");
    let of_b = compiled(&["b.proto"], &[A, b, c, public]);
    assert_eq!(
        texts(of_b.warnings()),
        ["b.proto:2:1: warning: the import `a.proto` is unused"]
    );
    assert_eq!(of_b.warnings()[0].severity, Severity::Warning);
}

#[test]
fn the_faults_of_all_files_are_reported_together() {
    let files = [
        (
            "a.proto",
            "syntax = \"proto3\";\nmessage A { B b = 1; }\nmessage C { D d = 1; }",
        ),
        ("b.proto", "syntax = \"proto3\";\nmessage B {"),
        (
            "c.proto",
            "syntax = \"proto3\";\nimport \"b.proto\";\nmessage E { F f = 1; }",
        ),
    ];
    let places: Vec<String> = faults(&["a.proto", "c.proto"], &files)
        .iter()
        .map(|text| text.split(": ").next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(places, ["a.proto:2:13", "a.proto:3:13", "b.proto:2:12"]);
}

#[test]
fn a_diagnostic_has_the_source_line_and_a_remedy() {
    let file = (
        "a.proto",
        "syntax = \"proto3\";\nmessage A {\r\n  Strin b = 1;\r\n}",
    );
    let faults = compile(&["a.proto"], &sources(&[file])).unwrap_err();
    let place = faults[0].place.as_ref().unwrap();
    assert_eq!((place.start, place.end), ((3, 3), (3, 8)));
    assert_eq!(&*place.source_line, "  Strin b = 1;");
    assert!(faults[0].help.is_some());
}

#[test]
fn diagnostics_of_one_line_share_its_text() {
    let file = (
        "a.proto",
        "syntax = \"proto3\"; message A { B b = 1; C c = 2; }\nmessage D { E e = 1; }",
    );
    let faults = compile(&["a.proto"], &sources(&[file])).unwrap_err();
    let lines: Vec<&Arc<str>> = faults
        .iter()
        .map(|fault| &fault.place.as_ref().unwrap().source_line)
        .collect();
    assert_eq!(lines.len(), 3);
    assert!(Arc::ptr_eq(lines[0], lines[1]));
    assert_eq!(&**lines[2], "message D { E e = 1; }");
}

#[test]
fn an_any_without_the_fields_of_any_is_a_message_like_others() {
    let any = (
        "google/protobuf/any.proto",
        "syntax = \"proto3\"; package google.protobuf; message Any { int32 type_url = 1; }",
    );
    let option = "option (any) = { [type.googleapis.com/google.protobuf.Any] {} };";
    let user = format!(
        "syntax = \"proto2\"; import \"google/protobuf/any.proto\"; import \"google/protobuf/descriptor.proto\";
        {option} extend google.protobuf.FileOptions {{ optional google.protobuf.Any any = 50000; }}"
    );
    let found = faults(&["a.proto"], &[any, ("a.proto", &user)]);
    assert_eq!(found.len(), 1);
    assert!(found[0].contains("the name of an extension cannot have a `/`"));
}

#[test]
fn a_resolver_that_fails_is_a_fault_at_the_import() {
    struct Failing;
    impl Resolver for Failing {
        fn source(&self, name: &str) -> io::Result<Option<Cow<'_, [u8]>>> {
            match name {
                "a.proto" => Ok(Some(
                    b"syntax = \"proto3\";\nimport \"b.proto\";"[..].into(),
                )),
                _ => Err(io::Error::other("the disk is gone")),
            }
        }
    }
    assert_eq!(
        texts(&compile(&["a.proto"], &Failing).unwrap_err()),
        ["a.proto:2:1: error: the import `b.proto` cannot be read: the disk is gone"]
    );
}

#[test]
fn include_paths_are_searched_in_their_order() {
    let root = std::env::temp_dir().join(format!("rpcsmith-compiler-{}", std::process::id()));
    let folders = ["first", "second"].map(|name| root.join(name));
    for folder in &folders {
        std::fs::create_dir_all(folder.join("deep")).unwrap();
    }
    std::fs::write(
        folders[1].join("deep/a.proto"),
        "syntax = \"proto3\"; package second;",
    )
    .unwrap();
    let resolver = IncludePaths {
        folders: folders.to_vec(),
    };
    let has = |package: &str| {
        let compiled = compile(&["deep/a.proto"], &resolver).unwrap();
        let descriptor = &compiled.files()[0].descriptor;
        descriptor
            .windows(package.len())
            .any(|bytes| bytes == package.as_bytes())
    };
    assert!(has("second"));
    std::fs::write(
        folders[0].join("deep/a.proto"),
        "syntax = \"proto3\"; package first;",
    )
    .unwrap();
    assert!(has("first"));
    std::fs::remove_dir_all(root).unwrap();
}

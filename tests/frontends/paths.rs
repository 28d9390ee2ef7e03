//! The files of paths, and their names.

use std::fs;

use rpcsmith::diagnostics::Diagnostic;
use rpcsmith::frontend::{Parser, Sources};

use super::support::{
    PROTOS, Request, faults, fetch_ok, folder, request_in, sources, text, with_protoc,
};

/// The names of the files to generate, which are the same with both parsers.
fn names(sources: &Sources) -> Vec<String> {
    let [embedded, protoc] = [Parser::Embedded, with_protoc()].map(|parser| {
        let sources = Sources {
            parser,
            ..sources.clone()
        };
        Request::of(&fetch_ok(&sources).request).file_to_generate
    });
    assert_eq!(embedded, protoc);
    embedded
}

#[test]
fn names_are_relative_to_the_include_path() {
    let here = std::env::current_dir().expect("the current directory");
    let absolute = here.join(PROTOS);
    let absolute = absolute.to_str().expect("UTF-8");
    let item = "shop/v1/items.proto";
    let named = |file: &str, include: &str| names(&sources(&[file], &[include], Parser::Embedded));
    for include in [
        PROTOS,
        "./tests/frontends/protos/",
        "tests/../tests/./frontends/protos",
        absolute,
    ] {
        assert_eq!(named(&format!("{PROTOS}/{item}"), include), [item]);
        assert_eq!(
            named(&format!("./tests//frontends/./protos/{item}"), include),
            [item]
        );
        assert_eq!(named(&format!("{absolute}/{item}"), include), [item]);
        assert_eq!(named(item, include), [item]);
    }
}

#[test]
fn without_an_include_path_names_are_relative_to_the_current_directory() {
    let path = "tests/frontends/protos/shop/v1/items.proto";
    assert_eq!(names(&sources(&[path], &[], Parser::Embedded)), [path]);
    assert_eq!(names(&sources(&[path], &[""], Parser::Embedded)), [path]);
}

#[test]
fn the_first_include_path_wins() {
    let folder = folder(&[
        ("a/x.proto", ""),
        ("b/x.proto", ""),
        ("b/y.proto", "import \"x.proto\";"),
    ]);
    let path = |name: &str| folder.path().join(name);
    let sources = Sources {
        files: vec![path("b/y.proto")],
        includes: vec![path("a"), path("b"), path("")],
        parser: Parser::Embedded,
    };
    assert_eq!(names(&sources), ["y.proto"]);
    let fetched = fetch_ok(&sources);
    assert_eq!(fetched.read, [path("a/x.proto"), path("b/y.proto")]);
    assert_eq!(sources.locate("x.proto"), Some(path("a/x.proto")));
    assert_eq!(sources.locate("z.proto"), None);
}

#[test]
fn invalid_files_are_reported_together() {
    let folder = folder(&[
        ("a/x.proto", ""),
        ("b/x.proto", ""),
        ("c/x.proto", ""),
        ("d.proto/x.proto", ""),
        ("b/user/v1/z.proto", ""),
    ]);
    let path = |name: &str| folder.path().join(name);
    let sources = Sources {
        files: vec![
            path("b/x.proto"),
            path("c/x.proto"),
            path("d.proto"),
            path("a/y.proto"),
            "user/v1".into(),
        ],
        includes: vec![path("a"), path("b")],
        parser: Parser::Embedded,
    };
    let expected = "\
error: `TMP/b/x.proto` is shadowed by `TMP/a/x.proto`, which `import \"x.proto\"` means
  help: name that file instead, or give the include path `TMP/b` first
error: `TMP/c/x.proto` is in none of the include paths (`TMP/a`, `TMP/b`)
  help: add the include path `TMP/c`
error: `TMP/d.proto/x.proto` is in none of the include paths (`TMP/a`, `TMP/b`)
  help: add the include path `TMP/d.proto`
error: there is no file `TMP/a/y.proto`
  help: it is neither a path on disk nor relative to an include path (`TMP/a`, `TMP/b`)
error: there is no file `user/v1`
  help: give folders by their paths on disk: `TMP/b/user/v1`";
    let text_of_faults = faults(&sources);
    assert_eq!(
        text_of_faults.replace(folder.path().to_str().expect("UTF-8"), "TMP"),
        expected
    );
    let sources = Sources {
        parser: with_protoc(),
        ..sources
    };
    assert_eq!(faults(&sources), text_of_faults);
    assert_eq!(
        faults(&Sources::default()),
        "error: no .proto file is given\n  help: name at least one"
    );
}

#[test]
fn a_missing_include_path_is_a_warning() {
    let files = ["tests/frontends/protos/shop/v1/items.proto"];
    for parser in [Parser::Embedded, with_protoc()] {
        let fetched = fetch_ok(&sources(&files, &["nowhere", PROTOS], parser));
        assert_eq!(
            fetched.warnings,
            [Diagnostic::warning(
                "include path `nowhere` is not a directory"
            )]
        );
    }
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_if_the_text_of_a_path_matches_nothing() {
    let folder = folder(&[("real/a.proto", "")]);
    let path = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink(path("real"), path("link")).expect("a link");
    std::os::unix::fs::symlink(path("real/a.proto"), path("b.proto")).expect("a link");
    let of = |file: &str, include: &str| {
        names(&Sources {
            files: vec![path(file)],
            includes: vec![path(include)],
            parser: Parser::Embedded,
        })
    };
    assert_eq!(of("link/a.proto", "real"), ["a.proto"]);
    assert_eq!(of("real/a.proto", "link"), ["a.proto"]);
    assert_eq!(of("b.proto", ""), ["b.proto"]);
}

#[cfg(unix)]
#[test]
fn unreadable_files_are_reported() {
    use std::os::unix::fs::PermissionsExt;

    let folder = folder(&[("a.proto", "")]);
    fs::set_permissions(
        folder.path().join("a.proto"),
        fs::Permissions::from_mode(0o000),
    )
    .expect("permissions");
    // A superuser can read it.
    if fs::read(folder.path().join("a.proto")).is_ok() {
        assert_eq!(
            request_in(folder.path(), Parser::Embedded).names(),
            ["a.proto"]
        );
        return;
    }
    let text_of_faults = text(
        &rpcsmith::frontend::fetch(
            &super::support::sources_in(folder.path(), &["a.proto"], Parser::Embedded),
            "",
        )
        .expect_err("a fault"),
    );
    assert_eq!(
        text_of_faults.replace(folder.path().to_str().expect("UTF-8"), "TMP"),
        "a.proto: error: `TMP/a.proto` cannot be read: Permission denied (os error 13)"
    );
}

/// The help names the folder to which imports of the package are relative, not the folder of the file.
#[test]
fn the_help_names_the_missing_include_path() {
    let folder = folder(&[
        ("other/z.proto", ""),
        (
            "proto/user/v1/user.proto",
            "syntax = \"proto3\"; package user.v1; import \"user/v1/name.proto\"; message User { Name name = 1; }",
        ),
        (
            "proto/user/v1/name.proto",
            "syntax = \"proto3\"; package user.v1; message Name {}",
        ),
    ]);
    let path = |name: &str| folder.path().join(name);
    for parser in [Parser::Embedded, with_protoc()] {
        let mut sources = Sources {
            files: vec![path("proto/user/v1/user.proto")],
            includes: vec![path("other")],
            parser,
        };
        let faults = rpcsmith::frontend::fetch(&sources, "").expect_err("a fault");
        let help = faults[0].help.as_deref().expect("a help");
        let named = help
            .strip_prefix("add the include path `")
            .and_then(|rest| rest.strip_suffix('`'));
        sources.includes.push(named.expect(help).into());
        let request = Request::of(&fetch_ok(&sources).request);
        assert_eq!(request.file_to_generate, ["user/v1/user.proto"]);
    }
}

/// A folder includes all its files, and Cargo watches the folder, because later files are included too.
#[test]
fn folders_and_patterns_are_searched() {
    let folder = folder(&[
        ("a/x.proto", "syntax = \"proto3\";"),
        ("a/b/y.proto", "syntax = \"proto3\";"),
        ("a/google/protobuf/empty.proto", "syntax = \"proto3\";"),
    ]);
    let path = |name: &str| folder.path().join(name);
    for (files, searched) in [("a", "a"), ("a/**/*.proto", "a"), ("a/b/../b", "a/b/../b")] {
        let sources = Sources {
            files: vec![path(files), path("a/x.proto")],
            includes: vec![path("a")],
            parser: Parser::Embedded,
        };
        let read = rpcsmith::frontend::fetch(&sources, "")
            .expect("it is right")
            .read;
        assert!(read.contains(&path(searched)), "{read:?}");
        assert!(read.contains(&path("a/b/y.proto")), "{read:?}");
        assert_eq!(read.len(), 3, "{read:?}");
    }
}

//! Names of files to generate in many layouts, compared with protoc: if protoc accepts a file, both parsers use its name
//! for it.

use std::path::Path;
use std::process::Command;

use rpcsmith::frontend::{Parser, Sources};
use tempfile::TempDir;

use super::support::{
    FileDescriptorSet, Request, fetch_ok, folder, name_of, protoc, text, with_protoc,
};
use prost::Message;

/// Include paths, files to generate, and the names of all files in protoc's request. Then the names of rpcsmith, where
/// only protoc rejects the layout.
type Layout = (
    &'static [&'static str],
    &'static [&'static str],
    Option<&'static [&'static str]>,
    Option<&'static [&'static str]>,
);

const X: &str = "import \"y.proto\"; message X { optional Y y = 1; }";
const Y: &str = "message Y {}";

/// `TMP` is the folder of the layout.
const LAYOUTS: &[Layout] = &[
    // A name, and an import with the same name, with nested include paths.
    (
        &["TMP/nest", "TMP/nest/common"],
        &["x.proto", "y.proto"],
        Some(&["y.proto", "x.proto"]),
        None,
    ),
    (
        &["TMP/nest", "TMP/nest/common"],
        &["y.proto", "x.proto"],
        Some(&["y.proto", "x.proto"]),
        None,
    ),
    (
        &["TMP/nest/common", "TMP/nest"],
        &["TMP/nest/x.proto", "TMP/nest/common/y.proto"],
        Some(&["y.proto", "x.proto"]),
        None,
    ),
    // A path belongs to the first include path: the file has two names.
    (
        &["TMP/nest", "TMP/nest/common"],
        &["TMP/nest/x.proto", "TMP/nest/common/y.proto"],
        None,
        None,
    ),
    (
        &["TMP/nest", "TMP/nest/common"],
        &["TMP/nest/common/y.proto"],
        Some(&["common/y.proto"]),
        None,
    ),
    // A shadowed file, and one that is not shadowed.
    (&["TMP/a", "TMP/b"], &["TMP/b/s.proto"], None, None),
    (
        &["TMP/b", "TMP/a"],
        &["TMP/b/s.proto"],
        Some(&["s.proto"]),
        None,
    ),
    (
        &["TMP/link", "TMP/a"],
        &["TMP/a/s.proto"],
        None,
        Some(&["s.proto"]),
    ),
    // The text of a path counts before symbolic links are followed.
    (
        &["TMP/nestlink", "TMP/nest/common"],
        &["TMP/nest/common/y.proto"],
        Some(&["y.proto"]),
        None,
    ),
    (
        &["TMP/link"],
        &["TMP/link/s.proto"],
        Some(&["s.proto"]),
        None,
    ),
    (&["TMP/link"], &["TMP/a/s.proto"], None, Some(&["s.proto"])),
    (&["TMP/a"], &["TMP/link/s.proto"], None, Some(&["s.proto"])),
    (&["TMP/a"], &["TMP/alias.proto"], None, Some(&["s.proto"])),
    (&["TMP"], &["TMP/alias.proto"], Some(&["alias.proto"]), None),
    // `.`, `..` and empty parts.
    (
        &["TMP/./a/"],
        &["TMP//a/./s.proto"],
        Some(&["s.proto"]),
        None,
    ),
    (
        &["TMP/b/../a"],
        &["TMP/b/../a/s.proto"],
        Some(&["s.proto"]),
        None,
    ),
    (
        &["TMP/a"],
        &["TMP/b/../a/s.proto"],
        None,
        Some(&["s.proto"]),
    ),
    (&["TMP/a"], &["./s.proto"], None, Some(&["s.proto"])),
    (&["TMP/a"], &["../s.proto"], None, None),
    // The text is `TMP/a/s.proto`, but `..` of the link is another folder.
    (&["TMP/a"], &["TMP/deep/../a/s.proto"], None, None),
    // A file in the current directory, outside of all include paths, counts as a name.
    (
        &["TMP/manifest"],
        &["Cargo.toml"],
        Some(&["Cargo.toml"]),
        None,
    ),
    (&["TMP/manifest"], &["src"], Some(&["src"]), None),
    (&["."], &["TMP/a/s.proto"], None, None),
    (&["TMP/a=b"], &["s.proto"], Some(&["s.proto"]), None),
];

fn layout() -> TempDir {
    let folder = folder(&[
        ("nest/x.proto", X),
        ("nest/common/y.proto", Y),
        ("a/s.proto", ""),
        ("b/s.proto", ""),
        ("a=b/s.proto", ""),
        ("manifest/Cargo.toml", ""),
        ("manifest/src", ""),
        ("far/away/a/s.proto", ""),
        ("far/away/deep/d.proto", ""),
    ]);
    let link = |to: &str, from: &str| {
        std::os::unix::fs::symlink(folder.path().join(to), folder.path().join(from))
            .expect("a link");
    };
    link("a", "link");
    link("nest", "nestlink");
    link("a/s.proto", "alias.proto");
    link("far/away/deep", "deep");
    folder
}

/// The names in the descriptor set of protoc, run with the same arguments.
fn by_protoc(includes: &[String], files: &[String], folder: &Path) -> Option<Vec<String>> {
    let set = folder.join("set.binpb");
    let output = Command::new(protoc())
        .arg("--include_imports")
        .arg(format!("--descriptor_set_out={}", set.display()))
        .args(includes.iter().map(|include| format!("-I{include}")))
        .args(files)
        .output()
        .expect("protoc");
    output.status.success().then(|| {
        let set = std::fs::read(set).expect("a set");
        let set = FileDescriptorSet::decode(&*set).expect("a set");
        set.file.iter().map(|file| name_of(file)).collect()
    })
}

#[cfg(unix)]
#[test]
fn files_have_the_same_names_as_with_protoc() {
    let folder = layout();
    let placed = |texts: &[&str]| -> Vec<String> {
        let root = folder.path().to_str().expect("UTF-8");
        texts.iter().map(|text| text.replace("TMP", root)).collect()
    };
    for (includes, files, protocs, ours) in LAYOUTS {
        let row = format!("-I {includes:?} {files:?}");
        let owned = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        let (includes, files) = (placed(includes), placed(files));
        assert_eq!(
            by_protoc(&includes, &files, folder.path()),
            protocs.map(owned),
            "protoc: {row}"
        );
        for parser in [Parser::Embedded, with_protoc()] {
            let sources = Sources {
                files: files.iter().map(Into::into).collect(),
                includes: includes.iter().map(Into::into).collect(),
                parser: parser.clone(),
            };
            let fetched = rpcsmith::frontend::fetch(&sources, "");
            let names = fetched
                .as_ref()
                .ok()
                .map(|fetched| Request::of(&fetched.request).names());
            let faults = fetched
                .err()
                .map(|faults| text(&faults))
                .unwrap_or_default();
            assert_eq!(
                names,
                protocs.or(*ours).map(owned),
                "{parser:?}: {row}\n{faults}"
            );
        }
    }
}

/// The bytes come from protoc's own run, so no file is read twice.
#[cfg(unix)]
#[test]
fn names_under_nested_include_paths_reach_protoc() {
    let folder = layout();
    let sources = Sources {
        files: vec!["x.proto".into(), "y.proto".into()],
        includes: vec![
            folder.path().join("nest"),
            folder.path().join("nest/common"),
        ],
        parser: with_protoc(),
    };
    let fetched = fetch_ok(&sources);
    assert_eq!(
        Request::of(&fetched.request).file_to_generate,
        ["x.proto", "y.proto"]
    );
    assert_eq!(
        fetched.read,
        [
            folder.path().join("nest/common/y.proto"),
            folder.path().join("nest/x.proto")
        ]
    );
}

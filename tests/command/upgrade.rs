//! A crate that version 0.1 wrote, upgraded by the steps of `docs/migrate.md`. `cargo xtask skeleton` builds it as well.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::Sandbox;

const MANIFEST: &str = "Cargo.toml";

fn frozen() -> Sandbox {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/upgrade/0.1");
    let sandbox = Sandbox::new(&[]);
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
            let name = name.replace('\\', "/");
            sandbox.write(&name, &fs::read_to_string(&path).unwrap());
        }
    }
    sandbox
}

#[test]
fn a_crate_of_version_0_1_is_upgraded_by_the_documented_steps() {
    let sandbox = frozen();
    let before = sandbox.texts();

    // `check` lists what has to change, and changes nothing.
    let checked = sandbox.rpcsmith("check");
    assert_eq!(checked.code, Some(1));
    let version = env!("CARGO_PKG_VERSION");
    for part in [
        &*format!(
            "error: the generated code needs `rpcsmith-runtime` {version}, and this is 0.1.0"
        ),
        "--> Cargo.toml:11:1",
    ] {
        assert!(checked.stderr.contains(part), "{}", checked.stderr);
    }
    assert!(
        checked
            .stdout
            .contains("src/gen/shop.v1.rs is not what would be generated"),
        "{}",
        checked.stdout
    );
    assert_eq!(sandbox.texts(), before);

    // The version in Cargo.toml is the owner's; `sync` generates the code again and leaves it.
    assert_eq!(sandbox.rpcsmith("sync").code, Some(1));
    sandbox.edit(
        MANIFEST,
        "{ version = \"0.1.0\",",
        &format!("{{ version = \"{version}\","),
    );
    let edited = sandbox.read(MANIFEST);
    assert_eq!(sandbox.rpcsmith("sync").code, Some(0));
    assert_eq!(sandbox.rpcsmith("check").code, Some(0));
    assert_eq!(sandbox.read(MANIFEST), edited);
    let own = |texts: BTreeMap<String, String>| -> BTreeMap<String, String> {
        let is_own = |name: &String| !name.starts_with("src/gen/") && name != MANIFEST;
        texts.into_iter().filter(|(name, _)| is_own(name)).collect()
    };
    assert_eq!(own(sandbox.texts()), own(before));
}

//! Each budget in `docs/security.md` names an existing test.

use std::fs;
use std::path::Path;

#[test]
fn every_budget_names_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/security.md")).unwrap();
    let (_, budgets) = page.split_once("## Budgets").unwrap();
    let mut rows = 0;
    for row in budgets.lines().filter(|line| line.starts_with("| ")) {
        let tests = row.trim_end_matches('|').rsplit('|').next().unwrap().trim();
        if tests == "test" {
            continue;
        }
        rows += 1;
        assert!(
            tests.starts_with('`'),
            "the last column names no test: {row}"
        );
        // A test is a file with the names of functions, or the folder of a golden case.
        for test in tests.split("; ") {
            let (path, names) = test.split_once(": ").unwrap_or((test, ""));
            let path = root.join(path.trim_matches('`'));
            assert!(path.exists(), "{} does not exist: {row}", path.display());
            for name in names.split(", ").filter(|name| !name.is_empty()) {
                let name = name.trim_matches('`');
                let source = fs::read_to_string(&path).unwrap();
                let (path, function) = (path.display(), format!("fn {name}("));
                assert!(
                    source.contains(&function),
                    "{path} has no test `{name}`: {row}"
                );
            }
        }
    }
    assert!(rows > 20, "{rows} rows");
}

//! Each budget in `docs/security.md` names a test, and the test exists.

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
        for test in tests.split("; ") {
            let (file, name) = test
                .split_once(": ")
                .unwrap_or_else(|| panic!("the last column is not `file`: `test`: {row}"));
            let (file, name) = (file.trim_matches('`'), name.trim_matches('`'));
            let source = fs::read_to_string(root.join(file))
                .unwrap_or_else(|error| panic!("{file}: {error}: {row}"));
            assert!(
                source.contains(&format!("fn {name}(")),
                "there is no test `{name}` in {file}: {row}"
            );
        }
    }
    assert!(rows > 20, "{rows} rows");
}

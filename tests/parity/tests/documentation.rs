//! `docs/migrate.md` has a row for each class, and for no other.

use rpcsmith_parity::Class;

#[test]
fn each_class_has_a_row() {
    let page = include_str!("../../../docs/migrate.md");
    let table = page.split("| class |").nth(1).expect("there is a table");
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with("| `"));
    let documented: Vec<_> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    let classes: Vec<_> = Class::ALL.iter().map(|class| class.name()).collect();
    assert_eq!(documented, classes);
}

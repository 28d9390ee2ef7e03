//! `docs/migrate.md` describes exactly the classes of the code.

use rpcsmith_parity::Class;

#[test]
fn each_class_has_a_row() {
    let page = include_str!("../../../docs/migrate.md");
    let table = page
        .split("| class |")
        .nth(1)
        .expect("the page has the table");
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with("| `"));
    let documented: Vec<_> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    let classes: Vec<_> = Class::ALL.iter().map(|class| class.name()).collect();
    assert_eq!(documented, classes);
}

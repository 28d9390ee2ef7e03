//! The order of files in a request.

use std::collections::HashMap;

/// The roots and all their imports, each once, imports first: depth first in the order of the import statements, as in
/// protoc.
///
/// # Errors
/// An import cycle: its files. Each imports the next, and the last imports the first.
pub(super) fn imports_first<'a>(
    roots: impl IntoIterator<Item = &'a str>,
    imports: impl Fn(&str) -> &'a [String],
) -> Result<Vec<&'a str>, Vec<&'a str>> {
    let mut ordered = Vec::new();
    // Whether a file has its place already, or is still open. An explicit stack, because chains of imports can be long.
    let mut placed: HashMap<&str, bool> = HashMap::new();
    for root in roots {
        if placed.contains_key(root) {
            continue;
        }
        let mut open = vec![(root, imports(root).iter())];
        placed.insert(root, false);
        while let Some((name, rest)) = open.last_mut() {
            let Some(import) = rest.next() else {
                placed.insert(name, true);
                ordered.push(*name);
                open.pop();
                continue;
            };
            match placed.get(import.as_str()) {
                None => {
                    placed.insert(import, false);
                    open.push((import, imports(import).iter()));
                }
                Some(true) => {}
                Some(false) => {
                    let names = open.into_iter().map(|(name, _)| name);
                    return Err(names.skip_while(|name| name != import).collect());
                }
            }
        }
    }
    Ok(ordered)
}

#[cfg(test)]
mod tests {
    use super::imports_first;

    fn order(files: &'static [(&str, &[&str])], roots: &[&'static str]) -> Result<String, String> {
        let files: &'static Vec<(&str, Vec<String>)> = Box::leak(Box::new(
            files
                .iter()
                .map(|(name, imports)| (*name, imports.iter().map(|i| (*i).to_owned()).collect()))
                .collect(),
        ));
        let imports = |name: &str| {
            let found = files.iter().find(|(file, _)| *file == name);
            found.map_or(&[] as &[String], |(_, imports)| imports)
        };
        imports_first(roots.iter().copied(), imports)
            .map(|names| names.join(" "))
            .map_err(|names| names.join(" "))
    }

    #[test]
    fn imports_come_first_and_each_file_once() {
        let files: &[(&str, &[&str])] = &[("a", &["c", "b"]), ("b", &["d"]), ("c", &["d"])];
        assert_eq!(order(files, &["a", "b"]), Ok("d c b a".to_owned()));
        assert_eq!(order(files, &["d", "b", "a"]), Ok("d b c a".to_owned()));
    }

    #[test]
    fn a_cycle_is_told_without_the_way_to_it() {
        let files: &[(&str, &[&str])] = &[("a", &["b"]), ("b", &["c"]), ("c", &["b"])];
        assert_eq!(order(files, &["a"]), Err("b c".to_owned()));
        assert_eq!(order(&[("a", &["a"])], &["a"]), Err("a".to_owned()));
    }
}

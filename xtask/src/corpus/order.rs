//! Checks that the output for a request does not depend on its order or on threads.

use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::Result;

use crate::plugin::{Generated, Plugin};
use crate::request::Request;

/// The number of files that differ when the plugin runs again, on one core, or on the files in another order.
pub fn differing(plugin: &Plugin, request: &Request, files: &[Generated]) -> Result<usize> {
    let again = plugin.answer("again", request)?;
    let mut count = report("in another run", files, &again.files);
    let alone = plugin.answer_on_one_core("one-core", request)?;
    count += report("on one core", files, &alone.files);
    let shuffled = plugin.answer("shuffled", &shuffled(request))?;
    count += report("for the files in another order", files, &shuffled.files);
    Ok(count)
}

/// Prints the files that differ, and returns their number.
fn report(when: &str, files: &[Generated], others: &[Generated]) -> usize {
    let mut count = files.len().abs_diff(others.len());
    for (file, other) in files.iter().zip(others) {
        if file != other {
            count += 1;
            println!(
                "{} is not the same {when}: {}",
                file.name,
                first(file, other)
            );
        }
    }
    count
}

/// The first difference.
fn first(file: &Generated, other: &Generated) -> String {
    if file.name != other.name {
        return format!("{} is in its place", other.name);
    }
    let lines = file.content.lines().zip(other.content.lines());
    let differing = lines.enumerate().find(|(_, (line, other))| line != other);
    match differing {
        Some((index, (line, other))) => {
            format!("line {}\n  is   {line}\n  then {other}", index + 1)
        }
        None => "one is longer".to_owned(),
    }
}

/// The same request with its files in a random order.
fn shuffled(request: &Request) -> Request {
    let mut request = request.clone();
    request.files_to_generate.sort_by_cached_key(hash);
    request.files.sort_by_cached_key(hash);
    request
}

/// A hash that is the same in every run.
fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> Vec<Generated> {
        let file = |&(name, content): &(&str, &str)| Generated {
            name: name.to_owned(),
            content: content.to_owned(),
        };
        files.iter().map(file).collect()
    }

    #[test]
    fn files_that_differ_are_counted() {
        let first = files(&[("a.rs", "1\n2\n"), ("b.rs", "1\n")]);
        assert_eq!(report("again", &first, &first), 0);
        let content = files(&[("a.rs", "1\n3\n"), ("b.rs", "1\n")]);
        assert_eq!(report("again", &first, &content), 1);
        let order = files(&[("b.rs", "1\n"), ("a.rs", "1\n2\n")]);
        assert_eq!(report("again", &first, &order), 2);
        assert_eq!(report("again", &first, &first[..1]), 1);
    }

    #[test]
    fn the_first_difference_is_difference() {
        let difference = |one, other| first(&files(&[one])[0], &files(&[other])[0]);
        assert_eq!(
            difference(("a.rs", "1\n2\n"), ("a.rs", "1\n3\n")),
            "line 2\n  is   2\n  then 3"
        );
        assert_eq!(
            difference(("a.rs", ""), ("b.rs", "")),
            "b.rs is in its place"
        );
        assert_eq!(
            difference(("a.rs", "1\n"), ("a.rs", "1\n2\n")),
            "one is longer"
        );
    }
}

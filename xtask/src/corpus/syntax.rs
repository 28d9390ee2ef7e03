//! Checks that generated files are Rust.

use std::fmt::Write;

use super::threads;
use crate::plugin::Generated;

/// The number of lines to show before and after an error.
const AROUND: usize = 3;

/// Parses all files and prints the errors. Returns the number of files with errors.
pub fn unparsed(files: &[Generated]) -> usize {
    let faults = threads::map(files.iter(), |file| {
        let error = syn::parse_file(&file.content).err()?;
        let start = error.span().start();
        let place = format!("{}:{}:{}", file.name, start.line, start.column + 1);
        Some(format!(
            "{place}: {error}\n{}",
            excerpt(&file.content, start.line)
        ))
    });
    let mut faults: Vec<String> = faults.into_iter().flatten().collect();
    faults.sort();
    faults.iter().for_each(|fault| println!("{fault}"));
    faults.len()
}

/// The lines around a line, with their numbers.
fn excerpt(text: &str, line: usize) -> String {
    let first = line.saturating_sub(AROUND + 1);
    let lines = text.lines().enumerate().take(line + AROUND).skip(first);
    let mut excerpt = String::new();
    for (index, line) in lines {
        let _ = writeln!(excerpt, "{:6} | {line}", index + 1);
    }
    excerpt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_are_no_rust_are_counted() {
        let contents = ["pub mod a;\n", "pub struct A {\n", "pub fn 1() {}\n"];
        let files = contents.map(|content| Generated {
            name: "a.rs".to_owned(),
            content: content.to_owned(),
        });
        assert_eq!(unparsed(&files), 2);
    }

    #[test]
    fn an_excerpt_has_the_lines_around() {
        let text = "a\nb\nc\nd\ne\nf\n";
        assert_eq!(
            excerpt(text, 1),
            "     1 | a\n     2 | b\n     3 | c\n     4 | d\n"
        );
        assert_eq!(
            excerpt(text, 6),
            "     3 | c\n     4 | d\n     5 | e\n     6 | f\n"
        );
    }
}

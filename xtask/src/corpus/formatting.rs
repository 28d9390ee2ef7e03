//! Checks that generated files are formatted.
//!
//! rustfmt formats a copy of them in place. The memory of its `--check` is quadratic in the differences.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};

use super::threads;
use crate::plugin::{Generated, write};

/// The number of files for one run of rustfmt.
const BATCH: usize = 20;
/// The number of kinds of differences that are shown.
const SHOWN: usize = 10;
/// The limit of lines of a difference. The rest of a file after a longer one is skipped.
const LONGEST: usize = 200;

/// A place where rustfmt changes something.
struct Difference {
    /// `file:line: text`, of the first line that it changes.
    place: String,
    /// That line without its names.
    shape: String,
}

/// Runs rustfmt with its defaults on files, and shows its changes. Returns the share of files that it does not change, in
/// percent.
///
/// # Errors
/// If rustfmt fails.
pub fn clean(files: &[Generated], folder: &Path) -> Result<f64> {
    write(files, folder)?;
    let checked = threads::map(files.chunks(BATCH), |batch| check(batch, folder));
    let checked = checked.into_iter().collect::<Result<Vec<_>>>()?;
    let changed: Vec<_> = checked.into_iter().flatten().collect();
    show(changed.iter().flatten());
    Ok(100.0 * (files.len() - changed.len()) as f64 / files.len() as f64)
}

/// The differences in each file with differences.
fn check(files: &[Generated], folder: &Path) -> Result<Vec<Vec<Difference>>> {
    let mut rustfmt = Command::new("rustfmt");
    rustfmt
        .args(["--edition", "2024"])
        .args(files.iter().map(|file| folder.join(&file.name)));
    let output = rustfmt.output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "rustfmt fails: {errors}");
    let mut changed = Vec::new();
    for file in files {
        let formatted = fs::read_to_string(folder.join(&file.name))?;
        if formatted != file.content {
            changed.push(differences(file, &formatted));
        }
    }
    Ok(changed)
}

/// The differences between the lines of a file and the formatted ones.
fn differences(file: &Generated, formatted: &str) -> Vec<Difference> {
    let (ours, theirs) = (lines(&file.content), lines(formatted));
    let (mut our, mut their) = (0, 0);
    let mut differences = Vec::new();
    while our < ours.len() && their < theirs.len() {
        if ours[our] != theirs[their] {
            let first = ours[our];
            differences.push(Difference {
                place: format!("{}:{}: {first}", file.name, our + 1),
                shape: shape(first),
            });
            let Some((more, others)) = length(&ours[our..], &theirs[their..]) else {
                break;
            };
            (our, their) = (our + more, their + others);
        }
        (our, their) = (our + 1, their + 1);
    }
    differences
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

/// The number of lines on both sides until two lines are the same again.
fn length(ours: &[&str], theirs: &[&str]) -> Option<(usize, usize)> {
    let alike = |our: usize, their: usize| {
        let next = |lines: &[&str], at: usize| lines.get(at..at + 2).map(<[&str]>::concat);
        next(ours, our).is_some_and(|ours| Some(ours) == next(theirs, their))
    };
    let mut lengths = (1..LONGEST).flat_map(|sum| (0..=sum).map(move |our| (our, sum - our)));
    lengths.find(|&(our, their)| alike(our, their))
}

/// A line with `x` instead of each word and path.
fn shape(line: &str) -> String {
    let mut shape = String::new();
    for letter in line.trim().chars() {
        match letter {
            _ if !(letter.is_alphanumeric() || letter == '_') => shape.push(letter),
            _ if !shape.ends_with('x') => shape.push('x'),
            _ => {}
        }
    }
    while shape.contains("x::x") {
        shape = shape.replace("x::x", "x");
    }
    shape
}

/// Prints the commonest kinds of differences, each with a place.
fn show<'d>(differences: impl Iterator<Item = &'d Difference>) {
    let mut kinds: BTreeMap<&str, Vec<&Difference>> = BTreeMap::new();
    for difference in differences {
        kinds.entry(&difference.shape).or_default().push(difference);
    }
    let mut kinds: Vec<_> = kinds.into_values().collect();
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.len()));
    for kind in kinds.iter().take(SHOWN) {
        println!("{:8}  {}", kind.len(), kind[0].place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_where_they_start() {
        let ours = "a\nlet one = f(x);\nb\nb\nc\nuse x::{y};\nd\nd\n";
        let theirs = "a\nlet one =\n    f(x);\nb\nb\nc\nuse x::y;\nd\nd\n";
        let file = Generated {
            name: "a.rs".to_owned(),
            content: ours.to_owned(),
        };
        let found = differences(&file, theirs);
        let found: Vec<_> = found
            .iter()
            .map(|each| (each.place.as_str(), each.shape.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("a.rs:2: let one = f(x);", "x x = x(x);"),
                ("a.rs:6: use x::{y};", "x x::{x};"),
            ]
        );
    }
}

//! Runs protovalidate-go on the same rules and messages, and compares the results.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::classes;
use super::program::Packages;
use super::{Outcome, Test, outcome};

/// Runs protovalidate-go. Returns outcomes by the names of messages.
///
/// # Errors
/// If its program fails.
pub fn outcomes(
    root: &Path,
    folder: &Path,
    packages: &Packages<'_>,
) -> Result<BTreeMap<String, Outcome>> {
    let mut lines = String::new();
    for (package, messages) in packages {
        for (name, form) in messages {
            write!(lines, "{package}.{name}\t")?;
            for byte in &form.message {
                write!(lines, "{byte:02x}")?;
            }
            lines.push('\n');
        }
    }
    let input = folder.join("messages");
    fs::write(&input, lines)?;
    let answer = Command::new("go")
        .args(["run", "."])
        .arg(folder.join("set"))
        .current_dir(root.join("xtask/cel"))
        .stdin(Stdio::from(fs::File::open(&input)?))
        .stderr(Stdio::inherit())
        .output()
        .context("go is needed")?;
    ensure!(answer.status.success(), "the program in Go fails");
    let answer = String::from_utf8(answer.stdout)?;
    let outcomes = answer.lines().filter_map(outcome);
    Ok(outcomes
        .map(|(name, outcome)| match name.rsplit_once('.') {
            Some((_, name)) => (name.to_owned(), outcome),
            None => (name, outcome),
        })
        .collect())
}

/// Compares the rejected rules. Counts the differences with a class, and prints the others.
///
/// `ours` has the rejected rules. The tests of the specification define the results of the others.
///
/// # Errors
/// If a difference has no class.
pub fn compare(
    tests: &[Test],
    ours: &BTreeMap<String, Outcome>,
    theirs: &BTreeMap<String, Outcome>,
) -> Result<()> {
    let mut counts = BTreeMap::<&str, usize>::new();
    let (mut accepted, mut refused, mut unlike) = (0, 0, 0);
    for (number, test) in tests.iter().enumerate() {
        for (way, form) in &test.forms {
            let name = format!("{way}{number}");
            let theirs = theirs.get(&name).context("each form has an answer")?;
            let reasons = match (ours.get(&name), theirs) {
                (None, Outcome::Refused(why)) => (None, Some(why.as_str())),
                (Some(Outcome::Refused(why)), theirs) if !theirs.is_refused() => {
                    (Some(why.as_str()), None)
                }
                (None, _) => {
                    accepted += 1;
                    continue;
                }
                (Some(_), _) => {
                    refused += 1;
                    continue;
                }
            };
            match classes::of(reasons) {
                Some(class) => *counts.entry(class).or_default() += 1,
                None => {
                    unlike += 1;
                    println!("{name}: {}\n    {reasons:?}", form.rule);
                }
            }
        }
    }
    println!("classes of differences from protovalidate-go:");
    for (class, count) in &counts {
        println!("{count:8}  {class}");
    }
    let classed: usize = counts.values().sum();
    println!("oracle: accepted={accepted} refused={refused} classed={classed} unlike={unlike}");
    ensure!(
        unlike == 0,
        "{unlike} rules are accepted here and refused by protovalidate-go, or the reverse"
    );
    Ok(())
}

/// Compares the results of the project's own expressions, which no specification defines.
///
/// # Errors
/// If one of them has another value in protovalidate-go.
pub fn compare_values(
    tests: &[Test],
    ours: &BTreeMap<String, Outcome>,
    theirs: &BTreeMap<String, Outcome>,
) -> Result<()> {
    let (mut equal, mut unlike) = (0, 0);
    let mut counts = BTreeMap::<&str, usize>::new();
    for (number, test) in tests.iter().enumerate() {
        for (way, form) in &test.forms {
            let name = format!("{way}{number}");
            let (Some(ours), Some(theirs), None) = (ours.get(&name), theirs.get(&name), test.fails)
            else {
                continue;
            };
            let is_same = std::mem::discriminant(ours) == std::mem::discriminant(theirs);
            if is_same || ours.is_refused() || theirs.is_refused() {
                equal += 1;
            } else if let Some(class) = classes::of_value(&form.rule, &format!("{ours:?}")) {
                *counts.entry(class).or_default() += 1;
            } else {
                unlike += 1;
                println!("{name}: {}\n    {ours:?}, not {theirs:?}", form.rule);
            }
        }
    }
    for (class, count) in &counts {
        println!("{count:8}  {class}");
    }
    let classed: usize = counts.values().sum();
    println!("values: equal={equal} classed={classed} unlike={unlike}");
    ensure!(
        unlike == 0,
        "{unlike} expressions give another value than protovalidate-go gives"
    );
    Ok(())
}

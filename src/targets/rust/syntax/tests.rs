//! What is printed is what rustfmt makes of it, whatever the tree.

mod trees;

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::print;
use trees::Trees;

/// How many bodies a run tries, unless the environment says otherwise.
const BODIES: usize = 3_000;

/// How many of the bodies that differ are shown, the shortest first.
const SHOWN: usize = 20;

#[test]
fn rustfmt_finds_nothing_to_do() {
    let bodies = std::env::var("BODIES").map_or(BODIES, |bodies| bodies.parse().unwrap());
    let mut different = Vec::new();
    for depth in 0..4 {
        let mut trees = Trees::new(depth as u64 + 1);
        let functions: Vec<_> = (0..bodies / 4)
            .map(|number| function(number, depth, &mut trees))
            .collect();
        let formatted = rustfmt(&nested(&functions.concat(), depth));
        for (number, function) in functions.into_iter().enumerate() {
            let pad = "    ".repeat(depth);
            let start = format!("{pad}fn f{number}() {{\n");
            let end = format!("\n{pad}}}\n");
            let found = formatted.split_once(&start).expect("it is there").1;
            let found = found.split_once(&end).expect("it ends").0;
            let expected = format!("{start}{found}{end}");
            if expected != function {
                different.push((function, expected));
            }
        }
    }
    different.sort_by_key(|(function, _)| function.len());
    for (function, expected) in different.iter().take(SHOWN) {
        let difference = similar::TextDiff::from_lines(function, expected);
        println!("{}", difference.unified_diff().context_radius(5));
    }
    assert_eq!(different.len(), 0, "of {bodies}");
}

fn function(number: usize, depth: usize, trees: &mut Trees) -> String {
    let pad = "    ".repeat(depth);
    let body = print::body(&trees.body(), 4 * depth + 4);
    format!("{pad}fn f{number}() {{\n{body}{pad}}}\n")
}

/// Items in modules within each other.
fn nested(items: &str, depth: usize) -> String {
    let mut text = String::new();
    for level in 0..depth {
        text += &format!("{:1$}mod m {{\n", "", 4 * level);
    }
    text += items;
    for level in (0..depth).rev() {
        text += &format!("{:1$}}}\n", "", 4 * level);
    }
    text
}

fn rustfmt(text: &str) -> String {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("rustfmt comes with Rust");
    let mut stdin = child.stdin.take().expect("it is piped");
    let text = text.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer
        .join()
        .expect("it does not panic")
        .expect("rustfmt reads");
    assert!(output.status.success(), "rustfmt takes it for Rust");
    String::from_utf8(output.stdout).expect("it is text")
}

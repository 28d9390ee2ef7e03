//! Tests that rustfmt does not change the printer's output for random trees.

mod trees;

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::{Condition, Expr, Statement, print};
use trees::Trees;

/// The default number of bodies in a run. The environment variable `BODIES` overrides it.
const BODIES: usize = 3_000;

/// The maximum number of differences that a failure prints. Short bodies come first.
const SHOWN: usize = 10;

#[test]
fn rustfmt_finds_nothing_to_do() {
    let bodies = std::env::var("BODIES").map_or(BODIES, |bodies| bodies.parse().unwrap());
    let mut different = Vec::new();
    for depth in 0..4 {
        let mut trees = Trees::new(depth as u64 + 100);
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
    // If a condition is the body of a closure, rustfmt itself needs several runs to reach a fixed point.
    assert!(
        different.len() * 300 < bodies,
        "{} of {bodies}",
        different.len()
    );
}

fn function(number: usize, depth: usize, trees: &mut Trees) -> String {
    let pad = "    ".repeat(depth);
    let body = print::body(&trees.body(), 4 * depth + 4);
    format!("{pad}fn f{number}() {{\n{body}{pad}}}\n")
}

/// Returns items in nested modules.
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

/// Tests that the time to print a tree does not double with each level of the tree.
#[test]
fn deep_trees_are_printed() {
    let atom = || Expr::Atom("a_name_of_some_length".to_owned());
    let layers: [fn(Expr) -> Expr; 7] = [
        |inner| Expr::Matches(Box::new(inner), vec!["1".to_owned(), "2".to_owned()]),
        |inner| {
            Expr::Match(
                Box::new(Expr::Atom("1".to_owned())),
                vec![("_".to_owned(), inner)],
            )
        },
        |inner| Expr::Call(Box::new(Expr::Atom("function".to_owned())), vec![inner]),
        |inner| Expr::Method(Box::new(inner), "method".to_owned(), Vec::new()),
        |inner| Expr::Closure(vec!["x".to_owned()], Box::new(inner)),
        |inner| Expr::Array(vec![Expr::Atom("1".to_owned()), inner]),
        |inner| {
            let one = Box::new(Expr::Atom("1".to_owned()));
            Expr::Binary(one, "-", Box::new(inner))
        },
    ];
    for layer in layers {
        let deep = (0..64).fold(atom(), |inner, _| layer(inner));
        let text = print::body(&[Statement::Value(deep)], 4);
        assert_eq!(text.matches("a_name_of_some_length").count(), 1);
    }
}

#[test]
fn parentheses_stand_where_they_must() {
    let atom = |text: &str| Box::new(Expr::Atom(text.to_owned()));
    let binary = |left, operator, right| Box::new(Expr::Binary(left, operator, right));
    let cast = || Box::new(Expr::Cast(atom("a"), "u32".to_owned()));
    let sum = || binary(atom("a"), "+", atom("b"));
    let less = || binary(atom("a"), "<", atom("b"));
    for (expr, expected) in [
        (binary(sum(), "*", atom("c")), "(a + b) * c"),
        (binary(atom("c"), "-", sum()), "c - (a + b)"),
        (binary(sum(), "-", atom("c")), "a + b - c"),
        (binary(less(), "==", atom("c")), "(a < b) == c"),
        (binary(cast(), "<", atom("c")), "(a as u32) < c"),
        (
            binary(binary(atom("b"), "+", cast()), "<", atom("c")),
            "(b + a as u32) < c",
        ),
        (binary(cast(), ">", atom("c")), "a as u32 > c"),
        (
            binary(binary(atom("a"), "&&", atom("b")), "||", atom("c")),
            "a && b || c",
        ),
        (
            binary(binary(atom("a"), "||", atom("b")), "&&", atom("c")),
            "(a || b) && c",
        ),
        (Box::new(Expr::Unary("!", less())), "!(a < b)"),
        (Box::new(Expr::Unary("-", atom("-1"))), "-(-1)"),
        (
            Box::new(Expr::Cast(sum(), "u32".to_owned())),
            "(a + b) as u32",
        ),
        (
            Box::new(Expr::Method(atom("-1"), "abs".to_owned(), Vec::new())),
            "(-1).abs()",
        ),
        (
            Box::new(Expr::Call(
                Box::new(Expr::Field(atom("a"), "b".to_owned())),
                Vec::new(),
            )),
            "(a.b)()",
        ),
        (Box::new(Expr::Try(cast())), "(a as u32)?"),
    ] {
        let text = print::body(&[Statement::Value(*expr)], 0);
        assert_eq!(text.trim_end(), expected);
    }
}

#[test]
fn a_validator_reads_as_if_written() {
    let field = method(atom("at"), "field", vec![atom("&NAME")]);
    let at_field = Expr::Unary("&", Box::new(field));
    let length = call("string::size", vec![atom("&self.name")]);
    let error = vec![atom("at"), atom("&RULE"), atom("error")];
    let body = [
        Statement::If {
            condition: Condition::Bool(Expr::Binary(Box::new(length), "<", Box::new(atom("3")))),
            then: vec![
                min_len_rule(),
                Statement::Expression(Expr::Try(Box::new(violation(at_field)))),
            ],
            otherwise: Vec::new(),
        },
        Statement::Value(Expr::Match(
            Box::new(call("check", vec![atom("a"), atom("b")])),
            vec![
                ("Ok(true)".to_owned(), Expr::Block(Vec::new(), None)),
                (
                    "Ok(false)".to_owned(),
                    Expr::Try(Box::new(violation(atom("at")))),
                ),
                (
                    "Err(error)".to_owned(),
                    Expr::Try(Box::new(method(atom("cx"), "error", error))),
                ),
            ],
        )),
    ];
    let expected = "    if string::size(&self.name) < 3 {
        const RULE: Rule = Rule::new(rules::string::MIN_LEN, \"string.min_len\")
            .message(\"must be at least 3 characters\")
            .param(Param::Uint(3));
        cx.violation(&at.field(&NAME), &RULE)?;
    }
    match check(a, b) {
        Ok(true) => {}
        Ok(false) => cx.violation(at, &RULE)?,
        Err(error) => cx.error(at, &RULE, error)?,
    }
";
    assert_eq!(print::body(&body, 4), expected);
}

fn atom(text: &str) -> Expr {
    Expr::Atom(text.to_owned())
}

fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Call(Box::new(atom(name)), arguments)
}

fn method(receiver: Expr, name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Method(Box::new(receiver), name.to_owned(), arguments)
}

/// Returns the statement that reports a violation.
fn violation(at: Expr) -> Expr {
    method(atom("cx"), "violation", vec![at, atom("&RULE")])
}

/// Returns the constant of the rule `min_len`.
fn min_len_rule() -> Statement {
    let name = atom("rules::string::MIN_LEN");
    let rule = call("Rule::new", vec![name, atom("\"string.min_len\"")]);
    let message = atom("\"must be at least 3 characters\"");
    let rule = method(rule, "message", vec![message]);
    Statement::Item {
        keyword: "const",
        name: "RULE".to_owned(),
        type_name: "Rule".to_owned(),
        value: method(rule, "param", vec![call("Param::Uint", vec![atom("3")])]),
    }
}

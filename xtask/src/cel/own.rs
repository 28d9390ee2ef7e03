//! The project's own expressions: each operator, function and macro with operands of each type, so that each overload and
//! each rejection is tested.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Result, ensure};

use super::{Form, Test};

/// The file of the message with the operands.
pub const FILE: &str = "operands.proto";
/// The package of that file.
pub const PACKAGE: &str = "own";

/// An operand of each type.
const OPERANDS: [&str; 15] = [
    "this.o.b",
    "this.o.i",
    "this.o.u",
    "this.o.d",
    "this.o.s",
    "this.o.y",
    "this.o.t",
    "this.o.r",
    "this.o.v",
    "this.o.w",
    "this.o.m",
    "this.o.li",
    "this.o.ls",
    "this.o.ms",
    "null",
];

/// Operators and their results: a rule, or a value to compare with itself.
const OPERATORS: [(&str, bool); 8] = [
    ("==", true),
    ("<", true),
    ("in", true),
    ("&&", true),
    ("+", false),
    ("-", false),
    ("*", false),
    ("%", false),
];

/// Functions and operators of one operand.
const UNARY: [&str; 14] = [
    "!",
    "-",
    "size",
    "bool",
    "int",
    "uint",
    "double",
    "string",
    "bytes",
    "duration",
    "timestamp",
    "dyn",
    "type",
    "strings.quote",
];

/// Methods without an argument.
const GETTERS: [&str; 26] = [
    "size",
    "unique",
    "isNan",
    "isInf",
    "isEmail",
    "isHostname",
    "isIp",
    "isIpPrefix",
    "isUri",
    "isUriRef",
    "lowerAscii",
    "upperAscii",
    "trim",
    "reverse",
    "join",
    "quote",
    "getFullYear",
    "getMonth",
    "getDayOfMonth",
    "getDate",
    "getDayOfWeek",
    "getDayOfYear",
    "getHours",
    "getMinutes",
    "getSeconds",
    "getMilliseconds",
];

/// Methods with an argument.
const METHODS: [&str; 16] = [
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "charAt",
    "indexOf",
    "lastIndexOf",
    "substring",
    "split",
    "join",
    "isIp",
    "isIpPrefix",
    "isInf",
    "isHostAndPort",
    "getHours",
    "getMilliseconds",
];

/// The receivers of methods with an argument, and the arguments.
const RECEIVERS: [&str; 7] = [
    "this.o.s",
    "this.o.y",
    "this.o.ls",
    "this.o.d",
    "this.o.t",
    "this.o.r",
    "this.o.v",
];
const ARGUMENTS: [&str; 4] = ["this.o.s", "this.o.i", "this.o.v", "null"];

/// Other expressions, one on each line.
const OTHERS: &str = include_str!("own.cel");

/// Writes the file of the operands to a folder.
///
/// # Errors
/// If the file cannot be written.
pub fn write(folder: &Path) -> Result<()> {
    Ok(fs::write(
        folder.join(FILE),
        include_str!("operands.proto"),
    )?)
}

/// The tests. `folder` is for temporary files.
///
/// # Errors
/// If protoc cannot encode the operands.
pub fn tests(folder: &Path) -> Result<Vec<Test>> {
    write(folder)?;
    let text = folder.join("operands.txtpb");
    fs::write(&text, include_str!("operands.txtpb"))?;
    let encoded = Command::new(protoc_bin_vendored::protoc_bin_path()?)
        .current_dir(folder)
        .args(["--encode=own.Operands", FILE])
        .stdin(Stdio::from(fs::File::open(text)?))
        .output()?;
    ensure!(
        encoded.status.success(),
        "{}",
        String::from_utf8_lossy(&encoded.stderr)
    );
    let mut message = Vec::new();
    prost::encoding::bytes::encode(1, &encoded.stdout, &mut message);
    let test = |rule: String| Test {
        name: rule.clone(),
        container: PACKAGE.to_owned(),
        skip: None,
        fails: None,
        forms: vec![(
            "Own",
            Form {
                rule,
                fields: vec!["Operands o = 1;".to_owned()],
                message: message.clone(),
            },
        )],
    };
    Ok(rules().into_iter().map(test).collect())
}

/// Macros that return a bool, and macros that return a list.
const MACROS: [&str; 7] = [
    "all(x, x == x)",
    "exists(x, x == x)",
    "exists_one(x, x == x)",
    "filter(x, x == x)",
    "map(x, x)",
    "map(x, x == x, [x])",
    "map(x, {'a': x})",
];

/// The clauses of `format`.
const CLAUSES: [&str; 8] = ["s", "d", "f", "e", "b", "x", "X", "o"];

fn rules() -> Vec<String> {
    let mut values = Vec::new();
    for (at, a) in OPERANDS.into_iter().enumerate() {
        values.extend(UNARY.map(|function| format!("{function}({a})")));
        values.extend(GETTERS.map(|getter| format!("{a}.{getter}()")));
        for (b_at, b) in OPERANDS.into_iter().enumerate() {
            values.push(format!("{a}[{b}]"));
            if at <= b_at {
                values.push(format!("this.o.b ? {a} : {b}"));
                values.push(format!("[{a}, {b}]"));
            }
            let operators = OPERATORS.iter().filter(|(_, is_rule)| !is_rule);
            values.extend(operators.map(|(operator, _)| format!("{a} {operator} {b}")));
        }
        values.extend(MACROS.map(|call| format!("{a}.{call}")));
        values.extend(CLAUSES.map(|clause| format!("'%{clause}'.format([{a}])")));
        values.extend([
            format!("{{{a}: 1}}"),
            format!("{{'a': {a}}}"),
            format!("has({a}.id)"),
            format!("{a}.id"),
            format!("getField({a}, 'id')"),
            format!("matches({a}, 'a')"),
            format!("dyn({a}) == null"),
            format!("dyn({a}).unique()"),
        ]);
    }
    for (receiver, method) in pairs(&RECEIVERS, &METHODS) {
        values.extend(
            ARGUMENTS
                .iter()
                .map(|argument| format!("{receiver}.{method}({argument})")),
        );
    }
    let mut rules: Vec<String> = values.iter().map(|value| of_value(value)).collect();
    for ((operator, is_rule), (a, b)) in pairs(&OPERATORS, &pairs(&OPERANDS, &OPERANDS)) {
        if is_rule {
            rules.push(format!("{a} {operator} {b}"));
        }
    }
    let others = OTHERS
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with("//"));
    rules.extend(others.map(str::to_owned));
    rules
}

/// A rule that evaluates an expression of any type.
fn of_value(expression: &str) -> String {
    format!("dyn({expression}) == dyn({expression})")
}

fn pairs<A: Copy, B: Copy>(a: &[A], b: &[B]) -> Vec<(A, B)> {
    let with = |a: A| b.iter().map(move |b| (a, *b));
    a.iter().copied().flat_map(with).collect()
}

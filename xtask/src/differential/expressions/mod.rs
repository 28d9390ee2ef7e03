//! Random expressions as rules: compares generated validators, which compile without a warning, with PyPI's protovalidate.

mod functions;
mod grammar;
mod types;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use prost::Message;

use super::compare::Sum;
use super::mutate::Mutator;
use super::oracle::Oracle;
use super::pairs::{Pair, Source};
use super::random::Random;
use super::schema::{MESSAGE, Schema};
use super::wire::{Tree, Value};
use super::{Asked, own, types as declared};
use crate::conformance::executor::Executor;
use crate::conformance::suite::{Outcome, PARAMETER, Suites};
use crate::request::Request;
use grammar::Grammar;
use types::Type;

/// The number of messages for each expression.
const MESSAGES: usize = 20;

const EVERYTHING: &str = "differential.base.Everything";

/// Fields that rules can be on, with the types of `this`.
const FIELDS: [&str; 14] = [
    "int32",
    "uint64",
    "sint64",
    "float",
    "bool",
    "string",
    "bytes",
    "optional string",
    "optional fixed32",
    "repeated sfixed32",
    "repeated string",
    "repeated differential.base.Node",
    "map<string, int64>",
    "google.protobuf.Timestamp",
];

/// Compiles a number of expressions, and validates messages with both implementations. The last line has the number of
/// differences.
///
/// # Errors
/// If they differ, or if the code of an expression does not compile without a warning.
pub fn run(root: &Path, folder: &Path, suites: &Suites, count: usize, seed: u64) -> Result<()> {
    let protos = folder.join("expressions/proto");
    fs::create_dir_all(&protos)?;
    let everything = "everything.proto";
    let source = root.join("xtask/differential/expressions").join(everything);
    fs::copy(source, protos.join(everything))?;
    let known = folder.join("suite.binpb");
    fs::write(&known, suites.request()?.to_set())?;
    // Read the schema first, because expressions use its fields.
    let cases = protos.join("cases.proto");
    fs::write(&cases, proto(&[]))?;
    let schema = Schema::of(&own(&protos, &known, folder)?)?;
    let mut grammar = Grammar::new(&schema, Random::new(seed));
    let made: Vec<_> = (0..count)
        .map(|number| case(&mut grammar, number))
        .collect();
    fs::write(&cases, proto(&made))?;

    let request = Request {
        files_to_generate: vec![everything.to_owned(), "cases.proto".to_owned()],
        parameter: Some(PARAMETER.to_owned()),
        files: own(&protos, &known, folder)?,
    };
    let executor = Executor::of_expressions(root, folder, &request)?;
    let set = folder.join("expressions/files.binpb");
    fs::write(&set, request.to_set())?;
    let schema = Schema::of(&request.files)?;
    let mut names = declared(&request)?;
    names.retain(|name| name.contains(".Case"));
    let mut source = Source {
        types: names,
        seeds: HashMap::new(),
        mutator: Mutator {
            schema: &schema,
            random: Random::new(seed),
        },
        depth: 2,
    };
    let pairs: Vec<_> = (0..count * MESSAGES)
        .map(|turn| {
            let Pair { name, bytes } = source.pair(turn);
            let bytes = match Tree::parse(&bytes) {
                Some(tree) => tamed(&schema, &format!(".{name}"), tree, 0).to_bytes(),
                None => bytes,
            };
            Pair { name, bytes }
        })
        .collect();
    let oracle = Oracle::prepare(root, folder)?;
    let answers = Asked::both(
        &folder.join("expressions"),
        &pairs,
        Command::new(executor.program()).arg("--stream"),
        &mut oracle.command(&set),
    )?;
    compare(&schema, &made, &pairs, answers)
}

/// A message with valid times: PyPI's protovalidate crashes for invalid ones.
fn tamed(schema: &Schema, name: &str, mut tree: Tree, depth: usize) -> Tree {
    if matches!(
        name,
        ".google.protobuf.Timestamp" | ".google.protobuf.Duration"
    ) {
        tree.0
            .retain(|field| matches!(field.value, Value::Varint(_)));
        for field in &mut tree.0 {
            if let Value::Varint(value) = &mut field.value {
                *value %= if field.number == 1 {
                    4_000_000_000
                } else {
                    1_000_000_000
                };
            }
        }
    }
    let Some(message) = schema.messages.get(name) else {
        return tree;
    };
    for field in &mut tree.0 {
        if let (Value::Bytes(bytes), Some(declared)) =
            (&mut field.value, message.field(field.number))
            && declared.kind == MESSAGE
            && depth < 20
            && let Some(inner) = Tree::parse(bytes)
        {
            *bytes = tamed(schema, &declared.type_name, inner, depth + 1).to_bytes();
        }
    }
    tree
}

fn compare(
    schema: &Schema,
    made: &[Case],
    pairs: &[Pair],
    (mut ours, mut theirs): (prost::bytes::Bytes, prost::bytes::Bytes),
) -> Result<()> {
    let mut sum = Sum::new(schema);
    let mut told = vec![false; made.len()];
    for pair in pairs {
        let ours = Outcome::decode_length_delimited(&mut ours)?;
        let theirs = Outcome::decode_length_delimited(&mut theirs)?;
        let before = sum.divergences;
        sum.compare(pair, &ours, &theirs);
        let number = pair
            .name
            .rsplit("Case")
            .next()
            .and_then(|number| number.parse::<usize>().ok());
        if let Some(number) = number
            && sum.divergences > before
            && !std::mem::replace(&mut told[number], true)
        {
            println!("  {}", made[number].rule);
        }
    }
    sum.print();
    ensure!(sum.divergences == 0, "the results of expressions differ");
    Ok(())
}

/// A rule and its message.
struct Case {
    rule: String,
    message: String,
}

fn case(grammar: &mut Grammar<'_>, number: usize) -> Case {
    let everything = Type::Message(format!(".{EVERYTHING}"));
    let rule;
    let mut message = format!("message Case{number} {{\n");
    match grammar.random.below(5) {
        0 => {
            rule = grammar.rule(Type::Message(".differential.cases.Holder".to_owned()));
            let _ = writeln!(
                message,
                "  option (buf.validate.message).cel_expression = {};",
                quoted(&rule)
            );
            message += "  EVERYTHING first = 1;\n  EVERYTHING second = 2;\n  differential.base.Node node = 3;\n";
        }
        1 => {
            let at = grammar.random.below(FIELDS.len());
            let holder = &grammar.schema.messages[".differential.cases.Fields"];
            rule = grammar.rule(Type::of(grammar.schema, &holder.fields[at]));
            let _ = writeln!(
                message,
                "  {} field = 1 [(buf.validate.field).cel_expression = {}];",
                FIELDS[at],
                quoted(&rule)
            );
        }
        _ => {
            rule = grammar.rule(everything);
            let _ = writeln!(
                message,
                "  EVERYTHING value = 1 [(buf.validate.field).cel_expression = {}];",
                quoted(&rule)
            );
        }
    }
    message += "}\n";
    Case {
        rule,
        message: message.replace("EVERYTHING", EVERYTHING),
    }
}

/// The proto file of the cases, with the messages that contain their fields.
fn proto(cases: &[Case]) -> String {
    let mut text = "syntax = \"proto3\";\npackage differential.cases;\n\
                    import \"buf/validate/validate.proto\";\nimport \"everything.proto\";\n\
                    import \"google/protobuf/timestamp.proto\";\n\
                    message Holder {\n  EVERYTHING first = 1;\n  EVERYTHING second = 2;\n  \
                    differential.base.Node node = 3;\n}\nmessage Fields {\n"
        .replace("EVERYTHING", EVERYTHING);
    for (at, field) in FIELDS.iter().enumerate() {
        let _ = writeln!(text, "  {field} field_{at} = {};", at + 1);
    }
    text += "}\n";
    text.extend(cases.iter().map(|case| case.message.as_str()));
    text
}

/// A literal of a proto file.
fn quoted(text: &str) -> String {
    let bytes = text.bytes().map(|byte| match byte {
        b'"' | b'\\' | 0x7f.. => format!("\\{byte:03o}"),
        byte => char::from(byte).to_string(),
    });
    format!("\"{}\"", bytes.collect::<String>())
}

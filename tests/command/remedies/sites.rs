//! Every remedy in the source has a test that follows it.
//!
//! A new remedy fails this test until [`TRIED`] names the test that follows it, or [`UNTRIED`] has the reason why no test
//! can.

use std::fs;
use std::path::{Path, PathBuf};

use super::table::{TRIED, UNTRIED};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// Code before a remedy. The remedy ends with the arguments or the statement.
const TAKERS: [&str; 6] = [
    ".help(",
    ".hint(",
    ".with_hint(",
    "let help = ",
    "let hint = ",
    "let remedy = ",
];
/// Functions and constants that return only remedies, or errors with their remedies.
const GIVERS: [(&str, &str); 14] = [
    ("src/http/bind.rs", "fn leaf("),
    ("src/http/template.rs", "const EXAMPLE"),
    ("src/frontend/remedies.rs", "let import = "),
    ("src/frontend/remedies.rs", "let write = "),
    ("src/frontend/remedies.rs", "Some(keyword) = keyword"),
    ("src/cel/lexer.rs", "fn hint("),
    ("src/cel/parser/hints.rs", "const SLIPS"),
    ("src/cel/parser/hints.rs", "fn hint("),
    ("src/cel/check/overloads.rs", "fn remedy("),
    ("src/targets/rust/skeleton/scaffold/names.rs", "const NAMES"),
    (
        "src/targets/rust/skeleton/sync/dependencies.rs",
        "fn lacking(",
    ),
    ("src/rules/compile.rs", "const OUTDATED"),
    ("src/targets/rust/names/rename_check.rs", "fn fault("),
    ("src/targets/rust/names/unique.rs", "fn remedy("),
];

/// Calls whose second argument is a remedy.
const SECONDS: [(&str, &str); 4] = [
    ("src/options/check.rs", "InvalidValue::new("),
    ("src/targets/rust/options/forms.rs", "InvalidValue::new("),
    ("src/command/generate_job.rs", "missing("),
    ("src/targets/rust/names/rename_check.rs", "fault_of("),
];
/// Texts in the same places that are not remedies.
const OTHERS: [&str; 7] = [
    "an expression",
    "`{path}` is an alias of `{value}`, and both have one variant",
    "`{path}` is an extension, and `extensions=true` is not set",
    "rpcsmith does not generate the name of `{path}`: its code is at `{rust}`",
    "the code uses the crate {name}",
    "the crate needs the {kind} {name}",
    "the generated code needs {name}",
];

/// The literal of a remedy in the source, and its file.
struct Remedy {
    file: String,
    text: String,
}

/// All remedies in the source.
fn remedies() -> Vec<Remedy> {
    let mut remedies = Vec::new();
    for path in sources(&Path::new(ROOT).join("src")) {
        let file = path.strip_prefix(ROOT).unwrap().to_string_lossy();
        let file = file.replace('\\', "/");
        let code = without_comments(&fs::read_to_string(&path).unwrap());
        let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code = code.replace(" =\n", " = ");
        let texts = given(&file, &code).into_iter().flat_map(literals);
        let texts = texts.filter(|text| text.contains(' ') && text.len() > 5);
        let texts = texts.filter(|text| !OTHERS.contains(&text.as_str()));
        remedies.extend(texts.map(|text| Remedy {
            file: file.clone(),
            text,
        }));
    }
    remedies
}

/// The pieces of code in a file that contain remedies.
fn given<'c>(file: &str, code: &'c str) -> Vec<&'c str> {
    let after = |start: &str| -> Vec<&'c str> {
        let found = code.match_indices(start);
        found.map(|(at, _)| &code[at + start.len()..]).collect()
    };
    let mut given = Vec::new();
    for taker in TAKERS {
        let end = if taker.ends_with('(') { b')' } else { b';' };
        given.extend(after(taker).into_iter().map(|code| up_to(code, end)));
    }
    for (_, giver) in GIVERS.iter().filter(|(of, _)| *of == file) {
        let body = |code: &'c str| {
            if giver.starts_with("fn") {
                up_to(code.split_once(" {\n").unwrap().1, b'}')
            } else {
                up_to(code.trim_start_matches(" {\n"), b';')
            }
        };
        given.extend(after(giver).into_iter().map(body));
    }
    for (_, call) in SECONDS.iter().filter(|(of, _)| *of == file) {
        let second = |code: &'c str| {
            let arguments = up_to(code, b')');
            &arguments[up_to(arguments, b',').len()..]
        };
        given.extend(after(call).into_iter().map(second));
    }
    given
}

/// The sources of a folder, without tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        match path.is_dir() {
            true if name != "tests" => paths.extend(sources(&path)),
            false if name.ends_with(".rs") && name != "tests.rs" => paths.push(path),
            _ => {}
        }
    }
    paths.sort();
    paths
}

fn without_comments(text: &str) -> String {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.fold(String::new(), |text, line| text + line + "\n")
}

/// The text up to an end that is outside of brackets and strings.
fn up_to(text: &str, end: u8) -> &str {
    let (mut depth, mut is_string, mut is_escape) = (0, false, false);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escape => is_escape = false,
            b'\\' if is_string => is_escape = true,
            b'"' => is_string = !is_string,
            _ if is_string => {}
            _ if byte == end && depth == 0 => return &text[..index],
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
    }
    text
}

/// The string literals of a piece of code, with their escapes read.
fn literals(code: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut rest = code;
    while let Some((_, after)) = rest.split_once('"') {
        let mut text = String::new();
        let mut letters = after.char_indices();
        while let Some((_, letter)) = letters.next() {
            match letter {
                '"' => break,
                '\\' => match letters.next() {
                    Some((_, '\n')) => {
                        let left = letters.as_str().trim_start();
                        letters = after[after.len() - left.len()..].char_indices();
                    }
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, letter)) => text.push(letter),
                    None => {}
                },
                letter => text.push(letter),
            }
        }
        literals.push(text);
        rest = letters.as_str();
    }
    literals
}

#[test]
fn every_remedy_has_a_test() {
    let tried = TRIED.iter().flat_map(|(.., texts)| *texts);
    let known = tried.chain(UNTRIED.iter().map(|(text, _)| text));
    let known: Vec<&str> = known.copied().collect();
    let remedies = remedies();
    assert!(remedies.len() > 150, "only {} are found", remedies.len());
    let mut wrong: Vec<String> = remedies
        .iter()
        .filter(|remedy| !known.iter().any(|text| remedy.text.contains(text)))
        .map(|remedy| format!("{}: no test follows `{}`", remedy.file, remedy.text))
        .collect();
    for (file, test, texts) in TRIED {
        let tests = fs::read_to_string(Path::new(ROOT).join(file)).unwrap_or_default();
        if !tests.contains(&format!("fn {test}(")) {
            wrong.push(format!("{file} has no test `{test}`"));
        }
        let is_gone = |text: &&&str| !remedies.iter().any(|remedy| remedy.text.contains(**text));
        let gone = texts.iter().filter(is_gone);
        wrong.extend(gone.map(|text| format!("no remedy has `{text}`, which `{test}` follows")));
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

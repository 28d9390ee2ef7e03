//! Writes the messages of the tests as proto files, and the program that validates them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use heck::ToSnakeCase;

use super::Form;

/// The names and forms of messages, by package.
pub type Packages<'t> = BTreeMap<String, Vec<(String, &'t Form)>>;

/// How many messages a function validates. The compiler is fast for functions of this size.
const AT_ONCE: usize = 100;

/// How many messages a proto file has: protovalidate-go registers all types of the file for each of them.
const A_FILE: usize = 50;

/// Writes proto files with the messages of each package.
pub fn protos(packages: &Packages<'_>, folder: &Path) -> Result<Vec<String>> {
    fs::create_dir_all(folder)?;
    let mut files = Vec::new();
    for (package, messages) in packages {
        for (part, messages) in messages.chunks(A_FILE).enumerate() {
            let file = format!("{}_cases_{part}.proto", package.replace('.', "_"));
            fs::write(folder.join(&file), proto(package, messages)?)?;
            files.push(file);
        }
    }
    Ok(files)
}

fn proto(package: &str, messages: &[(String, &Form)]) -> Result<String> {
    let mut text = format!("syntax = \"proto3\";\npackage {package};\n");
    let imports = [
        "buf/validate/validate.proto",
        "google/protobuf/any.proto",
        "google/protobuf/duration.proto",
        "google/protobuf/struct.proto",
        "google/protobuf/timestamp.proto",
        "google/protobuf/wrappers.proto",
    ];
    for import in imports.iter().chain(&super::MESSAGES) {
        writeln!(text, "import \"{import}\";")?;
    }
    for (name, form) in messages {
        let rule: String = form
            .rule
            .bytes()
            .map(|byte| format!("\\{byte:03o}"))
            .collect();
        writeln!(text, "message {name} {{")?;
        writeln!(
            text,
            "  option (buf.validate.message).cel = {{ expression: \"{rule}\" }};"
        )?;
        for field in &form.fields {
            writeln!(text, "  {field}")?;
        }
        writeln!(text, "}}")?;
    }
    Ok(text)
}

/// Writes the program that prints the name of each message, and the result of its validation.
pub fn write(root: &Path, member: &Path, packages: &Packages<'_>) -> Result<()> {
    let mut program = include_str!("executor.rs.txt").to_owned();
    let mut parts = 0;
    for (package, messages) in packages {
        let module: Vec<_> = package.split('.').map(ToSnakeCase::to_snake_case).collect();
        for messages in messages.chunks(AT_ONCE) {
            writeln!(program, "\nfn part_{parts}() {{")?;
            for (name, form) in messages {
                let (module, bytes) = (module.join("::"), form.message.escape_ascii());
                writeln!(
                    program,
                    "    check::<proto::{module}::{name}>({name:?}, b\"{bytes}\");"
                )?;
            }
            writeln!(program, "}}")?;
            parts += 1;
        }
    }
    writeln!(program, "\nfn main() {{")?;
    for part in 0..parts {
        writeln!(program, "    part_{part}();")?;
    }
    writeln!(program, "}}")?;
    fs::write(member.join("src/main.rs"), program)?;
    let runtime = root.join("runtime/rust");
    let manifest = format!(
        "[workspace]\n\n\
         [package]\nname = \"executor\"\nedition = \"2024\"\npublish = false\n\n\
         [dependencies]\nprost = \"0.14\"\nprost-types = \"0.14\"\n\
         rpcsmith-runtime = {{ path = {runtime:?}, default-features = false, \
         features = [\"validate\", \"dyn\", \"time-zones\"] }}\n\n\
         [profile.dev]\ndebug = false\n"
    );
    fs::write(member.join("Cargo.toml"), manifest)?;
    fs::copy(root.join("Cargo.lock"), member.join("Cargo.lock"))?;
    Ok(())
}

/// Decodes pairs of hexadecimal digits.
pub fn unhexed(digits: &str) -> Result<Vec<u8>> {
    let digits = digits.as_bytes().chunks(2);
    digits
        .map(|pair| {
            let pair = std::str::from_utf8(pair)?;
            u8::from_str_radix(pair, 16).with_context(|| pair.to_owned())
        })
        .collect()
}

//! The plugin of protoc and buf: reads a `CodeGeneratorRequest` from stdin and writes a `CodeGeneratorResponse` to
//! stdout.

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};

const USAGE: &str = "\
The plugin of protoc and buf: reads a CodeGeneratorRequest from stdin and writes a CodeGeneratorResponse to stdout.

With protoc, where protoc-gen-rpcsmith is on PATH:
  protoc -I proto --rpcsmith_out=src/proto --rpcsmith_opt=layout=package proto/user/v1/user.proto

With buf, in buf.gen.yaml:
  version: v2
  plugins:
    - local: protoc-gen-rpcsmith
      out: src/proto
      opt: layout=package
      strategy: all

Separate options with commas; write a comma within a value as `\\,`.
The command `rpcsmith options` lists them.
";

fn main() -> ExitCode {
    let argument = std::env::args_os().nth(1);
    let argument = argument.map(|argument| argument.to_string_lossy().into_owned());
    match argument.as_deref() {
        Some("--version" | "-V") => {
            println!("protoc-gen-rpcsmith {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        Some("--help" | "-h") => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        Some(other) => {
            eprint!("unknown argument `{other}`\n\n{USAGE}");
            ExitCode::from(2)
        }
        None if io::stdin().is_terminal() => {
            eprint!("{USAGE}");
            ExitCode::from(2)
        }
        None => match respond() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        },
    }
}

/// Answers the request on stdin. Faults of the schema are part of the response, which protoc and buf print.
fn respond() -> Result<()> {
    let mut request = Vec::new();
    io::stdin()
        .read_to_end(&mut request)
        .context("cannot read the request")?;
    let checked = rpcsmith::buf::check(&request, Path::new("."));
    let inlined = checked.and_then(|()| rpcsmith::inlined_files::inline(request));
    let mut response = match inlined {
        Ok(inlined) => rpcsmith::respond(&inlined.request)?,
        Err(faults) => faults.into(),
    };
    response.review();
    for warning in &response.warnings {
        eprintln!("{warning}");
    }
    let mut stdout = io::stdout().lock();
    response
        .write_to(&mut stdout)
        .and_then(|()| stdout.flush())
        .context("cannot write the response")
}

//! The plugin: a `CodeGeneratorRequest` on stdin, a `CodeGeneratorResponse` on stdout.

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "\
A plugin of protoc and buf: a CodeGeneratorRequest on stdin, a CodeGeneratorResponse on stdout.

With protoc, where protoc-gen-rpcsmith is on PATH:
  protoc -I proto --rpcsmith_out=src/proto --rpcsmith_opt=layout=package proto/user/v1/user.proto

With buf, in buf.gen.yaml:
  version: v2
  plugins:
    - local: protoc-gen-rpcsmith
      out: src/proto
      opt: layout=package
      strategy: all

Options are separated by commas; a comma within a value is written `\\,`.
The command `rpcsmith options` lists them.
";

fn main() -> ExitCode {
    let argument = std::env::args_os().nth(1);
    match argument
        .as_ref()
        .map(|argument| argument.to_string_lossy())
        .as_deref()
    {
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
        None => match answer() {
            Ok(()) => ExitCode::SUCCESS,
            Err(fault) => {
                eprintln!("{fault}");
                ExitCode::FAILURE
            }
        },
    }
}

/// Faults of the schema go into the response, where protoc and buf look for them.
fn answer() -> Result<(), String> {
    let mut request = Vec::new();
    let read = io::stdin().read_to_end(&mut request);
    read.map_err(|error| format!("error: cannot read the request: {error}"))?;
    let checked = rpcsmith::buf::check(&request, Path::new("."));
    let inlined = checked.and_then(|()| rpcsmith::inlined_files::inline(request));
    let mut response = match inlined {
        Ok(inlined) => rpcsmith::respond(&inlined.request).map_err(|error| error.to_string())?,
        Err(faults) => faults.into(),
    };
    response.review();
    for warning in &response.warnings {
        eprintln!("{warning}");
    }
    let mut stdout = io::stdout().lock();
    let written = response.write_to(&mut stdout).and_then(|()| stdout.flush());
    written.map_err(|error| format!("error: cannot write the response: {error}"))
}

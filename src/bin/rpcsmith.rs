//! The command `rpcsmith`.

use std::process::ExitCode;

fn main() -> ExitCode {
    rpcsmith::command::run()
}

//! The door for a person at a shell, and for CI.

mod annotations;
mod arguments;
mod check;
mod config;
mod diff;
mod flags;
mod generate;
mod init;
mod job;
mod made;
mod new;
mod options;
mod progress;
mod project;
mod report;
mod scaffold;
mod snippet;
mod status;
mod sync;
mod told;
mod vendor;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Cli, Command};

/// How the command ends: 0 when all is well. `sync`, `check` and `status` have 2 for whatever keeps them from their
/// answer, so that 1 always is one.
const DIFFERS_OR_FAULTY: u8 = 1;
const WRONGLY_USED: u8 = 2;

/// Runs the command with the process's arguments.
#[must_use]
pub fn run() -> ExitCode {
    match Cli::parse().command {
        Command::Generate(arguments) => generate::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Sync(arguments) => sync::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Vendor(arguments) => vendor::run(&arguments),
        Command::Options(arguments) => options::run(&arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "rpcsmith", &mut script);
            report::print(&String::from_utf8_lossy(&script));
            ExitCode::SUCCESS
        }
    }
}

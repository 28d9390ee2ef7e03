//! The command `rpcsmith`, for people and for CI.
//!
//! `arguments` defines the arguments, and `report` prints the output. Each command has its own module, which returns the
//! exit status. An error is a `Failure`: errors in the schema and in the settings keep their places, and errors of the
//! system get their context from `anyhow`.

mod arguments;
mod check;
mod config;
mod failure;
mod generate;
mod generate_job;
mod init;
mod new;
mod options;
mod project;
mod protos;
mod read;
mod report;
mod scaffold;
mod status;
mod sync;
mod vendor;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use arguments::{Cli, Command};

/// Runs the command with the arguments of the process.
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

//! The command `rpcsmith`, for people and for CI.
//!
//! `arguments` says what the command accepts, and `report` what it prints. Each command has a module of its own, which
//! returns its exit status. Errors are a `Failure`: faults of the schema and of the settings keep
//! their places, and errors of the system get their context from `anyhow`.

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

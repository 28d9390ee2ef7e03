//! The subcommands and flags of the program, as a clap [`Command`].
//!
//! Each method becomes a subcommand whose flags set the fields of the request. `health`, `describe` and `completions` are
//! built in, and all subcommands share the options of [`globals`].

use std::io::Write;
use std::str::FromStr;

use clap::{Arg, ArgAction, ArgMatches, Command};
use clap_complete::Shell;

use super::flags::{self, Flag};
use super::names::{self, Taken};
use super::schema::{Message, Schema};
use super::{Client, connect};
use rpcsmith_service::{Method, MethodKind};

pub(super) const COMPLETIONS: &str = "completions";
pub(super) const DESCRIBE: &str = "describe";
pub(super) const HEALTH: &str = "health";
/// Subcommands that are built in: methods cannot have their names.
const BUILT_IN: [&str; 4] = [COMPLETIONS, DESCRIBE, HEALTH, "help"];

/// Flags whose names fields cannot have: those of clap, and options that exist only with some features.
const RESERVED: [&str; 6] = ["ca", "cert", "compress", "help", "key", "version"];

/// A method that can be called.
#[derive(Debug)]
pub(super) struct Rpc {
    /// The name of its subcommand.
    pub(super) name: String,
    pub(super) method: Method,
    pub(super) request: Message,
    pub(super) response: Message,
    pub(super) flags: Vec<Flag>,
}

impl Rpc {
    pub(super) fn streams_requests(&self) -> bool {
        matches!(
            self.method.kind(),
            MethodKind::ClientStreaming | MethodKind::BidiStreaming
        )
    }

    pub(super) fn streams_responses(&self) -> bool {
        matches!(
            self.method.kind(),
            MethodKind::ServerStreaming | MethodKind::BidiStreaming
        )
    }
}

/// Finds the messages of methods in descriptor sets.
///
/// # Errors
/// If a set is invalid, or no set describes one of the methods.
pub(super) fn rpcs(methods: &[Method], sets: &[&'static [u8]]) -> Result<Vec<Rpc>, String> {
    let schema = Schema::new(sets.iter().copied()).map_err(|error| error.to_string())?;
    let globals = globals("");
    let taken = || globals.iter().filter_map(Arg::get_long).chain(RESERVED);
    let names = names::subcommands(methods, &BUILT_IN);
    let rpc = |(name, method): (String, &Method)| {
        let found = schema.pool.method(method.service(), method.name());
        let messages = found.and_then(|found| {
            let request = Message::new(&schema, found.input())?;
            Some((request, Message::new(&schema, found.output())?))
        });
        let (request, response) = messages
            .ok_or_else(|| format!("the descriptor sets do not describe {}", method.path()))?;
        let flags = flags::of_request(&request, Taken::new(taken()));
        let method = *method;
        Ok(Rpc {
            name,
            method,
            request,
            response,
            flags,
        })
    };
    names.into_iter().zip(methods).map(rpc).collect()
}

/// Builds the command of the whole program.
pub(super) fn command(client: &Client, rpcs: &[Rpc]) -> Command {
    let mut command = Command::new(client.name.clone())
        .about("Calls a gRPC server")
        .after_help(AFTER_HELP)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(globals(&client.name))
        .subcommands(rpcs.iter().map(subcommand))
        .subcommand(health())
        .subcommand(describe())
        .subcommand(completions_command());
    if let Some(version) = &client.version {
        command = command.version(version.clone());
    }
    command
}

const AFTER_HELP: &str = "\
If a field has the name of one of these options, its flag ends with `-field`.
Exit codes: 0 for success; 64 plus the status code for a failed call; 2 for invalid arguments or JSON; 130 after Ctrl-C; \
1 for any other error.";

fn subcommand(rpc: &Rpc) -> Command {
    let full = rpc.method.path().trim_start_matches('/');
    let kind = match rpc.method.kind() {
        MethodKind::Unary => "unary",
        MethodKind::ClientStreaming => "client streaming",
        MethodKind::ServerStreaming => "server streaming",
        MethodKind::BidiStreaming => "bidirectional streaming",
    };
    let (takes, gives) = (rpc.request.full_name(), rpc.response.full_name());
    let deprecated = if rpc.method.is_deprecated() {
        " (deprecated)"
    } else {
        ""
    };
    let command = Command::new(rpc.name.clone())
        .about(format!("{full}: {kind}{deprecated}"))
        .long_about(format!(
            "Calls {full}{deprecated}: {kind}, {takes} -> {gives}"
        ))
        .args(rpc.flags.iter().map(Flag::arg));
    let command = if rpc.streams_requests() {
        command.after_help(
            "Requests are read from the standard input or from --json, as JSON values one after another. Other flags are set \
             in every request.",
        )
    } else {
        command
    };
    if rpc.name == full {
        command
    } else {
        command.alias(full.to_owned())
    }
}

fn health() -> Command {
    Command::new(HEALTH)
        .about(
            "Checks whether a service is serving (grpc.health.v1): exits with 0 if it is, else with 1",
        )
        .arg(
            Arg::new("service")
                .value_name("SERVICE")
                .default_value("")
                .hide_default_value(true)
                .help("Full name of the service; without it, the server as a whole"),
        )
}

fn describe() -> Command {
    Command::new(DESCRIBE)
        .about("Prints methods and types as in a proto file")
        .arg(Arg::new("name").value_name("NAME").help(
            "A command, or the full name of a method, service, message or enum; without it, all services",
        ))
}

fn completions_command() -> Command {
    let shells = ["bash", "elvish", "fish", "powershell", "zsh"];
    Command::new(COMPLETIONS)
        .about("Prints a script that completes commands and flags in a shell")
        .arg(
            Arg::new("shell")
                .value_name("SHELL")
                .required(true)
                .value_parser(shells),
        )
}

/// Prints a script that completes commands in a shell.
pub(super) fn completions(command: &mut Command, matches: &ArgMatches, out: &mut dyn Write) {
    let shell = matches
        .get_one::<String>("shell")
        .and_then(|shell| Shell::from_str(shell).ok());
    if let Some(shell) = shell {
        let name = command.get_name().to_owned();
        let mut out = out;
        clap_complete::generate(shell, command, name, &mut out);
    }
}

/// The options that all commands of the program `name` share.
fn globals(name: &str) -> Vec<Arg> {
    let switch = |name: &'static str, help: &'static str| {
        Arg::new(name)
            .long(name)
            .action(ArgAction::SetTrue)
            .help(help)
    };
    let json_and_output = [
        Arg::new("json")
            .long("json")
            .value_name("JSON|@FILE|-")
            .help("The whole request as JSON; other flags override its fields"),
        switch(
            "pretty",
            "Indents responses; the default for a single response on a terminal",
        )
        .overrides_with("compact"),
        switch("compact", "Prints each response on one line").overrides_with("pretty"),
        switch(
            "proto-names",
            "Prints fields by their names in the proto file",
        ),
        switch(
            "defaults",
            "Prints fields without presence even if they have their default value",
        ),
        switch(
            "show-redacted",
            "Prints the values of fields with the option debug_redact instead of [REDACTED]",
        ),
        switch(
            "verbose",
            "Prints the headers and trailers of the response to standard error",
        )
        .short('v'),
    ];
    let all = connect::args(name).into_iter().chain(json_and_output);
    all.map(|arg| arg.global(true).help_heading("Options of all commands"))
        .collect()
}

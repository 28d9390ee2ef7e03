//! Command-line clients: one subcommand for each method, one flag for each field of its request, input and output as JSON.
//!
//! ```no_run
//! // src/bin/user_client.rs
//! # const FILE_DESCRIPTOR_SET: &[u8] = b"";
//! # mod user_service_methods { pub const ALL: &[rpcsmith_runtime::Method] = &[]; }
//! use std::process::ExitCode;
//!
//! use rpcsmith_runtime::cli::Client;
//!
//! fn main() -> ExitCode {
//!     Client::new("user_client")
//!         .service(user_service_methods::ALL, FILE_DESCRIPTOR_SET)
//!         .run()
//! }
//! ```
//!
//! ```console
//! $ user_client get-user --id 1
//! $ user_client create-user --user.name Ada --user '{"emails": ["ada@example.com"]}'
//! $ user_client --target https://users.example.com --token-file token get-user --json @request.json
//! $ user_client chat < messages.ndjson
//! $ user_client describe get-user
//! $ user_client health user.v1.UserService
//! ```
//!
//! **Requests.** `--json` takes the whole request as JSON: the JSON text, `@` and the path of a file, or `-` for the
//! standard input. Other flags override its fields. Methods that take a stream read JSON values from the standard input,
//! one after another, and send each as soon as it is complete. The JSON follows the protobuf JSON format. Names of
//! subcommands and flags:
//!
//! | what | name | example |
//! |---|---|---|
//! | method | its name in kebab case | `get-user` |
//! | method whose name is not unique, or is a built-in subcommand | its service and its name | `user-service.health` |
//! | any method | also its full name | `user.v1.UserService/GetUser` |
//! | field | its name in kebab case | `--page-size` |
//! | field of a nested message | the names of all fields on its path | `--user.display-name` |
//! | field whose flag is already used | its name and `-field` | `--target-field` |
//!
//! The flag of a list is repeated for each value. Maps take `--labels key=value`, bytes are base64 or `@` and the path of a
//! file, messages are JSON, and times are written as in JSON but without quotes.
//!
//! **Responses** are printed as JSON, one per line, as soon as they arrive. On a terminal, a single response is indented.
//! `[REDACTED]` replaces fields with the option `debug_redact`, unless `--show-redacted` is set.
//!
//! **The server.** `--target` takes the same targets as [`Channel`](rpcsmith_client::Channel). Without it, a client called
//! `user_client` uses the environment variable `USER_CLIENT_TARGET`, or else `http://127.0.0.1:50051`. Tokens are read
//! from `--token-file` or `USER_CLIENT_TOKEN`, never from an argument, which other users of the machine could see.
//!
//! **The exit code** is 0 if the call succeeds, 64 plus the number of the status code if it fails (69 is `NOT_FOUND`, 78 is
//! `UNAVAILABLE`), 2 if the arguments or the JSON are invalid, 130 after Ctrl-C, and 1 after any other error. `health`
//! exits with 0 if the service is serving and with 1 otherwise, as health checks of containers expect.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod call;
mod command;
mod connect;
mod describe;
mod flags;
mod health;
#[cfg(test)]
mod hostile;
mod json;
mod names;
mod report;
mod requests;
mod schema;
mod value;

use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::process::ExitCode;

use clap::ArgMatches;

use command::Rpc;
use report::Failure;
use rpcsmith_service::Method;

/// A client for the command line.
#[derive(Clone, Debug)]
#[must_use]
pub struct Client {
    name: String,
    version: Option<String>,
    methods: Vec<Method>,
    descriptor_sets: Vec<&'static [u8]>,
}

impl Client {
    /// Starts with the name of the program: `env!("CARGO_BIN_NAME")`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: None,
            methods: Vec::new(),
            descriptor_sets: Vec::new(),
        }
    }

    /// Sets what `--version` prints. Without it, there is no such option.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// Adds a service: the table of its methods, and the encoded `FileDescriptorSet` that describes their messages. Both
    /// are constants of generated code.
    pub fn service(mut self, methods: &[Method], descriptor_set: &'static [u8]) -> Self {
        for method in methods {
            if !self.methods.contains(method) {
                self.methods.push(*method);
            }
        }
        self.descriptor_sets.push(descriptor_set);
        self
    }

    /// Runs the program with the arguments of this process.
    pub fn run(self) -> ExitCode {
        let mut streams = Streams {
            pretty: io::stdout().is_terminal(),
            prompt: io::stdin().is_terminal(),
            stdin: Some(Box::new(io::stdin())),
            stdout: &mut io::stdout(),
            stderr: &mut io::stderr(),
            interrupt: true,
        };
        self.execute(std::env::args_os(), &mut streams).into()
    }

    /// Runs the program with the given arguments, the first of which is its name, and streams; returns the exit code.
    ///
    /// It blocks until the call has ended, and cannot be called within another async runtime. If the call ends before
    /// `stdin` does, a thread stays blocked in its last read of `stdin`.
    ///
    /// ```
    /// use rpcsmith_runtime::cli::Client;
    ///
    /// let (mut out, mut err) = (Vec::new(), Vec::new());
    /// let code = Client::new("user_client").run_with(["user_client", "--target"], std::io::empty(), &mut out, &mut err);
    /// assert_eq!(code, 2);
    /// assert!(out.is_empty() && err.starts_with(b"error: "));
    /// ```
    pub fn run_with<A: Into<OsString> + Clone>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        stdin: impl Read + Send + 'static,
        stdout: &mut dyn Write,
        stderr: &mut dyn Write,
    ) -> u8 {
        let mut streams = Streams {
            pretty: false,
            prompt: false,
            stdin: Some(Box::new(stdin)),
            stdout,
            stderr,
            interrupt: false,
        };
        self.execute(arguments, &mut streams)
    }

    fn execute<A: Into<OsString> + Clone>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        streams: &mut Streams<'_>,
    ) -> u8 {
        let done = self.try_execute(arguments, streams);
        match done {
            Ok(code) => code,
            Err(failure) => failure.print(streams.stderr),
        }
    }

    fn try_execute<A: Into<OsString> + Clone>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        streams: &mut Streams<'_>,
    ) -> Result<u8, Failure> {
        let rpcs = command::rpcs(&self.methods, &self.descriptor_sets).map_err(Failure::Broken)?;
        let mut command = command::command(self, &rpcs);
        let matches = match command.try_get_matches_from_mut(arguments) {
            Ok(matches) => matches,
            Err(error) => {
                let text = error.render().to_string();
                let code = u8::try_from(error.exit_code()).unwrap_or(2);
                return if error.use_stderr() {
                    Err(Failure::Formatted(text, code))
                } else {
                    streams.print(text.as_bytes()).map(|()| 0)
                };
            }
        };
        match matches.subcommand() {
            Some((command::COMPLETIONS, own)) => {
                let mut text = Vec::new();
                command::completions(&mut command, own, &mut text);
                streams.print(&text).map(|()| 0)
            }
            Some((command::DESCRIBE, own)) => {
                let name = own.get_one::<String>("name").map(String::as_str);
                let text = describe::describe(&rpcs, name).map_err(Failure::Usage)?;
                streams.print(text.as_bytes()).map(|()| 0)
            }
            Some((name, own)) => self.run_connected(&rpcs, name, own, streams),
            None => Err(Failure::Usage("a command is missing".to_owned())),
        }
    }

    /// Runs a subcommand that calls a server.
    fn run_connected(
        &self,
        rpcs: &[Rpc],
        name: &str,
        matches: &ArgMatches,
        streams: &mut Streams<'_>,
    ) -> Result<u8, Failure> {
        let connection = connect::Connection::from_args(matches, &self.name)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| Failure::Broken(error.to_string()))?;
        let done = match rpcs.iter().find(|rpc| rpc.name == name) {
            Some(rpc) => runtime
                .block_on(call::call(rpc, matches, &connection, streams))
                .map(|()| 0),
            None => runtime.block_on(health::check(matches, &connection, streams)),
        };
        // Does not wait for a DNS lookup or a read of the standard input that is still running.
        runtime.shutdown_background();
        done
    }
}

/// The streams that requests are read from and responses are written to.
struct Streams<'a> {
    /// Whether the responses go to a terminal.
    pretty: bool,
    /// Whether the requests are typed on a terminal.
    prompt: bool,
    /// `None` once a reader has taken it.
    stdin: Option<Box<dyn Read + Send>>,
    stdout: &'a mut dyn Write,
    stderr: &'a mut dyn Write,
    /// Whether Ctrl-C ends the call.
    interrupt: bool,
}

impl Streams<'_> {
    /// Prints and flushes. If the reader has closed the stream, the error is [`Failure::Unread`].
    fn print(&mut self, text: &[u8]) -> Result<(), Failure> {
        let written = self
            .stdout
            .write_all(text)
            .and_then(|()| self.stdout.flush());
        written.map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Failure::Unread,
            _ => Failure::Broken(format!("cannot print the response: {error}")),
        })
    }
}

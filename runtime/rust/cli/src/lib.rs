//! Command-line clients: a subcommand a method, flags from the fields of its request, JSON in and out.
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
//! **Requests.** `--json` gives the whole request as JSON: a text, `@` and a file, or `-` for the standard input; other
//! flags go over it. Methods that take a stream read JSON values from the standard input, one after another, and send
//! each as soon as it is there. The JSON is that of protobuf. Names of subcommands and flags:
//!
//! | what | name | example |
//! |---|---|---|
//! | method | its own in kebab case | `get-user` |
//! | several methods of one such name, or one that this program has itself | the service in front | `user-service.health` |
//! | any method | its full name, too | `user.v1.UserService/GetUser` |
//! | field | its own in kebab case | `--page-size` |
//! | field of a message within | the names on the way | `--user.display-name` |
//! | field whose name is taken | `-field` behind | `--target-field` |
//!
//! Lists take their flag again for each value, maps take `--labels key=value`, bytes are base64 or `@` and a file, messages
//! are JSON, times are as in JSON without quotes.
//!
//! **Responses** are JSON, each on a line as soon as it comes. A single one is spread over lines on a terminal.
//!
//! **Where to.** `--target` takes what [`Channel`](rpcsmith_client::Channel) takes; without it `USER_CLIENT_TARGET` counts, for a
//! client of the name `user_client`, and then `http://127.0.0.1:50051`. Tokens come from `--token-file` or
//! `USER_CLIENT_TOKEN`, never from an argument, which others on the machine could see.
//!
//! **The exit code** is 0 if the call went well, 64 and the number of its code if it ended with another status (69 is
//! `NOT_FOUND`, 78 `UNAVAILABLE`), 2 if the arguments or the JSON are not as they should be, 1 for what else goes wrong,
//! 130 after Ctrl-C. `health` has 0 for a service that serves, and 1: what a container's health check wants.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod call;
mod command;
mod connect;
mod describe;
mod descriptors;
mod details;
mod flags;
mod health;
mod json;
mod names;
mod report;
mod requests;
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
    /// Begins with the name that the program is called by: `env!("CARGO_BIN_NAME")`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            version: None,
            methods: Vec::new(),
            descriptor_sets: Vec::new(),
        }
    }

    /// What `--version` says; there is none unless this is set.
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

    /// Runs the program with other arguments, of which the first is its name, and other streams; what it gives is the
    /// exit code.
    ///
    /// It runs until the call is over, and cannot be called within another async runtime. If the call ends before
    /// `stdin` does, a thread goes on to wait for what it has asked `stdin` for.
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
            Some((name, own)) => self.connected(&rpcs, name, own, streams),
            None => Err(Failure::Usage("there is no command".to_owned())),
        }
    }

    /// Runs what needs a server.
    fn connected(
        &self,
        rpcs: &[Rpc],
        name: &str,
        matches: &ArgMatches,
        streams: &mut Streams<'_>,
    ) -> Result<u8, Failure> {
        let connection = connect::Connection::of(matches, &self.name)?;
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
        // A name that is being resolved, or a reader of the standard input, is not waited for.
        runtime.shutdown_background();
        done
    }
}

/// Where requests come from and responses go to.
struct Streams<'a> {
    /// Whether a person reads the responses.
    pretty: bool,
    /// Whether a person writes the requests.
    prompt: bool,
    /// None once somebody reads it.
    stdin: Option<Box<dyn Read + Send>>,
    stdout: &'a mut dyn Write,
    stderr: &'a mut dyn Write,
    /// Whether Ctrl-C ends the call.
    interrupt: bool,
}

impl Streams<'_> {
    /// Prints at once. That nobody reads any more is told as [`Failure::Unread`].
    fn print(&mut self, text: &[u8]) -> Result<(), Failure> {
        let written = self
            .stdout
            .write_all(text)
            .and_then(|()| self.stdout.flush());
        written.map_err(|error| match error.kind() {
            ErrorKind::BrokenPipe => Failure::Unread,
            _ => Failure::Broken(format!("the response cannot be printed: {error}")),
        })
    }
}

//! Runs the subcommand of a method: reads its requests, calls it, and prints its responses.

use std::future::pending;

use clap::ArgMatches;
use prost::Message;
use rpcsmith_message::budget;
use rpcsmith_message::dynamic::DynamicMessage;
use rpcsmith_wire::{Request, Status};

use super::Streams;
use super::command::Rpc;
use super::connect::Connection;
use super::flags::Assignments;
use super::json::Style;
use super::report::{self, Failure};
use super::requests::{self, Requests};

/// Most bytes of memory for the nested messages of a response, for each of its bytes, and for a short one.
const MEMORY: usize = 64;
const MIN_MEMORY: usize = 256 * 1024 * 1024;

/// Calls a method, and prints its responses.
pub(super) async fn call(
    rpc: &Rpc,
    matches: &ArgMatches,
    connection: &Connection,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let json = matches.get_one::<String>("json").map(String::as_str);
    let assignments = Assignments::from_args(&rpc.flags, matches).map_err(Failure::Usage)?;
    let requests = if rpc.streams_requests() {
        Requests::stream(&rpc.request, json, assignments, streams)?
    } else {
        Requests::once(requests::read_one(
            &rpc.request,
            json,
            &assignments,
            streams,
        )?)
    };
    let (messages, read_failure) = requests.split();
    let mut request = Request::new(messages);
    *request.metadata_mut() = connection.headers.clone();
    if let Some(timeout) = connection.timeout {
        request.set_timeout(timeout);
    }
    let interrupt = interrupted(streams.interrupt);
    let output = Output::from_args(rpc, matches, streams.pretty);
    tokio::select! {
        biased;
        () = interrupt => Err(Failure::Interrupted),
        failure = read_failure => Err(failure),
        done = exchange(rpc, connection, request, &output, streams) => done,
    }
}

/// Waits for Ctrl-C. A second Ctrl-C exits the process, in case it does not end after the first.
async fn interrupted(enabled: bool) {
    if !enabled {
        return pending().await;
    }
    let (sender, received) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_err() {
            return pending().await;
        }
        let _ = sender.send(());
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(report::INTERRUPTED.into());
        }
    });
    if received.await.is_err() {
        pending().await
    }
}

/// How responses are printed.
struct Output {
    style: Style,
    verbose: bool,
}

impl Output {
    fn from_args(rpc: &Rpc, matches: &ArgMatches, terminal: bool) -> Self {
        let indented = terminal && !rpc.streams_responses() && !matches.get_flag("compact");
        Self {
            style: Style {
                pretty: indented || matches.get_flag("pretty"),
                proto_names: matches.get_flag("proto-names"),
                defaults: matches.get_flag("defaults"),
                redacted: matches.get_flag("show-redacted"),
            },
            verbose: matches.get_flag("verbose"),
        }
    }
}

async fn exchange(
    rpc: &Rpc,
    connection: &Connection,
    request: Request<tokio_stream::wrappers::ReceiverStream<DynamicMessage>>,
    output: &Output,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let response = connection.client.undecoded(rpc.method, request).await;
    let response = response.map_err(|status| failed(rpc, status, output, streams))?;
    if output.verbose {
        report::metadata(response.metadata(), streams.stderr);
    }
    let mut responses = response.into_inner();
    let mut count = 0;
    loop {
        let next = responses.message().await;
        let Some(bytes) = next.map_err(|status| failed(rpc, status, output, streams))? else {
            break;
        };
        count += 1;
        if count > 1 && !rpc.streams_responses() {
            let status = Status::internal("the server sent more than one response");
            return Err(failed(rpc, status, output, streams));
        }
        let mut message = rpc.response.empty();
        let limit = MEMORY.saturating_mul(bytes.len()).max(MIN_MEMORY);
        let (decoded, _) = budget::within(limit, || message.merge(bytes));
        decoded.map_err(|error| {
            let status = Status::internal(format!("cannot decode the response: {error}"));
            failed(rpc, status, output, streams)
        })?;
        let text = output.style.print(&rpc.response.schema, &message);
        let mut text = text.map_err(Failure::Broken)?;
        text.push(b'\n');
        streams.print(&text)?;
    }
    if count == 0 && !rpc.streams_responses() {
        let status = Status::internal("the server sent no response");
        return Err(failed(rpc, status, output, streams));
    }
    if output.verbose
        && let Ok(Some(trailers)) = responses.trailers().await
    {
        report::metadata(&trailers, streams.stderr);
    }
    Ok(())
}

/// The failure for the status of a call, whose metadata is printed if `--verbose` is set.
fn failed(rpc: &Rpc, status: Status, output: &Output, streams: &mut Streams<'_>) -> Failure {
    if output.verbose {
        report::metadata(status.metadata(), streams.stderr);
    }
    let text = report::status(&status, &rpc.response.schema, output.style);
    Failure::Status(text, status.code())
}

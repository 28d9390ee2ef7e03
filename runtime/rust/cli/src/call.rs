//! A call, from its arguments to its last response.

use std::future::pending;

use clap::ArgMatches;
use prost_reflect::DynamicMessage;
use tonic::{Request, Status};

use super::Streams;
use super::command::Rpc;
use super::connect::Connection;
use super::flags::Assignments;
use super::json::Style;
use super::report::{self, Failure};
use super::requests::{self, Requests};

/// Calls a method, and prints what it answers.
pub(super) async fn call(
    rpc: &Rpc,
    matches: &ArgMatches,
    connection: &Connection,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let json = matches.get_one::<String>("json").map(String::as_str);
    let assignments = Assignments::of(&rpc.flags, matches).map_err(Failure::Usage)?;
    let requests = if rpc.streams_requests() {
        Requests::many(&rpc.request, json, assignments, streams)?
    } else {
        Requests::once(requests::one(&rpc.request, json, &assignments, streams)?)
    };
    let (messages, fault) = requests.split();
    let mut request = Request::new(messages);
    *request.metadata_mut() = connection.headers.clone();
    if let Some(timeout) = connection.timeout {
        request.set_timeout(timeout);
    }
    let interrupt = interrupted(streams.interrupt);
    let show = Show::of(rpc, matches, streams.pretty);
    tokio::select! {
        biased;
        () = interrupt => Err(Failure::Interrupted),
        failure = fault => Err(failure),
        done = exchange(rpc, connection, request, &show, streams) => done,
    }
}

/// Waits for Ctrl-C; the second one ends the process, should the first not be heeded.
async fn interrupted(wanted: bool) {
    if !wanted {
        return pending().await;
    }
    let (tell, told) = tokio::sync::oneshot::channel();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_err() {
            return pending().await;
        }
        let _ = tell.send(());
        if tokio::signal::ctrl_c().await.is_ok() {
            std::process::exit(report::INTERRUPTED.into());
        }
    });
    if told.await.is_err() {
        pending().await
    }
}

/// What is printed of responses.
struct Show {
    style: Style,
    verbose: bool,
}

impl Show {
    fn of(rpc: &Rpc, matches: &ArgMatches, terminal: bool) -> Self {
        let spread = terminal && !rpc.streams_responses() && !matches.get_flag("compact");
        Self {
            style: Style {
                pretty: spread || matches.get_flag("pretty"),
                proto_names: matches.get_flag("proto-names"),
                defaults: matches.get_flag("defaults"),
            },
            verbose: matches.get_flag("verbose"),
        }
    }
}

async fn exchange(
    rpc: &Rpc,
    connection: &Connection,
    request: Request<tokio_stream::wrappers::ReceiverStream<DynamicMessage>>,
    show: &Show,
    streams: &mut Streams<'_>,
) -> Result<(), Failure> {
    let response = connection.client.undecoded(rpc.method, request).await;
    let response = response.map_err(|status| failed(rpc, status, show, streams))?;
    if show.verbose {
        report::metadata(response.metadata(), streams.stderr);
    }
    let mut responses = response.into_inner();
    let mut count = 0;
    loop {
        let next = responses.message().await;
        let Some(bytes) = next.map_err(|status| failed(rpc, status, show, streams))? else {
            break;
        };
        count += 1;
        if count > 1 && !rpc.streams_responses() {
            let status = Status::internal("the server answers with more than one message");
            return Err(failed(rpc, status, show, streams));
        }
        let message = DynamicMessage::decode(rpc.response.clone(), bytes);
        let message = message.map_err(|error| {
            let status = Status::internal(format!("the response cannot be read: {error}"));
            failed(rpc, status, show, streams)
        })?;
        let mut text = show.style.print(&message).map_err(Failure::Broken)?;
        text.push(b'\n');
        streams.print(&text)?;
    }
    if count == 0 && !rpc.streams_responses() {
        let status = Status::internal("the server answers without a message");
        return Err(failed(rpc, status, show, streams));
    }
    if show.verbose
        && let Ok(Some(trailers)) = responses.trailers().await
    {
        report::metadata(&trailers, streams.stderr);
    }
    Ok(())
}

/// What is told of a status.
fn failed(rpc: &Rpc, status: Status, show: &Show, streams: &mut Streams<'_>) -> Failure {
    if show.verbose {
        report::metadata(status.metadata(), streams.stderr);
    }
    let text = report::status(&status, rpc.response.parent_pool());
    Failure::Status(text, status.code())
}

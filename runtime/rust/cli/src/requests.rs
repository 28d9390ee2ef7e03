//! Reads the requests of a call: from `--json`, a file or the standard input, with the fields of flags set in each.
//!
//! A thread reads them one by one, so the call starts before the input ends. An invalid request ends the call with an error
//! instead of ending its stream of requests.

use std::fs::File;
use std::io::{Cursor, Read};
use std::thread;

use rpcsmith_message::dynamic::DynamicMessage;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;

use super::Streams;
use super::flags::Assignments;
use super::json::{self, Values};
use super::report::Failure;
use super::schema::Message;

/// Requests that are read ahead while the call cannot send them.
const BUFFERED: usize = 16;

/// JSON values, and the name of their source in error messages.
struct Source {
    name: String,
    values: Values<Box<dyn Read + Send>>,
}

impl Source {
    /// Opens the value of `--json`: JSON, `@` and a path, or `-`.
    fn open(json: &str, streams: &mut Streams<'_>) -> Result<Self, Failure> {
        let (name, input): (_, Box<dyn Read + Send>) = if json == "-" {
            let stdin = streams.stdin.take();
            (
                "the standard input",
                stdin.unwrap_or_else(|| Box::new(std::io::empty())),
            )
        } else if let Some(path) = json.strip_prefix('@') {
            let file =
                File::open(path).map_err(|error| Failure::Usage(format!("{path}: {error}")))?;
            (path, Box::new(file))
        } else {
            ("--json", Box::new(Cursor::new(json.to_owned())))
        };
        let (name, values) = (name.to_owned(), Values::new(input));
        Ok(Self { name, values })
    }

    fn next(&mut self, message: &Message) -> Result<Option<DynamicMessage>, String> {
        let next = self.values.next().and_then(|piece| {
            let request = piece.map(|piece| json::parse_piece(message, &piece));
            request.transpose()
        });
        next.map_err(|reason| format!("{}: {reason}", self.name))
    }
}

/// Reads the only request of a call from `json`, and sets the fields of `assignments` in it.
pub(super) fn read_one(
    message: &Message,
    json: Option<&str>,
    assignments: &Assignments,
    streams: &mut Streams<'_>,
) -> Result<DynamicMessage, Failure> {
    let mut request = match json {
        Some(json) => {
            let mut source = Source::open(json, streams)?;
            let request = source.next(message).map_err(Failure::Usage)?;
            let Some(request) = request else {
                let reason = "expected JSON, found nothing";
                return Err(Failure::Usage(format!("{}: {reason}", source.name)));
            };
            if source.values.next().map_err(Failure::Usage)?.is_some() {
                let reason = "the method takes one request, but there are several";
                return Err(Failure::Usage(format!("{}: {reason}", source.name)));
            }
            request
        }
        None => message.empty(),
    };
    assignments.apply(&mut request);
    Ok(request)
}

/// The requests of a call, which may still be being read.
pub(super) struct Requests {
    pub(super) messages: ReceiverStream<DynamicMessage>,
    error: oneshot::Receiver<ReadError>,
}

/// Why a request cannot be read. It keeps the sender of the requests open, so that their stream does not end as if all had
/// been read.
struct ReadError(String, mpsc::Sender<DynamicMessage>);

impl Requests {
    /// Reads requests in a separate thread from `json`, or else from the standard input, and sets the fields of
    /// `assignments` in each.
    pub(super) fn stream(
        message: &Message,
        json: Option<&str>,
        assignments: Assignments,
        streams: &mut Streams<'_>,
    ) -> Result<Self, Failure> {
        let source = Source::open(json.unwrap_or("-"), streams)?;
        if json.is_none() && streams.prompt {
            let hint = "Enter requests as JSON, one after another. Ctrl-D ends the input.";
            let _ = writeln!(streams.stderr, "{hint}");
        }
        let (sender, messages) = mpsc::channel(BUFFERED);
        let (error_sender, error) = oneshot::channel();
        let message = message.clone();
        let read = move || send_all(source, &message, &assignments, sender, error_sender);
        let reader = thread::Builder::new()
            .name("requests".to_owned())
            .spawn(read);
        reader.map_err(|error| Failure::Broken(error.to_string()))?;
        let messages = ReceiverStream::new(messages);
        Ok(Self { messages, error })
    }

    /// One request.
    pub(super) fn once(request: DynamicMessage) -> Self {
        let (sender, messages) = mpsc::channel(1);
        // The channel has capacity for it.
        let _ = sender.try_send(request);
        let (_, error) = oneshot::channel();
        let messages = ReceiverStream::new(messages);
        Self { messages, error }
    }

    /// The messages, and a future of the first error, which stays pending without one.
    pub(super) fn split(
        self,
    ) -> (
        ReceiverStream<DynamicMessage>,
        impl Future<Output = Failure>,
    ) {
        let error = self.error;
        let failure = async move {
            match error.await {
                Ok(ReadError(reason, _sender)) => Failure::Usage(reason),
                Err(_) => std::future::pending().await,
            }
        };
        (self.messages, failure)
    }
}

/// Sends requests until there are no more, the call has ended, or a request cannot be read.
fn send_all(
    mut source: Source,
    message: &Message,
    assignments: &Assignments,
    sender: mpsc::Sender<DynamicMessage>,
    error_sender: oneshot::Sender<ReadError>,
) {
    loop {
        match source.next(message) {
            Ok(Some(mut request)) => {
                assignments.apply(&mut request);
                if sender.blocking_send(request).is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(reason) => {
                let _ = error_sender.send(ReadError(reason, sender));
                return;
            }
        }
    }
}

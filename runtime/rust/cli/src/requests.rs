//! Where the requests of a call come from.

use std::fs::File;
use std::io::{Cursor, Read};
use std::thread;

use prost_reflect::{DynamicMessage, MessageDescriptor};
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;

use super::Streams;
use super::flags::Assignments;
use super::json::{self, Values};
use super::report::Failure;

/// Requests that wait to be sent: no more are read.
const WAITING: usize = 16;

/// JSON values, and how what is wrong with them is told.
struct Source {
    name: String,
    values: Values<Box<dyn Read + Send>>,
}

impl Source {
    /// What `--json` says: JSON, `@` and a file, or `-`.
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

    fn next(&mut self, descriptor: &MessageDescriptor) -> Result<Option<DynamicMessage>, String> {
        let next = self.values.next().and_then(|piece| {
            let message = piece.map(|piece| json::message(descriptor, &piece));
            message.transpose()
        });
        next.map_err(|reason| format!("{}: {reason}", self.name))
    }
}

/// The request of a call that has one: that of `json`, with what flags say over it.
pub(super) fn one(
    descriptor: &MessageDescriptor,
    json: Option<&str>,
    assignments: &Assignments,
    streams: &mut Streams<'_>,
) -> Result<DynamicMessage, Failure> {
    let mut request = match json {
        Some(json) => {
            let mut source = Source::open(json, streams)?;
            let request = source.next(descriptor).map_err(Failure::Usage)?;
            let Some(request) = request else {
                let reason = "there is no JSON in it";
                return Err(Failure::Usage(format!("{}: {reason}", source.name)));
            };
            if source.values.next().map_err(Failure::Usage)?.is_some() {
                let reason = "the method takes one request, and there are several";
                return Err(Failure::Usage(format!("{}: {reason}", source.name)));
            }
            request
        }
        None => DynamicMessage::new(descriptor.clone()),
    };
    assignments.apply(&mut request);
    Ok(request)
}

/// The requests of a call, as they come.
pub(super) struct Requests {
    pub(super) messages: ReceiverStream<DynamicMessage>,
    fault: oneshot::Receiver<Fault>,
}

/// Why no more requests come, and a hold on them: as long as it is there they do not end, as if that was all.
struct Fault(String, mpsc::Sender<DynamicMessage>);

impl Requests {
    /// Reads requests in a thread of their own, from the standard input unless `json` says otherwise; what flags say is
    /// set in each.
    pub(super) fn many(
        descriptor: &MessageDescriptor,
        json: Option<&str>,
        assignments: Assignments,
        streams: &mut Streams<'_>,
    ) -> Result<Self, Failure> {
        let source = Source::open(json.unwrap_or("-"), streams)?;
        if json.is_none() && streams.prompt {
            let hint = "requests are JSON, one after another; Ctrl-D ends them";
            let _ = writeln!(streams.stderr, "{hint}");
        }
        let (sender, messages) = mpsc::channel(WAITING);
        let (told, fault) = oneshot::channel();
        let descriptor = descriptor.clone();
        let read = move || read(source, &descriptor, &assignments, sender, told);
        let reader = thread::Builder::new()
            .name("requests".to_owned())
            .spawn(read);
        reader.map_err(|error| Failure::Broken(error.to_string()))?;
        let messages = ReceiverStream::new(messages);
        Ok(Self { messages, fault })
    }

    /// One request.
    pub(super) fn once(request: DynamicMessage) -> Self {
        let (sender, messages) = mpsc::channel(1);
        // There is room for it.
        let _ = sender.try_send(request);
        let (_, fault) = oneshot::channel();
        let messages = ReceiverStream::new(messages);
        Self { messages, fault }
    }

    /// The messages, and a future of the first fault, which may never be there.
    pub(super) fn split(
        self,
    ) -> (
        ReceiverStream<DynamicMessage>,
        impl Future<Output = Failure>,
    ) {
        let fault = self.fault;
        let fault = async move {
            match fault.await {
                Ok(Fault(reason, _sender)) => Failure::Usage(reason),
                Err(_) => std::future::pending().await,
            }
        };
        (self.messages, fault)
    }
}

/// Hands requests on until there are no more, nobody wants them any more, or one cannot be read.
fn read(
    mut source: Source,
    descriptor: &MessageDescriptor,
    assignments: &Assignments,
    sender: mpsc::Sender<DynamicMessage>,
    told: oneshot::Sender<Fault>,
) {
    loop {
        match source.next(descriptor) {
            Ok(Some(mut message)) => {
                assignments.apply(&mut message);
                if sender.blocking_send(message).is_err() {
                    return;
                }
            }
            Ok(None) => return,
            Err(reason) => {
                let _ = told.send(Fault(reason, sender));
                return;
            }
        }
    }
}

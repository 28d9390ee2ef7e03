//! Bodies of streams of responses: lines of JSON, or the data of a download, become messages in envelopes.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http::HeaderMap;
use http_body::{Body as HttpBody, Frame};
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::error::Details;
use super::super::lines::Lines;
use super::error;
use crate::Status;
use crate::body::Body;
use crate::edge::envelope::prefix;
use crate::edge::headers::only_status_headers;

/// How a body is a stream of messages.
pub enum Form {
    /// Each line has a message in `result`, and the last one can have an error.
    Lines(Lines, Details),
    /// The data of a download, as it arrives. Each message starts with these bytes.
    Data(Bytes),
}

/// A stream of responses of gRPC.
pub struct Incoming {
    body: Body,
    form: Form,
    /// Parts of envelopes.
    ready: VecDeque<Bytes>,
    /// The status, after the last message.
    trailers: Option<HeaderMap>,
    over: bool,
}

impl Incoming {
    /// The messages of a body.
    pub fn new(body: Body, form: Form) -> Self {
        Self {
            body,
            form,
            ready: VecDeque::new(),
            trailers: None,
            over: false,
        }
    }

    fn finish(&mut self, status: &Status) {
        self.body = Body::empty();
        self.trailers = Some(only_status_headers(status, HeaderMap::new()));
    }

    /// Adds data of the body, or its end.
    fn add(&mut self, data: Option<Bytes>) -> Result<(), Status> {
        match (&mut self.form, data) {
            (Form::Lines(lines, _), Some(data)) => lines.push(&data),
            (Form::Data(_), Some(data)) if data.is_empty() => Ok(()),
            (Form::Data(head), Some(data)) => {
                let head = head.clone();
                self.envelope([head, data])
            }
            (Form::Lines(lines, _), None) => {
                if let Some(last) = lines.last_line() {
                    self.line(last)?;
                }
                if self.trailers.is_none() {
                    self.finish(&Status::ok(""));
                }
                Ok(())
            }
            (Form::Data(_), None) => {
                self.finish(&Status::ok(""));
                Ok(())
            }
        }
    }

    fn envelope(&mut self, parts: [Bytes; 2]) -> Result<(), Status> {
        let length = parts.iter().map(Bytes::len).sum();
        let prefix = prefix(0, length);
        let prefix = prefix.ok_or_else(|| Status::resource_exhausted("the message is too long"))?;
        self.ready.push_back(Bytes::copy_from_slice(&prefix));
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        self.ready.extend(parts);
        Ok(())
    }

    fn line(&mut self, line: BytesMut) -> Result<(), Status> {
        let line = line.freeze();
        let members: BTreeMap<String, &RawValue> = serde_json::from_slice(&line).map_err(|_| {
            Status::internal("the response is malformed: a line of the stream is no JSON object")
        })?;
        if let Some(result) = members.get("result") {
            let result = line.slice_ref(result.get().as_bytes());
            return self.envelope([Bytes::new(), result]);
        }
        let Form::Lines(_, details) = self.form else {
            return Ok(());
        };
        let status = members.get("error").and_then(|error| {
            let error: Value = serde_json::from_str(error.get()).ok()?;
            error::read(&error, details)
        });
        let status = status.ok_or_else(|| {
            Status::internal(
                "the response is malformed: a line of the stream has no result and no error",
            )
        })?;
        self.finish(&status);
        Ok(())
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Frame<Bytes>, Status>> {
        loop {
            if let Some(part) = self.ready.pop_front() {
                return Poll::Ready(Ok(Frame::data(part)));
            }
            if let Some(trailers) = self.trailers.take() {
                self.over = true;
                return Poll::Ready(Ok(Frame::trailers(trailers)));
            }
            if let Form::Lines(lines, _) = &mut self.form
                && let Some(line) = lines.next_line()?
            {
                self.line(line)?;
                continue;
            }
            match ready!(Pin::new(&mut self.body).poll_frame(cx)).transpose()? {
                None => self.add(None)?,
                Some(frame) => {
                    // The trailers of HTTP are not those of the call.
                    if let Ok(data) = frame.into_data() {
                        self.add(Some(data))?;
                    }
                }
            }
        }
    }
}

impl HttpBody for Incoming {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.over {
            return Poll::Ready(None);
        }
        let next = ready!(self.poll_next(cx));
        self.over |= next.is_err();
        Poll::Ready(Some(next))
    }

    fn is_end_stream(&self) -> bool {
        self.over
    }
}

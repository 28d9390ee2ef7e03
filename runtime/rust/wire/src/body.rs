//! Bodies of HTTP requests and responses.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use http_body::{Body as HttpBody, Frame, SizeHint};

use crate::status::{GRPC_STATUS, too_many};
use crate::{Code, Status};

/// The body of a request or a response, without a type parameter for its source.
///
/// A body of one message needs no box.
#[derive(Default)]
pub struct Body(Kind);

#[derive(Default)]
enum Kind {
    #[default]
    Empty,
    /// A plain body of a known length.
    Plain(Bytes),
    /// Messages in one buffer. Its length is no `content-length`, because gRPC has none.
    Messages(Bytes, Trailers),
    /// The same, until the guard replaces them with a status.
    Guarded(Bytes, Trailers, Box<dyn BodyGuard>),
    Boxed(Pin<Box<dyn HttpBody<Data = Bytes, Error = Status> + Send>>),
}

/// Guards messages in memory until they are sent.
#[doc(hidden)]
pub trait BodyGuard: Send {
    /// The status that replaces the rest of the body, if the call may not continue.
    fn replacement(&mut self) -> Option<Status>;

    /// Records the final status of the call.
    fn record(&mut self, code: Code);
}

/// The trailers after the messages of a body.
#[doc(hidden)]
#[derive(Debug, Default)]
pub enum Trailers {
    /// No trailers: the body of a request.
    #[default]
    None,
    /// `grpc-status: 0`.
    Ok,
    /// More than that.
    Map(Box<HeaderMap>),
}

impl Trailers {
    /// The trailers of a call that succeeded, with those of its handler. The call fails if they leave no room for its status.
    pub fn ok(more: HeaderMap) -> Self {
        if more.is_empty() {
            return Self::Ok;
        }
        let mut trailers = Box::new(more);
        if trailers.try_insert(GRPC_STATUS, OK).is_err() {
            *trailers = too_many().to_header_map().unwrap_or_default();
        }
        Self::Map(trailers)
    }

    /// The status code in these trailers.
    fn code(&self) -> Option<Code> {
        match self {
            Self::None => None,
            Self::Ok => Some(Code::Ok),
            Self::Map(trailers) => {
                let code = trailers.get(GRPC_STATUS)?;
                Some(Code::from_bytes(code.as_bytes()))
            }
        }
    }

    /// The map of these trailers.
    pub fn into_map(self) -> Option<HeaderMap> {
        match self {
            Self::None => None,
            Self::Ok => {
                let mut trailers = HeaderMap::with_capacity(1);
                trailers.insert(GRPC_STATUS, OK);
                Some(trailers)
            }
            Self::Map(trailers) => Some(*trailers),
        }
    }
}

const OK: HeaderValue = HeaderValue::from_static("0");

impl Body {
    /// Erases the type of a body. Its errors become statuses.
    pub fn new<B>(body: B) -> Self
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn Error + Send + Sync>>,
    {
        let mut body = Some(body);
        let own = (&mut body as &mut dyn Any).downcast_mut::<Option<Self>>();
        if let Some(own) = own.and_then(Option::take) {
            return own;
        }
        match body {
            Some(body) if !body.is_end_stream() => Self(Kind::Boxed(Box::pin(Erased { body }))),
            _ => Self::empty(),
        }
    }

    /// A body without data.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A body of messages in one buffer, and its trailers.
    #[doc(hidden)]
    pub fn messages(data: Bytes, trailers: Trailers) -> Self {
        Self(Kind::Messages(data, trailers))
    }
}

impl Body {
    /// Guards messages in memory. Other bodies are returned with the guard: they can run code of a handler.
    ///
    /// # Errors
    /// The body and the guard, for other bodies.
    #[doc(hidden)]
    pub fn guarded<G: BodyGuard + 'static>(self, guard: Box<G>) -> Result<Self, (Self, Box<G>)> {
        match self.0 {
            Kind::Messages(data, trailers) => Ok(Self(Kind::Guarded(data, trailers, guard))),
            other => Err((Self(other), guard)),
        }
    }

    /// Whether all of the body is in memory, so that polling it makes no more data.
    #[doc(hidden)]
    pub fn is_in_memory(&self) -> bool {
        !matches!(self.0, Kind::Boxed(_))
    }

    /// The data of a body that is in memory and has no trailers.
    ///
    /// # Errors
    /// The body, if it is another one.
    #[doc(hidden)]
    pub fn into_data(self) -> Result<Bytes, Self> {
        match self.0 {
            Kind::Messages(data, Trailers::None) | Kind::Plain(data) => Ok(data),
            Kind::Empty => Ok(Bytes::new()),
            other => Err(Self(other)),
        }
    }
}

impl From<Bytes> for Body {
    fn from(data: Bytes) -> Self {
        Self(Kind::Plain(data))
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        Bytes::from_static(text.as_bytes()).into()
    }
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = match &mut self.0 {
            Kind::Empty => None,
            Kind::Boxed(body) => return body.as_mut().poll_frame(cx),
            Kind::Messages(data, _) if !data.is_empty() => Some(Frame::data(mem::take(data))),
            Kind::Messages(_, trailers) => {
                let trailers = mem::take(trailers).into_map();
                self.0 = Kind::Empty;
                trailers.map(Frame::trailers)
            }
            Kind::Guarded(data, trailers, guard) => {
                let replaced = if data.is_empty() {
                    None
                } else {
                    guard.replacement()
                };
                match replaced {
                    Some(status) => {
                        guard.record(status.code());
                        self.0 = Kind::Empty;
                        return Poll::Ready(Some(status.to_header_map().map(Frame::trailers)));
                    }
                    None if !data.is_empty() => Some(Frame::data(mem::take(data))),
                    None => {
                        // Trailers have the final status, even after the deadline.
                        if let Some(code) = trailers.code() {
                            guard.record(code);
                        }
                        let trailers = mem::take(trailers).into_map();
                        self.0 = Kind::Empty;
                        trailers.map(Frame::trailers)
                    }
                }
            }
            Kind::Plain(data) => {
                let data = mem::take(data);
                self.0 = Kind::Empty;
                (!data.is_empty()).then(|| Frame::data(data))
            }
        };
        Poll::Ready(frame.map(Ok))
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Kind::Empty => true,
            Kind::Plain(data) | Kind::Messages(data, Trailers::None) => data.is_empty(),
            Kind::Messages(..) | Kind::Guarded(..) => false,
            Kind::Boxed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Kind::Empty => SizeHint::with_exact(0),
            Kind::Plain(data) => SizeHint::with_exact(data.len() as u64),
            Kind::Messages(..) | Kind::Guarded(..) => SizeHint::default(),
            Kind::Boxed(body) => body.size_hint(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").finish_non_exhaustive()
    }
}

pin_project_lite::pin_project! {
    /// A body whose errors become statuses.
    struct Erased<B> {
        #[pin]
        body: B,
    }
}

impl<B> HttpBody for Erased<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let frame = self.project().body.poll_frame(cx);
        frame.map_err(|error| Status::from_error(error.into()))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    fn frames(mut body: Body) -> Vec<String> {
        let mut frames = Vec::new();
        let mut cx = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(frame)) = Pin::new(&mut body).poll_frame(&mut cx) {
            frames.push(match frame.map(Frame::into_data) {
                Ok(Ok(data)) => format!("{data:?}"),
                Ok(Err(frame)) => format!("{:?}", frame.into_trailers().unwrap_or_default()),
                Err(status) => status.message().to_owned(),
            });
        }
        assert!(body.is_end_stream());
        frames
    }

    #[test]
    fn one_buffer_is_one_frame_and_its_trailers() {
        let data = || Bytes::from_static(b"x");
        assert_eq!(
            frames(Body::messages(data(), Trailers::Ok)),
            [r#"b"x""#, r#"{"grpc-status": "0"}"#]
        );
        assert_eq!(frames(Body::messages(data(), Trailers::None)), [r#"b"x""#]);
        assert_eq!(frames(Body::from("x")), [r#"b"x""#]);
        assert!(frames(Body::from("")).is_empty());
        assert!(frames(Body::empty()).is_empty());
    }

    #[test]
    fn trailers_of_the_handler_come_before_the_status() {
        let mut more = HeaderMap::new();
        more.insert("a", HeaderValue::from_static("b"));
        more.insert(GRPC_STATUS, HeaderValue::from_static("5"));
        let body = Body::messages(Bytes::new(), Trailers::ok(more));
        assert_eq!(frames(body), [r#"{"a": "b", "grpc-status": "0"}"#]);
    }

    #[test]
    fn a_body_is_not_boxed_twice() {
        let body = Body::new(Body::messages(Bytes::from_static(b"x"), Trailers::Ok));
        assert!(matches!(body.0, Kind::Messages(..)));
        assert_eq!(Body::new("text".to_owned()).size_hint().exact(), Some(4));
    }
}

//! A body that inspects the frames of another body.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::Status;
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};

/// A poll result of a body: a frame, an error, or the end.
pub type Yielded<E> = Option<Result<Frame<Bytes>, E>>;

/// Inspects the frames of a body.
pub trait Inspect<B: HttpBody<Data = Bytes>> {
    /// Returns what `body` has just yielded, or an error instead.
    fn inspect(&mut self, body: &B, yielded: Yielded<B::Error>) -> Yielded<Status>;

    /// Whether the body may report its end early (`is_end_stream`). If not, its end must be inspected first.
    fn may_end(&self) -> bool {
        true
    }
}

/// A body whose frames are inspected. After an error, it returns the same status on each poll.
///
/// Otherwise a reader that polls again after an error could see the end of the body, and consider it complete.
pub struct Inspected<B, I> {
    body: B,
    inspect: I,
    failed: Option<Status>,
}

impl<B, I> Inspected<B, I> {
    pub fn by(inspect: I, body: B) -> Self {
        Self {
            body,
            inspect,
            failed: None,
        }
    }

    /// The inspector.
    pub fn inspector(&mut self) -> &mut I {
        &mut self.inspect
    }
}

impl<B, I> HttpBody for Inspected<B, I>
where
    B: HttpBody<Data = Bytes> + Unpin,
    I: Inspect<B> + Unpin,
{
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = &mut *self;
        if let Some(status) = &this.failed {
            return Poll::Ready(Some(Err(status.clone())));
        }
        let yielded = ready!(Pin::new(&mut this.body).poll_frame(cx));
        let passed = this.inspect.inspect(&this.body, yielded);
        if let Some(Err(status)) = &passed {
            this.failed = Some(status.clone());
        }
        Poll::Ready(passed)
    }

    fn is_end_stream(&self) -> bool {
        self.failed.is_none() && self.inspect.may_end() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::task::Waker;

    use super::*;

    /// A body that yields an error, and then its end.
    struct Broken(VecDeque<Result<Frame<Bytes>, Status>>);

    impl HttpBody for Broken {
        type Data = Bytes;
        type Error = Status;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
            Poll::Ready(self.0.pop_front())
        }

        fn is_end_stream(&self) -> bool {
            self.0.is_empty()
        }
    }

    struct Pass;

    impl Inspect<Broken> for Pass {
        fn inspect(&mut self, _: &Broken, yielded: Yielded<Status>) -> Yielded<Status> {
            yielded
        }
    }

    #[test]
    fn a_body_that_has_failed_never_ends() {
        let frames = [
            Ok(Frame::data(Bytes::from_static(b"x"))),
            Err(Status::aborted("gone")),
        ];
        let mut body = Inspected::by(Pass, Broken(frames.into()));
        let mut next = || {
            let mut cx = Context::from_waker(Waker::noop());
            match Pin::new(&mut body).poll_frame(&mut cx) {
                Poll::Ready(Some(Ok(_))) => "a frame".to_owned(),
                Poll::Ready(Some(Err(status))) => status.message().to_owned(),
                Poll::Ready(None) => "the end".to_owned(),
                Poll::Pending => "nothing".to_owned(),
            }
        };
        assert_eq!([next(), next(), next()], ["a frame", "gone", "gone"]);
        assert!(!body.is_end_stream());
    }
}

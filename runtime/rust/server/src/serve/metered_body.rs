//! Bodies of requests, whose bytes count for the budgets of the server, and must arrive in time.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use rpcsmith_wire::Status;
use tokio::time::{Sleep, sleep};

use crate::budget::Charge;
use rpcsmith_wire::edge::enveloped::capacity;
use rpcsmith_wire::grpc::framing::{Scan, too_large};

/// Bytes that must arrive within `request_timeout`, unless the request is complete.
const MIN_PROGRESS: usize = 128 * 1024;

/// The content of a request.
pub(super) enum Content {
    /// One message.
    Message,
    /// A stream of messages. The client may pause between them.
    Messages,
    /// A plain HTTP body.
    Http,
    /// One message without an envelope, of this declared size.
    Whole(usize),
    /// One message without an envelope or a declared size, which is gathered up to this limit.
    Gathered(usize),
}

/// The body of a request, with its limits.
pub(super) struct MeteredBody<B> {
    body: B,
    content: Content,
    scan: Scan,
    /// The maximum size of a message.
    limit: usize,
    /// Counts the bytes for the budgets; `None` for the small messages of built-in services.
    charge: Option<Arc<Charge>>,
    /// Received bytes of an HTTP body.
    received: usize,
    timeout: Duration,
    /// Runs while a message or the body is incomplete.
    clock: Option<Pin<Box<Sleep>>>,
    /// Bytes received since the clock started.
    progress: usize,
    failed: Option<Status>,
}

impl<B> MeteredBody<B> {
    pub(super) fn new(
        body: B,
        content: Content,
        timeout: Duration,
        charge: Option<Arc<Charge>>,
    ) -> Self {
        Self {
            body,
            content,
            scan: Scan::default(),
            limit: usize::MAX,
            charge,
            received: 0,
            timeout,
            clock: None,
            progress: 0,
            failed: None,
        }
    }

    /// Limits the size of messages.
    pub(super) fn limited(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Counts received data.
    fn count(&mut self, data: &Bytes) -> Result<(), Status> {
        let size = match self.content {
            Content::Http => {
                self.received = self.received.saturating_add(data.len());
                self.received
            }
            // The decoder reserves memory for the whole message at once.
            Content::Whole(declared) => self.whole(data, declared)?,
            Content::Gathered(limit) => capacity(self.whole(data, 0)?, limit),
            Content::Message | Content::Messages => {
                let before = self.scan.received();
                if let Some(size) = self.scan.over(data, self.limit) {
                    return Err(too_large("request", size, self.limit));
                }
                // The decoder reserves memory for the whole message at once.
                before.saturating_add(data.len()).max(self.scan.expected())
            }
        };
        if let Some(charge) = &self.charge {
            charge.received(size)?;
        }
        self.progress = self.progress.saturating_add(data.len());
        if self.progress >= MIN_PROGRESS || !self.is_incomplete() {
            self.progress = 0;
            self.clock = None;
        }
        Ok(())
    }

    /// The size of a message without an envelope.
    fn whole(&mut self, data: &Bytes, declared: usize) -> Result<usize, Status> {
        self.received = self.received.saturating_add(data.len());
        let size = self.received.max(declared);
        if size > self.limit {
            return Err(too_large("request", size, self.limit));
        }
        Ok(size)
    }

    /// Whether the client must send more: the rest of the body, or of a message.
    fn is_incomplete(&self) -> bool {
        match self.content {
            Content::Message | Content::Http | Content::Whole(_) | Content::Gathered(_) => true,
            Content::Messages => self.scan.is_within_message(),
        }
    }

    fn poll_clock(&mut self, cx: &mut Context<'_>) -> Poll<Status> {
        if !self.is_incomplete() {
            return Poll::Pending;
        }
        let timeout = self.timeout;
        let clock = self.clock.get_or_insert_with(|| Box::pin(sleep(timeout)));
        ready!(clock.as_mut().poll(cx));
        let text = "the request did not arrive within request_timeout";
        Poll::Ready(Status::deadline_exceeded(text))
    }
}

impl<B> HttpBody for MeteredBody<B>
where
    B: HttpBody<Data = Bytes> + Unpin,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let this = &mut *self;
        if let Some(status) = &this.failed {
            return Poll::Ready(Some(Err(status.clone().into())));
        }
        let status = match Pin::new(&mut this.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let taken = frame.data_ref().map_or(Ok(()), |data| this.count(data));
                match taken {
                    Ok(()) => return Poll::Ready(Some(Ok(frame))),
                    Err(status) => status,
                }
            }
            Poll::Ready(end) => return Poll::Ready(end.map(|end| end.map_err(Into::into))),
            Poll::Pending => ready!(this.poll_clock(cx)),
        };
        this.failed = Some(status.clone());
        Poll::Ready(Some(Err(status.into())))
    }

    fn is_end_stream(&self) -> bool {
        self.failed.is_none() && self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use tokio::sync::mpsc;
    use tokio::time::Instant;
    use tokio_stream::StreamExt;
    use tokio_stream::wrappers::UnboundedReceiverStream;

    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(20);

    /// The time after which a body fails that arrives in these pieces, one each second, and then stalls.
    async fn fails_after(content: Content, pieces: impl IntoIterator<Item = Vec<u8>>) -> Duration {
        let (arrive, arrived) = mpsc::unbounded_channel::<Vec<u8>>();
        let frames = UnboundedReceiverStream::new(arrived)
            .map(|piece| Ok::<_, Status>(Frame::data(Bytes::from(piece))));
        let body = http_body_util::StreamBody::new(Box::pin(frames));
        let mut body = MeteredBody::new(body, content, TIMEOUT, None);
        let start = Instant::now();
        let pieces: Vec<_> = pieces.into_iter().collect();
        tokio::spawn(async move {
            for piece in pieces {
                sleep(Duration::from_secs(1)).await;
                let _ = arrive.send(piece);
            }
            std::future::pending::<()>().await;
        });
        while let Some(Ok(_)) = body.frame().await {}
        start.elapsed()
    }

    fn message(length: u32, bytes: usize) -> Vec<u8> {
        let mut message = vec![0];
        message.extend(length.to_be_bytes());
        message.extend(vec![0; bytes]);
        message
    }

    fn seconds(duration: Duration) -> u64 {
        duration.as_secs_f64().round() as u64
    }

    #[tokio::test(start_paused = true)]
    async fn a_message_that_trickles_has_its_time_from_its_first_byte() {
        let trickle = || std::iter::once(message(1000, 0)).chain((0..100).map(|_| vec![0]));
        let after = fails_after(Content::Messages, trickle()).await;
        assert_eq!(seconds(after), 21);
        let after = fails_after(Content::Message, trickle()).await;
        assert_eq!(seconds(after), 20);
        for content in [Content::Http, Content::Gathered(1000), Content::Whole(1000)] {
            let after = fails_after(content, trickle()).await;
            assert_eq!(seconds(after), 20);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_fast_body_may_take_longer() {
        let pieces = (0..50).map(|_| vec![0; MIN_PROGRESS / 8]);
        let after = fails_after(Content::Http, pieces).await;
        assert_eq!(seconds(after), 68);
    }

    #[tokio::test(start_paused = true)]
    async fn between_messages_a_client_may_wait() {
        let failed = fails_after(Content::Messages, [message(3, 3)]);
        let waited = tokio::time::timeout(Duration::from_secs(100_000), failed).await;
        assert!(waited.is_err(), "{waited:?}");
    }
}

//! Serves the calls of a fake: records each call, and returns the response that the test has set.

use std::sync::Arc;
use std::time::Duration;

use rpcsmith_wire::metadata::MetadataMap;
use rpcsmith_wire::{Request, Response, Status, Streaming};
use tokio_stream::StreamExt;

use super::{Answer, BidiStreaming, Call, ClientStreaming, Fake, ServerStreaming, Unary};
use crate::server::BoxStream;
use rpcsmith_service::Method;

/// Generated code calls this function.
///
/// # Errors
/// The status that the test has set; `UNIMPLEMENTED` without a response.
impl<Q, P> Fake<Unary, Q, P>
where
    Q: Clone + Send + 'static,
    P: Clone + Send + 'static,
{
    /// Answers a call.
    pub async fn serve(&self, method: Method, request: Request<Q>) -> Result<Response<P>, Status> {
        let (metadata, _, message) = request.into_parts();
        let (_, answer, delay) = self.begin(method, metadata, vec![message.clone()])?;
        let message = match answer {
            Answer::Messages(messages, end) => one(messages, end, delay).await?,
            Answer::Each(each) => {
                tokio::time::sleep(delay).await;
                each(message)?
            }
        };
        Ok(Response::new(message))
    }
}

/// Generated code calls this function.
///
/// # Errors
/// The status that the test has set; `UNIMPLEMENTED` without a response.
impl<Q, P> Fake<ServerStreaming, Q, P>
where
    Q: Clone + Send + 'static,
    P: Clone + Send + 'static,
{
    /// Answers a call.
    pub async fn serve(
        &self,
        method: Method,
        request: Request<Q>,
    ) -> Result<Response<BoxStream<P>>, Status> {
        let (metadata, _, message) = request.into_parts();
        let (_, answer, delay) = self.begin(method, metadata, vec![message])?;
        match answer {
            Answer::Messages(messages, Some(status)) if messages.is_empty() => {
                tokio::time::sleep(delay).await;
                Err(status)
            }
            Answer::Messages(messages, end) => Ok(Response::new(many(messages, end, delay))),
            Answer::Each(_) => Ok(Response::new(Box::pin(tokio_stream::empty()))),
        }
    }
}

/// Generated code calls this function.
///
/// # Errors
/// The status that the test has set; `UNIMPLEMENTED` without a response.
impl<Q, P> Fake<ClientStreaming, Q, P>
where
    Q: Clone + Send + 'static,
    P: Clone + Send + 'static,
{
    /// Answers a call when its requests have ended.
    pub async fn serve(
        &self,
        method: Method,
        request: Request<Streaming<Q>>,
    ) -> Result<Response<P>, Status> {
        let (metadata, _, mut requests) = request.into_parts();
        let (call, answer, delay) = self.begin(method, metadata, Vec::new())?;
        while let Some(message) = requests.message().await? {
            self.record(call, message);
        }
        let message = match answer {
            Answer::Messages(messages, end) => one(messages, end, delay).await?,
            Answer::Each(_) => one(Vec::new(), None, delay).await?,
        };
        Ok(Response::new(message))
    }
}

/// Generated code calls this function.
///
/// # Errors
/// The status that the test has set; `UNIMPLEMENTED` without a response.
impl<Q, P> Fake<BidiStreaming, Q, P>
where
    Q: Clone + Send + 'static,
    P: Clone + Send + 'static,
{
    /// Answers a call while it receives requests: one response for each request, or a fixed list of responses.
    pub async fn serve(
        &self,
        method: Method,
        request: Request<Streaming<Q>>,
    ) -> Result<Response<BoxStream<P>>, Status> {
        let (metadata, _, requests) = request.into_parts();
        let (call, answer, delay) = self.begin(method, metadata, Vec::new())?;
        let fake = self.clone();
        let recorded = requests.map(move |message| {
            let message = message?;
            fake.record(call, message.clone());
            Ok::<Q, Status>(message)
        });
        let answers: BoxStream<P> = match answer {
            Answer::Messages(messages, Some(status)) if messages.is_empty() => return Err(status),
            Answer::Messages(messages, end) => {
                // Further messages are recorded, and get no response.
                let rest = recorded.filter_map(|message| message.err().map(Err));
                let (messages, end) = (many(messages, None, delay), end.map(Err));
                Box::pin(messages.chain(tokio_stream::iter(end)).chain(rest))
            }
            Answer::Each(each) => Box::pin(recorded.then(move |message| {
                let each = Arc::clone(&each);
                async move {
                    tokio::time::sleep(delay).await;
                    each(message?)
                }
            })),
        };
        Ok(Response::new(answers))
    }
}

impl<K, Q, P: Clone> Fake<K, Q, P> {
    /// Records a call; returns its index, its response and the delay.
    fn begin(
        &self,
        method: Method,
        metadata: MetadataMap,
        messages: Vec<Q>,
    ) -> Result<(usize, Answer<Q, P>, Duration), Status> {
        let mut state = self.state();
        state.calls.push(Call { metadata, messages });
        let answer = state.once.pop_front().or_else(|| state.always.clone());
        let path = method.path();
        let answer = answer.ok_or_else(|| Status::unimplemented(format!("{path} is not faked")))?;
        Ok((state.calls.len() - 1, answer, state.delay))
    }
}

impl<K, Q, P> Fake<K, Q, P> {
    /// Records a message of a running call.
    fn record(&self, call: usize, message: Q) {
        if let Some(call) = self.state().calls.get_mut(call) {
            call.messages.push(message);
        }
    }
}

/// The only message of a response, or its status.
async fn one<P>(messages: Vec<P>, end: Option<Status>, delay: Duration) -> Result<P, Status> {
    tokio::time::sleep(delay).await;
    match (messages.into_iter().next(), end) {
        (_, Some(status)) => Err(status),
        (Some(message), None) => Ok(message),
        (None, None) => Err(Status::internal("the fake has no message for the response")),
    }
}

/// The messages of a response one by one, then its status.
fn many<P: Send + 'static>(messages: Vec<P>, end: Option<Status>, delay: Duration) -> BoxStream<P> {
    let items = messages.into_iter().map(Ok).chain(end.map(Err));
    Box::pin(tokio_stream::iter(items).then(move |item| async move {
        tokio::time::sleep(delay).await;
        item
    }))
}

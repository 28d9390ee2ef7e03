//! The checks of the requests of a call.

use std::future::{self, Future};

use rpcsmith_wire::{Request, Status, Streaming};

/// Checks the requests of a call before its method gets them.
pub trait Checks<Q>: Send + Sync + Sized + 'static {
    /// Checks the only request of a call. A status that it returns ends the call.
    fn one<'r>(
        &'r self,
        request: &'r Request<Q>,
    ) -> impl Future<Output = Result<(), Status>> + Send + 'r;

    /// Checks each message of a stream of requests. A failed check ends the stream with its status.
    fn many(self, requests: Request<Streaming<Q>>) -> Request<Streaming<Q>>;
}

/// Accepts all requests.
#[derive(Clone, Copy, Debug)]
pub struct Unchecked;

impl<Q: 'static> Checks<Q> for Unchecked {
    fn one<'r>(
        &'r self,
        _: &'r Request<Q>,
    ) -> impl Future<Output = Result<(), Status>> + Send + 'r {
        future::ready(Ok(()))
    }

    fn many(self, requests: Request<Streaming<Q>>) -> Request<Streaming<Q>> {
        requests
    }
}

/// A function of a service's validation trait, such as `V::get_user_request`.
///
/// Like [`ServiceMethod`](super::ServiceMethod), it carries the bound that its future is `Send`.
#[cfg(feature = "validate")]
pub trait RequestCheck<'s, V: 's, Q: 's>:
    Fn(&'s V, &'s Request<Q>) -> Self::Answer + Copy + Send + Sync + 'static
{
    /// The returned future.
    type Answer: Future<Output = Result<(), Status>> + Send + 's;
}

#[cfg(feature = "validate")]
impl<'s, V, Q, C, F> RequestCheck<'s, V, Q> for C
where
    V: 's,
    Q: 's,
    C: Fn(&'s V, &'s Request<Q>) -> F + Copy + Send + Sync + 'static,
    F: Future<Output = Result<(), Status>> + Send + 's,
{
    type Answer = F;
}

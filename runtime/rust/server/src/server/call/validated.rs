//! A call whose requests are checked by functions that a person may have written.

use std::future::Future;
use std::sync::Arc;

use tonic::{Request, Status, Streaming};
use tonic_prost::prost::Message;

use super::super::{BoxStream, ResponseFuture, Validated};
use super::passing::passing;
use super::{Call, Handler, ServiceMethod, outgoing};
use crate::codec::read_request;
use rpcsmith_wire::codec::{MessageDecoder, Outgoing, Requests};

/// A function of a service's validation trait, such as `V::get_user_request`.
///
/// As [`ServiceMethod`], it stands for the bound that its future is `Send`.
pub trait RequestCheck<'s, V: 's, Q: 's>:
    Fn(&'s V, &'s Request<Q>) -> Self::Answer + Copy + Send + 'static
{
    /// What the function returns.
    type Answer: Future<Output = Result<(), Status>> + Send + 's;
}

impl<'s, V, Q, C, F> RequestCheck<'s, V, Q> for C
where
    V: 's,
    Q: 's,
    C: Fn(&'s V, &'s Request<Q>) -> F + Copy + Send + 'static,
    F: Future<Output = Result<(), Status>> + Send + 's,
{
    type Answer = F;
}

/// For services behind a validation trait: methods see only requests that pass its functions, each message of a stream
/// too.
impl Call {
    /// Answers a call of one request and one response.
    pub fn validated_unary<T, V, Q, P, C, M>(
        self,
        service: Arc<Validated<T, V>>,
        check: C,
        method: M,
    ) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        V: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        C: for<'s> RequestCheck<'s, V, Q>,
        M: for<'s> ServiceMethod<'s, T, Q, P>,
    {
        let unchecked = self.config.unchecked;
        self.one_to_one(Handler::new(async move |request| {
            let request = read_request(request)?;
            if !unchecked {
                check(&service.checks, &request).await?;
            }
            let response = method(&service.service, request).await?;
            Ok(response.map(Outgoing::new))
        }))
    }

    /// Answers a call of one request and a stream of responses.
    pub fn validated_server_streaming<T, V, Q, P, C, M>(
        self,
        service: Arc<Validated<T, V>>,
        check: C,
        method: M,
    ) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        V: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        C: for<'s> RequestCheck<'s, V, Q>,
        M: for<'s> ServiceMethod<'s, T, Q, BoxStream<P>>,
    {
        let unchecked = self.config.unchecked;
        self.one_to_many(Handler::new(async move |request| {
            let request = read_request(request)?;
            if !unchecked {
                check(&service.checks, &request).await?;
            }
            let response = method(&service.service, request).await?;
            Ok(response.map(outgoing))
        }))
    }

    /// Answers a call of a stream of requests and one response.
    pub fn validated_client_streaming<T, V, Q, P, C, M>(
        self,
        service: Arc<Validated<T, V>>,
        check: C,
        method: M,
    ) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        V: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        C: for<'s> RequestCheck<'s, V, Q>,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, P>,
    {
        let unchecked = self.config.unchecked;
        self.many_to_one::<MessageDecoder<Q, Requests>, _>(Handler::new(async move |request| {
            let request = if unchecked {
                request
            } else {
                passing(request, Arc::clone(&service), check)
            };
            let response = method(&service.service, request).await?;
            Ok(response.map(Outgoing::new))
        }))
    }

    /// Answers a call of a stream each way.
    pub fn validated_bidi_streaming<T, V, Q, P, C, M>(
        self,
        service: Arc<Validated<T, V>>,
        check: C,
        method: M,
    ) -> ResponseFuture
    where
        T: Send + Sync + 'static,
        V: Send + Sync + 'static,
        Q: Message + Default + 'static,
        P: Message + 'static,
        C: for<'s> RequestCheck<'s, V, Q>,
        M: for<'s> ServiceMethod<'s, T, Streaming<Q>, BoxStream<P>>,
    {
        let unchecked = self.config.unchecked;
        self.many_to_many::<MessageDecoder<Q, Requests>, _>(Handler::new(async move |request| {
            let request = if unchecked {
                request
            } else {
                passing(request, Arc::clone(&service), check)
            };
            let response = method(&service.service, request).await?;
            Ok(response.map(outgoing))
        }))
    }
}

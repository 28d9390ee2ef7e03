//! Serves HTTP requests that are not calls.

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{Request, Response, StatusCode};
use http_body::Body as HttpBody;
use http_body_util::Limited;
use rpcsmith_wire::Status;
use rpcsmith_wire::body::Body;
use tower::ServiceExt;
use tower_service::Service;

use super::guarded_request::GuardedRequest;
use crate::any_service::AnyService;
use crate::server::{ResponseFuture, text};
use rpcsmith_wire::CallContext;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The service for other requests than rpcs.
pub(super) struct Fallback {
    pub(super) service: AnyService,
    /// The time limit of a response.
    pub(super) max_time: Option<std::time::Duration>,
    /// The maximum size of a request body, in bytes.
    pub(super) max_body_size: usize,
}

impl Fallback {
    /// Prepares a request for the service; fails if its body is too large.
    pub(super) fn request<B>(
        &self,
        request: Request<B>,
        context: CallContext,
    ) -> Result<Request<Body>, Status>
    where
        B: HttpBody<Data = Bytes> + Send + Unpin + 'static,
        B::Error: Into<BoxError>,
    {
        let length = request.headers().get(CONTENT_LENGTH);
        let length = length.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let limit = u64::try_from(self.max_body_size).unwrap_or(u64::MAX);
        if length.is_some_and(|length| length > limit) {
            let message = format!("the body is larger than {limit} bytes");
            return Err(Status::out_of_range(message));
        }
        let mut request = request.map(|body| {
            let body = GuardedRequest::new(body, context.clone());
            Body::new(Limited::new(body, self.max_body_size))
        });
        context.extend(request.extensions_mut());
        Ok(request)
    }
}

/// Wraps a tower service. Its errors are logged, and become 500.
pub(super) fn service<S, B>(service: S) -> AnyService
where
    S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    AnyService::function(move |request| {
        let response = service.clone().oneshot(request);
        ResponseFuture::new(async move {
            match response.await {
                Ok(response) => response.map(Body::new),
                Err(error) => {
                    let error: BoxError = error.into();
                    tracing::error!(target: "rpcsmith_runtime::serve", %error, "the fallback has failed");
                    text(
                        StatusCode::INTERNAL_SERVER_ERROR,
                        "internal error".to_owned(),
                    )
                }
            }
        })
    })
}

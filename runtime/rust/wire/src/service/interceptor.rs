//! Interceptors: functions that see the metadata of each call before it runs.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http_body::{Body as HttpBody, Frame, SizeHint};
use pin_project_lite::pin_project;
use tower_layer::Layer;
use tower_service::Service;

use super::NamedService;
use crate::metadata::MetadataMap;
use crate::request::Request;
use crate::status::Status;

/// Sees the metadata and the extensions of each call. It can change them, and reject the call.
///
/// A function implements it: `fn(Request<()>) -> Result<Request<()>, Status>`. For generated code, pass it to
/// `with_interceptor` of the server or the client:
///
/// ```
/// use rpcsmith_runtime::{Request, Status};
///
/// /// Rejects calls without a tenant, and gives the tenant to handlers.
/// fn tenant(mut request: Request<()>) -> Result<Request<()>, Status> {
///     let Some(tenant) = request.metadata().get("x-tenant") else {
///         return Err(Status::invalid_argument("x-tenant is missing"));
///     };
///     let tenant = Tenant(tenant.to_str().unwrap_or_default().to_owned());
///     request.extensions_mut().insert(tenant);
///     Ok(request)
/// }
///
/// #[derive(Clone, Debug, PartialEq)]
/// struct Tenant(String);
///
/// // UserServiceServer::with_interceptor(Users, tenant)
/// # let mut request = Request::new(());
/// # request.metadata_mut().insert("x-tenant", "a".parse().unwrap());
/// # assert_eq!(tenant(request).unwrap().extensions().get(), Some(&Tenant("a".to_owned())));
/// # assert!(tenant(Request::new(())).is_err());
/// ```
///
/// A type with state implements the trait. Each call has a clone of it, so shared state is behind an `Arc`:
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use rpcsmith_runtime::service::Interceptor;
/// use rpcsmith_runtime::{Request, Status};
///
/// #[derive(Clone, Default)]
/// struct Numbered(Arc<AtomicU64>);
///
/// impl Interceptor for Numbered {
///     fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
///         let number = self.0.fetch_add(1, Ordering::Relaxed);
///         request.metadata_mut().insert("x-number", number.into());
///         Ok(request)
///     }
/// }
/// # let numbered = Numbered::default();
/// # numbered.clone().call(Request::new(())).unwrap();
/// # let request = numbered.clone().call(Request::new(())).unwrap();
/// # assert_eq!(request.metadata().get("x-number").unwrap(), "1");
/// ```
pub trait Interceptor {
    /// Returns the request with which the call continues.
    ///
    /// # Errors
    /// The status with which it rejects the call.
    fn call(&mut self, request: Request<()>) -> Result<Request<()>, Status>;
}

impl<F> Interceptor for F
where
    F: FnMut(Request<()>) -> Result<Request<()>, Status>,
{
    fn call(&mut self, request: Request<()>) -> Result<Request<()>, Status> {
        self(request)
    }
}

/// Puts an [`Interceptor`] before services, as a layer of tower. Each service has a clone of it.
///
/// ```
/// use rpcsmith_runtime::service::InterceptorLayer;
/// use rpcsmith_runtime::{Request, Server, Status};
///
/// let check = |request: Request<()>| match request.metadata().get("x-tenant") {
///     Some(_) => Ok(request),
///     None => Err(Status::invalid_argument("x-tenant is missing")),
/// };
/// // For all services of the server.
/// let server = Server::builder().layer(InterceptorLayer::new(check));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct InterceptorLayer<I> {
    interceptor: I,
}

impl<I> InterceptorLayer<I> {
    /// A layer with an interceptor.
    pub fn new(interceptor: I) -> Self {
        Self { interceptor }
    }
}

impl<S, I: Clone> Layer<S> for InterceptorLayer<I> {
    type Service = InterceptedService<S, I>;

    fn layer(&self, service: S) -> Self::Service {
        InterceptedService::new(service, self.interceptor.clone())
    }
}

/// A service behind an [`Interceptor`].
#[derive(Clone, Copy)]
pub struct InterceptedService<S, I> {
    service: S,
    interceptor: I,
}

impl<S, I> InterceptedService<S, I> {
    /// Puts an interceptor before a service.
    pub fn new(service: S, interceptor: I) -> Self {
        Self {
            service,
            interceptor,
        }
    }

    /// Changes the service behind the interceptor.
    #[doc(hidden)]
    #[must_use]
    pub fn map_service(self, change: impl FnOnce(S) -> S) -> Self {
        Self {
            service: change(self.service),
            ..self
        }
    }
}

impl<S: fmt::Debug, I> fmt::Debug for InterceptedService<S, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InterceptedService")
            .field("service", &self.service)
            .finish_non_exhaustive()
    }
}

impl<S: NamedService, I> NamedService for InterceptedService<S, I> {
    const NAME: &'static str = S::NAME;
}

impl<S, I, ReqBody, ResBody> Service<http::Request<ReqBody>> for InterceptedService<S, I>
where
    S: Service<http::Request<ReqBody>, Response = http::Response<ResBody>>,
    I: Interceptor,
{
    type Response = http::Response<ResponseBody<ResBody>>;
    type Error = S::Error;
    type Future = ResponseFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<ReqBody>) -> Self::Future {
        let intercepted = intercepted(request, &mut self.interceptor);
        match intercepted {
            Ok(request) => ResponseFuture::Called {
                future: self.service.call(request),
            },
            Err(status) => ResponseFuture::Rejected {
                status: Some(status),
            },
        }
    }
}

/// The request with which a call continues. The method, the path and the version stay.
fn intercepted<B>(
    request: http::Request<B>,
    interceptor: &mut impl Interceptor,
) -> Result<http::Request<B>, Status> {
    let (mut head, body) = request.into_parts();
    let metadata = MetadataMap::from_headers(head.headers);
    let request = Request::from_parts(metadata, head.extensions, ());
    let (metadata, extensions, ()) = interceptor.call(request)?.into_parts();
    head.headers = metadata.into_headers();
    head.extensions = extensions;
    Ok(http::Request::from_parts(head, body))
}

pin_project! {
    /// The future of an [`InterceptedService`].
    #[project = FutureProjection]
    #[derive(Debug)]
    pub enum ResponseFuture<F> {
        /// The service was called.
        #[doc(hidden)]
        Called { #[pin] future: F },
        /// The interceptor has rejected the call.
        #[doc(hidden)]
        Rejected { status: Option<Status> },
    }
}

impl<F, B, E> Future for ResponseFuture<F>
where
    F: Future<Output = Result<http::Response<B>, E>>,
{
    type Output = Result<http::Response<ResponseBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            FutureProjection::Called { future } => {
                let response = ready!(future.poll(cx))?;
                Poll::Ready(Ok(response.map(|body| ResponseBody { body: Some(body) })))
            }
            FutureProjection::Rejected { status } => {
                let status = status.take();
                let status = status.unwrap_or_else(|| Status::internal("polled after its end"));
                Poll::Ready(Ok(status.into_http()))
            }
        }
    }
}

pin_project! {
    /// The body of an [`InterceptedService`]; empty if the interceptor has rejected the call.
    #[derive(Debug)]
    pub struct ResponseBody<B> {
        #[pin]
        body: Option<B>,
    }
}

impl<B> Default for ResponseBody<B> {
    fn default() -> Self {
        Self { body: None }
    }
}

impl<B: HttpBody> HttpBody for ResponseBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        match self.project().body.as_pin_mut() {
            Some(body) => body.poll_frame(cx),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        let body = self.body.as_ref();
        body.map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

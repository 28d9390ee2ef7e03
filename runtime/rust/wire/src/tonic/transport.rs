//! Transports for clients of the other side.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body as HttpBody;
use pin_project_lite::pin_project;
use tower_service::Service;

use super::body::to_tonic;
use crate::Status;
use crate::body::Body;

type BoxError = Box<dyn Error + Send + Sync>;

/// A transport of tonic, such as its `Channel`, for our clients.
///
/// ```ignore
/// use rpcsmith_runtime::tonic::FromTonic;
///
/// let channel = tonic::transport::Endpoint::from_static("http://[::1]:50051").connect_lazy();
/// let users = UserServiceClient::new(FromTonic(channel));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct FromTonic<S>(pub S);

impl<S, B> Service<Request<Body>> for FromTonic<S>
where
    S: Service<Request<::tonic::body::Body>, Response = Response<B>>,
    S::Error: Into<BoxError>,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Body>;
    type Error = Status;
    type Future = FromTonicFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        self.0.poll_ready(cx).map_err(of_tonic)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        FromTonicFuture {
            future: self.0.call(request.map(to_tonic)),
        }
    }
}

/// The status of an error of tonic's transport.
fn of_tonic(error: impl Into<BoxError>) -> Status {
    ::tonic::Status::from_error(error.into()).into()
}

pin_project! {
    /// The future of [`FromTonic`].
    #[derive(Debug)]
    pub struct FromTonicFuture<F> {
        #[pin]
        future: F,
    }
}

impl<F, B, E> Future for FromTonicFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    E: Into<BoxError>,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Output = Result<Response<Body>, Status>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.project().future.poll(cx)).map_err(of_tonic)?;
        Poll::Ready(Ok(response.map(Body::new)))
    }
}

/// One of our transports, such as our `Channel`, for clients that tonic-build has generated.
///
/// ```ignore
/// use rpcsmith_runtime::{Channel, tonic::ToTonic};
///
/// let channel = Channel::builder("http://[::1]:50051").build()?;
/// let users = tonic_build_users::user_service_client::UserServiceClient::new(ToTonic(channel));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct ToTonic<S>(pub S);

impl<S, B> Service<Request<::tonic::body::Body>> for ToTonic<S>
where
    S: Service<Request<Body>, Response = Response<B>>,
    S::Error: Into<BoxError>,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<::tonic::body::Body>;
    type Error = ::tonic::Status;
    type Future = ToTonicFuture<S::Future>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), ::tonic::Status>> {
        self.0.poll_ready(cx).map_err(of_ours)
    }

    fn call(&mut self, request: Request<::tonic::body::Body>) -> Self::Future {
        ToTonicFuture {
            future: self.0.call(request.map(Body::new)),
        }
    }
}

/// The status of an error of our transport.
fn of_ours(error: impl Into<BoxError>) -> ::tonic::Status {
    Status::from_error(error.into()).into()
}

pin_project! {
    /// The future of [`ToTonic`].
    #[derive(Debug)]
    pub struct ToTonicFuture<F> {
        #[pin]
        future: F,
    }
}

impl<F, B, E> Future for ToTonicFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
    E: Into<BoxError>,
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Output = Result<Response<::tonic::body::Body>, ::tonic::Status>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let response = ready!(self.project().future.poll(cx)).map_err(of_ours)?;
        Poll::Ready(Ok(response.map(|body| to_tonic(Body::new(body)))))
    }
}

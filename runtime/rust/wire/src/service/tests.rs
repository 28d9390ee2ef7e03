use std::convert::Infallible;
use std::future::{Ready, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use tower_layer::Layer;
use tower_service::Service;

use super::interceptor::ResponseBody;
use super::*;
use crate::request::Request;
use crate::status::Status;

#[derive(Default)]
struct One(Option<Bytes>);

impl HttpBody for One {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|data| Ok(Frame::data(data))))
    }
}

/// Answers with the value of a header, and with an extension.
#[derive(Clone)]
struct Echo;

impl Service<http::Request<&'static str>> for Echo {
    type Response = http::Response<One>;
    type Error = Infallible;
    type Future = Ready<Result<http::Response<One>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<&'static str>) -> Self::Future {
        let added = request.headers().get("added").cloned();
        let number = request.extensions().get::<u32>();
        let text = format!("{} {} {added:?} {number:?}", request.uri(), request.body());
        ready(Ok(http::Response::new(One(Some(text.into())))))
    }
}

impl NamedService for Echo {
    const NAME: &'static str = "a.Echo";
}

fn name_of<S: NamedService>(_: &S) -> &'static str {
    S::NAME
}

fn answer(
    interceptor: impl Interceptor + Clone,
) -> Result<http::Response<ResponseBody<One>>, Infallible> {
    let mut service = InterceptorLayer::new(interceptor).layer(Echo);
    assert_eq!(name_of(&service), "a.Echo");
    let request = http::Request::builder().uri("/a.Echo/Do").body("body");
    let future = pin!(service.call(request.unwrap()));
    match future.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(response) => response,
        Poll::Pending => panic!("the service is ready"),
    }
}

fn text(body: ResponseBody<One>) -> Option<String> {
    let frame = pin!(body).poll_frame(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(frame) = frame else {
        panic!("the body is ready");
    };
    let data = frame?.unwrap().into_data().unwrap();
    Some(String::from_utf8(data.to_vec()).unwrap())
}

#[test]
fn an_interceptor_changes_metadata_and_extensions() {
    let response = answer(|mut request: Request<()>| {
        request.metadata_mut().insert("added", "1".parse().unwrap());
        request.extensions_mut().insert(7_u32);
        Ok(request)
    });
    let body = text(response.unwrap().into_body());
    assert_eq!(body.unwrap(), "/a.Echo/Do body Some(\"1\") Some(7)");
}

#[test]
fn an_interceptor_rejects_a_call() {
    let response = answer(|_| Err(Status::permission_denied("no"))).unwrap();
    assert_eq!(response.headers()["grpc-status"], "7");
    assert_eq!(response.headers()["grpc-message"], "no");
    assert_eq!(text(response.into_body()), None);
}

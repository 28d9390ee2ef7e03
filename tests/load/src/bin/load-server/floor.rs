//! The floor: a server of hyper alone, which answers each call with the same bytes as the other servers, and reads no
//! message. No gRPC server on hyper can cost less.

use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{BufMut, Bytes, BytesMut};
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body::{Body, Frame};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http2;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use tokio::net::TcpListener;

use crate::our;

/// The number of users in a stream.
const PAGE: u32 = 100;

/// The responses, as they are on the wire.
struct Responses {
    unary: Bytes,
    stream: Bytes,
}

/// Serves until an error of the listener.
pub async fn serve(listener: TcpListener) -> Result<(), Box<dyn Error>> {
    let responses: &'static Responses = Box::leak(Box::new(Responses::new()));
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let service = service_fn(move |request| answer(request, responses));
        let connection = http2::Builder::new(TokioExecutor::new())
            .serve_connection(TokioIo::new(stream), service);
        // A client that disconnects ends only its connection.
        tokio::spawn(async move { drop(connection.await) });
    }
}

async fn answer(
    request: Request<Incoming>,
    responses: &'static Responses,
) -> Result<Response<Answer>, Infallible> {
    let data = if request.uri().path().ends_with("/ListUsers") {
        &responses.stream
    } else {
        &responses.unary
    };
    let mut body = request.into_body();
    while let Some(Ok(_)) = body.frame().await {}
    let mut response = Response::new(Answer {
        data: Some(data.clone()),
        ended: false,
    });
    let grpc = HeaderValue::from_static("application/grpc");
    response
        .headers_mut()
        .insert(http::header::CONTENT_TYPE, grpc);
    Ok(response)
}

/// A body of data, and the trailers of a successful call.
struct Answer {
    data: Option<Bytes>,
    ended: bool,
}

impl Body for Answer {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if let Some(data) = self.data.take() {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        if self.ended {
            return Poll::Ready(None);
        }
        self.ended = true;
        let mut trailers = HeaderMap::with_capacity(1);
        trailers.insert("grpc-status", HeaderValue::from_static("0"));
        Poll::Ready(Some(Ok(Frame::trailers(trailers))))
    }
}

impl Responses {
    fn new() -> Self {
        let mut unary = BytesMut::new();
        write(&mut unary, &crate::user!(our, crate::ID.to_owned()));
        let mut stream = BytesMut::new();
        for id in 0..PAGE {
            write(&mut stream, &crate::user!(our, id.to_string()));
        }
        Self {
            unary: unary.freeze(),
            stream: stream.freeze(),
        }
    }
}

/// Writes a message with its prefix.
fn write(buffer: &mut BytesMut, message: &our::User) {
    buffer.put_u8(0);
    buffer.put_u32(u32::try_from(message.encoded_len()).unwrap_or(u32::MAX));
    message.encode_raw(buffer);
}

//! Connections with a client of h2.

use std::convert::Infallible;
use std::future::poll_fn;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use h2::client::{ResponseFuture, SendRequest};
use h2::{RecvStream, SendStream};
use http::{HeaderMap, HeaderValue, Response};
use http_body::{Body as HttpBody, Frame};
use http_body_util::BodyExt;
use rpcsmith_wire::Status;
use rpcsmith_wire::body::{Body, Trailers};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use super::*;
use crate::serve::traffic::Counted;
use crate::server::ResponseFuture as Answer;

const INTERVAL: Duration = Duration::from_secs(60);
const TIMEOUT: Duration = Duration::from_secs(20);

/// Serves a connection with a handler; the task ends with the connection.
fn serve<F>(
    io: DuplexStream,
    handler: impl Fn(Request<RequestBody>) -> F + Send + 'static,
) -> JoinHandle<bool>
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let mut h2 = h2::server::Builder::new();
    h2.max_send_buffer_size(16 * 1024);
    let settings = Settings {
        h2,
        keepalive_interval: Some(INTERVAL),
        keepalive_timeout: TIMEOUT,
    };
    let traffic = Arc::new(Traffic::default());
    let io = Counted::new(io, Arc::clone(&traffic));
    let mut connection = Http2::new(io, &settings, traffic);
    tokio::spawn(async move {
        let answer = move |request| CallFuture::Translated(Answer::new(handler(request)));
        poll_fn(move |cx| connection.poll(cx, &answer))
            .await
            .is_ok()
    })
}

/// A client of a handler.
async fn client<F>(
    handler: impl Fn(Request<RequestBody>) -> F + Send + 'static,
) -> SendRequest<Bytes>
where
    F: Future<Output = Response<Body>> + Send + 'static,
{
    let (ours, theirs) = duplex(1024 * 1024);
    serve(theirs, handler);
    let (client, connection) = h2::client::handshake(ours).await.unwrap();
    tokio::spawn(async move { drop(connection.await) });
    client.ready().await.unwrap()
}

/// Starts a call, whose request is still open.
fn begin(client: &mut SendRequest<Bytes>) -> (ResponseFuture, SendStream<Bytes>) {
    let request = Request::post("http://localhost/").body(()).unwrap();
    client.send_request(request, false).unwrap()
}

fn grpc(body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    let grpc = HeaderValue::from_static("application/grpc");
    response.headers_mut().insert("content-type", grpc);
    response
}

/// Reads a body to its end, or to its error.
async fn read(body: &mut RecvStream) -> Result<(usize, Option<HeaderMap>), h2::Error> {
    let mut size = 0;
    while let Some(data) = body.data().await {
        let data = data?;
        size += data.len();
        body.flow_control().release_capacity(data.len())?;
    }
    Ok((size, body.trailers().await?))
}

/// A body of frames of 1 KiB, which counts them.
struct Frames {
    left: usize,
    yielded: Arc<AtomicUsize>,
}

impl HttpBody for Frames {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(left) = self.left.checked_sub(1) else {
            return Poll::Ready(None);
        };
        self.left = left;
        self.yielded.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![0; 1024])))))
    }
}

#[tokio::test]
async fn a_call_has_data_and_trailers_both_ways() {
    let mut client = client(|request: Request<RequestBody>| async {
        let body = request.into_body().collect().await.unwrap();
        let trailer = body.trailers().unwrap()["a"].clone();
        let mut response = grpc(Body::messages(body.to_bytes(), Trailers::Ok));
        response.headers_mut().insert("trailer-a", trailer);
        response
    })
    .await;
    let (response, mut request) = begin(&mut client);
    request
        .send_data(Bytes::from_static(b"some"), false)
        .unwrap();
    request
        .send_data(Bytes::from_static(b"thing"), false)
        .unwrap();
    let trailers = HeaderMap::from_iter([("a".parse().unwrap(), HeaderValue::from_static("b"))]);
    request.send_trailers(trailers).unwrap();
    let response = response.await.unwrap();
    assert_eq!(response.headers()["trailer-a"], "b");
    assert!(!response.headers().contains_key("date"));
    let (size, trailers) = read(&mut response.into_body()).await.unwrap();
    assert_eq!(size, 9);
    assert_eq!(trailers.unwrap()["grpc-status"], "0");
}

#[tokio::test]
async fn a_plain_response_has_a_length_and_a_date() {
    let mut client = client(|request: Request<RequestBody>| async move {
        assert!(request.body().is_end_stream());
        Response::new(Body::from("text"))
    })
    .await;
    let request = Request::get("http://localhost/").body(()).unwrap();
    let (response, _) = client.send_request(request, true).unwrap();
    let response = response.await.unwrap();
    assert_eq!(response.headers()["content-length"], "4");
    assert!(response.headers().contains_key("date"));
    assert_eq!(read(&mut response.into_body()).await.unwrap().0, 4);
}

#[tokio::test]
async fn a_declared_length_is_known() {
    let mut client = client(|request: Request<RequestBody>| async move {
        let before = request.body().size_hint().exact();
        let mut body = request.into_body();
        let _ = body.frame().await;
        let after = body.size_hint().exact();
        Response::new(Body::from(format!("{before:?} {after:?}")))
    })
    .await;
    let request = Request::post("http://localhost/").header("content-length", "4");
    let request = request.body(()).unwrap();
    let (response, mut request) = client.send_request(request, false).unwrap();
    request
        .send_data(Bytes::from_static(b"text"), true)
        .unwrap();
    let mut response = response.await.unwrap().into_body();
    let text = response.data().await.unwrap().unwrap();
    assert_eq!(text, "Some(4) Some(0)");
}

/// A client that does not read has its window of 64 KiB. The body makes no frame beyond it, which would stay in memory.
#[tokio::test]
async fn a_response_waits_for_its_client() {
    let yielded = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&yielded);
    let mut client = client(move |_| {
        let frames = Frames {
            left: 1000,
            yielded: Arc::clone(&count),
        };
        async { Response::new(Body::new(frames)) }
    })
    .await;
    let (response, _request) = begin(&mut client);
    let mut response = response.await.unwrap().into_body();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let before = yielded.load(Ordering::Relaxed);
    assert_eq!(before, 64);
    assert_eq!(read(&mut response).await.unwrap().0, 1000 * 1024);
}

#[tokio::test]
async fn a_reset_ends_the_handler() {
    let (send, ended) = oneshot::channel::<()>();
    let send = Mutex::new(Some(send));
    let mut client = client(move |_| {
        let send = send.lock().unwrap().take();
        async move {
            let _send = send;
            std::future::pending().await
        }
    })
    .await;
    let (_response, mut request) = begin(&mut client);
    tokio::time::sleep(Duration::from_millis(20)).await;
    request.send_reset(Reason::CANCEL);
    assert!(ended.await.is_err());
}

#[tokio::test]
async fn a_reset_fails_the_body_of_the_request() {
    for (reason, expected) in [(Reason::CANCEL, "error"), (Reason::NO_ERROR, "cut")] {
        let (send, result) = oneshot::channel();
        let send = Arc::new(Mutex::new(Some(send)));
        let mut client = client(move |request: Request<RequestBody>| {
            let send = send.lock().unwrap().take();
            // The task outlives its call.
            tokio::spawn(async move {
                let mut body = request.into_body();
                let result = match body.frame().await {
                    Some(Err(error)) if error.reason() == Some(Reason::CANCEL) => "error",
                    None if !body.is_end_stream() => "cut",
                    _ => "complete",
                };
                send.unwrap().send(result).unwrap();
            });
            std::future::pending()
        })
        .await;
        let (_response, mut request) = begin(&mut client);
        tokio::time::sleep(Duration::from_millis(20)).await;
        request.send_reset(reason);
        assert_eq!(result.await.unwrap(), expected);
    }
}

#[tokio::test]
async fn an_early_answer_stops_the_request() {
    let mut client = client(|_| async { grpc(Body::messages(Bytes::new(), Trailers::Ok)) }).await;
    let (response, mut request) = begin(&mut client);
    let response = response.await.unwrap();
    assert!(read(&mut response.into_body()).await.unwrap().1.is_some());
    let reason = poll_fn(|cx| request.poll_reset(cx)).await.unwrap();
    assert_eq!(reason, Reason::NO_ERROR);
}

#[tokio::test]
async fn a_body_that_fails_resets_the_stream() {
    let overload = h2::Error::from(Reason::ENHANCE_YOUR_CALM);
    let errors = [
        (Status::unknown("x"), Reason::INTERNAL_ERROR),
        (Status::from(overload), Reason::ENHANCE_YOUR_CALM),
    ];
    for (status, reason) in errors {
        let mut client = client(move |_| {
            let frames = tokio_stream::once(Err::<Frame<Bytes>, _>(status.clone()));
            let body = http_body_util::StreamBody::new(frames);
            async { Response::new(Body::new(body)) }
        })
        .await;
        let (response, _request) = begin(&mut client);
        // The reset discards the headers if they are still queued.
        let error = match response.await {
            Ok(response) => read(&mut response.into_body()).await.unwrap_err(),
            Err(error) => error,
        };
        assert_eq!(error.reason(), Some(reason));
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_answers_pings_stays_connected() {
    let mut client = client(|_| async { Response::new(Body::empty()) }).await;
    tokio::time::sleep(100 * INTERVAL).await;
    let (response, _request) = begin(&mut client);
    assert!(response.await.is_ok());
}

/// The time after which the server closes the connection of a client that sends these bytes each half interval.
async fn lost_after(bytes: &'static [u8], times: u32) -> Duration {
    let (mut ours, theirs) = duplex(1024 * 1024);
    let server = serve(theirs, |_| async { Response::new(Body::empty()) });
    let start = Instant::now();
    // The preface, and empty settings.
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    ours.write_all(preface).await.unwrap();
    for _ in 0..times {
        tokio::time::sleep(INTERVAL / 2).await;
        ours.write_all(bytes).await.unwrap();
    }
    assert!(server.await.unwrap());
    let lost = start.elapsed();
    let mut sent = Vec::new();
    ours.read_to_end(&mut sent).await.unwrap();
    // The last frame is GOAWAY.
    assert_eq!(sent[sent.len() - 14], 7, "{sent:?}");
    lost
}

#[tokio::test(start_paused = true)]
async fn a_client_that_answers_no_ping_is_lost() {
    let silent = lost_after(b"", 0).await;
    assert_eq!(silent.as_secs(), (INTERVAL + TIMEOUT).as_secs());
    // A window update of the connection, of one byte.
    let update = b"\0\0\x04\x08\0\0\0\0\0\0\0\0\x01";
    let later = lost_after(update, 3).await;
    assert_eq!(
        later.as_secs(),
        (INTERVAL / 2 * 3 + INTERVAL + TIMEOUT).as_secs()
    );
}

#[tokio::test]
async fn a_connection_ends_after_its_calls() {
    let (ours, theirs) = duplex(1024 * 1024);
    let settings = Settings {
        h2: h2::server::Builder::new(),
        keepalive_interval: None,
        keepalive_timeout: TIMEOUT,
    };
    let mut connection = Http2::new(theirs, &settings, Arc::default());
    connection.graceful_shutdown();
    let server = tokio::spawn(async move {
        let answer = |_| {
            let response = async { Response::new(Body::empty()) };
            CallFuture::Translated(Answer::new(response))
        };
        poll_fn(|cx| connection.poll(cx, answer)).await.is_ok()
    });
    let (client, connection) = h2::client::handshake::<_>(ours).await.unwrap();
    assert!(connection.await.is_ok());
    assert!(timeout(TIMEOUT, server).await.unwrap().is_ok());
    drop::<SendRequest<Bytes>>(client);
}

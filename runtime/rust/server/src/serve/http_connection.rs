//! A connection of HTTP/1.1 or HTTP/2, as the client chooses.

use std::error::Error;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};

use super::connection_service::ConnectionService;
use super::http2::{self, Http2};
use super::preface::{Preface, Rewound};
use super::traffic::Counted;

/// The settings of connections.
pub(super) struct HttpSettings {
    /// `None` if clients must speak HTTP/2.
    pub(super) http1: Option<http1::Builder>,
    pub(super) http2: http2::Settings,
}

/// A connection of a client. It resolves when the connection is closed.
pub(super) struct HttpConnection<'s, I> {
    state: State<I>,
    settings: &'s HttpSettings,
    /// Answers requests. hyper takes it for HTTP/1.1.
    service: Option<ConnectionService>,
}

enum State<I> {
    /// Reads the preface, to find the version of HTTP.
    Preface(Counted<I>, Preface),
    Http1(Box<Http1<I>>),
    Http2(Box<Http2<Rewound<Counted<I>>>>),
    Closed,
}

type Http1<I> = http1::Connection<TokioIo<Rewound<Counted<I>>>, ConnectionService>;

type BoxError = Box<dyn Error + Send + Sync>;

impl<'s, I> HttpConnection<'s, I>
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    pub(super) fn new(
        io: Counted<I>,
        settings: &'s HttpSettings,
        service: ConnectionService,
    ) -> Self {
        let state = match settings.http1 {
            Some(_) => State::Preface(io, Preface::default()),
            None => State::http2(io, Preface::default(), settings),
        };
        Self {
            state,
            settings,
            service: Some(service),
        }
    }

    /// Asks the client to make no more calls here. The connection closes after its calls.
    pub(super) fn graceful_shutdown(mut self: Pin<&mut Self>) {
        match &mut self.state {
            // There are no calls.
            State::Preface(..) => self.state = State::Closed,
            State::Http1(connection) => Pin::new(connection.as_mut()).graceful_shutdown(),
            State::Http2(connection) => connection.graceful_shutdown(),
            State::Closed => {}
        }
    }

    /// Begins the version of HTTP that the client speaks.
    fn begin(&mut self, is_http2: bool) {
        let State::Preface(io, preface) = mem::replace(&mut self.state, State::Closed) else {
            return;
        };
        if is_http2 {
            self.state = State::http2(io, preface, self.settings);
        } else if let (Some(http1), Some(service)) = (&self.settings.http1, self.service.take()) {
            let io = TokioIo::new(preface.rewind(io));
            self.state = State::Http1(Box::new(http1.serve_connection(io, service)));
        }
    }
}

impl<I: AsyncRead + AsyncWrite + Unpin> State<I> {
    fn http2(io: Counted<I>, preface: Preface, settings: &HttpSettings) -> Self {
        let traffic = Arc::clone(io.traffic());
        let connection = Http2::new(preface.rewind(io), &settings.http2, traffic);
        Self::Http2(Box::new(connection))
    }
}

impl<I> Future for HttpConnection<'_, I>
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    type Output = Result<(), BoxError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        loop {
            match (&mut this.state, &this.service) {
                (State::Preface(io, preface), _) => {
                    let is_http2 = ready!(preface.poll(io, cx))?;
                    this.begin(is_http2);
                }
                (State::Http1(connection), _) => {
                    return Ok(ready!(Pin::new(connection).poll(cx))?).into();
                }
                (State::Http2(connection), Some(service)) => {
                    let answer = |request| service.answer(request);
                    return Ok(ready!(connection.poll(cx, answer))?).into();
                }
                (State::Http2(_), None) | (State::Closed, _) => return Poll::Ready(Ok(())),
            }
        }
    }
}

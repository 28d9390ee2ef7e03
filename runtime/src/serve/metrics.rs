//! Prometheus metrics of calls.

use std::collections::HashMap;
use std::convert::Infallible;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use tokio::net::TcpListener;

use super::error::ServeError;
use crate::Method;
use crate::observe::{CallObserver, EndedCall};

const SERVER_DURATION: &str = "rpc_server_call_duration_seconds";
const SERVER_ACTIVE: &str = "rpc_server_active_calls";
const CLIENT_DURATION: &str = "rpc_client_call_duration_seconds";
const CLIENT_ACTIVE: &str = "rpc_client_active_calls";
const CLIENT_ATTEMPTS: &str = "rpc_client_attempts_total";

/// Seconds, as OpenTelemetry advises for `rpc.server.call.duration`.
const BUCKETS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// Calls after which samples are folded into their buckets, lest they pile up.
const UPKEEP: u64 = 10_000;

/// Counts and times calls, for Prometheus.
///
/// `rpc_server_call_duration_seconds` is a histogram of calls by `rpc_service`, `rpc_method` and
/// `rpc_grpc_status_code`; `rpc_server_active_calls` a gauge by the first two. Labels are those of
/// the generated tables: whatever clients ask for, there are no more, and what is not in a table
/// is `_OTHER`. Those of calls that this process makes are [`client`](Self::client)'s.
///
/// Names follow `rpc.server.call.duration` and `rpc.client.call.duration` of OpenTelemetry's
/// semantic conventions.
///
/// ```no_run
/// # async fn run(users: impl rpcsmith_runtime::serve::GrpcService) -> Result<(), rpcsmith_runtime::ServeError> {
/// use rpcsmith_runtime::{Server, serve::Metrics};
///
/// let metrics = Metrics::new();
/// tokio::spawn(metrics.clone().serve_admin(([127, 0, 0, 1], 9090).into()));
/// let server = Server::builder().add_service(users).observe(metrics);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    ended: AtomicU64,
    server: Calls,
    client: Calls,
    attempts: RwLock<HashMap<Option<Method>, Counter>>,
}

/// The metrics of one side.
struct Calls {
    duration: &'static str,
    active: &'static str,
    durations: RwLock<HashMap<(Option<Method>, i32), Histogram>>,
    actives: RwLock<HashMap<Option<Method>, Gauge>>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Begins with nothing counted.
    pub fn new() -> Self {
        let builder = PrometheusBuilder::new();
        // It refuses no buckets alone.
        let builder = builder.set_buckets(&BUCKETS).unwrap_or_default();
        let recorder = builder.build_recorder();
        Self(Arc::new(Inner {
            handle: recorder.handle(),
            recorder,
            ended: AtomicU64::new(0),
            server: Calls::new(SERVER_DURATION, SERVER_ACTIVE),
            client: Calls::new(CLIENT_DURATION, CLIENT_ACTIVE),
            attempts: RwLock::default(),
        }))
    }

    /// Counts and times the calls of channels, beside those of the server:
    /// `rpc_client_call_duration_seconds`, with all attempts of a call, `rpc_client_active_calls`,
    /// and `rpc_client_attempts_total`, the requests that were sent for them. For
    /// `ChannelBuilder::observe`.
    #[must_use]
    pub fn client(&self) -> ClientMetrics {
        ClientMetrics(self.clone())
    }

    /// All metrics in Prometheus' text format.
    pub fn render(&self) -> String {
        self.0.handle.render()
    }

    /// Answers `GET /metrics` on an address, which should not be reachable from everywhere, for as
    /// long as it is polled.
    ///
    /// # Errors
    /// If the address cannot be listened on.
    pub async fn serve_admin(self, address: std::net::SocketAddr) -> Result<(), ServeError> {
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| ServeError::Bind(address, error))?;
        self.serve_admin_on(listener).await
    }

    /// As [`serve_admin`](Self::serve_admin), on a socket that listens already.
    ///
    /// # Errors
    /// If the socket is broken.
    pub async fn serve_admin_on(self, listener: TcpListener) -> Result<(), ServeError> {
        let mut connections = tokio::task::JoinSet::new();
        loop {
            let (stream, _) = tokio::select! {
                accepted = listener.accept() => accepted?,
                Some(_) = connections.join_next() => continue,
            };
            let metrics = self.clone();
            let answer = move |request: http::Request<hyper::body::Incoming>| {
                let (status, text) = match request.uri().path() {
                    "/metrics" => (StatusCode::OK, metrics.render()),
                    _ => (StatusCode::NOT_FOUND, String::new()),
                };
                let mut response = Response::new(Full::new(Bytes::from(text)));
                *response.status_mut() = status;
                std::future::ready(Ok::<_, Infallible>(response))
            };
            connections.spawn(async move {
                let mut http = auto::Builder::new(TokioExecutor::new());
                let timeout = std::time::Duration::from_secs(10);
                http.http1()
                    .timer(TokioTimer::new())
                    .header_read_timeout(timeout);
                let _ = http
                    .serve_connection(TokioIo::new(stream), service_fn(answer))
                    .await;
            });
        }
    }
}

fn labels(method: Option<Method>) -> Vec<Label> {
    let (service, name) = match method {
        Some(method) => (method.service(), method.name()),
        None => ("_OTHER", "_OTHER"),
    };
    vec![
        Label::from_static_parts("rpc_system", "grpc"),
        Label::from_static_parts("rpc_service", service),
        Label::from_static_parts("rpc_method", name),
    ]
}

/// The metric of a key, made when it is first needed.
fn metric<K: std::hash::Hash + Eq, M: Clone>(
    metrics: &RwLock<HashMap<K, M>>,
    key: K,
    make: impl FnOnce() -> M,
) -> M {
    let known = metrics.read().unwrap_or_else(PoisonError::into_inner);
    if let Some(metric) = known.get(&key) {
        return metric.clone();
    }
    drop(known);
    let mut metrics = metrics.write().unwrap_or_else(PoisonError::into_inner);
    metrics.entry(key).or_insert_with(make).clone()
}

impl Calls {
    fn new(duration: &'static str, active: &'static str) -> Self {
        Self {
            duration,
            active,
            durations: RwLock::default(),
            actives: RwLock::default(),
        }
    }

    fn duration(&self, recorder: &PrometheusRecorder, call: &EndedCall) -> Histogram {
        let number = i32::from(call.code);
        metric(&self.durations, (call.method, number), || {
            let mut labels = labels(call.method);
            labels.push(Label::new("rpc_grpc_status_code", number.to_string()));
            let key = Key::from_parts(self.duration, labels);
            recorder.register_histogram(&key, &METADATA)
        })
    }

    fn active(&self, recorder: &PrometheusRecorder, method: Option<Method>) -> Gauge {
        metric(&self.actives, method, || {
            let key = Key::from_parts(self.active, labels(method));
            recorder.register_gauge(&key, &METADATA)
        })
    }
}

impl Inner {
    fn begun(&self, calls: &Calls, method: Option<Method>) {
        calls.active(&self.recorder, method).increment(1.0);
    }

    fn ended(&self, calls: &Calls, call: &EndedCall) {
        calls.active(&self.recorder, call.method).decrement(1.0);
        let duration = calls.duration(&self.recorder, call);
        duration.record(call.duration.as_secs_f64());
        if self.ended.fetch_add(1, Ordering::Relaxed) % UPKEEP == UPKEEP - 1 {
            self.handle.run_upkeep();
        }
    }
}

const METADATA: Metadata<'static> = Metadata::new("rpcsmith", Level::INFO, None);

impl CallObserver for Metrics {
    fn begun(&self, method: Option<Method>) {
        self.0.begun(&self.0.server, method);
    }

    fn ended(&self, call: &EndedCall) {
        self.0.ended(&self.0.server, call);
    }
}

/// Counts and times calls of channels; [`Metrics::client`] makes it.
#[derive(Clone, Debug)]
pub struct ClientMetrics(Metrics);

impl CallObserver for ClientMetrics {
    fn begun(&self, method: Option<Method>) {
        let metrics = &self.0.0;
        metrics.begun(&metrics.client, method);
    }

    fn attempted(&self, method: Option<Method>) {
        let metrics = &self.0.0;
        let counter = metric(&metrics.attempts, method, || {
            let key = Key::from_parts(CLIENT_ATTEMPTS, labels(method));
            metrics.recorder.register_counter(&key, &METADATA)
        });
        counter.increment(1);
    }

    fn ended(&self, call: &EndedCall) {
        let metrics = &self.0.0;
        metrics.ended(&metrics.client, call);
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

//! Prometheus metrics of calls.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use metrics::{Counter, Gauge, Histogram, Key, Label, Level, Metadata, Recorder, SharedString};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use rpcsmith_wire::Code;

use rpcsmith_service::Method;
use rpcsmith_wire::code_names::{CODE_NAMES, code_name};
use rpcsmith_wire::grpc::status::is_server_fault;
use rpcsmith_wire::observe::{CallObserver, EndedCall};

const SERVER_DURATION: &str = "rpc_server_call_duration_seconds";
const SERVER_ACTIVE: &str = "rpc_server_active_calls";
const CLIENT_DURATION: &str = "rpc_client_call_duration_seconds";
const CLIENT_ACTIVE: &str = "rpc_client_active_calls";
const CLIENT_ATTEMPTS: &str = "rpc_client_attempts_total";

/// The buckets in seconds that OpenTelemetry recommends for `rpc.server.call.duration`.
const BUCKETS: [f64; 14] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
];

/// Calls after which samples are merged into their buckets, to free their memory.
const UPKEEP_INTERVAL: u64 = 10_000;

/// Counts and times calls, for Prometheus.
///
/// | metric | type | labels |
/// |---|---|---|
/// | `rpc_server_call_duration_seconds` | histogram | `rpc_system_name`, `rpc_method`, `rpc_status_code`, `error_type` |
/// | `rpc_server_active_calls` | gauge | `rpc_system_name`, `rpc_method` |
///
/// [`client`](Self::client) adds metrics of the calls that this process makes.
///
/// `rpc_system_name` is `grpc`. `rpc_method` is a full name such as `user.UserService/GetUser`, or `_OTHER` for a method in
/// no generated table, so that clients cannot add labels. `rpc_status_code` is a name such as `NOT_FOUND`. `error_type` is the
/// same name for failed calls: on a client all codes but `OK`; on a server `UNKNOWN`, `DEADLINE_EXCEEDED`, `UNIMPLEMENTED`,
/// `INTERNAL`, `UNAVAILABLE` and `DATA_LOSS`, which are not mistakes of the caller.
///
/// Source: `rpc.server.call.duration` and `rpc.client.call.duration` of OpenTelemetry's semantic
/// conventions for RPC metrics 1.45, with names translated as in "Prometheus and OpenMetrics Compatibility".
/// The conventions have no metrics for active calls and attempts.
///
/// ```no_run
/// # async fn run(users: impl rpcsmith_runtime::serve::GrpcService) -> Result<(), rpcsmith_runtime::ServeError> {
/// use rpcsmith_runtime::{Server, serve::Metrics};
/// use tokio::net::TcpListener;
///
/// let metrics = Metrics::new();
/// // Bind before the task starts, so that an address in use is an error of the program.
/// let admin = TcpListener::bind("127.0.0.1:9090").await?;
/// tokio::spawn(metrics.clone().serve_admin_on(admin));
/// let server = Server::builder().add_service(users).observe(metrics);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    ended: AtomicU64,
    server: SideMetrics,
    client: SideMetrics,
}

/// The metrics of the server, or of clients.
struct SideMetrics {
    duration: &'static str,
    active: &'static str,
    /// Whether a status code counts as an error.
    is_failure: fn(Code) -> bool,
    /// By path. Methods in no table have an empty path.
    methods: RwLock<BTreeMap<&'static str, Arc<MethodMetrics>>>,
}

/// The metrics of one method.
struct MethodMetrics {
    active: Gauge,
    /// By the number of the status code.
    durations: [OnceLock<Histogram>; CODE_NAMES.len()],
    /// The requests that channels have sent.
    attempts: OnceLock<Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Metrics {
    /// Creates empty metrics.
    pub fn new() -> Self {
        let builder = PrometheusBuilder::new();
        // Only an empty list of buckets is an error.
        let builder = builder.set_buckets(&BUCKETS).unwrap_or_default();
        let recorder = builder.build_recorder();
        describe(&recorder);
        Self(Arc::new(Inner {
            handle: recorder.handle(),
            recorder,
            ended: AtomicU64::new(0),
            server: SideMetrics::new(SERVER_DURATION, SERVER_ACTIVE, is_server_fault),
            client: SideMetrics::new(CLIENT_DURATION, CLIENT_ACTIVE, |code| code != Code::Ok),
        }))
    }

    /// Metrics of the calls of channels, for `ChannelBuilder::observe`: `rpc_client_call_duration_seconds`, with all attempts of
    /// a call, `rpc_client_active_calls`, and the counter `rpc_client_attempts_total` of sent requests.
    #[must_use]
    pub fn client(&self) -> ClientMetrics {
        ClientMetrics(self.clone())
    }

    /// All metrics in the text format of Prometheus, `text/plain; version=0.0.4`.
    pub fn render(&self) -> String {
        self.0.handle.render()
    }
}

/// Sets the texts of `# HELP`. The names contain the units.
fn describe(recorder: &PrometheusRecorder) {
    let text = SharedString::const_str;
    for (name, help) in [
        (SERVER_DURATION, "Duration of incoming calls."),
        (
            CLIENT_DURATION,
            "Duration of outgoing calls with all their attempts.",
        ),
    ] {
        recorder.describe_histogram(name.into(), None, text(help));
    }
    for (name, help) in [
        (SERVER_ACTIVE, "Incoming calls that have not ended."),
        (CLIENT_ACTIVE, "Outgoing calls that have not ended."),
    ] {
        recorder.describe_gauge(name.into(), None, text(help));
    }
    let help = text("Requests sent for outgoing calls, for the first time or again.");
    recorder.describe_counter(CLIENT_ATTEMPTS.into(), None, help);
}

fn labels(method: Option<Method>) -> Vec<Label> {
    let name = method.map_or("_OTHER", |method| method.full_name());
    vec![
        Label::from_static_parts("rpc_system_name", "grpc"),
        Label::from_static_parts("rpc_method", name),
    ]
}

impl SideMetrics {
    fn new(duration: &'static str, active: &'static str, is_failure: fn(Code) -> bool) -> Self {
        Self {
            duration,
            active,
            is_failure,
            methods: RwLock::default(),
        }
    }

    /// The metrics of a method, created with its first call.
    fn of(&self, recorder: &PrometheusRecorder, method: Option<Method>) -> Arc<MethodMetrics> {
        let path = method.map_or("", |method| method.path());
        let known = self.methods.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(metrics) = known.get(path) {
            return Arc::clone(metrics);
        }
        drop(known);
        let mut methods = self.methods.write().unwrap_or_else(PoisonError::into_inner);
        let metrics = methods.entry(path).or_insert_with(|| {
            let key = Key::from_parts(self.active, labels(method));
            Arc::new(MethodMetrics {
                active: recorder.register_gauge(&key, &METADATA),
                durations: Default::default(),
                attempts: OnceLock::new(),
            })
        });
        Arc::clone(metrics)
    }

    fn duration(&self, recorder: &PrometheusRecorder, call: &EndedCall) -> Histogram {
        let mut labels = labels(call.method);
        let code = code_name(call.code);
        labels.push(Label::from_static_parts("rpc_status_code", code));
        if (self.is_failure)(call.code) {
            labels.push(Label::from_static_parts("error_type", code));
        }
        let key = Key::from_parts(self.duration, labels);
        recorder.register_histogram(&key, &METADATA)
    }
}

impl Inner {
    fn started(&self, calls: &SideMetrics, method: Option<Method>) {
        calls.of(&self.recorder, method).active.increment(1.0);
    }

    fn ended(&self, calls: &SideMetrics, call: &EndedCall) {
        let metrics = calls.of(&self.recorder, call.method);
        metrics.active.decrement(1.0);
        if let Some(duration) = metrics.durations.get(call.code as usize) {
            let duration = duration.get_or_init(|| calls.duration(&self.recorder, call));
            duration.record(call.duration.as_secs_f64());
        }
        if self.ended.fetch_add(1, Ordering::Relaxed) % UPKEEP_INTERVAL == UPKEEP_INTERVAL - 1 {
            self.handle.run_upkeep();
        }
    }
}

const METADATA: Metadata<'static> = Metadata::new("rpcsmith", Level::INFO, None);

impl CallObserver for Metrics {
    fn started(&self, method: Option<Method>) {
        self.0.started(&self.0.server, method);
    }

    fn ended(&self, call: &EndedCall) {
        self.0.ended(&self.0.server, call);
    }
}

/// Counts and times the calls of channels; see [`Metrics::client`].
#[derive(Clone, Debug)]
pub struct ClientMetrics(Metrics);

impl CallObserver for ClientMetrics {
    fn started(&self, method: Option<Method>) {
        let metrics = &self.0.0;
        metrics.started(&metrics.client, method);
    }

    fn attempted(&self, method: Option<Method>) {
        let metrics = &self.0.0;
        let of_method = metrics.client.of(&metrics.recorder, method);
        let attempts = of_method.attempts.get_or_init(|| {
            let key = Key::from_parts(CLIENT_ATTEMPTS, labels(method));
            metrics.recorder.register_counter(&key, &METADATA)
        });
        attempts.increment(1);
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

//! Logs each call.

use rpcsmith_wire::grpc::status::is_server_fault;
use rpcsmith_wire::observe::{CallObserver, EndedCall};

/// Logs each call when it ends, with the level `info`, or `warn` for errors of the server: `UNKNOWN`, `DEADLINE_EXCEEDED`, `UNIMPLEMENTED`, `INTERNAL`, `UNAVAILABLE`, `DATA_LOSS`.
///
/// Target: `rpcsmith::calls`. Fields: `service`, `method`, `code` (a number), `duration_ms`, and if known `request_id`,
/// `peer` and `subject`; see [`EndedCall`].
#[derive(Clone, Copy, Debug, Default)]
pub struct CallLog;

impl CallObserver for CallLog {
    fn ended(&self, call: &EndedCall) {
        const TARGET: &str = "rpcsmith::calls";
        let service = call.method.map_or("_OTHER", |method| method.service());
        let method = call.method.map_or("_OTHER", |method| method.name());
        let code = i32::from(call.code);
        let duration_ms = call.duration.as_secs_f64() * 1000.0;
        let request_id = call.request_id.as_deref();
        let peer = call.peer.map(tracing::field::display);
        let subject = call.subject.as_deref();
        // tracing needs a constant level for each event.
        macro_rules! line {
            ($level:ident) => {
                tracing::$level!(
                    target: TARGET,
                    service, method, code, duration_ms, request_id, peer, subject,
                )
            };
        }
        if is_server_fault(call.code) {
            line!(warn)
        } else {
            line!(info)
        }
    }
}

//! A line in the log for each call.

use rpcsmith_wire::observe::{CallObserver, EndedCall};
use rpcsmith_wire::status::is_server_fault;

/// Writes a line for each call that has ended, with the level `info`, or `warn` if the server
/// failed: `UNKNOWN`, `DEADLINE_EXCEEDED`, `UNIMPLEMENTED`, `INTERNAL`, `UNAVAILABLE`, `DATA_LOSS`.
///
/// Target `rpcsmith::calls`; fields `service`, `method`, `code` (its number), `duration_ms`, and, if
/// they are known, `request_id`, `peer` and `subject` as [`EndedCall`] has them.
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
        // The level of an event is part of its constant description.
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

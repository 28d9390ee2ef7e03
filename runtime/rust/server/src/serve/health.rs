//! `grpc.health.v1.Health`: whether services take calls, for load balancers.
//!
//! Source: <https://github.com/grpc/grpc/blob/master/doc/health-checking.md>.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use rpcsmith_wire::proto::grpc::health::v1::health_check_response::ServingStatus;
use rpcsmith_wire::proto::grpc::health::v1::{
    HealthCheckRequest, HealthCheckResponse, HealthListRequest, HealthListResponse, health_methods,
};
use rpcsmith_wire::{Request, Response, Status};
use tokio::sync::watch;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::routes::{BuiltInLimits, RegisteredService};
use crate::any_service::AnyService;
use crate::server::{BoxStream, Call, Dispatch, Method, ResponseFuture, ServiceServer};

/// The name of the service.
pub(super) const NAME: &str = health_methods::SERVICE;

/// A request contains the name of a service. `Watch` is an endless stream.
const LIMITS: BuiltInLimits = BuiltInLimits {
    max_request_size: 1024,
    max_time: None,
};

/// The maximum of services in a list. The list of a server with more fails, as the protocol allows.
const MAX_LISTED: usize = 1000;

/// Sets whether services take calls.
#[derive(Clone)]
pub struct HealthReporter(watch::Sender<Arc<Statuses>>);

/// The status of each service. Only the server adds names, so clients cannot make it grow.
#[derive(Clone, Default)]
struct Statuses {
    draining: bool,
    /// Whether each service is serving; `""` is the server.
    services: BTreeMap<String, bool>,
}

impl Statuses {
    fn of(&self, service: &str) -> ServingStatus {
        match self.services.get(service) {
            Some(serving) => self.while_draining(*serving),
            None => ServingStatus::ServiceUnknown,
        }
    }

    fn while_draining(&self, serving: bool) -> ServingStatus {
        if serving && !self.draining {
            ServingStatus::Serving
        } else {
            ServingStatus::NotServing
        }
    }
}

impl HealthReporter {
    /// Sets whether a service takes calls; `""` is the server.
    ///
    /// A new name adds a service, for example one behind a fallback. While the server drains, all services are `NOT_SERVING`.
    pub fn set_serving(&self, service: &str, serving: bool) {
        self.0.send_modify(|statuses| {
            let services = &mut Arc::make_mut(statuses).services;
            services.insert(service.to_owned(), serving);
        });
    }

    pub(super) fn drain(&self) {
        self.0
            .send_modify(|statuses| Arc::make_mut(statuses).draining = true);
    }

    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let status = self.0.borrow().of(&request.get_ref().service);
        match status {
            ServingStatus::ServiceUnknown => Err(Status::not_found("unknown service")),
            status => Ok(Response::new(answer(status))),
        }
    }

    async fn list(
        &self,
        _: Request<HealthListRequest>,
    ) -> Result<Response<HealthListResponse>, Status> {
        let statuses = Arc::clone(&self.0.borrow());
        if statuses.services.len() > MAX_LISTED {
            return Err(Status::resource_exhausted(format!(
                "the server has more than {MAX_LISTED} services"
            )));
        }
        let services = statuses.services.iter();
        let statuses = services
            .map(|(name, serving)| (name.clone(), answer(statuses.while_draining(*serving))));
        Ok(Response::new(HealthListResponse {
            statuses: statuses.collect(),
        }))
    }

    /// Sends the current status, and each change. A service is `SERVICE_UNKNOWN` until it is added.
    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<BoxStream<HealthCheckResponse>>, Status> {
        let service = request.into_inner().service;
        let mut last = None;
        let changes = WatchStream::new(self.0.subscribe()).filter_map(move |statuses| {
            let status = statuses.of(&service);
            (last.replace(status) != Some(status)).then(|| Ok(answer(status)))
        });
        Ok(Response::new(Box::pin(changes)))
    }
}

impl fmt::Debug for HealthReporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let statuses = self.0.borrow();
        f.debug_struct("HealthReporter")
            .field("draining", &statuses.draining)
            .field("services", &statuses.services)
            .finish()
    }
}

struct HealthDispatch;

impl Dispatch<HealthReporter> for HealthDispatch {
    const SERVICE: &'static str = NAME;
    const METHODS: &'static [Method] = health_methods::ALL;

    fn dispatch(reporter: Arc<HealthReporter>, call: Call) -> ResponseFuture {
        match call.index() {
            0 => call.unary(reporter, HealthReporter::check),
            1 => call.unary(reporter, HealthReporter::list),
            2 => call.server_streaming(reporter, HealthReporter::watch),
            _ => call.unimplemented(),
        }
    }
}

fn answer(status: ServingStatus) -> HealthCheckResponse {
    HealthCheckResponse {
        status: status.into(),
    }
}

/// Adds the health service. The server, and the services with these names, are serving.
pub(super) fn add(names: Vec<String>, services: &mut Vec<RegisteredService>) -> HealthReporter {
    let names = names.into_iter().chain([String::new()]);
    let reporter = HealthReporter(watch::Sender::new(Arc::new(Statuses {
        draining: false,
        services: names.map(|name| (name, true)).collect(),
    })));
    let server = ServiceServer::<HealthDispatch, _>::new(reporter.clone());
    services.push(RegisteredService {
        name: NAME.to_owned(),
        json: false,
        http: &[],
        methods: Some(health_methods::ALL),
        built_in: Some(LIMITS),
        service: AnyService::tower(server),
    });
    reporter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lists_the_services_and_the_server() {
        let reporter = add(vec!["a.A".to_owned(), "b.B".to_owned()], &mut Vec::new());
        reporter.set_serving("b.B", false);
        let list = async || {
            let response = reporter.list(Request::new(HealthListRequest {})).await;
            let statuses = response.unwrap().into_inner().statuses;
            let statuses = statuses.into_iter();
            let mut statuses: Vec<_> = statuses
                .map(|(name, answer)| (name, answer.status().as_str_name()))
                .collect();
            statuses.sort();
            statuses
        };
        let [serving, not] = ["SERVING", "NOT_SERVING"];
        let names = ["", "a.A", "b.B"].map(str::to_owned);
        let [server, a, b] = names.clone();
        assert_eq!(list().await, [(server, serving), (a, serving), (b, not)]);
        reporter.drain();
        assert_eq!(list().await, names.map(|name| (name, not)));
        for number in 0..MAX_LISTED {
            reporter.set_serving(&number.to_string(), true);
        }
        let response = reporter.list(Request::new(HealthListRequest {})).await;
        let code = response.unwrap_err().code();
        assert_eq!(code, rpcsmith_wire::Code::ResourceExhausted);
    }
}

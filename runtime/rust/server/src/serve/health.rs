//! `grpc.health.v1.Health`: whether services take calls, for load balancers.
//!
//! Source: <https://github.com/grpc/grpc/blob/master/doc/health-checking.md>.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use rpcsmith_wire::{Request, Response, Status};
use tokio::sync::watch;
use tokio_stream::wrappers::WatchStream;
use tokio_stream::{Stream, StreamExt};
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};

use super::routes::{BuiltInLimits, RegisteredService};
use crate::any_service::AnyService;
use rpcsmith_service::Method;

/// The name of the service.
pub(super) const NAME: &str = tonic_health::pb::health_server::SERVICE_NAME;

const METHODS: &[Method] = &[
    Method::unary("/grpc.health.v1.Health/Check"),
    Method::server_streaming("/grpc.health.v1.Health/Watch"),
];

/// A request contains the name of a service. `Watch` is an endless stream.
const LIMITS: BuiltInLimits = BuiltInLimits {
    max_request_size: 1024,
    max_time: None,
};

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
            Some(true) if !self.draining => ServingStatus::Serving,
            Some(_) => ServingStatus::NotServing,
            None => ServingStatus::ServiceUnknown,
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

#[tonic::async_trait]
impl Health for HealthReporter {
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

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    /// Sends the current status, and each change. A service is `SERVICE_UNKNOWN` until it is added.
    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let service = request.into_inner().service;
        let mut last = None;
        let changes = WatchStream::new(self.0.subscribe()).filter_map(move |statuses| {
            let status = statuses.of(&service);
            (last.replace(status) != Some(status)).then(|| Ok(answer(status)))
        });
        Ok(Response::new(Box::pin(changes)))
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
    let server = HealthServer::new(reporter.clone());
    services.push(RegisteredService {
        name: NAME.to_owned(),
        methods: Some(METHODS),
        built_in: Some(LIMITS),
        service: AnyService::tower(server),
    });
    reporter
}

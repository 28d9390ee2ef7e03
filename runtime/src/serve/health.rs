//! `grpc.health.v1.Health`: whether services take calls, for load balancers and their like.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Waker};

use tonic_health::ServingStatus;
use tonic_health::pb::health_server::HealthServer;
use tonic_health::server::HealthService;

use super::routes::Added;
use super::service::{AnyService, name_of};

/// Tells whether services take calls.
#[derive(Clone, Debug)]
pub struct HealthReporter {
    reporter: tonic_health::server::HealthReporter,
    services: Arc<[String]>,
    draining: Arc<AtomicBool>,
}

impl HealthReporter {
    /// Says that a service takes calls, or that it does not; `""` is the server.
    ///
    /// Once the server drains, none does.
    pub async fn set_serving(&self, service: &str, serving: bool) {
        let serving = serving && !self.draining.load(Ordering::Acquire);
        self.set(service, serving).await;
        if serving && self.draining.load(Ordering::Acquire) {
            self.set(service, false).await;
        }
    }

    pub(super) async fn drain(&self) {
        self.draining.store(true, Ordering::Release);
        for service in self.services.iter() {
            self.set(service, false).await;
        }
    }

    /// Services begin as serving, before anybody can ask.
    fn begin(&self) {
        let services = self.services.iter();
        let mut all = pin!(async {
            for service in services {
                self.set(service, true).await;
            }
        });
        // Nobody else holds the lock yet, so that there is nothing to wait for.
        let _ = all.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    }

    async fn set(&self, service: &str, serving: bool) {
        let status = match serving {
            true => ServingStatus::Serving,
            false => ServingStatus::NotServing,
        };
        self.reporter.set_service_status(service, status).await;
    }
}

/// Adds the service, which knows those of these names.
pub(super) fn add(names: Vec<String>, added: &mut Vec<Added>) -> HealthReporter {
    let reporter = tonic_health::server::HealthReporter::new();
    let server = HealthServer::new(HealthService::from_health_reporter(reporter.clone()));
    let services: Arc<[String]> = names.into_iter().chain([String::new()]).collect();
    added.push(Added {
        name: name_of(&server).to_owned(),
        methods: None,
        own: true,
        service: AnyService::tower(server),
    });
    let reporter = HealthReporter {
        reporter,
        services,
        draining: Arc::default(),
    };
    reporter.begin();
    reporter
}

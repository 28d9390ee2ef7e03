//! Checks the settings of a server, and binds its socket.

use super::super::connection::Shared;
use super::super::dispatcher::{Cors, Dispatcher};
use super::super::error::ServeError;
use super::super::fallback::Fallback;
use super::super::listener::Listener;
use super::super::pages::{self, Pages};
use super::super::routes::{RegisteredService, Routes};
use super::super::run::{Drained, Server};
use crate::budget::Budget;
use crate::server::ServiceDefaults;
use rpcsmith_wire::connect::Rules;
use rpcsmith_wire::context::RequestLimits;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::{MAX_BUILT_IN_CALLS, ServerBuilder};

/// # Errors
/// [`ServeError`], if a setting is invalid, or if the address cannot be bound.
impl ServerBuilder {
    /// Listens on an address. Port 0 chooses a free port.
    pub async fn bind(self, address: SocketAddr) -> Result<Server, ServeError> {
        self.check_plaintext(address)?;
        match TcpListener::bind(address).await {
            Ok(listener) => self.finish(Listener::Tcp(listener)),
            Err(error) => Err(ServeError::Bind(address, error)),
        }
    }

    /// Serves on a listening socket.
    pub fn listen(self, listener: TcpListener) -> Result<Server, ServeError> {
        self.check_plaintext(listener.local_addr()?)?;
        self.finish(Listener::Tcp(listener))
    }

    /// Serves on a Unix domain socket, without TLS.
    #[cfg(unix)]
    pub fn listen_unix(self, listener: tokio::net::UnixListener) -> Result<Server, ServeError> {
        self.finish(Listener::Unix(listener))
    }

    /// Listens on an address and serves until SIGTERM or SIGINT.
    pub async fn serve(self, address: SocketAddr) -> Result<Drained, ServeError> {
        self.bind(address).await?.serve().await
    }

    fn check_plaintext(&self, address: SocketAddr) -> Result<(), ServeError> {
        #[cfg(feature = "tls")]
        if self.tls.is_some() {
            return Ok(());
        }
        if self.plaintext || address.ip().to_canonical().is_loopback() {
            return Ok(());
        }
        Err(ServeError::Plaintext(address))
    }

    fn finish(mut self, listener: Listener) -> Result<Server, ServeError> {
        self.limits.check()?;
        let mut services = self.register_services();
        #[cfg(feature = "health")]
        let names = services
            .iter()
            .map(|service| service.name.clone())
            .collect();
        #[cfg(feature = "reflection")]
        super::super::reflection::add(&self.descriptor_sets, self.health_name(), &mut services)?;
        if let Some((auth, _)) = &self.auth {
            for service in &mut services {
                service.service = auth(service.service.clone());
            }
        }
        // Health checks send no token.
        #[cfg(feature = "health")]
        let health = self
            .health
            .then(|| super::super::health::add(names, &mut services));
        let routes = self.routes(services)?;
        let cors = self.cors();
        let (max_time, max_body_size) = (self.times.all, self.limits.max_request_size);
        let fallback = |service| Fallback {
            service,
            max_time,
            max_body_size,
        };
        let pages = pages::checked(std::mem::take(&mut self.pages), &routes, fallback)?;
        let fallback = self.fallback.take().map(fallback);
        let http1 = self.protocols.http1() || fallback.is_some() || !pages.is_empty();
        #[cfg(feature = "tls")]
        let tls = self.tls.take().map(|tls| tls.load(http1)).transpose()?;
        let draining = CancellationToken::new();
        let dispatcher = self.dispatcher(routes, cors, (pages, fallback), draining.clone());
        Ok(Server {
            listener,
            drain: self.drain.clone(),
            drain_requested: CancellationToken::new(),
            #[cfg(feature = "health")]
            health,
            #[cfg(feature = "tls")]
            tls,
            shared: Arc::new(self.shared(dispatcher, http1, draining)),
        })
    }

    /// Gives each service its defaults, and wraps it in the layers.
    fn register_services(&mut self) -> Vec<RegisteredService> {
        let defaults = ServiceDefaults {
            compression: std::mem::take(&mut self.compression),
            max_request_size: Some(self.limits.max_request_size),
            max_response_size: self.limits.max_response_size,
        };
        let http_json = self.protocols.http_json;
        let pending = std::mem::take(&mut self.services).into_iter();
        let registered = pending.map(|pending| {
            let service = (pending.service)(&defaults);
            let layers = self.layers.iter().rev();
            RegisteredService {
                name: pending.name.to_owned(),
                methods: pending.methods,
                json: pending.json,
                http: if http_json { pending.http } else { &[] },
                built_in: None,
                service: layers.fold(service, |service, layer| layer(service)),
            }
        });
        registered.collect()
    }

    /// The name of the health service, if the server has it: reflection lists it before it is added.
    #[cfg(feature = "reflection")]
    fn health_name(&self) -> Option<&'static str> {
        #[cfg(feature = "health")]
        return self.health.then_some(super::super::health::NAME);
        #[cfg(not(feature = "health"))]
        None
    }

    /// The routes of all services. The names in `auth` and in the time limits must exist.
    fn routes(&self, services: Vec<RegisteredService>) -> Result<Routes, ServeError> {
        let routes = Routes::new(services, &self.times)?;
        if let Some((_, policy)) = &self.auth {
            routes.check(policy.services(), policy.methods())?;
        }
        Ok(routes)
    }

    fn cors(&mut self) -> Option<Cors> {
        #[cfg(feature = "web")]
        return self.web.take().map(super::super::Web::cors);
        #[cfg(not(feature = "web"))]
        None
    }

    fn dispatcher(
        &mut self,
        routes: Routes,
        cors: Option<Cors>,
        (pages, fallback): (Pages, Option<Fallback>),
        draining: CancellationToken,
    ) -> Dispatcher {
        let limits = &self.limits;
        let permits = |calls: usize| Arc::new(Semaphore::new(calls.min(Semaphore::MAX_PERMITS)));
        Dispatcher {
            routes,
            observers: std::mem::take(&mut self.observers).into(),
            permits: limits.max_concurrent_calls.map(permits),
            built_in_permits: permits(MAX_BUILT_IN_CALLS),
            max_header_size: usize::try_from(limits.max_header_size).unwrap_or(usize::MAX),
            request_timeout: limits.request_timeout,
            draining: Arc::new(draining),
            request_limits: RequestLimits {
                max_decoded_size: limits.max_decoded_size,
                max_rule_steps: Some(limits.max_rule_steps),
            },
            protocols: self.protocols,
            connect_rules: Rules {
                requires_version: self.requires_connect_version,
            },
            #[cfg(feature = "http-json")]
            http_rules: std::mem::take(&mut self.http_rules),
            max_request_size: limits.max_request_size,
            cors,
            pages,
            fallback,
        }
    }

    fn shared(self, dispatcher: Dispatcher, http1: bool, draining: CancellationToken) -> Shared {
        let max_bytes = self.limits.max_buffered_bytes();
        Shared {
            http: self.limits.http(http1),
            budget: Arc::new(Budget::new(max_bytes, "max_buffered_bytes")),
            limits: self.limits,
            dispatcher: Arc::new(dispatcher),
            draining,
            abort: CancellationToken::new(),
        }
    }
}

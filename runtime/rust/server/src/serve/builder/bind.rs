//! From settings to a server that listens.

use super::super::calls::Calls;
use super::super::connection::Shared;
use super::super::error::ServeError;
use super::super::fallback::Fallback;
use super::super::listener::Listener;
use super::super::routes::{Added, Routes};
use super::super::run::{Drained, Server};
use crate::budget::Budget;
use crate::server::ServiceDefaults;
use rpcsmith_wire::context::RequestLimits;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use super::{OWN_CALLS, ServerBuilder};

/// # Errors
/// [`ServeError`], if the settings do not fit the services or the address cannot be used.
impl ServerBuilder {
    /// Listens on an address; port 0 is any that is free.
    pub async fn bind(self, address: SocketAddr) -> Result<Server, ServeError> {
        self.check_plaintext(address)?;
        match TcpListener::bind(address).await {
            Ok(listener) => self.finish(Listener::Tcp(listener)),
            Err(error) => Err(ServeError::Bind(address, error)),
        }
    }

    /// Serves on a socket that listens already.
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

    fn finish(self, listener: Listener) -> Result<Server, ServeError> {
        self.limits.check()?;
        let defaults = ServiceDefaults {
            compression: self.compression,
            max_request_size: Some(self.limits.max_request_size),
            max_response_size: self.limits.max_response_size,
        };
        let (layers, draining) = (&self.layers, CancellationToken::new());
        #[cfg_attr(
            not(any(feature = "health", feature = "reflection")),
            allow(unused_mut)
        )]
        let mut added: Vec<_> = self
            .services
            .into_iter()
            .map(|to_add| Added {
                name: to_add.name.to_owned(),
                methods: to_add.methods,
                own: None,
                service: layers
                    .iter()
                    .rev()
                    .fold((to_add.service)(&defaults), |service, layer| layer(service)),
            })
            .collect();
        #[cfg(feature = "health")]
        let names = added.iter().map(|added| added.name.clone()).collect();
        #[cfg(all(feature = "reflection", feature = "health"))]
        let health_name = self.health.then_some(super::super::health::NAME);
        #[cfg(all(feature = "reflection", not(feature = "health")))]
        let health_name = None;
        #[cfg(feature = "reflection")]
        super::super::reflection::add(&self.descriptor_sets, health_name, &mut added)?;
        if let Some((around, _)) = &self.auth {
            for added in &mut added {
                added.service = around(added.service.clone());
            }
        }
        #[cfg(feature = "health")]
        let health = self
            .health
            .then(|| super::super::health::add(names, &mut added));
        let fallback = self.fallback.map(|service| Fallback {
            service,
            max_time: self.times.all,
            max_body_size: self.limits.max_request_size,
        });
        #[cfg(feature = "web")]
        let outer = self.web.map(super::super::Web::outer);
        #[cfg(not(feature = "web"))]
        let outer = None;
        let http1 = outer.is_some() || fallback.is_some();
        let room = self.limits.max_concurrent_calls;
        let routes = Routes::new(added, &self.times)?;
        if let Some((_, policy)) = &self.auth {
            routes.check(policy.services(), policy.methods())?;
        }
        let calls = Calls {
            routes,
            observers: self.observers.into(),
            room: room.map(|room| Arc::new(Semaphore::new(room.min(Semaphore::MAX_PERMITS)))),
            own_room: Arc::new(Semaphore::new(OWN_CALLS)),
            max_header_size: usize::try_from(self.limits.max_header_size).unwrap_or(usize::MAX),
            request_timeout: self.limits.request_timeout,
            draining: Arc::new(draining.clone()),
            request_limits: RequestLimits {
                max_decoded_size: self.limits.max_decoded_size,
                max_rule_steps: Some(self.limits.max_rule_steps),
            },
            outer,
            fallback,
        };
        Ok(Server {
            listener,
            drain: self.drain,
            asked: CancellationToken::new(),
            #[cfg(feature = "health")]
            health,
            #[cfg(feature = "tls")]
            tls: self.tls.map(|tls| tls.load(http1)).transpose()?,
            shared: Arc::new(Shared {
                http: self.limits.http(http1),
                budget: Arc::new(Budget::new(
                    self.limits.max_buffered_bytes(),
                    "max_buffered_bytes",
                )),
                limits: self.limits,
                calls: Arc::new(calls),
                draining,
                cut: CancellationToken::new(),
            }),
        })
    }
}

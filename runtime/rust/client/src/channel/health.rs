//! Health checks of endpoints: an endpoint gets calls only while it reports `SERVING`.

use super::connect::{Connector, Driver, Sender};
use super::event::Event;
use super::target::Address;

/// Drives a connection until it closes, and reports when it is ready.
///
/// Source: gRFC A17.
pub(super) async fn drive(
    (sender, address): (Sender, Address),
    driver: &mut Driver,
    service: Option<&str>,
    connector: &Connector,
    report: &impl Fn(Event),
) {
    #[cfg(feature = "health")]
    if let Some(service) = service {
        tokio::select! {
            () = driver => {}
            () = watch::watch((sender, address), service, connector, report) => {}
        }
        return;
    }
    #[cfg(not(feature = "health"))]
    let _ = (service, connector);
    report(Event::Ready(sender, address));
    driver.await;
}

#[cfg(feature = "health")]
mod watch {
    use std::sync::Arc;
    use std::time::Duration;

    use http::Request;
    use rpcsmith_wire::body::Body;
    use rpcsmith_wire::proto::grpc::health::v1::health_check_response::ServingStatus;
    use rpcsmith_wire::proto::grpc::health::v1::{
        HealthCheckRequest, HealthCheckResponse, health_methods,
    };
    use rpcsmith_wire::{Response, Streaming};

    use super::super::backoff::jittered;
    use super::super::connect::{Connector, Sender};
    use super::super::event::Event;
    use super::super::target::Address;
    use crate::client::Client;

    /// Watches the health of a service while it is polled.
    pub(super) async fn watch(
        (sender, address): (Sender, Address),
        service: &str,
        connector: &Connector,
        report: &impl Fn(Event),
    ) {
        let origin = http::Uri::builder()
            .scheme(connector.scheme())
            .authority(connector.authority.clone())
            .path_and_query("/")
            .build()
            .unwrap_or_default();
        let requests = sender.reserve_stream();
        let over = tower::service_fn(move |request: Request<Body>| {
            let mut requests = requests.clone();
            async move { requests.send(request).await.map_err(|failed| failed.error) }
        });
        let client = Client::with_origin(over, origin);
        loop {
            let service = service.to_owned();
            let request = HealthCheckRequest { service };
            let answers: Result<Response<Streaming<HealthCheckResponse>>, _> = client
                .server_streaming(health_methods::WATCH, request)
                .await;
            let status = match answers {
                Ok(response) => {
                    let mut answers = response.into_inner();
                    loop {
                        match answers.message().await {
                            Ok(Some(answer)) if answer.status() == ServingStatus::Serving => {
                                report(Event::Ready(sender.clone(), address.clone()));
                            }
                            Ok(Some(_)) => {
                                report(Event::Failed(Arc::from("the server is not healthy")))
                            }
                            Ok(None) => break None,
                            Err(status) => break Some(status),
                        }
                    }
                }
                Err(status) => Some(status),
            };
            // A server without health checks is healthy (gRFC A17).
            if status.is_some_and(|status| status.code() == rpcsmith_wire::Code::Unimplemented) {
                report(Event::Ready(sender, address));
                return std::future::pending().await;
            }
            report(Event::Failed(Arc::from(
                "the health of the server is unknown",
            )));
            tokio::time::sleep(jittered(Duration::from_secs(1))).await;
        }
    }
}

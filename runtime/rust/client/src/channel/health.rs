//! Endpoints that count only while they say that they are healthy.

use super::connect::{Connector, Driver, Sender};
use super::event::Event;
use super::target::Address;

/// Holds a connection to its end, and tells when it can be used.
///
/// Source: gRFC A17.
pub(super) async fn hold(
    (sender, address): (Sender, Address),
    driver: &mut Driver,
    service: Option<&str>,
    connector: &Connector,
    tell: &impl Fn(Event),
) {
    #[cfg(feature = "health")]
    if let Some(service) = service {
        tokio::select! {
            () = driver => {}
            () = watched::watch((sender, address), service, connector, tell) => {}
        }
        return;
    }
    #[cfg(not(feature = "health"))]
    let _ = (service, connector);
    tell(Event::Ready(sender, address));
    driver.await;
}

#[cfg(feature = "health")]
mod watched {
    use std::sync::Arc;
    use std::time::Duration;

    use http::Request;
    use tonic::Code;
    use tonic::body::Body;
    use tonic_health::pb::HealthCheckRequest;
    use tonic_health::pb::health_check_response::ServingStatus;
    use tonic_health::pb::health_client::HealthClient;

    use super::super::backoff::jittered;
    use super::super::connect::{Connector, Sender};
    use super::super::event::Event;
    use super::super::target::Address;

    /// Watches the health of a service for as long as it is polled.
    pub(super) async fn watch(
        (sender, address): (Sender, Address),
        service: &str,
        connector: &Connector,
        tell: &impl Fn(Event),
    ) {
        let origin = http::Uri::builder()
            .scheme(connector.scheme())
            .authority(connector.authority.clone())
            .path_and_query("/")
            .build()
            .unwrap_or_default();
        let requests = sender.keep_one_back();
        let over =
            tower::service_fn(move |request: Request<Body>| requests.clone().send_request(request));
        let mut client = HealthClient::with_origin(over, origin);
        loop {
            let service = service.to_owned();
            let status = match client.watch(HealthCheckRequest { service }).await {
                Ok(response) => {
                    let mut answers = response.into_inner();
                    loop {
                        match answers.message().await {
                            Ok(Some(answer)) if answer.status() == ServingStatus::Serving => {
                                tell(Event::Ready(sender.clone(), address.clone()));
                            }
                            Ok(Some(_)) => {
                                tell(Event::Failed(Arc::from("the server is not healthy")))
                            }
                            Ok(None) => break None,
                            Err(status) => break Some(status),
                        }
                    }
                }
                Err(status) => Some(status),
            };
            // A server without health has none to lose.
            if status.is_some_and(|status| status.code() == Code::Unimplemented) {
                tell(Event::Ready(sender, address));
                return std::future::pending().await;
            }
            tell(Event::Failed(Arc::from(
                "the health of the server is not known",
            )));
            tokio::time::sleep(jittered(Duration::from_secs(1))).await;
        }
    }
}

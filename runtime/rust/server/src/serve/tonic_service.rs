//! Services of tonic in our server.

use std::task::{Context, Poll};

use http::{Extensions, Request};
use rpcsmith_wire::body::Body;
use tower_service::Service;

/// A service of tonic, which takes our requests.
#[derive(Clone)]
pub(super) struct Adapted<S>(pub(super) S);

impl<S: Service<Request<tonic::body::Body>>> Service<Request<Body>> for Adapted<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<Body>) -> S::Future {
        add_addresses(request.extensions_mut());
        self.0
            .call(request.map(rpcsmith_wire::tonic::requests_to_tonic))
    }
}

/// Adds the addresses as tonic's `Request::remote_addr` finds them.
fn add_addresses(extensions: &mut Extensions) {
    if let Some(info) = extensions.get::<rpcsmith_wire::TcpConnectInfo>() {
        let info = tonic::transport::server::TcpConnectInfo {
            local_addr: info.local_addr,
            remote_addr: info.remote_addr,
        };
        extensions.insert(info);
    }
    #[cfg(unix)]
    if let Some(info) = extensions.get::<super::UdsConnectInfo>() {
        let info = tonic::transport::server::UdsConnectInfo {
            peer_addr: info.peer_addr.clone(),
            peer_cred: info.peer_cred,
        };
        extensions.insert(info);
    }
}

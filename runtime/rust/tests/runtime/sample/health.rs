//! The client of `grpc.health.v1.Health`, hand-written in the style of the generator, for tests of servers.

use rpcsmith_runtime::client::{Client, Transport};
use rpcsmith_runtime::{IntoRequest, Method, Response, Status, Streaming};

const CHECK: Method = Method::unary("/grpc.health.v1.Health/Check");
const WATCH: Method = Method::server_streaming("/grpc.health.v1.Health/Watch");

/// The service whose health is asked for. An empty name is the whole server.
#[derive(Clone, PartialEq, ::prost::Message)]
pub struct HealthCheckRequest {
    #[prost(string, tag = "1")]
    pub service: ::prost::alloc::string::String,
}

/// The health of a service.
#[derive(Clone, Copy, PartialEq, ::prost::Message)]
pub struct HealthCheckResponse {
    #[prost(enumeration = "ServingStatus", tag = "1")]
    pub status: i32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration)]
#[repr(i32)]
pub enum ServingStatus {
    Unknown = 0,
    Serving = 1,
    NotServing = 2,
    ServiceUnknown = 3,
}

/// Calls `grpc.health.v1.Health`.
#[derive(Clone, Debug)]
pub struct HealthClient(Client);

impl HealthClient {
    pub fn new(transport: impl Transport) -> Self {
        Self(Client::new(transport))
    }

    pub async fn check(
        &self,
        request: impl IntoRequest<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        self.0.unary(CHECK, request).await
    }

    pub async fn watch(
        &self,
        request: impl IntoRequest<HealthCheckRequest>,
    ) -> Result<Response<Streaming<HealthCheckResponse>>, Status> {
        self.0.server_streaming(WATCH, request).await
    }
}

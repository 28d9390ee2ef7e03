//! The `health` subcommand: checks whether a service is serving.
//!
//! Source: <https://github.com/grpc/grpc/blob/master/doc/health-checking.md>.

use std::time::Duration;

use clap::ArgMatches;
use rpcsmith_wire::Request;

use super::Streams;
use super::connect::Connection;
use super::report::{self, Failure};
use rpcsmith_service::Method;

const CHECK: Method = Method::unary("/grpc.health.v1.Health/Check");
/// The timeout unless `--timeout` is set.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

/// `grpc.health.v1.HealthCheckRequest`.
#[derive(Clone, PartialEq, prost::Message)]
struct HealthCheckRequest {
    #[prost(string, tag = "1")]
    service: String,
}

/// `grpc.health.v1.HealthCheckResponse`.
#[derive(Clone, Copy, PartialEq, prost::Message)]
struct HealthCheckResponse {
    /// `ServingStatus`
    #[prost(int32, tag = "1")]
    status: i32,
}

/// Checks a service, and prints its status; the exit code is 0 if the service is serving, else 1.
pub(super) async fn check(
    matches: &ArgMatches,
    connection: &Connection,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let service = matches
        .get_one::<String>("service")
        .cloned()
        .unwrap_or_default();
    let mut request = Request::new(HealthCheckRequest { service });
    *request.metadata_mut() = connection.headers.clone();
    request.set_timeout(connection.timeout.unwrap_or(DEFAULT_TIMEOUT));
    match connection
        .client
        .unary::<HealthCheckRequest, HealthCheckResponse>(CHECK, request)
        .await
    {
        Ok(response) => {
            let (text, code) = match response.get_ref().status {
                1 => ("SERVING\n", 0),
                2 => ("NOT_SERVING\n", 1),
                3 => ("SERVICE_UNKNOWN\n", 1),
                _ => ("UNKNOWN\n", 1),
            };
            streams.print(text.as_bytes()).map(|()| code)
        }
        Err(status) => Err(Failure::Formatted(report::line(&status), 1)),
    }
}

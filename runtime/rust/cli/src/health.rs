//! The `health` subcommand: checks whether a service is serving.
//!
//! Source: <https://github.com/grpc/grpc/blob/master/doc/health-checking.md>.

use std::time::Duration;

use clap::ArgMatches;
use rpcsmith_wire::Request;
use rpcsmith_wire::proto::grpc::health::v1::health_check_response::ServingStatus;
use rpcsmith_wire::proto::grpc::health::v1::{
    HealthCheckRequest, HealthCheckResponse, health_methods,
};

use super::Streams;
use super::connect::Connection;
use super::report::{self, Failure};

/// The timeout unless `--timeout` is set.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(5);

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
        .unary::<HealthCheckRequest, HealthCheckResponse>(health_methods::CHECK, request)
        .await
    {
        Ok(response) => {
            let status = response.get_ref().status();
            let text = format!("{}\n", status.as_str_name());
            let code = u8::from(status != ServingStatus::Serving);
            streams.print(text.as_bytes()).map(|()| code)
        }
        Err(status) => Err(Failure::Formatted(report::line(&status), 1)),
    }
}

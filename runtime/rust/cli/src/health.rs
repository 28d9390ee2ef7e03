//! `health`: whether a service serves.
//!
//! Source: <https://github.com/grpc/grpc/blob/master/doc/health-checking.md>.

use std::time::Duration;

use clap::ArgMatches;
use tonic::Request;

use super::Streams;
use super::connect::Connection;
use super::report::{self, Failure};
use rpcsmith_service::Method;

const CHECK: Method = Method::unary("/grpc.health.v1.Health/Check");
/// How long an answer may take unless that is told.
const PATIENCE: Duration = Duration::from_secs(5);

/// `HealthCheckRequest`.
#[derive(Clone, PartialEq, prost::Message)]
struct Question {
    #[prost(string, tag = "1")]
    service: String,
}

/// `HealthCheckResponse`.
#[derive(Clone, Copy, PartialEq, prost::Message)]
struct Answer {
    /// `ServingStatus`
    #[prost(int32, tag = "1")]
    status: i32,
}

/// Asks, and prints the answer; the exit code is 0 if the service serves, else 1.
pub(super) async fn check(
    matches: &ArgMatches,
    connection: &Connection,
    streams: &mut Streams<'_>,
) -> Result<u8, Failure> {
    let service = matches
        .get_one::<String>("service")
        .cloned()
        .unwrap_or_default();
    let mut request = Request::new(Question { service });
    *request.metadata_mut() = connection.headers.clone();
    request.set_timeout(connection.timeout.unwrap_or(PATIENCE));
    match connection
        .client
        .unary::<Question, Answer>(CHECK, request)
        .await
    {
        Ok(answer) => {
            let (text, code) = match answer.get_ref().status {
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

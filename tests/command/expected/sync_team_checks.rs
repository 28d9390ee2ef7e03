use rpcsmith_runtime::server::by_rules;
use rpcsmith_runtime::{Request, Status};

use crate::proto::team::v1::JoinRequest;
use crate::proto::team::v1::team_service_server::TeamServiceValidation;

/// Checks the requests of `team.v1.TeamService` before its methods get them.
///
/// Add checks here that rules cannot express, for example:
/// `Err(rpcsmith_runtime::validate::Invalid::field("name", "is taken").into())`.
#[derive(Clone, Copy, Debug, Default)]
pub struct TeamServiceChecks;

impl TeamServiceValidation for TeamServiceChecks {
    /// Checks a `team.v1.JoinRequest` by its rules.
    async fn join_request(&self, request: &Request<JoinRequest>) -> Result<(), Status> {
        by_rules(request).await
    }
}

use rpcsmith_runtime::{Request, Response, Status, Streaming};

use crate::proto::user::v1::User;
use crate::proto::user::v1::team_service_server::TeamService;

/// Keeps teams.
#[derive(Clone, Copy, Debug, Default)]
pub struct TeamServiceImpl;

impl TeamService for TeamServiceImpl {
    async fn join(&self, request: Request<Streaming<User>>) -> Result<Response<User>, Status> {
        let _requests = request.into_inner();
        // while let Some(request) = requests.message().await? {}
        // Ok(Response::new(User::default()))
        Err(Status::unimplemented(
            "user.v1.TeamService/Join is not implemented",
        ))
    }
}

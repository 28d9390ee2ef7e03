use rpcsmith_runtime::{Request, Response, Status};

use crate::proto::library::v1::Empty;
use crate::proto::library::v1::admin_server::Admin;

/// A service without routes has no table of them.
#[derive(Clone, Copy, Debug, Default)]
pub struct AdminImpl;

impl Admin for AdminImpl {
    async fn http(&self, request: Request<Empty>) -> Result<Response<Empty>, Status> {
        let _request = request.into_inner();
        // Ok(Response::new(Empty::default()))
        Err(Status::unimplemented(
            "library.v1.Admin/Http is not implemented",
        ))
    }
}

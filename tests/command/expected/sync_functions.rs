
  /// Forgets a user.
  async fn delete_user(
    &self,
    request: Request<GetUserRequest>,
  ) -> ::core::result::Result<Response<User>, Status> {
    let _request = request.into_inner();
    // Ok(Response::new(User::default()))
    Err(Status::unimplemented(
      "user.v1.UserService/DeleteUser is not implemented",
    ))
  }

  async fn watch_users(
    &self,
    request: Request<::rpcsmith_runtime::Streaming<User>>,
  ) -> ::core::result::Result<Response<::rpcsmith_runtime::server::BoxStream<User>>, Status> {
    let _requests = request.into_inner();
    // let responses = requests.map(|request| request.map(|_| User::default()));
    // Ok(Response::new(Box::pin(responses)))
    Err(Status::unimplemented(
      "user.v1.UserService/WatchUsers is not implemented",
    ))
  }


  /// Forgets a user.
  async fn delete_user(
    &self,
    request: ::tonic::Request<crate::proto::user::v1::GetUserRequest>,
  ) -> ::core::result::Result<::tonic::Response<crate::proto::user::v1::User>, ::tonic::Status>
  {
    let _request = request.into_inner();
    // Ok(Response::new(User::default()))
    Err(::tonic::Status::unimplemented(
      "user.v1.UserService/DeleteUser is not implemented",
    ))
  }

  async fn watch_users(
    &self,
    request: ::tonic::Request<::tonic::Streaming<crate::proto::user::v1::User>>,
  ) -> ::core::result::Result<
    ::tonic::Response<::rpcsmith_runtime::server::BoxStream<crate::proto::user::v1::User>>,
    ::tonic::Status,
  > {
    let _requests = request.into_inner();
    // let responses = requests.map(|request| request.map(|_| User::default()));
    // Ok(Response::new(Box::pin(responses)))
    Err(::tonic::Status::unimplemented(
      "user.v1.UserService/WatchUsers is not implemented",
    ))
  }

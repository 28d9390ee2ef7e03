/// The protobuf package `grpc.health.v1`.
#[allow(dead_code)]
pub mod health;
/// The protobuf package `user`.
pub mod user {
    include!("user.rs");
}

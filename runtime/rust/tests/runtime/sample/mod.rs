/// The protobuf package `user`.
pub mod user {
    include!("user.rs");
}

//! The services of `shop`.

pub mod config;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerBuilder;

use crate::proto::shop::v1::shop_service_server::ShopServiceServer;
use crate::services::shop_service::ShopServiceImpl;

/// A server of all services; the program adds what it needs beside them.
pub fn server() -> ServerBuilder {
    Server::builder()
        .add_service(ShopServiceServer::new(ShopServiceImpl))
        .reflection([proto::shop::v1::FILE_DESCRIPTOR_SET])
}

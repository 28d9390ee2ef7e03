//! Transfers files in chunks in both directions, and resumes interrupted transfers.

pub mod checksum;
pub mod config;
pub mod folder;
#[path = "gen/mod.rs"]
pub mod proto;
pub mod services;
pub mod transfer;

use rpcsmith_runtime::Server;
use rpcsmith_runtime::serve::ServerBuilder;

use crate::folder::Folder;
use crate::proto::file::v1::FILE_DESCRIPTOR_SET;
use crate::proto::file::v1::file_service_server::FileServiceServer;
use crate::services::file_service::FileServiceImpl;
use crate::services::file_service_validation::FileServiceChecks;

/// The maximum size of a chunk in bytes, as in the schema.
pub const CHUNK_SIZE: usize = 64 * 1024;

/// Returns a server of all services, for the files in a folder. `src/main.rs` adds the settings, health checks and logs.
pub fn server(folder: Folder, max_file_size: u64) -> ServerBuilder {
    let checks = FileServiceChecks { max_file_size };
    Server::builder()
        .add_service(FileServiceServer::with_validation(
            FileServiceImpl::new(folder),
            checks,
        ))
        .reflection([FILE_DESCRIPTOR_SET])
}

//! The service in process with a temporary folder, and its requests.

use std::fs;

use file_transfer::folder::Folder;
use file_transfer::proto::file::v1::file_service_client::FileServiceClient;
use file_transfer::proto::file::v1::file_service_server::FileServiceServer;
use file_transfer::proto::file::v1::upload_request::Part;
use file_transfer::proto::file::v1::{
    DownloadRequest, File, FileChunk, GetFileRequest, GetFileResponse, GetUploadRequest,
    UploadRequest, UploadStart,
};
use file_transfer::services::file_service::FileServiceImpl;
use file_transfer::services::file_service_validation::FileServiceChecks;
use rpcsmith_runtime::Status;
use rpcsmith_runtime::client::InProcess;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// A temporary folder, and a client of the service for it.
pub struct Served {
    pub folder: TempDir,
    pub client: FileServiceClient,
}

pub fn serve() -> Served {
    let folder = tempfile::tempdir().unwrap();
    let service = FileServiceImpl::new(Folder::new(folder.path()).unwrap());
    let checks = FileServiceChecks {
        max_file_size: 1_000_000,
    };
    let server = FileServiceServer::with_validation(service, checks);
    let client = FileServiceClient::new(InProcess::new(server));
    Served { folder, client }
}

pub fn sha256(content: &[u8]) -> Vec<u8> {
    Sha256::digest(content).to_vec()
}

/// The start of an upload of this content.
pub fn start(name: &str, content: &[u8], offset: u64) -> Part {
    Part::Start(UploadStart {
        name: name.to_owned(),
        size: content.len() as u64,
        sha256: sha256(content),
        offset,
    })
}

pub fn chunk(offset: u64, data: &[u8]) -> Part {
    let data = data.to_vec().into();
    Part::Chunk(FileChunk { data, offset })
}

impl Served {
    pub async fn upload(&self, parts: impl IntoIterator<Item = Part>) -> Result<File, Status> {
        let parts = parts
            .into_iter()
            .map(|part| UploadRequest { part: Some(part) });
        let requests = tokio_stream::iter(parts.collect::<Vec<_>>());
        let response = self.client.upload(requests).await?.into_inner();
        Ok(response.file.unwrap())
    }

    pub async fn store(&self, name: &str, content: &[u8]) {
        let parts = [start(name, content, 0), chunk(0, content)];
        self.upload(parts).await.unwrap();
    }

    pub async fn received(&self, name: &str, content: &[u8]) -> u64 {
        let request = GetUploadRequest {
            name: name.to_owned(),
            sha256: sha256(content),
        };
        let response = self.client.get_upload(request).await.unwrap();
        response.into_inner().received
    }

    pub async fn get(&self, name: &str) -> Result<GetFileResponse, Status> {
        let request = GetFileRequest {
            name: name.to_owned(),
        };
        Ok(self.client.get_file(request).await?.into_inner())
    }

    pub async fn download(&self, request: DownloadRequest) -> Result<Vec<u8>, Status> {
        let mut chunks = self.client.download(request.clone()).await?.into_inner();
        let mut content = Vec::new();
        while let Some(chunk) = chunks.message().await? {
            assert_eq!(chunk.offset, request.offset + content.len() as u64);
            assert!(chunk.data.len() <= file_transfer::CHUNK_SIZE);
            content.extend_from_slice(&chunk.data);
        }
        Ok(content)
    }

    pub fn on_disk(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.folder.path().join(name)).ok()
    }

    pub fn parts(&self) -> usize {
        let parts = fs::read_dir(self.folder.path().join(".parts"));
        parts.unwrap().count()
    }
}

/// A request for a whole file.
pub fn whole(name: &str) -> DownloadRequest {
    DownloadRequest {
        name: name.to_owned(),
        ..DownloadRequest::default()
    }
}

//! Checks the requests to `file.v1.FileService` before the server calls its methods.

use rpcsmith_runtime::server::by_rules;
use rpcsmith_runtime::validate::Invalid;
use rpcsmith_runtime::{Request, Status};

use crate::proto::file::v1::file_service_server::FileServiceValidation;
use crate::proto::file::v1::upload_request::Part;
use crate::proto::file::v1::{DownloadRequest, GetFileRequest, GetUploadRequest, UploadRequest};

/// Checks requests by their rules, and the size of uploads by the limit of this server, which no rule contains.
#[derive(Clone, Copy, Debug)]
pub struct FileServiceChecks {
    /// The maximum size of a file, in bytes.
    pub max_file_size: u64,
}

impl FileServiceValidation for FileServiceChecks {
    /// Checks a `file.v1.UploadRequest` by its rules, and the size that it announces.
    async fn upload_request(&self, request: &Request<UploadRequest>) -> Result<(), Status> {
        by_rules(request).await?;
        match &request.get_ref().part {
            Some(Part::Start(start)) if start.size > self.max_file_size => {
                let text = format!("must be no more than {} on this server", self.max_file_size);
                Err(Invalid::field("start.size", text).into())
            }
            _ => Ok(()),
        }
    }

    /// Checks a `file.v1.GetUploadRequest` by its rules.
    async fn get_upload_request(&self, request: &Request<GetUploadRequest>) -> Result<(), Status> {
        by_rules(request).await
    }

    /// Checks a `file.v1.DownloadRequest` by its rules.
    async fn download_request(&self, request: &Request<DownloadRequest>) -> Result<(), Status> {
        by_rules(request).await
    }

    /// Checks a `file.v1.GetFileRequest` by its rules.
    async fn get_file_request(&self, request: &Request<GetFileRequest>) -> Result<(), Status> {
        by_rules(request).await
    }
}

//! `file.v1.FileService`.

use std::io::SeekFrom;

use rpcsmith_runtime::server::BoxStream;
use rpcsmith_runtime::{Request, Response, Status, Streaming};
use tokio::fs;
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use crate::CHUNK_SIZE;
use crate::checksum::Checksum;
use crate::folder::{FileName, Folder};
use crate::proto::file::v1::file_service_server::FileService;
use crate::proto::file::v1::upload_request::Part;
use crate::proto::file::v1::{
    DownloadRequest, File, FileChunk, GetFileRequest, GetFileResponse, GetUploadRequest,
    GetUploadResponse, ListFilesRequest, UploadRequest, UploadResponse, UploadStart,
};

/// The number of chunks that the server reads ahead for a client.
const CHUNKS_AHEAD: usize = 4;

/// Stores files in a folder.
#[derive(Debug)]
pub struct FileServiceImpl {
    folder: Folder,
}

impl FileServiceImpl {
    /// Creates the service for a folder.
    pub fn new(folder: Folder) -> Self {
        Self { folder }
    }
}

impl FileService for FileServiceImpl {
    /// Stores a file. The first message describes it, the others contain its chunks. The file appears, and replaces
    /// a file of the same name, when it is complete.
    ///
    /// The server keeps the chunks of an interrupted upload; `GetUpload` returns the offset to resume from.
    ///
    /// FAILED_PRECONDITION if the offset is after the received bytes; ABORTED during another upload of the same
    /// file; INVALID_ARGUMENT if the chunks have gaps or overlap, or do not match the size or the checksum: the server
    /// removes content with a wrong checksum.
    async fn upload(
        &self,
        request: Request<Streaming<UploadRequest>>,
    ) -> Result<Response<UploadResponse>, Status> {
        let mut requests = request.into_inner();
        let Some(Part::Start(start)) = next_part(&mut requests).await? else {
            return Err(Status::invalid_argument("an upload begins with its start"));
        };
        let UploadStart {
            name,
            size,
            sha256,
            offset,
        } = start;
        let (name, checksum) = (FileName::new(name)?, checksum(&sha256)?);
        let mut upload = self.folder.begin(name, checksum, size, offset).await?;

        // Each chunk is read after the previous one is written, so that a fast client waits for a slow disk.
        while let Some(part) = next_part(&mut requests).await? {
            match part {
                Part::Chunk(chunk) => upload.write(&chunk).await?,
                Part::Start(_) => return Err(Status::invalid_argument("an upload has one start")),
            }
        }
        let file = Some(self.folder.finish(upload).await?);
        Ok(Response::new(UploadResponse { file }))
    }

    /// Returns the number of received bytes of an upload.
    async fn get_upload(
        &self,
        request: Request<GetUploadRequest>,
    ) -> Result<Response<GetUploadResponse>, Status> {
        let GetUploadRequest { name, sha256 } = request.into_inner();
        let (name, checksum) = (FileName::new(name)?, checksum(&sha256)?);
        let received = self.folder.received(&name, &checksum).await?;
        Ok(Response::new(GetUploadResponse { received }))
    }

    /// Streams a file, or a part of it.
    ///
    /// NOT_FOUND if the file does not exist; ABORTED if its checksum differs from the requested one; OUT_OF_RANGE
    /// if the offset is after its end.
    async fn download(
        &self,
        request: Request<DownloadRequest>,
    ) -> Result<Response<BoxStream<FileChunk>>, Status> {
        let DownloadRequest {
            name,
            offset,
            length,
            sha256,
        } = request.into_inner();
        let mut open = self.folder.open(&FileName::new(name)?).await?;
        if let Some(sha256) = sha256
            && self.folder.checksum(&open).await? != checksum(&sha256)?
        {
            return Err(Status::aborted("the file has changed"));
        }
        let Some(left) = open.size.checked_sub(offset) else {
            let text = format!("the file has only {} bytes", open.size);
            return Err(Status::out_of_range(text));
        };
        let left = length.map_or(left, |length| length.min(left));
        let seek = open.file.seek(SeekFrom::Start(offset)).await;
        seek.map_err(|_| Status::internal("the file cannot be read"))?;

        let (sender, receiver) = mpsc::channel(CHUNKS_AHEAD);
        tokio::spawn(send_chunks(open.file, offset, left, sender));
        Ok(Response::new(Box::pin(ReceiverStream::new(receiver))))
    }

    /// Returns the size and the checksum of a file.
    ///
    /// NOT_FOUND if the file does not exist.
    async fn get_file(
        &self,
        request: Request<GetFileRequest>,
    ) -> Result<Response<GetFileResponse>, Status> {
        let name = FileName::new(request.into_inner().name)?;
        let open = self.folder.open(&name).await?;
        let checksum = self.folder.checksum(&open).await?;
        Ok(Response::new(GetFileResponse {
            file: Some(open.file()),
            sha256: checksum.to_vec(),
        }))
    }

    /// Streams all files, in the order of their names.
    async fn list_files(
        &self,
        _request: Request<ListFilesRequest>,
    ) -> Result<Response<BoxStream<File>>, Status> {
        let files = self.folder.list().await?;
        Ok(Response::new(Box::pin(tokio_stream::iter(files).map(Ok))))
    }
}

/// The next part of an upload; `None` at its end.
async fn next_part(requests: &mut Streaming<UploadRequest>) -> Result<Option<Part>, Status> {
    let Some(request) = requests.message().await? else {
        return Ok(None);
    };
    let part = request.part;
    part.map(Some)
        .ok_or_else(|| Status::invalid_argument("a part of the upload is empty"))
}

fn checksum(bytes: &[u8]) -> Result<Checksum, Status> {
    let checksum = bytes.try_into();
    checksum.map_err(|_| Status::invalid_argument("a SHA-256 has 32 bytes"))
}

/// Reads chunks and sends them as fast as the client receives them.
async fn send_chunks(
    mut file: fs::File,
    mut offset: u64,
    mut left: u64,
    client: mpsc::Sender<Result<FileChunk, Status>>,
) {
    while left > 0 {
        let size = left.min(CHUNK_SIZE as u64);
        let mut data = vec![0; size as usize];
        let read = file.read_exact(&mut data).await;
        let chunk = read.map(|_| FileChunk {
            data: data.into(),
            offset,
        });
        let failed = chunk.is_err();
        let chunk = chunk.map_err(|_| Status::aborted("the file has changed"));
        if client.send(chunk).await.is_err() || failed {
            return;
        }
        (offset, left) = (offset + size, left - size);
    }
}

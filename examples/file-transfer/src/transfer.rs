//! Uploads and downloads files, and resumes transfers after a connection has broken.

use std::error::Error;
use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rpcsmith_runtime::{Code, Status};
use tokio::fs;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::time::sleep;
use tokio_stream::wrappers::ReceiverStream;

use crate::CHUNK_SIZE;
use crate::checksum;
use crate::proto::file::v1::file_service_client::FileServiceClient;
use crate::proto::file::v1::upload_request::Part;
use crate::proto::file::v1::{
    DownloadRequest, File, FileChunk, GetFileRequest, GetUploadRequest, UploadRequest, UploadStart,
};

type BoxError = Box<dyn Error + Send + Sync>;

/// The maximum number of retries without progress.
const MAX_RETRIES: u32 = 6;

/// Uploads a file under its own name. `progress` is called with the number of sent bytes and the size.
///
/// # Errors
/// Returns an error if the file cannot be read or the server rejects it.
pub async fn upload(
    client: &FileServiceClient,
    path: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<File, BoxError> {
    let name = path.file_name().and_then(|name| name.to_str());
    let name = name.ok_or("the file name is not UTF-8")?;
    let size = fs::metadata(path).await?.len();
    let sha256 = checksum::at(path).await?.to_vec();

    let mut retries = Retries::default();
    loop {
        let attempt = async {
            let request = GetUploadRequest {
                name: name.to_owned(),
                sha256: sha256.clone(),
            };
            let received = client.get_upload(request).await?.into_inner().received;
            retries.reset_after(received);
            let start = UploadStart {
                name: name.to_owned(),
                size,
                sha256: sha256.clone(),
                offset: if received > size { 0 } else { received },
            };
            upload_from(client, path, start, &mut progress).await
        };
        match attempt.await {
            Ok(file) => return Ok(file),
            Err(error) => retries.wait(error).await?,
        }
    }
}

/// Uploads the bytes that the server does not have yet.
async fn upload_from(
    client: &FileServiceClient,
    path: &Path,
    start: UploadStart,
    progress: &mut impl FnMut(u64, u64),
) -> Result<File, BoxError> {
    let mut file = fs::File::open(path).await?;
    file.seek(SeekFrom::Start(start.offset)).await?;
    let (requests, stream) = mpsc::channel(1);
    let send = async move {
        let (mut offset, size) = (start.offset, start.size);
        let mut part = Part::Start(start);
        // Sending fails when the call has ended; the call returns the reason.
        while requests
            .send(UploadRequest { part: Some(part) })
            .await
            .is_ok()
        {
            progress(offset, size);
            let mut data = Vec::with_capacity(CHUNK_SIZE);
            (&mut file)
                .take(CHUNK_SIZE as u64)
                .read_to_end(&mut data)
                .await?;
            if data.is_empty() {
                break;
            }
            let length = data.len() as u64;
            let data = data.into();
            part = Part::Chunk(FileChunk { data, offset });
            offset += length;
        }
        io::Result::Ok(())
    };
    let call = client.upload(ReceiverStream::new(stream));
    let (sent, response) = tokio::join!(send, call);
    sent?;
    let file = response?.into_inner().file;
    Ok(file.ok_or("the response of the server has no file")?)
}

/// Downloads a file to a path. Until it is complete, the received bytes are in a file with the suffix `.part`.
/// `progress` is called with the number of received bytes and the size.
///
/// # Errors
/// Returns an error if the file does not exist or cannot be written.
pub async fn download(
    client: &FileServiceClient,
    name: &str,
    to: &Path,
    mut progress: impl FnMut(u64, u64),
) -> Result<u64, BoxError> {
    let mut retries = Retries::default();
    loop {
        let attempt = async {
            let request = GetFileRequest {
                name: name.to_owned(),
            };
            let found = client.get_file(request).await?.into_inner();
            let size = found.file.unwrap_or_default().size;
            let part = part(to, &found.sha256);
            let received = fs::metadata(&part).await.map_or(0, |part| part.len());
            retries.reset_after(received);

            let request = DownloadRequest {
                name: name.to_owned(),
                offset: if received > size { 0 } else { received },
                length: None,
                sha256: Some(found.sha256.clone()),
            };
            download_from(client, request, &part, size, &mut progress).await?;
            if checksum::at(&part).await?[..] != found.sha256 {
                fs::remove_file(&part).await?;
                return Err(Status::aborted("the checksum does not match the content").into());
            }
            fs::rename(&part, to).await?;
            Ok(size)
        };
        match attempt.await {
            Ok(size) => return Ok(size),
            Err(error) => retries.wait(error).await?,
        }
    }
}

/// Downloads the missing bytes.
async fn download_from(
    client: &FileServiceClient,
    request: DownloadRequest,
    part: &Path,
    size: u64,
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), BoxError> {
    let mut offset = request.offset;
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .create(true)
        .truncate(false)
        .write(true)
        .open(part)
        .await?;
    file.set_len(offset).await?;
    file.seek(SeekFrom::Start(offset)).await?;

    progress(offset, size);
    let mut chunks = client.download(request).await?.into_inner();
    let received = loop {
        match chunks.message().await {
            Ok(Some(chunk)) => {
                file.write_all(&chunk.data).await?;
                offset += chunk.data.len() as u64;
                progress(offset, size);
            }
            Ok(None) => break Ok(()),
            Err(status) => break Err(status),
        }
    };
    // Keep the received bytes even if the call fails.
    file.flush().await?;
    Ok(received?)
}

/// The path of the partial file. It contains a part of the checksum, so that contents of different files do not mix.
fn part(to: &Path, sha256: &[u8]) -> PathBuf {
    let mut part = to.as_os_str().to_owned();
    for byte in sha256.iter().take(4) {
        part.push(format!(".{byte:02x}"));
    }
    part.push(".part");
    part.into()
}

/// Decides whether to retry a transfer.
#[derive(Default)]
struct Retries {
    offset: u64,
    count: u32,
}

impl Retries {
    /// Resets the count if there has been progress.
    fn reset_after(&mut self, offset: u64) {
        if offset > self.offset {
            *self = Self { offset, count: 0 };
        }
    }

    /// Waits before the next attempt: 100 ms, doubled for each retry.
    ///
    /// # Errors
    /// Returns the error of the last attempt if the transfer should not be retried.
    async fn wait(&mut self, error: BoxError) -> Result<(), BoxError> {
        let is_temporary = match error.downcast_ref::<Status>().map(Status::code) {
            // No server, a broken connection, or a server that has not noticed it yet.
            Some(Code::Unavailable | Code::Aborted) => true,
            _ => false,
        };
        if !is_temporary || self.count == MAX_RETRIES {
            return Err(error);
        }
        sleep(Duration::from_millis(100) * 2u32.pow(self.count)).await;
        self.count += 1;
        Ok(())
    }
}

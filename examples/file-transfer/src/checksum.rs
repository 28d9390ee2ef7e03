//! Checksums of files.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use rpcsmith_runtime::CallContext;
use sha2::{Digest, Sha256};
use tokio::fs;
use tokio::task::spawn_blocking;

/// A SHA-256 checksum.
pub type Checksum = [u8; 32];

/// Computes the checksum of the file at a path.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub async fn at(path: &Path) -> io::Result<Checksum> {
    of(fs::File::open(path).await?.into_std().await).await
}

/// Computes the checksum of a whole file on a thread for blocking work.
///
/// # Errors
/// Returns an error if the file cannot be read, or if the current call ends.
pub async fn of(mut file: File) -> io::Result<Checksum> {
    let call = CallContext::current();
    let computed = spawn_blocking(move || {
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 256 * 1024];
        file.rewind()?;
        loop {
            if call.as_ref().is_some_and(CallContext::has_ended) {
                return Err(io::ErrorKind::Interrupted.into());
            }
            match file.read(&mut buffer)? {
                0 => return Ok(hasher.finalize().into()),
                count => hasher.update(&buffer[..count]),
            }
        }
    });
    computed.await?
}

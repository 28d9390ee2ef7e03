//! Checksums of whole files.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use rpcsmith_runtime::CallContext;
use sha2::{Digest, Sha256};
use tokio::fs;
use tokio::task::spawn_blocking;

/// A SHA-256.
pub type Checksum = [u8; 32];

/// Computes the checksum of the file at a path.
///
/// # Errors
/// If it cannot be read.
pub async fn at(path: &Path) -> io::Result<Checksum> {
    of(fs::File::open(path).await?.into_std().await).await
}

/// Computes the checksum of a file from its beginning, on a thread that may be busy for long.
///
/// # Errors
/// If the file cannot be read. If the call that it is computed for ends, it stops with an error that nobody hears.
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

//! The folder with the files. Incomplete uploads are in its subfolder `.parts`, and are renamed when they are complete, so
//! that clients never see an incomplete file.

pub mod error;

use std::collections::{HashMap, HashSet};
use std::fmt::Write;
use std::io::{self, ErrorKind, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use tokio::fs;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};

use crate::checksum::{self, Checksum};
use crate::proto::file::v1::{File, FileChunk};
use error::FolderError;

/// A folder with files.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// The partial files that uploads write to.
    busy: Arc<Mutex<HashSet<PathBuf>>>,
    /// Checksums by file, each with the version of the file that it belongs to.
    checksums: Mutex<HashMap<FileName, (Version, Checksum)>>,
}

/// The size and the modification time of a file, which change with its content.
type Version = (u64, Option<SystemTime>);

/// The name of a file. It cannot lead out of the folder.
///
/// The rules of the schema check this too, but a server can turn them off.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileName(String);

impl FileName {
    /// Accepts a name that is not a path and not hidden.
    pub fn new(name: impl Into<String>) -> Result<Self, FolderError> {
        let name = name.into();
        let leads_away = name.contains(['/', '\\', '\0']) || name.starts_with('.');
        if name.is_empty() || leads_away {
            Err(FolderError::InvalidName)
        } else {
            Ok(Self(name))
        }
    }
}

/// An open file. Its content stays the same if another file replaces it.
#[derive(Debug)]
pub struct OpenFile {
    pub file: fs::File,
    pub name: FileName,
    pub size: u64,
    modified_at: Option<SystemTime>,
}

impl Folder {
    /// Opens the folder at a path, and creates it if it does not exist.
    pub fn new(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        std::fs::create_dir_all(path.join(".parts"))?;
        Ok(Self {
            path,
            busy: Arc::default(),
            checksums: Mutex::default(),
        })
    }

    /// Opens a file.
    pub async fn open(&self, name: &FileName) -> Result<OpenFile, FolderError> {
        let path = self.path.join(&name.0);
        // Folders and links are not files of the service.
        let found = fs::symlink_metadata(&path).await;
        if !found.is_ok_and(|metadata| metadata.is_file()) {
            return Err(FolderError::NotFound(name.0.clone()));
        }
        let file = fs::File::open(&path).await?;
        let metadata = file.metadata().await?;
        Ok(OpenFile {
            file,
            name: name.clone(),
            size: metadata.len(),
            modified_at: metadata.modified().ok(),
        })
    }

    /// The checksum of a file. It is computed once for each version; this moves the read position to the end of the file.
    pub async fn checksum(&self, open: &OpenFile) -> Result<Checksum, FolderError> {
        let version = (open.size, open.modified_at);
        match self.checksums().get(&open.name) {
            Some((cached, checksum)) if *cached == version => return Ok(*checksum),
            _ => {}
        }
        let file = open.file.try_clone().await?.into_std().await;
        let checksum = checksum::of(file).await?;
        self.checksums()
            .insert(open.name.clone(), (version, checksum));
        Ok(checksum)
    }

    /// All files, sorted by name.
    pub async fn list(&self) -> Result<Vec<File>, FolderError> {
        let mut files = Vec::new();
        let mut entries = fs::read_dir(&self.path).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name().into_string();
            let Some(name) = name.ok().and_then(|name| FileName::new(name).ok()) else {
                continue;
            };
            // The file may have been removed meanwhile.
            let metadata = entry.metadata().await.ok();
            if let Some(metadata) = metadata.filter(|metadata| metadata.is_file()) {
                files.push(file(name, metadata.len(), metadata.modified().ok()));
            }
        }
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(files)
    }

    /// The number of received bytes of an upload.
    pub async fn received(&self, name: &FileName, checksum: &Checksum) -> Result<u64, FolderError> {
        match fs::metadata(self.part(name, checksum)).await {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Begins an upload, or continues it at an offset.
    pub async fn begin(
        &self,
        name: FileName,
        checksum: Checksum,
        size: u64,
        offset: u64,
    ) -> Result<Upload, FolderError> {
        let part = self.part(&name, &checksum);
        let lock = PartLock::acquire(&self.busy, &part)?;
        let received = self.received(&name, &checksum).await?;
        if offset > received {
            return Err(FolderError::Ahead(received));
        }
        let mut options = fs::OpenOptions::new();
        let mut file = options
            .create(true)
            .truncate(false)
            .write(true)
            .open(&part)
            .await?;
        file.set_len(offset).await?;
        file.seek(SeekFrom::Start(offset)).await?;
        Ok(Upload {
            name,
            checksum,
            size,
            received: offset,
            file,
            part,
            _lock: lock,
        })
    }

    /// Completes an upload, if all bytes have been received.
    pub async fn finish(&self, upload: Upload) -> Result<File, FolderError> {
        if upload.received < upload.size {
            return Err(FolderError::Short(upload.received));
        }
        upload.file.sync_all().await?;
        // Check the content on the disk: part of it may be from earlier calls.
        let checksum = checksum::at(&upload.part).await?;
        if checksum != upload.checksum {
            fs::remove_file(&upload.part).await?;
            return Err(FolderError::WrongChecksum);
        }
        let modified_at = upload.file.metadata().await?.modified().ok();
        fs::rename(&upload.part, self.path.join(&upload.name.0)).await?;
        let version = (upload.size, modified_at);
        self.checksums()
            .insert(upload.name.clone(), (version, checksum));
        Ok(file(upload.name, upload.size, modified_at))
    }

    /// The path of a partial file. The checksum is part of the name, so that an upload continues only with the same content.
    fn part(&self, name: &FileName, checksum: &Checksum) -> PathBuf {
        let mut part = format!("{}.", name.0);
        for byte in checksum {
            let _ = write!(part, "{byte:02x}");
        }
        self.path.join(".parts").join(part)
    }

    fn checksums(&self) -> MutexGuard<'_, HashMap<FileName, (Version, Checksum)>> {
        self.checksums
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenFile {
    /// The description of the file.
    pub fn file(&self) -> File {
        file(self.name.clone(), self.size, self.modified_at)
    }
}

fn file(name: FileName, size: u64, modified_at: Option<SystemTime>) -> File {
    File {
        name: name.0,
        size,
        modified_at: modified_at.map(Into::into),
    }
}

/// An upload. The received bytes stay in the partial file if this is dropped.
#[derive(Debug)]
pub struct Upload {
    name: FileName,
    checksum: Checksum,
    size: u64,
    received: u64,
    file: fs::File,
    part: PathBuf,
    _lock: PartLock,
}

impl Upload {
    /// Writes the next chunk.
    pub async fn write(&mut self, chunk: &FileChunk) -> Result<(), FolderError> {
        if chunk.offset != self.received {
            return Err(FolderError::Gap(self.received));
        }
        let received = self.received + chunk.data.len() as u64;
        if received > self.size {
            return Err(FolderError::Long);
        }
        self.file.write_all(&chunk.data).await?;
        // Wait until the chunk is written, so that `received` is correct before the next chunk is read.
        self.file.flush().await?;
        self.received = received;
        Ok(())
    }
}

/// Prevents two uploads from writing the same partial file.
#[derive(Debug)]
struct PartLock {
    all: Arc<Mutex<HashSet<PathBuf>>>,
    part: PathBuf,
}

impl PartLock {
    fn acquire(all: &Arc<Mutex<HashSet<PathBuf>>>, part: &Path) -> Result<Self, FolderError> {
        let mut parts = all.lock().unwrap_or_else(PoisonError::into_inner);
        if parts.insert(part.to_owned()) {
            Ok(Self {
                all: Arc::clone(all),
                part: part.to_owned(),
            })
        } else {
            Err(FolderError::Busy)
        }
    }
}

impl Drop for PartLock {
    fn drop(&mut self) {
        let mut parts = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        parts.remove(&self.part);
    }
}

//! The folder that holds the files. What has not arrived as a whole is in `.parts` in it, and becomes a file by being
//! renamed, so that nobody ever sees half of one.

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
    /// The parts that are being written.
    busy: Arc<Mutex<HashSet<PathBuf>>>,
    /// Checksums by file, and the state of the file that they are of.
    checksums: Mutex<HashMap<FileName, (State, Checksum)>>,
}

/// What differs when a file has been changed.
type State = (u64, Option<SystemTime>);

/// The name of a file, which leads nowhere but into the folder.
///
/// The rules of the schema say the same and more, but servers may be told not to check those.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileName(String);

impl FileName {
    /// Takes a name that is no path and not hidden.
    pub fn new(name: impl Into<String>) -> Result<Self, FolderError> {
        let name = name.into();
        let leads_away = name.contains(['/', '\\', '\0']) || name.starts_with('.');
        match name.is_empty() || leads_away {
            true => Err(FolderError::InvalidName),
            false => Ok(Self(name)),
        }
    }
}

/// A file that has been opened. It stays as it is if another takes its name.
#[derive(Debug)]
pub struct OpenFile {
    pub file: fs::File,
    pub name: FileName,
    pub size: u64,
    modified_at: Option<SystemTime>,
}

impl Folder {
    /// The folder at a path, which is made if need be.
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
        // Folders and links are not ours.
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

    /// The checksum of a file. It is computed once; where it is read next is behind its end then.
    pub async fn checksum(&self, open: &OpenFile) -> Result<Checksum, FolderError> {
        let state = (open.size, open.modified_at);
        match self.checksums().get(&open.name) {
            Some((known, checksum)) if *known == state => return Ok(*checksum),
            _ => {}
        }
        let file = open.file.try_clone().await?.into_std().await;
        let checksum = checksum::of(file).await?;
        self.checksums()
            .insert(open.name.clone(), (state, checksum));
        Ok(checksum)
    }

    /// All files, in the order of their names.
    pub async fn list(&self) -> Result<Vec<File>, FolderError> {
        let mut files = Vec::new();
        let mut entries = fs::read_dir(&self.path).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name().into_string();
            let Some(name) = name.ok().and_then(|name| FileName::new(name).ok()) else {
                continue;
            };
            // It may just have gone.
            let metadata = entry.metadata().await.ok();
            if let Some(metadata) = metadata.filter(|metadata| metadata.is_file()) {
                files.push(file(name, metadata.len(), metadata.modified().ok()));
            }
        }
        files.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(files)
    }

    /// Bytes that have arrived of a file.
    pub async fn received(&self, name: &FileName, checksum: &Checksum) -> Result<u64, FolderError> {
        match fs::metadata(self.part(name, checksum)).await {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Begins to receive a file, or goes on at an offset.
    pub async fn begin(
        &self,
        name: FileName,
        checksum: Checksum,
        size: u64,
        offset: u64,
    ) -> Result<Upload, FolderError> {
        let part = self.part(&name, &checksum);
        let busy = Busy::begin(&self.busy, &part)?;
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
            _busy: busy,
        })
    }

    /// Makes a file of what has arrived, if that is all of it.
    pub async fn finish(&self, upload: Upload) -> Result<File, FolderError> {
        if upload.received < upload.size {
            return Err(FolderError::Short(upload.received));
        }
        upload.file.sync_all().await?;
        // What counts is what is on the disk now, be it from this call or from those before.
        let checksum = checksum::at(&upload.part).await?;
        if checksum != upload.checksum {
            fs::remove_file(&upload.part).await?;
            return Err(FolderError::WrongChecksum);
        }
        let modified_at = upload.file.metadata().await?.modified().ok();
        fs::rename(&upload.part, self.path.join(&upload.name.0)).await?;
        let state = (upload.size, modified_at);
        self.checksums()
            .insert(upload.name.clone(), (state, checksum));
        Ok(file(upload.name, upload.size, modified_at))
    }

    /// The checksum is part of the name: who goes on does so with the same content.
    fn part(&self, name: &FileName, checksum: &Checksum) -> PathBuf {
        let mut part = format!("{}.", name.0);
        for byte in checksum {
            let _ = write!(part, "{byte:02x}");
        }
        self.path.join(".parts").join(part)
    }

    fn checksums(&self) -> MutexGuard<'_, HashMap<FileName, (State, Checksum)>> {
        self.checksums
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenFile {
    /// What there is to tell of it.
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

/// A file that arrives. What has arrived stays if this is dropped.
#[derive(Debug)]
pub struct Upload {
    name: FileName,
    checksum: Checksum,
    size: u64,
    received: u64,
    file: fs::File,
    part: PathBuf,
    _busy: Busy,
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
        // Without this, it would be on its way still when the next chunk is read.
        self.file.flush().await?;
        self.received = received;
        Ok(())
    }
}

/// Keeps others from writing the same part.
#[derive(Debug)]
struct Busy {
    all: Arc<Mutex<HashSet<PathBuf>>>,
    part: PathBuf,
}

impl Busy {
    fn begin(all: &Arc<Mutex<HashSet<PathBuf>>>, part: &Path) -> Result<Self, FolderError> {
        let mut parts = all.lock().unwrap_or_else(PoisonError::into_inner);
        match parts.insert(part.to_owned()) {
            true => Ok(Self {
                all: Arc::clone(all),
                part: part.to_owned(),
            }),
            false => Err(FolderError::Busy),
        }
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut parts = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        parts.remove(&self.part);
    }
}

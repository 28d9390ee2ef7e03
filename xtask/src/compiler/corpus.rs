//! The files to compile: those of public repositories, the golden cases, and small cases.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use lzma_rust2::XzReader;

use super::unit::{Unit, hash};
use crate::process;

/// The archive of protos of public repositories.
const ARCHIVE: &str = "../shared/corpora/protos.tar.xz";

/// The include paths of each part of the archive, the natural ones. The first is the folder of the part.
const ROOTS: [&[&str]; 11] = [
    &["googleapis"],
    &["protobuf/src", "protobuf"],
    &["protobuf", "protobuf/src"],
    &["opentelemetry-proto"],
    &["containerd/api", "googleapis"],
    &[
        "containerd/vendor/github.com/containerd/containerd/api",
        "googleapis",
    ],
    &["containerd/vendor", "googleapis"],
    &["containerd"],
    &["kvproto/proto", "kvproto/include"],
    &["kvproto/include", "kvproto/proto"],
    &["temporal-api", "googleapis"],
];

/// Parts of the archive that are also compiled in one run.
const WHOLE: [&str; 4] = [
    "googleapis",
    "opentelemetry-proto",
    "kvproto/proto",
    "temporal-api",
];

/// A file with the include paths to try.
pub struct Candidate {
    /// The unit with the natural include paths is the first.
    pub units: Vec<Unit>,
    /// The folder of the archive whose files are also compiled in one run.
    pub whole: Option<&'static str>,
    /// The path of the file.
    pub path: PathBuf,
}

impl Candidate {
    fn single(unit: Unit, path: PathBuf) -> Self {
        Self {
            units: vec![unit],
            whole: None,
            path,
        }
    }
}

/// All files.
///
/// # Errors
/// If a folder cannot be read.
pub fn all(root: &Path, target: &Path) -> Result<Vec<Candidate>> {
    let mut candidates = archive(root, target)?;
    candidates.extend(goldens(root)?);
    candidates.extend(cases(root)?);
    Ok(candidates)
}

/// The files of other folders. The include paths of a file are a folder above it and then all folders: first the outermost
/// folder, then those below it.
///
/// # Errors
/// If a folder cannot be read.
pub fn of_folders(roots: &[PathBuf]) -> Result<Vec<Candidate>> {
    let mut candidates = Vec::new();
    for root in roots {
        let names = protos(root)?;
        let content = hash(contents(root, &names)?);
        for name in names {
            let path = root.join(&name);
            let above = path.ancestors().skip(1);
            let mut above: Vec<&Path> = above.take_while(|above| above.starts_with(root)).collect();
            above.reverse();
            let unit = |first: &Path| {
                let name = path.strip_prefix(first).ok()?;
                let folders = std::iter::once(first).chain(roots.iter().map(PathBuf::as_path));
                Some(Unit {
                    label: path.display().to_string(),
                    names: vec![name.to_str()?.to_owned()],
                    folders: folders.map(Path::to_owned).collect(),
                    content,
                    mutant: None,
                })
            };
            candidates.push(Candidate {
                units: above.into_iter().filter_map(unit).collect(),
                whole: None,
                path: path.clone(),
            });
        }
    }
    Ok(candidates)
}

/// The archive, unpacked.
pub struct Unpacked {
    pub folder: PathBuf,
    /// The hash of its content.
    content: u64,
}

/// Unpacks the archive, if it is available.
///
/// # Errors
/// If the archive is damaged, or if tar fails.
pub fn unpacked(root: &Path, target: &Path) -> Result<Option<Unpacked>> {
    let archive = root.join(ARCHIVE);
    if !archive.exists() {
        println!("{ARCHIVE} is not available");
        return Ok(None);
    }
    let packed = fs::read(archive)?;
    let content = hash(&packed);
    let folder = target.join(format!("protos-{content:016x}"));
    if !folder.exists() {
        unpack(&packed, &folder)?;
    }
    Ok(Some(Unpacked { folder, content }))
}

/// The files of the archive, if it is available.
fn archive(root: &Path, target: &Path) -> Result<Vec<Candidate>> {
    let Some(Unpacked { folder, content }) = unpacked(root, target)? else {
        return Ok(Vec::new());
    };
    let files = protos(&folder)?;
    Ok(files
        .iter()
        .filter_map(|file| in_archive(&folder, file, content))
        .collect())
}

/// A file of the archive, by its path there. After the natural include paths, each folder above the file is a root.
fn in_archive(folder: &Path, file: &str, content: u64) -> Option<Candidate> {
    let below = |root: &str| file.strip_prefix(root)?.strip_prefix('/');
    let natural = ROOTS.into_iter().find(|roots| below(roots[0]).is_some())?;
    let mut roots = vec![natural.to_vec()];
    let parents = file.match_indices('/').map(|(at, _)| &file[..at]);
    let parents = parents.filter(|parent| parent.len() > natural[0].len());
    let mut others: Vec<Vec<&str>> = parents
        .map(|parent| [&[parent], natural].concat())
        .collect();
    others.reverse();
    roots.append(&mut others);
    let unit = |roots: Vec<&str>| {
        Some(Unit {
            label: file.to_owned(),
            names: vec![below(roots[0])?.to_owned()],
            folders: roots.iter().map(|root| folder.join(root)).collect(),
            content,
            mutant: None,
        })
    };
    Some(Candidate {
        units: roots.into_iter().filter_map(unit).collect(),
        whole: WHOLE.into_iter().find(|whole| *whole == natural[0]),
        path: folder.join(file),
    })
}

fn unpack(packed: &[u8], folder: &Path) -> Result<()> {
    let partial = folder.with_extension("partial");
    fs::create_dir_all(&partial)?;
    let mut tar = Command::new("tar")
        .arg("-xf-")
        .arg("-C")
        .arg(&partial)
        .stdin(Stdio::piped())
        .spawn()
        .context("tar is not installed")?;
    let mut input = tar.stdin.take().context("tar has no input")?;
    std::io::copy(&mut XzReader::new(packed, false), &mut input)?;
    drop(input);
    let status = tar.wait()?;
    ensure!(status.success(), "tar: {status}");
    fs::rename(partial, folder)?;
    Ok(())
}

/// The protos of the golden cases, with the files that the generator bundles.
fn goldens(root: &Path) -> Result<Vec<Candidate>> {
    let bundled = root.join("src/frontend/include");
    let mut candidates = Vec::new();
    for case in folders(&root.join("tests/golden"))? {
        let protos_of = case.join("proto");
        if !protos_of.is_dir() {
            continue;
        }
        let names = protos(&protos_of)?;
        let content = hash((
            contents(&protos_of, &names)?,
            contents(&bundled, &protos(&bundled)?)?,
        ));
        for name in names {
            let path = protos_of.join(&name);
            let unit = Unit {
                label: label(root, &path),
                folders: [protos_of.clone(), bundled.clone()].into(),
                names: vec![name],
                content,
                mutant: None,
            };
            candidates.push(Candidate::single(unit, path));
        }
    }
    Ok(candidates)
}

/// The small cases of the compiler. A file whose name starts with `_` is only imported.
fn cases(root: &Path) -> Result<Vec<Candidate>> {
    let mut candidates = Vec::new();
    for topic in folders(&root.join("compiler/tests/cases"))? {
        let names = protos(&topic)?;
        let content = hash(contents(&topic, &names)?);
        for name in names {
            let path = topic.join(&name);
            if path
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(b"_"))
            {
                continue;
            }
            let unit = Unit {
                label: label(root, &path),
                folders: [topic.clone()].into(),
                names: vec![name],
                content,
                mutant: None,
            };
            candidates.push(Candidate::single(unit, path));
        }
    }
    Ok(candidates)
}

fn label(root: &Path, path: &Path) -> String {
    let short = path.strip_prefix(root).unwrap_or(path);
    short.to_string_lossy().into_owned()
}

fn contents(folder: &Path, names: &[String]) -> Result<Vec<Vec<u8>>> {
    names.iter().map(|name| read(&folder.join(name))).collect()
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
}

/// The folders in a folder, sorted; none if it does not exist.
fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut folders = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    folders.sort();
    Ok(folders)
}

/// All protos below a folder, by their relative paths, sorted.
///
/// # Errors
/// If a folder cannot be read.
pub fn protos(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next)? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "proto")
            {
                let name = path.strip_prefix(folder)?.to_str();
                found.push(name.context("a path is not UTF-8")?.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The folder for files of this task.
pub fn target(root: &Path) -> Result<PathBuf> {
    let target = process::target(root).join("compiler");
    fs::create_dir_all(&target)?;
    Ok(target)
}

//! Requests to plugins, and parts of them. Files stay encoded as protoc wrote them, because prost's descriptors lose
//! unknown fields such as custom options and editions.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use lzma_rust2::XzReader;
use prost::Message;
use prost::bytes::Bytes;

/// A `CodeGeneratorRequest`.
#[derive(Clone, PartialEq, Message)]
pub struct Request {
    #[prost(string, repeated, tag = "1")]
    pub files_to_generate: Vec<String>,
    #[prost(string, optional, tag = "2")]
    pub parameter: Option<String>,
    /// The files, each after those that it imports.
    #[prost(bytes = "bytes", repeated, tag = "15")]
    pub files: Vec<Bytes>,
}

/// The needed parts of a `FileDescriptorProto`.
#[derive(Clone, PartialEq, Message)]
pub struct File {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(string, tag = "2")]
    pub package: String,
    #[prost(string, repeated, tag = "3")]
    pub imports: Vec<String>,
    #[prost(bytes = "bytes", repeated, tag = "6")]
    pub services: Vec<Bytes>,
    #[prost(string, tag = "12")]
    pub syntax: String,
}

/// A `FileDescriptorSet`.
#[derive(Clone, PartialEq, Message)]
struct Set {
    #[prost(bytes = "bytes", repeated, tag = "1")]
    files: Vec<Bytes>,
}

impl Request {
    /// Reads a request from a file, which is decompressed if its name ends in `.xz`.
    ///
    /// # Errors
    /// If the file does not exist, or is not a request.
    pub fn read(path: &Path) -> Result<Self> {
        let read = || {
            let mut bytes = fs::read(path)?;
            if path.extension().is_some_and(|extension| extension == "xz") {
                let mut unpacked = Vec::new();
                std::io::copy(&mut XzReader::new(&bytes[..], false), &mut unpacked)?;
                bytes = unpacked;
            }
            anyhow::Ok(Self::decode(Bytes::from(bytes))?)
        };
        read().with_context(|| format!("{} is no request", path.display()))
    }

    /// The request of protoc for files of an encoded `FileDescriptorSet`.
    ///
    /// # Errors
    /// If the bytes are not a descriptor set.
    pub fn of_set(set: Vec<u8>, files_to_generate: &[&str]) -> Result<Self> {
        let files_to_generate = files_to_generate.iter().map(|name| (*name).to_owned());
        Ok(Self {
            files_to_generate: files_to_generate.collect(),
            parameter: None,
            files: Set::decode(Bytes::from(set))?.files,
        })
    }

    /// The files of [`Request::files`], in the same order.
    ///
    /// # Errors
    /// If one of them is no descriptor.
    pub fn descriptors(&self) -> Result<Vec<File>> {
        let files = self.files.iter().cloned();
        Ok(files.map(File::decode).collect::<Result<_, _>>()?)
    }

    /// The request for these files and their imports. It generates the files that this request generates.
    ///
    /// # Errors
    /// If one of the files in the request is not a descriptor.
    pub fn part(&self, names: &[String]) -> Result<Self> {
        let descriptors = self.descriptors()?;
        let by_name: HashMap<_, _> = descriptors
            .iter()
            .map(|file| (file.name.as_str(), file))
            .collect();
        let mut wanted: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut reached = HashSet::new();
        while let Some(name) = wanted.pop() {
            if reached.insert(name) {
                let imports = by_name.get(name).map(|file| file.imports.iter());
                wanted.extend(imports.into_iter().flatten().map(String::as_str));
            }
        }
        let to_generate = self.files_to_generate.iter();
        let to_generate = to_generate.filter(|name| reached.contains(name.as_str()));
        let files = self.files.iter().zip(&descriptors);
        let files = files.filter(|(_, file)| reached.contains(file.name.as_str()));
        Ok(Self {
            files_to_generate: to_generate.cloned().collect(),
            parameter: self.parameter.clone(),
            files: files.map(|(bytes, _)| bytes.clone()).collect(),
        })
    }

    /// All files as an encoded `FileDescriptorSet`.
    #[must_use]
    pub fn to_set(&self) -> Vec<u8> {
        let files = self.files.clone();
        Set { files }.encode_to_vec()
    }
}

/// Files in an order in which each comes after those that it imports.
///
/// # Errors
/// If one of them is no descriptor.
pub fn sorted(files: Vec<Bytes>) -> Result<Vec<Bytes>> {
    let mut waiting = Vec::with_capacity(files.len());
    for bytes in files {
        waiting.push((File::decode(bytes.clone())?, bytes));
    }
    let mut sorted = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let names: HashSet<_> = waiting.iter().map(|(file, _)| file.name.clone()).collect();
        let waits = |file: &File| file.imports.iter().any(|import| names.contains(import));
        let (later, ready): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(file, _)| waits(file));
        anyhow::ensure!(!ready.is_empty(), "files import each other");
        sorted.extend(ready.into_iter().map(|(_, bytes)| bytes));
        waiting = later;
    }
    Ok(sorted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str, imports: &[&str]) -> Bytes {
        let file = File {
            name: name.to_owned(),
            imports: imports.iter().map(|name| (*name).to_owned()).collect(),
            ..File::default()
        };
        file.encode_to_vec().into()
    }

    #[test]
    fn a_part_has_what_its_files_import() {
        let known = file("known", &[]);
        let base = file("base", &["known"]);
        let one = file("one", &["base"]);
        let other = file("other", &["one"]);
        let names = ["base", "one", "other"].map(str::to_owned);
        let whole = Request {
            files_to_generate: names.to_vec(),
            parameter: None,
            files: vec![known.clone(), base.clone(), one.clone(), other],
        };
        let part = Request {
            files_to_generate: names[..2].to_vec(),
            parameter: None,
            files: vec![known, base, one],
        };
        assert_eq!(whole.part(&names[1..2]).expect("descriptors"), part);
    }
}

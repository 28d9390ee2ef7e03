//! The stages, one after the other.

use crate::diagnostic::Diagnostic;
use crate::resolver::Resolver;

/// The result of [`compile`].
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    files: Vec<CompiledFile>,
    warnings: Vec<Diagnostic>,
}

/// A compiled file.
#[derive(Clone, Debug)]
pub struct CompiledFile {
    /// The name by which files import it.
    pub name: String,
    /// The encoded `FileDescriptorProto`, without options of source retention.
    pub descriptor: Vec<u8>,
    /// The descriptor with all options, if it differs.
    pub with_source_options: Option<Vec<u8>>,
    /// Whether it is a bundled file, which no resolver provided.
    pub bundled: bool,
}

impl Compiled {
    /// The files and all that they import, imports first.
    #[must_use]
    pub fn files(&self) -> &[CompiledFile] {
        &self.files
    }

    /// The warnings.
    #[must_use]
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }

    /// The encoded `FileDescriptorSet` of all files, as `protoc --include_imports --include_source_info` writes it.
    #[must_use]
    pub fn file_descriptor_set(&self) -> Vec<u8> {
        todo!()
    }
}

/// Compiles files and all that they import.
///
/// # Errors
/// The faults of all files.
pub fn compile(files: &[&str], resolver: &dyn Resolver) -> Result<Compiled, Vec<Diagnostic>> {
    let _ = (files, resolver.source(""));
    todo!()
}

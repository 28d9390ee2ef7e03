//! The embedded parser, protox. It keeps comments, places and custom options as protoc does.
//!
//! rpcsmith does not use protox's compiler but its parts: [`super::closure`] finds the files, [`super::parser`] parses
//! them, and this module links them one by one. Three reasons:
//! - The compiler reads `google/protobuf/*.proto` from the include paths before it takes its own copies. The files of
//!   protobuf 29 and later have syntax that it does not parse.
//! - It stops at the first error, and its errors print without a place. The labels of the parts have one.
//! - It writes the map entries of custom options in random order; see [`super::maps`].
//!
//! Differences from protoc 36: Source info is sorted by path. Its columns count bytes; protoc's advance to the next
//! multiple of 8 at a tab. Comments contain no carriage returns. A comment after a method's body belongs to the
//! method, and one after `{` on the same line may be dropped. Default values of floating point never have an exponent.
//! `packed` fields are unpacked in option values, whose maps are sorted. `option (x) = inf` and `nan` are rejected, but
//! not inside `{ … }`.

use std::path::PathBuf;
use std::thread;

use protox::prost_reflect::{DescriptorError, DescriptorPool};

use super::closure::{self, Closure};
use super::paths::Input;
use super::{ParsedFiles, maps, parser, request, watch};
use crate::diagnostics::{Diagnostic, Place};

/// The stack for parsing and encoding, several times what [`closure::MAX_NESTING`] needs. The caller's own stack may be as
/// small as 1 MiB.
const STACK: usize = 16 << 20;

/// Parses and links the inputs and all that they import.
pub(super) fn parse(
    inputs: &[Input],
    directories: &[PathBuf],
) -> Result<ParsedFiles, Vec<Diagnostic>> {
    let failed = |text: String| {
        Err(vec![
            Diagnostic::error(text).help("let protoc read the files"),
        ])
    };
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(STACK);
        match builder.spawn_scoped(scope, || {
            link(closure::load(inputs, directories)?, directories)
        }) {
            Ok(thread) => {
                let panicked = |_| failed("the embedded parser broke off".to_owned());
                thread.join().unwrap_or_else(panicked)
            }
            Err(error) => failed(format!("the embedded parser has no thread: {error}")),
        }
    })
}

fn link(
    Closure { mut files, order }: Closure,
    directories: &[PathBuf],
) -> Result<ParsedFiles, Vec<Diagnostic>> {
    // The parser's own copies are never hidden by a file on an include path.
    let from_disk = order.iter().filter(|name| parser::bundled(name).is_none());
    let watched = watch::earlier(from_disk, directories).into_iter().collect();
    let mut pool = DescriptorPool::new();
    let mut read = Vec::new();
    for (name, source) in order.iter().filter_map(|name| files.remove_entry(name)) {
        read.extend(source.path);
        if let Err(error) = pool.add_file_descriptor_proto(source.descriptor) {
            return Err(unlinked(&mut pool, error, &name, &source.text));
        }
    }
    let mut set = pool.encode_to_vec();
    // Without descriptor.proto there are no custom options, and the others have no maps.
    if let Some(message) = pool.get_message_by_name("google.protobuf.FileDescriptorSet") {
        maps::sort(&message, &mut set).map_err(|error| request::undecodable(&error))?;
    }
    Ok(ParsedFiles {
        set,
        read,
        watched,
        warnings: Vec::new(),
    })
}

/// The errors of a file that the pool rejected. Adds it again, with places for everything that can be wrong.
fn unlinked(
    pool: &mut DescriptorPool,
    error: DescriptorError,
    name: &str,
    text: &str,
) -> Vec<Diagnostic> {
    let again = parser::parse_file(name, text)
        .ok()
        .and_then(|mut descriptor| {
            maps::place_entries(&mut descriptor);
            pool.add_file_descriptor_proto(descriptor).err()
        });
    // Labels are resolved as if columns counted characters; in ASCII those are bytes.
    let ascii = |byte: u8| if byte.is_ascii() { byte.into() } else { '?' };
    let ascii: String = text.bytes().map(ascii).collect();
    let error = again.unwrap_or(error).with_source_code(&ascii);
    parser::report(&error, name, text, &Place::file(name))
}

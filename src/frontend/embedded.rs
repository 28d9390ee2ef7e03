//! The embedded parser, protox: it keeps comments, places and custom options as protoc does.
//!
//! Its compiler looks on the include paths before it takes its own copies of
//! `google/protobuf/*.proto`, and its errors print without a place, so here its parts are put
//! together by hand: [`super::closure`] finds the files, protox parses and links them one by one,
//! and what it has to say is read from its labels.
//!
//! What differs from protoc 36: source info is sorted by path, its columns count bytes (protoc's go
//! on with a tab to the next multiple of 8), carriage returns are no part of a comment, a comment
//! behind a method's body counts as the method's, and one behind `{` on its line may be dropped;
//! default values of floating point are never written with an exponent; `packed` fields stand
//! unpacked in option values, whose maps are sorted; `option (x) = inf` and `nan` are refused, but
//! not inside of `{ … }`.

use std::path::PathBuf;
use std::thread;

use miette::{Diagnostic as Report, LabeledSpan};
use protox::file::{File, FileResolver, GoogleFileResolver};
use protox::prost_reflect::prost_types::FileDescriptorProto;
use protox::prost_reflect::{DescriptorError, DescriptorPool};

use super::closure::{self, Closure};
use super::paths::Input;
use super::{Parsed, maps, request, watch};
use crate::diagnostics::{Diagnostic, Place};

/// Room for the recursion of parsing and encoding down to [`closure::MAX_NESTING`], several times
/// over; the caller's own stack may be as small as 1 MiB.
const STACK: usize = 16 << 20;

/// Parses and links the inputs and all that they import.
pub(super) fn parse(inputs: &[Input], directories: &[PathBuf]) -> Result<Parsed, Vec<Diagnostic>> {
    let failed = |text: String| {
        Err(vec![
            Diagnostic::error(text).help("let protoc read the files"),
        ])
    };
    thread::scope(|scope| {
        let parser = thread::Builder::new().stack_size(STACK);
        match parser.spawn_scoped(scope, || {
            link(closure::load(inputs, directories)?, directories)
        }) {
            Ok(parser) => {
                let broken = |_| failed("the embedded parser broke off".to_owned());
                parser.join().unwrap_or_else(broken)
            }
            Err(error) => failed(format!("the embedded parser has no thread: {error}")),
        }
    })
}

fn link(
    Closure { mut files, order }: Closure,
    directories: &[PathBuf],
) -> Result<Parsed, Vec<Diagnostic>> {
    // The parser's own copies are never hidden by a file on an include path.
    let from_disk = order.iter().filter(|name| bundled(name).is_none());
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
    Ok(Parsed {
        set,
        read,
        watched,
        warnings: Vec::new(),
    })
}

/// What is wrong with a file that the pool has refused: it is asked again, with places for all that
/// may be wrong.
fn unlinked(
    pool: &mut DescriptorPool,
    error: DescriptorError,
    name: &str,
    text: &str,
) -> Vec<Diagnostic> {
    let again = parse_file(name, text).ok().and_then(|mut descriptor| {
        maps::place_entries(&mut descriptor);
        pool.add_file_descriptor_proto(descriptor).err()
    });
    // Labels are resolved as if columns counted characters; in ASCII those are bytes.
    let ascii = |byte: u8| if byte.is_ascii() { byte.into() } else { '?' };
    let ascii: String = text.bytes().map(ascii).collect();
    let error = again.unwrap_or(error).with_source_code(&ascii);
    told(&error, name, text, &Place::file(name))
}

/// Parses one file, without what it imports.
pub(super) fn parse_file(name: &str, text: &str) -> Result<FileDescriptorProto, Vec<Diagnostic>> {
    match File::from_source(name, text) {
        Ok(file) => Ok(file.into()),
        // Only an unexpected end of the file has no label.
        Err(error) => {
            let end = Place::of_span(name, text, text.len()..text.len());
            Err(told(&error, name, text, &end))
        }
    }
}

/// The parser's own copy of a file of `google/protobuf`.
pub(super) fn bundled(name: &str) -> Option<FileDescriptorProto> {
    let file = GoogleFileResolver::new().open_file(name).ok()?;
    Some(file.into())
}

/// All that the parser has to say about one file.
fn told(error: &dyn Report, name: &str, text: &str, unlabeled: &Place) -> Vec<Diagnostic> {
    let related = error.related().into_iter().flatten();
    let errors = std::iter::once(error).chain(related);
    errors
        .map(|error| one(error, name, text, unlabeled))
        .collect()
}

fn one(error: &dyn Report, name: &str, text: &str, unlabeled: &Place) -> Diagnostic {
    let place = |label: &LabeledSpan| {
        let start = label.offset();
        Place::of_span(name, text, start..start + label.len())
    };
    let mut message = error.to_string();
    if let Some(cause) = error.diagnostic_source() {
        message = format!("{message}: {cause}");
    }
    let mut labels: Vec<LabeledSpan> = error.labels().into_iter().flatten().collect();
    // The fault itself is "found here", or the last of "first defined here" and "defined again
    // here".
    let found = labels
        .iter()
        .position(|label| label.label() == Some("found here"));
    let fault = match found {
        Some(index) => Some(labels.remove(index)),
        None => labels.pop(),
    };
    let mut diagnostic = Diagnostic::error(message)
        .at(fault.map_or_else(|| unlabeled.clone(), |label| place(&label)));
    for label in &labels {
        diagnostic = diagnostic.note(place(label), label.label().unwrap_or("see here"));
    }
    diagnostic.help = error.help().map(|help| help.to_string().into_boxed_str());
    diagnostic
}

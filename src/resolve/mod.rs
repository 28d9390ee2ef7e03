//! Builds the linked model from the views of a request.
//!
//! The first pass gives every declaration an id and a full name ([`files`], [`declare`]). The second pass links fields and
//! methods to the types that they name ([`link`], [`fields`]). protoc has already checked all of this, but a request can
//! come from any program, so everything that a later stage relies on is checked here.

mod check;
mod declare;
mod defaults;
mod extensions;
mod features;
mod fields;
mod files;
mod link;
mod redact;

use foldhash::{HashMap, HashMapExt, HashSet};

use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::model::{EnumId, FileId, MessageId, Model, ServiceId, Source};
use crate::request::Request;
pub use features::Edition;

/// The declaration behind a full name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Symbol {
    Message(MessageId),
    Enum(EnumId),
    Service(ServiceId),
}

/// Resolves and links a request.
///
/// Adds errors and warnings to `diagnostics`; the model is complete only if there is no error.
pub fn model<'a>(request: Request<'a>, diagnostics: &mut Diagnostics) -> Model<'a> {
    let mut resolver = Resolver {
        model: Model::default(),
        symbols: HashMap::new(),
        value_names: HashMap::new(),
        extension_numbers: Vec::new(),
        diagnostics,
    };
    let files = resolver.declare_files(&request);
    for file in files {
        resolver.link_file(&file);
    }
    resolver.check_extension_numbers();
    resolver.relax_required_cycles();
    redact::redact_by_options(&mut resolver.model);
    resolver.model
}

struct Resolver<'a, 'd> {
    model: Model<'a>,
    /// By full name, with a leading dot.
    symbols: HashMap<String, Symbol>,
    /// The value names of enums, collected for the enums that have a default to check.
    value_names: HashMap<EnumId, HashSet<&'a str>>,
    /// The numbers of all extensions, to be checked when all are linked.
    extension_numbers: Vec<extensions::ExtensionNumber<'a>>,
    diagnostics: &'d mut Diagnostics,
}

impl<'a> Resolver<'a, '_> {
    fn error(&mut self, place: Place, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::error(message).at(place));
    }

    fn error_at(&mut self, file: FileId, source: &Source<'a>, message: impl Into<String>) {
        let place = self.model.place(file, source);
        self.error(place, message);
    }
}

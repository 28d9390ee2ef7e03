//! From the views of a request to the linked model.
//!
//! First every declaration gets an id and a full name ([`files`], [`declare`]), then fields and methods are linked to
//! what they name ([`link`], [`fields`]). protoc has checked all of this already; but a request can come from anywhere,
//! so whatever a later stage relies on is checked here.

mod check;
mod declare;
mod defaults;
mod extensions;
mod features;
mod fields;
mod files;
mod link;

use foldhash::{HashMap, HashMapExt, HashSet};

use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::model::{EnumId, FileId, MessageId, Model, ServiceId, Source};
use crate::request::Request;
pub use features::Edition;

/// What a full name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Symbol {
    Message(MessageId),
    Enum(EnumId),
    Service(ServiceId),
}

/// Resolves and links a request.
///
/// Faults and warnings go to `diagnostics`; the model is whole only if there was no fault.
pub fn model<'a>(request: Request<'a>, diagnostics: &mut Diagnostics) -> Model<'a> {
    let mut resolver = Resolver {
        model: Model::default(),
        symbols: HashMap::new(),
        value_names: HashMap::new(),
        taken: Vec::new(),
        diagnostics,
    };
    let files = resolver.declare_files(&request);
    for file in files {
        resolver.link_file(&file);
    }
    resolver.check_extension_numbers();
    resolver.relax_required_rings();
    resolver.model
}

struct Resolver<'a, 'd> {
    model: Model<'a>,
    /// By full name with its leading dot.
    symbols: HashMap<String, Symbol>,
    /// The names of the values of enums that defaults are of.
    value_names: HashMap<EnumId, HashSet<&'a str>>,
    /// The numbers of the extensions, until all are linked.
    taken: Vec<extensions::Taken<'a>>,
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

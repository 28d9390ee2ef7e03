//! From the views of a request to the linked model.
//!
//! First every declaration gets an id and a full name ([`declare`]), then fields and methods are linked to what they
//! name ([`link`]). protoc has checked all of this already; but a request can come from anywhere, so whatever a later
//! stage relies on is checked here.

mod declare;
mod features;
mod link;

use std::collections::HashMap;

use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::model::{EnumId, FileId, MessageId, Model, Source};
use crate::request::Request;
pub use features::Edition;

/// What a full name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Symbol {
    Message(MessageId),
    Enum(EnumId),
    Service,
}

/// Resolves and links a request.
///
/// Faults and warnings go to `diagnostics`; the model is whole only if there was no fault.
pub fn model<'a>(request: &Request<'a>, diagnostics: &mut Diagnostics) -> Model<'a> {
    let mut resolver = Resolver {
        model: Model::default(),
        symbols: HashMap::new(),
        diagnostics,
    };
    let files = resolver.declare_files(request);
    for file in &files {
        resolver.link_file(file);
    }
    resolver.model
}

struct Resolver<'a, 'd> {
    model: Model<'a>,
    /// By full name with its leading dot.
    symbols: HashMap<String, Symbol>,
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

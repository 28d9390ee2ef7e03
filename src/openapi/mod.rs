//! Describes the HTTP side of services as OpenAPI 3.1: the option `openapi`.
//!
//! | module | task |
//! |---|---|
//! | [`document`], [`components`] | the documents, and which packages and schemas each has |
//! | [`operations`], [`errors`] | methods as operations by path, and their errors |
//! | [`bindings`], [`paths`], [`parameters`], [`partial`] | operations of routes: their paths, parameters and bodies |
//! | [`messages`], [`presence`], [`behavior`] | schemas of messages and enums; their fields, with presence, for requests or responses |
//! | [`values`], [`kind`] | schemas of values by their form in JSON, with their rules |
//! | [`translate`], [`condition`], [`pattern`] | what a schema can say about a rule |
//! | [`text`] | what it cannot say, and comments |
//! | [`node`], [`schema`], [`write`], [`plain`] | the tree of a document, and its text |
//! | [`base`], [`names`] | what the user adds, and the names of the files |
//!
//! Source: [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.0), [ProtoJSON](https://protobuf.dev/programming-guides/json/).

mod base;
mod behavior;
mod bindings;
mod components;
mod condition;
mod document;
mod errors;
mod kind;
mod messages;
mod names;
mod node;
mod operations;
mod parameters;
mod partial;
mod paths;
mod pattern;
#[cfg(feature = "yaml")]
mod plain;
mod presence;
mod schema;
mod text;
mod translate;
mod values;
mod write;

use crate::http::Http;
use crate::model::{Model, Selection, Source};
use crate::options::Options;
use crate::rules::Rules;

pub use base::check;
pub use document::files;
use node::Object;

/// The schema that documents describe.
#[derive(Clone, Copy, Debug)]
pub struct Api<'m> {
    pub model: &'m Model<'m>,
    pub rules: &'m Rules,
    pub selection: &'m Selection,
    pub options: &'m Options,
    pub http: &'m Http,
}

impl Api<'_> {
    /// The comments of an element, unless an option leaves them out.
    fn comment(&self, source: &Source<'_>, path: &str) -> String {
        match self.options.disable_comments.get_best(path) {
            Some(()) => String::new(),
            None => text::comment(source),
        }
    }
}

//! The option `openapi_base`: an object of the user that is merged into each document.

use super::node::{Node, Object};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::options::{InlinedFile, Options};

/// Reports an `openapi_base` that is not a JSON object, or that no document uses.
pub fn check(options: &Options, diagnostics: &mut Diagnostics) {
    let Some(file) = &options.openapi_base else {
        return;
    };
    if options.openapi.is_empty() {
        let fault = "option `openapi_base`: there is no document that it belongs to";
        let help = "name a document with the option `openapi`, for example `openapi=openapi.json`";
        diagnostics.push(Diagnostic::error(fault).help(help));
    }
    let Some(text) = &file.text else {
        let fault = format!(
            "option `openapi_base`: the request does not contain the content of `{}`",
            file.path
        );
        let help = "read the file before you call `generate` (see `inlined_files::inline`), or pass the JSON itself";
        diagnostics.push(Diagnostic::error(fault).help(help));
        return;
    };
    match serde_json::from_str(text) {
        Ok(Node::Object(_)) => {}
        Ok(_) => {
            let fault = Diagnostic::error("option `openapi_base`: it is not a JSON object");
            let help = "write the parts to add, for example `{\"info\": {\"title\": \"Users\"}}`";
            diagnostics.push(fault.at(place(file, 1, 1)).help(help));
        }
        Err(error) => {
            let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
            let place = place(file, number(error.line()), number(error.column()));
            let reason = error.to_string();
            // The place is in the diagnostic.
            let reason = reason
                .rsplit_once(" at line ")
                .map_or(&*reason, |(reason, _)| reason);
            diagnostics.push(Diagnostic::error(reason).at(place));
        }
    }
}

/// The object, after [`check`].
pub fn object(options: &Options) -> Option<Object> {
    let text = options.openapi_base.as_ref()?.text.as_ref()?;
    match serde_json::from_str(text) {
        Ok(Node::Object(object)) => Some(object),
        _ => None,
    }
}

fn place(file: &InlinedFile, line: u32, column: u32) -> Place {
    let path = match &*file.path {
        "" => "openapi_base",
        path => path,
    };
    Place::point(path, line, column.max(1))
}

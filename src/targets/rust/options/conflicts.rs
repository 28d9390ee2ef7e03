//! Options that contradict each other.

use super::{Messages, MessagesImpl, RustOptions};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::options::Options;

/// Reports options that need the generated code of messages, if another option replaces this code, and options that need
/// another option.
pub fn check(common: &Options, options: &RustOptions, diagnostics: &mut Diagnostics) {
    if common.http && !options.json {
        let message = "option `http` needs `json`: its requests and responses are JSON";
        let help = "set `json=true`, or leave out `http`";
        diagnostics.push(Diagnostic::error(message).help(help));
    }
    let replaced = if options.messages == Messages::External {
        "messages=external"
    } else if options.messages_impl == MessagesImpl::Derive {
        "messages_impl=derive"
    } else {
        return;
    };
    for option in needing_code(options) {
        let message = format!(
            "option `{option}` changes the code of messages, which `{replaced}` leaves to other code"
        );
        let help = format!("leave out `{option}` or `{replaced}`");
        diagnostics.push(Diagnostic::error(message).help(help));
    }
}

/// The given options that need the generated code of messages.
fn needing_code(options: &RustOptions) -> impl Iterator<Item = &'static str> {
    let given = [
        ("unknown_fields", !options.unknown_fields.is_empty()),
        ("extensions", options.extensions),
        ("enums=open", options.enums.can_be_open()),
        // The code for views, for JSON and for the text format stands beside derives, but not without messages.
        (
            "views",
            !options.views.is_empty() && options.messages == Messages::External,
        ),
        (
            "json",
            options.json && options.messages == Messages::External,
        ),
        (
            "text",
            options.text && options.messages == Messages::External,
        ),
    ];
    given
        .into_iter()
        .filter_map(|(name, is_given)| is_given.then_some(name))
}

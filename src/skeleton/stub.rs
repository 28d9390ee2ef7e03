//! The text of what a person is to write: functions that do nothing yet, laid out as rustfmt does.

mod body;
mod names;

use crate::targets::rust::layout::{Layout, Ty};
use crate::targets::rust::{CheckOutline, MethodOutline, ServiceOutline};
use names::is_stream_of;
pub use names::{Names, Part};

/// What the answer of a stub says behind the name of the method.
pub const UNIMPLEMENTED: &str = " is not implemented";

/// A function of the trait of a service that answers `UNIMPLEMENTED`, with the comments of the proto.
///
/// It is indented by 4, as a function of an impl at the top of a file, and ends a line; `depth` counts the modules that
/// are around the impl, each of which takes 4 columns from every line.
pub fn method(
    service: &ServiceOutline,
    method: &MethodOutline,
    names: &Names,
    depth: usize,
) -> String {
    let request = request(method, names);
    let mut text = indented(&method.docs);
    if method.deprecated {
        text.push_str("    #[allow(deprecated)]\n");
    }
    text += &Layout::nested(depth).method_at(
        4,
        &format!("async fn {}", method.ident),
        ("request", &request),
        &response(method, names),
        " {",
    );
    text.push('\n');
    text += &body::of_method(service, method, names, depth);
    text + "    }\n"
}

/// A function of the trait for checks of requests that applies the rules of the message; indented as [`method()`].
pub fn check(check: &CheckOutline, names: &Names, depth: usize) -> String {
    let (request, result) = check_types(check, names);
    let mut text = match check.has_rules {
        true => format!("    /// Checks a `{}` by its rules.\n", check.message),
        false => format!("    /// Takes a `{}` as it is.\n", check.message),
    };
    if check.deprecated {
        text.push_str("    #[allow(deprecated)]\n");
    }
    text += &Layout::nested(depth).method_at(
        4,
        &format!("async fn {}", check.ident),
        ("request", &request),
        &result,
        " {",
    );
    text.push('\n');
    text += &body::of_check(check, names);
    text + "    }\n"
}

/// The type of the parameter of a method: `Request<GetUserRequest>`.
pub(super) fn request(method: &MethodOutline, names: &Names) -> Ty {
    let (streams, _) = is_stream_of(method.streaming);
    let message = names.message(&method.input);
    let message = match streams {
        true => Ty::generic(names.tonic("Streaming"), [message]),
        false => message,
    };
    Ty::generic(names.tonic("Request"), [message])
}

/// What the future of a method gives: `Result<Response<User>, Status>`.
pub(super) fn response(method: &MethodOutline, names: &Names) -> Ty {
    let (_, streams) = is_stream_of(method.streaming);
    let message = names.message(&method.output);
    let message = match streams {
        true => Ty::generic(names.runtime("BoxStream"), [message]),
        false => message,
    };
    names.result(Ty::generic(names.tonic("Response"), [message]))
}

/// The types of the parameter of a check and of what its future gives.
pub(super) fn check_types(check: &CheckOutline, names: &Names) -> (Ty, Ty) {
    let request = format!("&{}", names.tonic("Request"));
    let request = Ty::generic(request, [names.message(&check.input)]);
    (request, names.result(Ty::path("()")))
}

/// Whole lines of comments, indented by 4.
fn indented(docs: &str) -> String {
    let lines = docs.lines().map(|line| format!("    {line}\n"));
    lines.collect()
}

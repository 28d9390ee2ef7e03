//! Prints stubs of functions that the user is to implement, in the layout of rustfmt.

mod body;
mod names;

use crate::outline::{CheckOutline, MethodOutline, ServiceOutline};
use crate::targets::rust::syntax::{Parameter, Printer, Ty};
pub use names::{Names, Part, Used, is_stream_of};

/// The end of the message of a stub, after the name of the method.
pub const UNIMPLEMENTED: &str = " is not implemented";

/// A function of the trait of a service that returns `UNIMPLEMENTED`, with the comments of the schema.
///
/// The function is indented by 4, for an `impl` outside of modules, and ends with a newline. `depth` is the number of
/// modules around the `impl`, each of which shortens the lines by 4 columns.
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
    text += &Printer::nested(depth).signature(
        4,
        &format!("async fn {}", method.ident),
        &[
            Parameter::Text("&self"),
            Parameter::Typed("request", &request),
        ],
        Some(&response(method, names)),
        " {",
    );
    text.push('\n');
    text += &body::of_method(service, method, names, depth);
    text + "    }\n"
}

/// A function of the trait for checks of requests that applies the rules of the message; indented as [`method()`].
pub fn check(check: &CheckOutline, names: &Names, depth: usize) -> String {
    let (request, result) = check_types(check, names);
    let mut text = format!("    /// Checks a `{}` by its rules.\n", check.message);
    if check.deprecated {
        text.push_str("    #[allow(deprecated)]\n");
    }
    text += &Printer::nested(depth).signature(
        4,
        &format!("async fn {}", check.ident),
        &[
            Parameter::Text("&self"),
            Parameter::Typed("request", &request),
        ],
        Some(&result),
        " {",
    );
    text.push('\n');
    text += &body::of_check(names);
    text + "    }\n"
}

/// All functions of a trait of a service, or those with the names `only`, with a blank line between them. Messages without
/// rules get no check, because it would hide rules that the message gets later.
pub fn functions(
    service: &ServiceOutline,
    part: Part,
    names: &Names,
    only: Option<&[&str]>,
) -> String {
    let wanted = |name: &str| only.is_none_or(|only| only.contains(&name));
    let all: Vec<String> = match part {
        Part::Service => {
            let methods = service.methods.iter().filter(|m| wanted(&m.name));
            methods.map(|m| method(service, m, names, 0)).collect()
        }
        Part::Checks => {
            let checks = service.checks.iter();
            let checks = checks.filter(|c| c.has_rules && wanted(&c.message));
            checks.map(|c| check(c, names, 0)).collect()
        }
    };
    all.join("\n")
}

/// An implementation of a trait of a service for `implementor`, with stubs. Ends with a newline.
pub fn implementation(
    service: &ServiceOutline,
    part: Part,
    names: &Names,
    implementor: &str,
) -> String {
    let head =
        Printer::nested(0).implementation(0, "", &names.trait_name(service, part), implementor);
    match functions(service, part, names, None) {
        functions if functions.is_empty() => format!("{head}}}\n"),
        functions => format!("{head}\n{functions}}}\n"),
    }
}

/// The type of the parameter of a method: `Request<GetUserRequest>`.
pub(super) fn request(method: &MethodOutline, names: &Names) -> Ty {
    let (streams, _) = is_stream_of(method.streaming);
    let message = names.message(&method.input);
    let message = if streams {
        Ty::generic(names.runtime("Streaming"), [message])
    } else {
        message
    };
    Ty::generic(names.runtime("Request"), [message])
}

/// The output of the future of a method: `Result<Response<User>, Status>`.
pub(super) fn response(method: &MethodOutline, names: &Names) -> Ty {
    let (_, streams) = is_stream_of(method.streaming);
    let message = names.message(&method.output);
    let message = if streams {
        Ty::generic(names.server("BoxStream"), [message])
    } else {
        message
    };
    names.result(Ty::generic(names.runtime("Response"), [message]))
}

/// The types of the parameter of a check and of the output of its future.
pub(super) fn check_types(check: &CheckOutline, names: &Names) -> (Ty, Ty) {
    let request = format!("&{}", names.runtime("Request"));
    let request = Ty::generic(request, [names.message(&check.input)]);
    (request, names.result(Ty::path("()")))
}

/// The lines of comments, indented by 4.
fn indented(docs: &str) -> String {
    let lines = docs.lines().map(|line| format!("    {line}\n"));
    lines.collect()
}

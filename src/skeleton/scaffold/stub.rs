//! A method that nobody has written yet.

use super::imports::Imports;
use crate::model::Streaming;
use crate::targets::rust::MethodOutline;
use crate::targets::rust::layout::{Layout, Ty};
use crate::targets::rust::syntax::{Expr, Statement, print};

/// The function of an impl, indented by 4, without a blank line around it.
pub fn method(imports: &mut Imports, service: &str, method: &MethodOutline) -> String {
    let status = imports.item("tonic::Status");
    let input = Ty::path(imports.ty(&method.input));
    let output = Ty::path(imports.ty(&method.output));
    let (takes_stream, gives_stream) = match method.streaming {
        Streaming::Unary => (false, false),
        Streaming::Client => (true, false),
        Streaming::Server => (false, true),
        Streaming::Bidi => (true, true),
    };
    let input = match takes_stream {
        true => Ty::generic(imports.item("tonic::Streaming"), [input]),
        false => input,
    };
    let output = match gives_stream {
        true => Ty::generic(imports.item("rpcsmith_runtime::server::BoxStream"), [output]),
        false => output,
    };
    let request = Ty::generic(imports.item("tonic::Request"), [input]);
    let response = Ty::generic(imports.item("tonic::Response"), [output]);
    let result = Ty::generic("Result", [response, Ty::path(status.clone())]);
    let head = format!("async fn {}", method.ident);
    let signature = Layout::nested(0).implemented(&head, ("_request", &request), &result);
    let message = format!("\"{service}/{} is not implemented\"", method.name);
    let unimplemented = call(&format!("{status}::unimplemented"), vec![Expr::Atom(message)]);
    let body = print::body(&[Statement::Value(call("Err", vec![unimplemented]))], 8);
    format!("{}{signature}\n{body}    }}\n", docs(&method.docs))
}

/// Documentation indented by 4.
pub fn docs(docs: &str) -> String {
    docs.lines().map(|line| format!("    {line}\n")).collect()
}

/// `function(arguments)`.
pub fn call(function: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Call(Box::new(Expr::Atom(function.to_owned())), arguments)
}

//! The bodies of stubs, each with comments that show how to create a response of its kind.

use super::UNIMPLEMENTED;
use super::names::{Names, is_stream_of};
use crate::outline::{MethodOutline, ServiceOutline};
use crate::targets::rust::syntax::{Expr, Printer, Statement};

/// The lines of a method, indented by 8.
pub fn of_method(
    service: &ServiceOutline,
    method: &MethodOutline,
    names: &Names,
    depth: usize,
) -> String {
    let (requests, responses) = is_stream_of(method.streaming);
    let mut text = match (requests, &*method.input) {
        (true, _) => "        let _requests = request.into_inner();\n",
        (false, "()") => "        let _ = request;\n",
        (false, _) => "        let _request = request.into_inner();\n",
    }
    .to_owned();
    let output = default(&method.output, names);
    let response = names.runtime("Response");
    text.push_str(&match (requests, responses) {
        (false, false) => format!("        // Ok({response}::new({output}))\n"),
        (true, false) => format!(
            "        // while let Some(request) = requests.message().await? {{}}\n        \
             // Ok({response}::new({output}))\n"
        ),
        (false, true) => format!(
            "        // let responses = tokio_stream::iter([Ok({output})]);\n        \
             // Ok({response}::new(Box::pin(responses)))\n"
        ),
        (true, true) => format!(
            "        // let responses = requests.map(|request| request.map(|_| {output}));\n        \
             // Ok({response}::new(Box::pin(responses)))\n"
        ),
    });
    text + &unimplemented(service, method, names, depth)
}

/// `Err(Status::unimplemented("user.v1.UserService/GetUser is not implemented"))`, indented by 8.
fn unimplemented(
    service: &ServiceOutline,
    method: &MethodOutline,
    names: &Names,
    depth: usize,
) -> String {
    let function = format!("{}::unimplemented", names.runtime("Status"));
    let message = format!("\"{}/{}{UNIMPLEMENTED}\"", service.full_name, method.name);
    let call = |function: &str, argument| {
        Expr::Call(Box::new(Expr::Atom(function.to_owned())), vec![argument])
    };
    let value = call("Err", call(&function, Expr::Atom(message)));
    Printer::nested(depth).body(&[Statement::Value(value)], 8)
}

/// The lines of a check, indented by 8.
pub fn of_check(names: &Names) -> String {
    format!("        {}(request).await\n", names.server("by_rules"))
}

/// The default value of a message.
fn default(path: &str, names: &Names) -> String {
    match names.message(path).flat() {
        unit if unit == "()" => unit,
        name if !name.contains('<') => format!("{name}::default()"),
        _ => "Default::default()".to_owned(),
    }
}

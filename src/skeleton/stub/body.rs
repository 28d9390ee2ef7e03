//! The bodies of stubs: each shows how the answer is made for its kind, and does nothing.

use super::UNIMPLEMENTED;
use super::names::{Names, is_stream_of};
use crate::targets::rust::syntax::{Expr, Statement, print};
use crate::targets::rust::{CheckOutline, MethodOutline, ServiceOutline};

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
    let output = default(&names.message(&method.output).flat());
    if requests && !responses {
        text.push_str("        // while let Some(request) = requests.message().await? {}\n");
    }
    let answer = match (requests, responses) {
        (_, false) => output,
        (false, true) => format!("Box::pin(::tokio_stream::iter([Ok({output})]))"),
        (true, true) => format!(
            "Box::pin(::tokio_stream::StreamExt::map(requests, |request| request.map(|_| {output})))"
        ),
    };
    text += &format!(
        "        // Ok({}::new({answer}))\n",
        names.tonic("Response")
    );
    text + &unimplemented(service, method, names, depth)
}

/// `Err(Status::unimplemented("user.v1.UserService/GetUser is not implemented"))`, indented by 8.
fn unimplemented(
    service: &ServiceOutline,
    method: &MethodOutline,
    names: &Names,
    depth: usize,
) -> String {
    let function = format!("{}::unimplemented", names.tonic("Status"));
    let message = format!("\"{}/{}{UNIMPLEMENTED}\"", service.full_name, method.name);
    let call = |function: &str, argument| {
        Expr::Call(Box::new(Expr::Atom(function.to_owned())), vec![argument])
    };
    let value = call("Err", call(&function, Expr::Atom(message)));
    let deeper = 4 * depth;
    let body = print::body(&[Statement::Value(value)], deeper + 8);
    let lines = body.lines().map(|line| line.get(deeper..).unwrap_or(line));
    lines.map(|line| line.to_owned() + "\n").collect()
}

/// The lines of a check, indented by 8.
pub fn of_check(check: &CheckOutline, names: &Names) -> String {
    match (check.has_rules, &*check.input) {
        (true, _) => format!("        {}(request).await\n", names.runtime("by_rules")),
        (false, "()") => "        let _ = request;\n        Ok(())\n".to_owned(),
        (false, _) => "        let _request = request.get_ref();\n        Ok(())\n".to_owned(),
    }
}

/// A value to begin with.
fn default(ty: &str) -> String {
    match ty {
        "()" => "()".to_owned(),
        _ if ty.contains('<') => "Default::default()".to_owned(),
        _ => format!("{ty}::default()"),
    }
}

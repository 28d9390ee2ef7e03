//! The files of one service.

use askama::Template;

use super::imports::Imports;
use super::names::NamedService;
use super::{ScaffoldFile, stub};
use crate::model::Streaming;
use crate::targets::rust::layout::{Layout, Ty};
use crate::targets::rust::syntax::{Expr, Statement, print};
use crate::targets::rust::{CheckOutline, MethodOutline};

/// An impl that is all of a file but its imports.
#[derive(Template)]
#[template(path = "skeleton/implementation.rs", escape = "none")]
struct ImplementationView {
    deprecated: bool,
    imports: String,
    docs: String,
    ident: String,
    head: String,
    functions: Vec<String>,
}

/// Where the service is implemented. `generated` is the module of the generated code: `crate::proto`.
pub fn service_file(service: &NamedService, generated: &str) -> ScaffoldFile {
    let outline = &service.outline;
    let ident = service.implementation();
    let mut imports = Imports::new(generated, &[&ident]);
    // First come, first served: the names that each signature has are short.
    reserve(&mut imports, &outline.methods);
    let name = imports.generated(&format!("{}::{}", outline.server, outline.ident));
    let methods = outline.methods.iter();
    let functions = methods.map(|method| stub::method(&mut imports, &outline.full_name, method));
    let view = ImplementationView {
        functions: functions.collect(),
        deprecated: is_deprecated(service),
        imports: imports.lines(),
        docs: match outline.docs.trim() {
            "" => format!("/// The service `{}`.\n", outline.full_name),
            docs => format!("{docs}\n"),
        },
        head: Layout::nested(0).head(&name, &ident),
        ident,
    };
    ScaffoldFile::merged(format!("src/services/{}.rs", service.module), view.to_string())
}

/// Takes what signatures are made of, before messages of the same names do.
fn reserve(imports: &mut Imports, methods: &[MethodOutline]) {
    if methods.is_empty() {
        return;
    }
    for name in ["Request", "Response", "Status"] {
        imports.item(&format!("tonic::{name}"));
    }
    let any = |kinds: [Streaming; 2]| methods.iter().any(|method| kinds.contains(&method.streaming));
    if any([Streaming::Client, Streaming::Bidi]) {
        imports.item("tonic::Streaming");
    }
    if any([Streaming::Server, Streaming::Bidi]) {
        imports.item("rpcsmith_runtime::server::BoxStream");
    }
}

/// Where requests of the service are checked; none if no request has rules.
pub fn checks_file(service: &NamedService, generated: &str) -> Option<ScaffoldFile> {
    let (outline, ident) = (&service.outline, service.checks()?);
    let mut imports = Imports::new(generated, &[&ident]);
    for item in ["tonic::Request", "tonic::Status"] {
        imports.item(item);
    }
    if outline.checks.iter().any(|check| check.has_rules) {
        imports.item("rpcsmith_runtime::validate::Validate");
    }
    let name = imports.generated(&format!("{}::{}Validation", outline.server, outline.ident));
    let checks = outline.checks.iter();
    let functions = checks.map(|check| self::check(&mut imports, check)).collect();
    let view = ImplementationView {
        functions,
        deprecated: is_deprecated(service),
        imports: imports.lines(),
        docs: format!(
            "/// Checks the requests of `{}` before its methods see them.\n\
             ///\n\
             /// Here is room for what no rule of the schema can say: return\n\
             /// `Err(Invalid::field(\"name\", \"is taken\").into())` with `rpcsmith_runtime::validate::Invalid`.\n",
            outline.full_name
        ),
        head: Layout::nested(0).head(&name, &ident),
        ident,
    };
    let path = format!("src/services/{}.rs", service.checks_module());
    Some(ScaffoldFile::merged(path, view.to_string()))
}

/// The function of one request message.
fn check(imports: &mut Imports, check: &CheckOutline) -> String {
    let CheckOutline { ident, message, input, .. } = check;
    let input = Ty::path(imports.ty(input));
    let request = Ty::generic(format!("&{}", imports.item("tonic::Request")), [input]);
    let result = Ty::generic("Result", ["()".into(), imports.item("tonic::Status")].map(Ty::path));
    let parameter = match check.has_rules {
        true => "request",
        false => "_request",
    };
    let head = format!("async fn {ident}");
    let signature = Layout::nested(0).implemented(&head, (parameter, &request), &result);
    let rules = match check.has_rules {
        true => "        request.get_ref().validate()?;\n",
        false => "",
    };
    format!("    /// `{message}`.\n{signature}\n{rules}        Ok(())\n    }}\n")
}

/// Whether naming something of the service warns.
fn is_deprecated(service: &NamedService) -> bool {
    service.outline.methods.iter().any(|method| method.deprecated)
}

/// Calls of each method, in the process of the test.
#[derive(Template)]
#[template(path = "skeleton/test.rs", escape = "none")]
struct TestView<'s> {
    service: &'s str,
    deprecated: bool,
    imports: String,
    client: String,
    checked: bool,
    body: String,
    tests: Vec<String>,
}

/// The tests of a service; none if it has no methods. `generated` is `crate::proto` as the library's users name it, as
/// `users::proto`.
pub fn test_file(service: &NamedService, generated: &str) -> Option<ScaffoldFile> {
    let outline = &service.outline;
    if outline.methods.is_empty() {
        return None;
    }
    let (library, _) = generated.split_once("::").unwrap_or((generated, ""));
    let mut imports = Imports::new(generated, &[]);
    imports.item("tonic::Code");
    let client = imports.generated(&format!("{}::{}Client", outline.client, outline.ident));
    let path = format!("{library}::services::{}::{}", service.module, service.implementation());
    let implementation = Expr::Atom(imports.item(&path));
    let checked = service.checks().is_some();
    let value = match checked {
        true => unchecked(&mut imports, service, &client, implementation),
        false => stub::call(&format!("{client}::in_process"), vec![implementation]),
    };
    let body = print::body(&[Statement::Value(value)], 4);
    let methods = outline.methods.iter();
    let tests = methods.map(|method| test(&mut imports, method)).collect();
    let view = TestView {
        service: &outline.full_name,
        deprecated: is_deprecated(service),
        imports: imports.lines(),
        client,
        checked,
        body,
        tests,
    };
    Some(ScaffoldFile::merged(format!("tests/{}.rs", service.module), view.to_string()))
}

/// A client of the service without the checks of its requests, which empty ones may not pass.
fn unchecked(imports: &mut Imports, service: &NamedService, client: &str, implementation: Expr) -> Expr {
    let outline = &service.outline;
    let server = imports.generated(&format!("{}::{}Server", outline.server, outline.ident));
    let in_process = imports.item("rpcsmith_runtime::client::InProcess");
    let server = stub::call(&format!("{server}::new"), vec![implementation]);
    let server = Expr::Method(Box::new(server), "without_validation".to_owned(), Vec::new());
    let transport = stub::call(&format!("{in_process}::new"), vec![server]);
    stub::call(&format!("{client}::new"), vec![transport])
}

/// The test of one method.
pub fn test(imports: &mut Imports, method: &MethodOutline) -> String {
    let name = match method.ident.as_str() {
        // The function that makes the client.
        "client" => "client_",
        ident => ident,
    };
    let message = match method.input.as_str() {
        "()" => Expr::Atom("()".to_owned()),
        path if path.ends_with('>') => Expr::Atom("Vec::new()".to_owned()),
        path => stub::call(&format!("{}::default", imports.ty(path)), Vec::new()),
    };
    let request = match method.streaming {
        Streaming::Unary | Streaming::Server => message,
        Streaming::Client | Streaming::Bidi => stub::call("tokio_stream::once", vec![message]),
    };
    let client = stub::call("client", Vec::new());
    let answer = Expr::Method(Box::new(client), method.ident.clone(), vec![request]);
    let answer = Expr::Field(Box::new(answer), "await".to_owned());
    let error = Expr::Method(Box::new(Expr::Atom("answer".to_owned())), "unwrap_err".to_owned(), Vec::new());
    let code = Expr::Method(Box::new(error), "code".to_owned(), Vec::new());
    let unimplemented = Expr::Atom(format!("{}::Unimplemented", imports.item("tonic::Code")));
    let body = [
        Statement::Let {
            pattern: "answer".to_owned(),
            type_name: None,
            value: answer,
        },
        Statement::Expression(Expr::Macro("assert_eq", vec![code, unimplemented])),
    ];
    format!("#[tokio::test]\nasync fn {name}() {{\n{}}}\n", print::body(&body, 4))
}

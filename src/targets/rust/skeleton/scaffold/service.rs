//! The files of one service.

use askama::Template;

use super::expressions::{atom, call, macro_call, method};
use super::imports::Imports;
use super::names::NamedService;
use crate::model::Streaming;
use crate::outline::{MethodOutline, ServiceOutline};
use crate::skeleton::ScaffoldFile;
use crate::targets::rust::skeleton::analysis::clients::{ClientCall, ClientResult};
use crate::targets::rust::skeleton::stub::{self, Names, Part};
use crate::targets::rust::syntax::{Expr, Printer, Statement, print};

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

/// Where the service is implemented. `generated` is the module of the generated code: `crate::proto`; `runtime` the path
/// of the runtime: `::rpcsmith_runtime`.
pub fn service_file(service: &NamedService, generated: &str, runtime: &str) -> ScaffoldFile {
    let outline = &service.outline;
    let ident = service.implementation();
    let names = Names::imported(generated, runtime, outline, Part::Service, &[&ident]);
    let methods = outline.methods.iter();
    let functions = methods.map(|method| stub::method(outline, method, &names, 0));
    let docs = match &*outline.docs {
        "" => format!("/// The service `{}`.\n", outline.full_name),
        docs => docs.to_owned(),
    };
    let view = ImplementationView::new(
        outline,
        functions.collect(),
        &names,
        docs,
        (&names.trait_name(outline, Part::Service), ident),
    );
    ScaffoldFile::merged(
        format!("src/services/{}.rs", service.module),
        view.to_string(),
    )
}

/// Where requests of the service are checked; none if no request has rules.
pub fn checks_file(service: &NamedService, generated: &str, runtime: &str) -> Option<ScaffoldFile> {
    let (outline, ident) = (&service.outline, service.checks()?);
    let names = Names::imported(generated, runtime, outline, Part::Checks, &[&ident]);
    let checks = outline.checks.iter().filter(|check| check.has_rules);
    let functions = checks.map(|check| stub::check(check, &names, 0));
    let docs = format!(
        "/// Checks the requests of `{}` before its methods see them.\n\
         ///\n\
         /// Add checks here that no rule can express, for example:\n\
         /// `Err({}::validate::Invalid::field(\"name\", \"is taken\").into())`.\n",
        outline.full_name,
        runtime.trim_start_matches("::")
    );
    let view = ImplementationView::new(
        outline,
        functions.collect(),
        &names,
        docs,
        (&names.trait_name(outline, Part::Checks), ident),
    );
    let path = format!("src/services/{}.rs", service.checks_module());
    Some(ScaffoldFile::merged(path, view.to_string()))
}

impl ImplementationView {
    fn new(
        outline: &ServiceOutline,
        functions: Vec<String>,
        names: &Names,
        docs: String,
        (name, ident): (&str, String),
    ) -> Self {
        Self {
            deprecated: outline.names_deprecated,
            functions,
            imports: names.imports(),
            docs,
            head: Printer::nested(0).implementation(0, "", name, &ident),
            ident,
        }
    }
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
pub fn test_file(service: &NamedService, generated: &str, runtime: &str) -> Option<ScaffoldFile> {
    let outline = &service.outline;
    if outline.methods.is_empty() {
        return None;
    }
    let (library, _) = generated.split_once("::").unwrap_or((generated, ""));
    let mut imports = Imports::new(generated, &[]);
    imports.item("tonic::Code");
    let client = imports.generated(&format!("{}::{}Client", outline.client, outline.ident));
    let path = format!(
        "{library}::services::{}::{}",
        service.module,
        service.implementation()
    );
    let implementation = atom(imports.item(&path));
    let checked = service.checks().is_some();
    let value = if checked {
        unchecked(&mut imports, service, (&client, runtime), implementation)
    } else {
        call(format!("{client}::in_process"), vec![implementation])
    };
    let body = print::body(&[Statement::Value(value)], 4);
    let methods = outline.methods.iter();
    let tests = methods
        .map(|method| test(&mut imports, outline, method, &ClientCall::default()))
        .collect();
    let view = TestView {
        service: &outline.full_name,
        deprecated: outline.deprecated || outline.methods.iter().any(|method| method.deprecated),
        imports: imports.lines(),
        client,
        checked,
        body,
        tests,
    };
    Some(ScaffoldFile::merged(
        format!("tests/{}.rs", service.module),
        view.to_string(),
    ))
}

/// A client of the service without the checks of its requests, which empty ones may not pass.
fn unchecked(
    imports: &mut Imports,
    service: &NamedService,
    (client, runtime): (&str, &str),
    implementation: Expr,
) -> Expr {
    let outline = &service.outline;
    let server = imports.generated(&format!("{}::{}Server", outline.server, outline.ident));
    let in_process = imports.item(&format!(
        "{}::client::InProcess",
        runtime.trim_start_matches("::")
    ));
    let server = call(format!("{server}::new"), vec![implementation]);
    let server = method(server, "without_validation", Vec::new());
    let transport = call(format!("{in_process}::new"), vec![server]);
    call(format!("{client}::new"), vec![transport])
}

/// The test of one method, which gets its client by a call of `client`.
pub fn test(
    imports: &mut Imports,
    service: &ServiceOutline,
    rpc: &MethodOutline,
    by: &ClientCall,
) -> String {
    let name = match rpc.ident.as_str() {
        // The function that makes the client.
        "client" => "client_",
        ident => ident,
    };
    let message = match rpc.input.as_str() {
        "()" => atom("()"),
        path if path.ends_with('>') => call("Vec::new", Vec::new()),
        path => call(format!("{}::default", imports.ty(path)), Vec::new()),
    };
    let request = match rpc.streaming {
        Streaming::Unary | Streaming::Server => message,
        Streaming::Client | Streaming::Bidi => call("tokio_stream::once", vec![message]),
    };
    let mut own = call("client", Vec::new());
    if by.is_awaited {
        own = Expr::Field(Box::new(own), "await".to_owned());
    }
    let (own, output) = match &by.result {
        ClientResult::Client => (own, None),
        ClientResult::Unwrapped => (method(own, "unwrap", Vec::new()), None),
        ClientResult::Returned(output) => (Expr::Try(Box::new(own)), Some(output)),
    };
    let answer = match &*rpc.client_ident {
        // Of a value, those of the prelude go first.
        "into" | "try_into" => {
            let own = Expr::Unary("&", Box::new(own));
            let client = imports.generated(&format!("{}::{}Client", service.client, service.ident));
            call(
                format!("{client}::{}", rpc.client_ident),
                vec![own, request],
            )
        }
        ident => method(own, ident, vec![request]),
    };
    let answer = Expr::Field(Box::new(answer), "await".to_owned());
    let error = method(atom("answer"), "unwrap_err", Vec::new());
    let code = method(error, "code", Vec::new());
    let unimplemented = atom(format!("{}::Unimplemented", imports.item("tonic::Code")));
    let mut body = vec![
        Statement::Let {
            pattern: "answer".to_owned(),
            type_name: None,
            value: answer,
        },
        Statement::Expression(macro_call("assert_eq", vec![code, unimplemented])),
    ];
    body.extend(output.map(|_| Statement::Value(call("Ok", vec![atom("()")]))));
    let head = format!("async fn {name}");
    let head = output.map_or_else(
        || Printer::nested(0).signature(0, &head, &[], None, " {"),
        |output| format!("{head}() -> {output} {{"),
    );
    format!("#[tokio::test]\n{head}\n{}}}\n", print::body(&body, 4))
}

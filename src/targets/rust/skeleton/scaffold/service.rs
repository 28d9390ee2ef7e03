//! The files of one service: its implementation, its checks and its tests.

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

/// A file with imports, a type and its `impl`.
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

/// The file with the implementation of a service. `generated` is the module of the generated code, `crate::proto`, and
/// `runtime` is the path of the runtime, `::rpcsmith_runtime`.
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

/// The file with the checks of requests. `None` if no request has rules.
pub fn checks_file(service: &NamedService, generated: &str, runtime: &str) -> Option<ScaffoldFile> {
    let (outline, ident) = (&service.outline, service.checks()?);
    let names = Names::imported(generated, runtime, outline, Part::Checks, &[&ident]);
    let checks = outline.checks.iter().filter(|check| check.has_rules);
    let functions = checks.map(|check| stub::check(check, &names, 0));
    let docs = format!(
        "/// Checks the requests of `{}` before its methods get them.\n\
         ///\n\
         /// Add checks here that rules cannot express, for example:\n\
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

/// The file of tests: a call of each method, in process.
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

/// The file with the tests of a service. `None` if the service has no methods. `generated` is the module of the generated
/// code for users of the library, `users::proto`, and `runtime` is their path of the runtime: `::rpcsmith_runtime`.
pub fn test_file(service: &NamedService, generated: &str, runtime: &str) -> Option<ScaffoldFile> {
    let outline = &service.outline;
    if outline.methods.is_empty() {
        return None;
    }
    let (library, _) = generated.split_once("::").unwrap_or((generated, ""));
    let mut imports = Imports::new(generated, runtime);
    imports.runtime("Code");
    let client = imports.generated(&format!("{}::{}Client", outline.client, outline.ident));
    let path = format!(
        "{library}::services::{}::{}",
        service.module,
        service.implementation()
    );
    let implementation = atom(imports.item(&path));
    let checked = service.checks().is_some();
    let value = if checked {
        unchecked(&mut imports, service, &client, implementation)
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

/// A client that skips the checks of requests, which an empty request may not pass.
fn unchecked(
    imports: &mut Imports,
    service: &NamedService,
    client: &str,
    implementation: Expr,
) -> Expr {
    let outline = &service.outline;
    let server = imports.generated(&format!("{}::{}Server", outline.server, outline.ident));
    let in_process = imports.runtime("client::InProcess");
    let server = call(format!("{server}::new"), vec![implementation]);
    let server = method(server, "without_validation", Vec::new());
    let transport = call(format!("{in_process}::new"), vec![server]);
    call(format!("{client}::new"), vec![transport])
}

/// The test of one method, which calls `client` as `client_call` describes it.
pub fn test(
    imports: &mut Imports,
    service: &ServiceOutline,
    rpc: &MethodOutline,
    client_call: &ClientCall,
) -> String {
    let name = match rpc.ident.as_str() {
        // The test file has a function `client`.
        "client" => "client_",
        ident => ident,
    };
    let output = match &client_call.result {
        ClientResult::Returned(output) => Some(output),
        ClientResult::Client | ClientResult::Unwrapped => None,
    };
    let response = rpc_call(imports, service, rpc, client_call);
    let error = method(atom("result"), "unwrap_err", Vec::new());
    let code = method(error, "code", Vec::new());
    let unimplemented = atom(format!("{}::Unimplemented", imports.runtime("Code")));
    let mut body = vec![
        Statement::Let {
            pattern: "result".to_owned(),
            type_name: None,
            value: response,
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

/// The call of a method with an empty request: `client().get_user(GetUserRequest::default()).await`.
fn rpc_call(
    imports: &mut Imports,
    service: &ServiceOutline,
    rpc: &MethodOutline,
    client_call: &ClientCall,
) -> Expr {
    let request = empty_request(imports, rpc);
    let client = client_of(client_call);
    let response = match &*rpc.client_ident {
        // The traits of the prelude have methods with these names, which method syntax would call.
        "into" | "try_into" => {
            let client = Expr::Unary("&", Box::new(client));
            let ty = imports.generated(&format!("{}::{}Client", service.client, service.ident));
            call(format!("{ty}::{}", rpc.client_ident), vec![client, request])
        }
        ident => method(client, ident, vec![request]),
    };
    Expr::Field(Box::new(response), "await".to_owned())
}

/// An empty request, or a stream of one.
fn empty_request(imports: &mut Imports, rpc: &MethodOutline) -> Expr {
    let message = match rpc.input.as_str() {
        "()" => atom("()"),
        path if path.ends_with('>') => call("Vec::new", Vec::new()),
        path => call(format!("{}::default", imports.ty(path)), Vec::new()),
    };
    match rpc.streaming {
        Streaming::Unary | Streaming::Server => message,
        Streaming::Client | Streaming::Bidi => call("tokio_stream::once", vec![message]),
    }
}

/// The client that the function `client` of a test file returns: `client().await?`.
fn client_of(client_call: &ClientCall) -> Expr {
    let mut client = call("client", Vec::new());
    if client_call.is_awaited {
        client = Expr::Field(Box::new(client), "await".to_owned());
    }
    match client_call.result {
        ClientResult::Client => client,
        ClientResult::Unwrapped => method(client, "unwrap", Vec::new()),
        ClientResult::Returned(_) => Expr::Try(Box::new(client)),
    }
}

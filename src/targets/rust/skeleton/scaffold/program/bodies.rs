//! The bodies of functions of the library and the programs that depend on services and names.

use std::collections::BTreeSet;

use super::super::expressions::{atom, call, macro_call, method};
use super::super::imports::Imports;
use super::super::names::{CrateNames, NamedService};
use crate::targets::rust::syntax::{Expr, Statement, print};

/// The body of the function that adds all services to a server.
pub(super) fn server(imports: &mut Imports, services: &[NamedService]) -> String {
    let builder = format!("{}::builder", imports.runtime("Server"));
    let server = services
        .iter()
        .fold(call(builder, Vec::new()), |server, service| {
            let added = registration(imports, service);
            method(server, "add_service", vec![added])
        });
    let packages: BTreeSet<_> = services
        .iter()
        .map(|service| &*service.outline.package)
        .collect();
    let sets = packages.into_iter().map(descriptor_set);
    let server = method(server, "reflection", vec![Expr::Array(sets.collect())]);
    print::body(&[Statement::Value(server)], 4)
}

/// The body of the client's `main`.
pub(super) fn client(services: &[NamedService]) -> String {
    let of_cargo = |name: &str| macro_call("env", vec![atom(format!("\"{name}\""))]);
    let client = call("Client::new", vec![of_cargo("CARGO_BIN_NAME")]);
    let client = method(client, "version", vec![of_cargo("CARGO_PKG_VERSION")]);
    let client = services
        .iter()
        .fold(client, |client, NamedService { outline, .. }| {
            let methods = atom(format!("proto::{}::ALL", outline.table));
            method(
                client,
                "service",
                vec![methods, descriptor_set(&outline.package)],
            )
        });
    let run = method(client, "run", Vec::new());
    print::body(&[Statement::Value(run)], 4)
}

/// The descriptor set of a package.
fn descriptor_set(package: &str) -> Expr {
    match package {
        "" => atom("proto::FILE_DESCRIPTOR_SET"),
        package => atom(format!("proto::{package}::FILE_DESCRIPTOR_SET")),
    }
}

/// The statement of the program that reads the configuration.
pub(super) fn configuration(names: &CrateNames) -> String {
    let read = call(
        format!("{}::config::Config::read", names.library),
        Vec::new(),
    );
    let config = Statement::Let {
        pattern: "config".to_owned(),
        type_name: None,
        value: Expr::Try(Box::new(read)),
    };
    print::body(&[config], 4)
}

/// The body of `Config::read`.
pub(super) fn sources(names: &CrateNames) -> String {
    let file = atom(format!("\"config/{}.toml\"", names.package));
    let file = Expr::Closure(
        vec!["_".to_owned()],
        Box::new(method(file, "to_owned", Vec::new())),
    );
    let variable = call(
        "env::var",
        vec![atom(format!("\"{}_CONFIG\"", names.prefix))],
    );
    let statements = [
        Statement::Let {
            pattern: "file".to_owned(),
            type_name: None,
            value: method(variable, "unwrap_or_else", vec![file]),
        },
        Statement::Value(read(names, atom("file"), "env", Vec::new())),
    ];
    print::body(&statements, 8)
}

/// The body of the function with which tests read the file and a variable.
pub(super) fn test_sources(names: &CrateNames) -> String {
    let file = atom(format!("\"config/{}.toml\"", names.package));
    let variable = macro_call(
        "format",
        vec![atom(format!("\"{}__{{name}}\"", names.prefix))],
    );
    let variable = Expr::Tuple(vec![variable, atom("value")]);
    let vars = vec![Expr::Array(vec![variable])];
    print::body(&[Statement::Value(read(names, file, "vars", vars))], 8)
}

/// The settings of a file, with variables that a method of `Sources` adds.
fn read(names: &CrateNames, file: Expr, vars: &str, arguments: Vec<Expr>) -> Expr {
    let tried = |value| Expr::Try(Box::new(value));
    let prefix = atom(format!("\"{}\"", names.prefix));
    let sources = tried(call("Sources::new", vec![prefix]));
    let sources = tried(method(sources, "file", vec![file]));
    method(method(sources, vars, arguments), "read", Vec::new())
}

/// The statement that names the program in traces.
pub(super) fn resource(names: &CrateNames) -> String {
    let resource = call("Resource::builder", Vec::new());
    let resource = method(
        resource,
        "with_service_name",
        vec![atom(format!("\"{}\"", names.package))],
    );
    let resource = Statement::Let {
        pattern: "resource".to_owned(),
        type_name: None,
        value: method(resource, "build", Vec::new()),
    };
    print::body(&[resource], 4)
}

/// The server of a service, as `add_service` takes it.
fn registration(imports: &mut Imports, service: &NamedService) -> Expr {
    let NamedService { outline, module } = service;
    let server = format!("{}::{}Server", outline.server, outline.ident);
    let server = if outline.deprecated {
        // An import of a deprecated item would cause a warning that cannot be allowed there.
        imports.path(&server)
    } else {
        imports.generated(&server)
    };
    let mut item = |module: &str, ident: &str| {
        atom(imports.item(&format!("crate::services::{module}::{ident}")))
    };
    let implementation = item(module, &service.implementation());
    match service.checks() {
        Some(checks) => {
            let checks = item(&service.checks_module(), &checks);
            call(
                format!("{server}::with_validation"),
                vec![implementation, checks],
            )
        }
        None => call(format!("{server}::new"), vec![implementation]),
    }
}

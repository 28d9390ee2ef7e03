//! The files of a crate that are not those of one service.

use std::collections::BTreeSet;

use askama::Template;
use heck::ToKebabCase;
use toml_edit::Value;

use super::dependencies::{self, Dependency, Source};
use super::imports::{Imports, by_version};
use super::names::{self, CrateNames, NamedService};
use super::expressions::{atom, call, method};
use super::{Extras, Owner, ScaffoldFile, service};
use crate::GeneratedFile;
use crate::model::Streaming;
use crate::targets::rust::syntax::{Expr, Statement, print};

/// A crate of which everything is decided.
#[derive(Clone, Debug)]
pub struct Crate {
    /// What it is called.
    pub names: CrateNames,
    /// What it implements.
    pub services: Vec<NamedService>,
    /// What its server has beyond the plain one.
    pub extras: Extras,
    /// Where the runtime comes from.
    pub runtime: Source,
    /// The generated code.
    pub generated: Vec<GeneratedFile>,
    /// Its `.proto` files.
    pub protos: Vec<ScaffoldFile>,
    /// What `rpcsmith.toml` says, but for `out`: names and values.
    pub settings: Vec<(String, Value)>,
    /// Whether it stands in a workspace that does not list it.
    pub own_workspace: bool,
}

/// The folder of the generated code.
pub const GENERATED: &str = "src/gen";

/// The module of the generated code.
const MODULE: &str = "crate::proto";

/// What the templates print.
struct View<'c> {
    package: &'c str,
    library: &'c str,
    prefix: &'c str,
    client: String,
    services: &'c [NamedService],
    extras: Extras,
    settings: Vec<(String, String)>,
    dependencies: Vec<(&'static str, String)>,
    own_workspace: bool,
    /// The `use` lines of the library, and what is in its items.
    imports: String,
    descriptors: String,
    server: String,
    /// The modules of the services.
    modules: Vec<String>,
    /// The first method, as programs call it.
    example: Example,
    has_checks: bool,
    runtime_is_elsewhere: bool,
}

/// A method to begin with.
#[derive(Clone, Debug, Default)]
struct Example {
    /// `user.v1.UserService/GetUser`.
    path: String,
    /// `get-user`.
    command: String,
    file: String,
}

macro_rules! templates {
    ($($name:ident: $path:tt,)*) => {$(
        #[derive(Template)]
        #[template(path = $path, escape = "none")]
        struct $name<'v>(&'v View<'v>);

        impl<'v> std::ops::Deref for $name<'v> {
            type Target = View<'v>;

            fn deref(&self) -> &View<'v> {
                self.0
            }
        }
    )*};
}

templates! {
    Manifest: "skeleton/manifest.toml",
    Settings: "skeleton/rpcsmith.toml",
    Library: "skeleton/lib.rs",
    Modules: "skeleton/services.rs",
    Program: "skeleton/main.rs",
    Client: "skeleton/client.rs",
    Configuration: "skeleton/config.toml",
    Readme: "skeleton/README.md",
    Dockerfile: "skeleton/Dockerfile",
    Kubernetes: "skeleton/kubernetes.yaml",
}

impl Crate {
    /// All files, in the order of their paths.
    pub fn files(&self) -> Vec<ScaffoldFile> {
        let view = self.view();
        let (v, package) = (&view, &self.names.package);
        let mut files = vec![
            ScaffoldFile::merged("Cargo.toml", Manifest(v).to_string()),
            ScaffoldFile::yours("rpcsmith.toml", Settings(v).to_string()),
            ScaffoldFile::merged("src/lib.rs", Library(v).to_string()),
            ScaffoldFile::merged("src/services/mod.rs", Modules(v).to_string()),
            ScaffoldFile::yours("src/main.rs", Program(v).to_string()),
            ScaffoldFile::yours(format!("src/bin/{}.rs", v.client), Client(v).to_string()),
            ScaffoldFile::yours(format!("config/{package}.toml"), Configuration(v).to_string()),
            ScaffoldFile::yours("README.md", Readme(v).to_string()),
            ScaffoldFile::yours("Dockerfile", Dockerfile(v).to_string()),
            ScaffoldFile::yours(".dockerignore", "/.git\n/target\n"),
            ScaffoldFile::yours(".gitignore", "/target\n"),
            ScaffoldFile::yours("deploy/kubernetes.yaml", Kubernetes(v).to_string()),
        ];
        let generated = self.generated.iter();
        files.extend(generated.map(|file| {
            let path = format!("{GENERATED}/{}", file.name);
            ScaffoldFile::new(Owner::Generated, path, file.content.clone())
        }));
        files.extend(self.protos.iter().cloned());
        let outside = MODULE.replacen("crate", &self.names.library, 1);
        for service in &self.services {
            files.push(service::service_file(service, MODULE));
            files.extend(service::checks_file(service, MODULE));
            files.extend(service::test_file(service, &outside));
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files
    }

    /// The crates that it depends on.
    pub fn dependencies(&self) -> Vec<Dependency> {
        let outlines: Vec<_> = self.services.iter().map(|service| service.outline.clone()).collect();
        let code = dependencies::of_code(&self.generated, &outlines, &self.runtime);
        let programs = dependencies::of_programs(self.extras, &self.runtime);
        dependencies::together(code.into_iter().chain(programs))
    }

    fn view(&self) -> View<'_> {
        let mut imports = Imports::new(MODULE, &[]);
        imports.item("rpcsmith_runtime::serve::ServerBuilder");
        let dependencies = self.dependencies();
        let server = server(&mut imports, &self.services);
        let imports = imports.lines();
        View {
            package: &self.names.package,
            library: &self.names.library,
            prefix: &self.names.prefix,
            client: names::client(&self.names, &self.services),
            services: &self.services,
            extras: self.extras,
            settings: self
                .settings
                .iter()
                .map(|(name, value)| (name.clone(), value.to_string()))
                .collect(),
            dependencies: dependencies
                .iter()
                .map(|dependency| (dependency.name, dependency.value().to_string()))
                .collect(),
            own_workspace: self.own_workspace,
            imports,
            descriptors: descriptors(&self.services),
            server,
            modules: modules(&self.services),
            example: self.example(),
            has_checks: self.services.iter().any(|service| service.checks().is_some()),
            runtime_is_elsewhere: matches!(self.runtime, Source::Path(_)),
        }
    }
}

impl Crate {
    /// The first method that takes and gives one message, or the first at all.
    fn example(&self) -> Example {
        let methods = || self.services.iter().flat_map(|service| {
            let methods = service.outline.methods.iter();
            methods.map(move |method| (service, method))
        });
        let unary = methods().find(|(_, method)| method.streaming == Streaming::Unary);
        let Some((service, method)) = unary.or_else(|| methods().next()) else {
            return Example::default();
        };
        Example {
            path: format!("{}/{}", service.outline.full_name, method.name),
            command: method.name.to_kebab_case(),
            file: format!("src/services/{}.rs", service.module),
        }
    }
}

/// The constant of all descriptor sets.
fn descriptors(services: &[NamedService]) -> String {
    let packages: BTreeSet<_> = services.iter().map(|service| &*service.outline.package).collect();
    let sets = packages.into_iter().map(|package| match package {
        "" => atom("proto::FILE_DESCRIPTOR_SET"),
        package => atom(format!("proto::{package}::FILE_DESCRIPTOR_SET")),
    });
    let constant = Statement::Item {
        keyword: "pub const",
        name: "DESCRIPTORS".to_owned(),
        type_name: "&[&[u8]]".to_owned(),
        value: Expr::Unary("&", Box::new(Expr::Array(sets.collect()))),
    };
    print::body(&[constant], 0)
}

/// The body of the function that adds all services to a server.
fn server(imports: &mut Imports, services: &[NamedService]) -> String {
    let builder = format!("{}::builder", imports.item("rpcsmith_runtime::Server"));
    let added = services.iter().fold(call(builder, Vec::new()), |server, service| {
        let added = registration(imports, service);
        method(server, "add_service", vec![added])
    });
    print::body(&[Statement::Value(added)], 4)
}

/// The server of a service, as `add_service` takes it.
fn registration(imports: &mut Imports, service: &NamedService) -> Expr {
    let NamedService { outline, module } = service;
    let server = imports.generated(&format!("{}::{}Server", outline.server, outline.ident));
    let mut item = |module: &str, ident: &str| {
        atom(imports.item(&format!("crate::services::{module}::{ident}")))
    };
    let implementation = item(module, &service.implementation());
    match service.checks() {
        Some(checks) => {
            let checks = item(&service.checks_module(), &checks);
            call(format!("{server}::with_validation"), vec![implementation, checks])
        }
        None => call(format!("{server}::new"), vec![implementation]),
    }
}

/// The modules under `services`, as rustfmt orders them.
fn modules(services: &[NamedService]) -> Vec<String> {
    let checks = services.iter().filter(|service| service.checks().is_some());
    let checks = checks.map(NamedService::checks_module);
    let mut modules: Vec<_> = services.iter().map(|service| service.module.clone()).chain(checks).collect();
    modules.sort_by(|one, other| by_version(one, other));
    modules
}

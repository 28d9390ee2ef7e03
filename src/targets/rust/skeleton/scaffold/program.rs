//! The files of a crate that do not belong to one service.

mod bodies;
mod pages;

use askama::Template;
use heck::ToKebabCase;
use toml::Value;

use super::dependencies::{self, Dependency};
use super::imports::Imports;
use super::names::{self, CrateNames, NamedService};
use super::service;
use crate::model::Streaming;
use crate::outline::MethodOutline;
use crate::response::GeneratedFile;
use crate::skeleton::{DependencySource, Extras, Owner, ScaffoldFile};
use crate::targets::rust::skeleton::imports::by_version;

/// All decisions about a new crate.
#[derive(Clone, Debug)]
pub struct Crate {
    /// Its names.
    pub names: CrateNames,
    /// The services that it implements.
    pub services: Vec<NamedService>,
    /// The optional features of its server.
    pub extras: Extras,
    /// The source of the runtime.
    pub runtime: DependencySource,
    /// The generated code.
    pub generated: Vec<GeneratedFile>,
    /// Its `.proto` files.
    pub protos: Vec<ScaffoldFile>,
    /// The settings in `rpcsmith.toml`, except `out`: names and values.
    pub settings: Vec<(String, Value)>,
    /// The keys of development tokens.
    pub development_keys: Option<String>,
    /// The files of options that are given as texts: their paths and texts.
    pub inlined: Vec<(String, String)>,
    /// Whether it is in the folder of a workspace that does not list it.
    pub own_workspace: bool,
}

/// The file with the keys of development tokens.
const DEVELOPMENT_KEYS: &str = "config/development.jwks.json";

/// The token that the README creates.
const DEVELOPMENT_TOKEN: &str = "config/development.token";

/// The commands of the client that are not methods.
const CLIENTS_OWN: [&str; 3] = ["completions", "health", "help"];

/// The folder of the generated code.
pub const GENERATED: &str = "src/gen";

/// The module of the generated code.
const MODULE: &str = "crate::proto";

/// The path of the runtime in the code.
pub const RUNTIME: &str = "::rpcsmith_runtime";

/// The values that the templates print.
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
    /// The `use` lines of the library, and the body of `server`.
    imports: String,
    server: String,
    /// The `use` lines of the client, and the body of `main`.
    client_imports: String,
    client_body: String,
    /// Statements that read the configuration: in the program, in `Config`, and in its tests.
    configuration: String,
    sources: String,
    test_sources: String,
    /// The statement that sets the name of the program in traces.
    resource: String,
    /// The modules of the services.
    modules: Vec<String>,
    /// The command of the first method in the client, and the file of the method.
    example: (String, String),
    /// The URL of the server.
    url: &'static str,
    /// The URL of the first unary method.
    unary: Option<String>,
    /// The command that calls the first unary method with a route of HTTP/JSON.
    http: Option<String>,
    /// The import of the first service in Python, and its stub.
    python: (String, String),
    has_checks: bool,
    deprecated: bool,
    development_keys: &'static str,
    development_token: &'static str,
    /// The package as a name in Kubernetes, and the probe of its health.
    kubernetes: String,
    probe: String,
    /// The command that checks the health of a container, as a JSON array.
    health_check: String,
    runtime_is_elsewhere: bool,
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
    Config: "skeleton/config.rs",
    Configuration: "skeleton/config.toml",
    Readme: "skeleton/README.md",
    Dockerfile: "skeleton/Dockerfile",
    Kubernetes: "skeleton/kubernetes.yaml",
    Pages: "skeleton/pages.rs",
    SwaggerUi: "skeleton/swagger-ui/index.html",
}

impl Crate {
    /// All files, in the order of their paths.
    pub fn files(&self) -> Vec<ScaffoldFile> {
        let view = self.view();
        let (v, package) = (&view, &self.names.package);
        let secrets: String = self.secrets().map(|path| format!("/{path}\n")).collect();
        let mut files = vec![
            ScaffoldFile::merged("Cargo.toml", Manifest(v).to_string()),
            ScaffoldFile::yours("rpcsmith.toml", Settings(v).to_string()),
            ScaffoldFile::merged("src/lib.rs", Library(v).to_string()),
            ScaffoldFile::merged("src/services/mod.rs", Modules(v).to_string()),
            ScaffoldFile::yours("src/config.rs", Config(v).to_string()),
            ScaffoldFile::yours("src/main.rs", Program(v).to_string()),
            ScaffoldFile::yours(format!("src/bin/{}.rs", v.client), Client(v).to_string()),
            ScaffoldFile::yours(
                format!("config/{package}.toml"),
                Configuration(v).to_string(),
            ),
            ScaffoldFile::yours("README.md", Readme(v).to_string()),
            ScaffoldFile::yours("Dockerfile", Dockerfile(v).to_string()),
            ScaffoldFile::yours(".dockerignore", format!("/.git\n/target\n{secrets}")),
            ScaffoldFile::yours(".gitignore", format!("/target\n{secrets}")),
            ScaffoldFile::yours("deploy/kubernetes.yaml", Kubernetes(v).to_string()),
        ];
        files.extend(
            self.development_keys
                .iter()
                .map(|keys| ScaffoldFile::yours(DEVELOPMENT_KEYS, keys)),
        );
        if self.extras.http {
            let swagger_ui = SwaggerUi(v).to_string();
            files.extend(pages::files(Pages(v).to_string(), swagger_ui));
        }
        let inlined = self.inlined.iter();
        files.extend(inlined.map(|(path, text)| ScaffoldFile::yours(path, text)));
        let generated = self.generated.iter();
        files.extend(generated.map(|file| {
            let path = format!("{GENERATED}/{}", file.name);
            ScaffoldFile::new(Owner::Generated, path, file.content.clone())
        }));
        files.extend(self.protos.iter().cloned());
        let outside = self.outside();
        for service in &self.services {
            files.push(service::service_file(service, MODULE, RUNTIME));
            files.extend(service::checks_file(service, MODULE, RUNTIME));
            files.extend(service::test_file(service, &outside, RUNTIME));
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files
    }

    /// Its dependencies.
    pub fn dependencies(&self) -> Vec<Dependency> {
        let outlines: Vec<_> = self
            .services
            .iter()
            .map(|service| service.outline.clone())
            .collect();
        let code = dependencies::of_code(&self.generated, &outlines, &self.runtime, RUNTIME);
        let programs = dependencies::of_programs(self.extras, &self.runtime);
        dependencies::together(code.into_iter().chain(programs))
    }

    /// The files that must not be in a repository or an image.
    fn secrets(&self) -> impl Iterator<Item = &'static str> {
        let Extras { tls, jwt, .. } = self.extras;
        let of_tokens = jwt.then_some([DEVELOPMENT_KEYS, DEVELOPMENT_TOKEN]);
        tls.then_some("config/tls")
            .into_iter()
            .chain(of_tokens.into_iter().flatten())
    }

    /// The package as a name in Kubernetes.
    fn kubernetes(&self) -> String {
        let name = self.names.library.trim_end_matches('_');
        name.replace('_', "-").to_ascii_lowercase()
    }

    /// The arguments of the client that check the health of the server in its container, over TLS if the server has it.
    fn health_arguments(&self) -> Vec<String> {
        let name = self.kubernetes();
        let over_tls = [
            "--target",
            "https://localhost:50051",
            "--ca",
            "/run/tls/ca.crt",
            "--server-name",
            &name,
        ];
        let over_tls = self.extras.tls.then_some(over_tls);
        let arguments = over_tls.into_iter().flatten().chain(["health"]);
        arguments.map(str::to_owned).collect()
    }

    /// The command that checks the health of a container, as a JSON array.
    fn health_check(&self) -> String {
        let program = format!("/usr/local/bin/{}", self.client());
        let command: Vec<_> = [program]
            .into_iter()
            .chain(self.health_arguments())
            .collect();
        format!("[\"{}\"]", command.join("\", \""))
    }

    /// The health probe of Kubernetes, whose own gRPC probe does not support TLS.
    fn probe(&self) -> String {
        if self.extras.tls {
            format!("exec: {{ command: {} }}", self.health_check())
        } else {
            "grpc: { port: 50051 }".to_owned()
        }
    }

    /// The module of the generated code, from other crates.
    fn outside(&self) -> String {
        MODULE.replacen("crate", &self.names.library, 1)
    }

    /// The import of the first service in Python, and its stub. Both are empty for a crate without services.
    ///
    /// Source: <https://protobuf.dev/reference/python/python-generated/#invocation> for the names of modules.
    fn python(&self) -> (String, String) {
        let Some(NamedService { outline, .. }) = self.services.first() else {
            return Default::default();
        };
        let file = outline.place.file.trim_end_matches(".proto");
        let path = file.replace('-', "_").replace('/', ".");
        let name = outline.full_name.rsplit('.').next().unwrap_or_default();
        let (import, module) = match path.rsplit_once('.') {
            Some((package, module)) => (format!("from {package} import {module}_pb2_grpc"), module),
            None => (format!("import {path}_pb2_grpc"), &*path),
        };
        (import, format!("{module}_pb2_grpc.{name}Stub"))
    }

    fn view(&self) -> View<'_> {
        let mut imports = Imports::new(MODULE, RUNTIME);
        imports.runtime("serve::ServerBuilder");
        let dependencies = self.dependencies();
        let server = bodies::server(&mut imports, &self.services);
        let mut client_imports = Imports::new(&self.outside(), RUNTIME);
        client_imports.item("std::process::ExitCode");
        client_imports.runtime("cli::Client");
        client_imports.item(&self.outside());
        View {
            package: &self.names.package,
            library: &self.names.library,
            prefix: &self.names.prefix,
            client: self.client(),
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
            imports: imports.lines(),
            server,
            client_imports: client_imports.lines(),
            client_body: bodies::client(&self.services),
            configuration: bodies::configuration(&self.names),
            sources: bodies::sources(&self.names),
            test_sources: bodies::test_sources(&self.names),
            resource: bodies::resource(&self.names),
            modules: modules(&self.services),
            example: self.example(),
            url: self.url(),
            unary: pages::unary(self),
            http: pages::call(self),
            python: self.python(),
            has_checks: self
                .services
                .iter()
                .any(|service| service.checks().is_some()),
            deprecated: self
                .services
                .iter()
                .any(|service| service.outline.deprecated),
            development_keys: DEVELOPMENT_KEYS,
            development_token: DEVELOPMENT_TOKEN,
            kubernetes: self.kubernetes(),
            health_check: self.health_check(),
            probe: self.probe(),
            runtime_is_elsewhere: matches!(self.runtime, DependencySource::Path(_)),
        }
    }
}

impl Crate {
    /// The name of the client program.
    pub fn client(&self) -> String {
        names::client(&self.names, &self.services)
    }

    /// All methods, each with its service.
    fn methods(&self) -> impl Iterator<Item = (&NamedService, &MethodOutline)> {
        self.services.iter().flat_map(|service| {
            let methods = service.outline.methods.iter();
            methods.map(move |method| (service, method))
        })
    }

    fn first_unary(&self) -> Option<(&NamedService, &MethodOutline)> {
        self.methods()
            .find(|(_, method)| method.streaming == Streaming::Unary)
    }

    /// The URL of the server.
    fn url(&self) -> &'static str {
        if self.extras.tls {
            "https://localhost:50051"
        } else {
            "http://127.0.0.1:50051"
        }
    }

    /// An example: the first unary method, or the first method. Returns its command in the client, and its file.
    pub fn example(&self) -> (String, String) {
        self.first_unary()
            .or_else(|| self.methods().next())
            .map_or_else(Default::default, |(service, method)| {
                let file = format!("src/services/{}.rs", service.module);
                let command = method.name.to_kebab_case();
                let same = self.methods();
                let same = same.filter(|(_, other)| other.name.to_kebab_case() == command);
                // The client needs the full name if the short one is ambiguous.
                let is_clear = same.count() == 1 && !CLIENTS_OWN.contains(&&*command);
                if is_clear {
                    (command, file)
                } else {
                    (
                        format!("{}/{}", service.outline.full_name, method.name),
                        file,
                    )
                }
            })
    }
}

/// The modules in `services`, in the order of rustfmt.
fn modules(services: &[NamedService]) -> Vec<String> {
    let checks = services.iter().filter(|service| service.checks().is_some());
    let checks = checks.map(NamedService::checks_module);
    let mut modules: Vec<_> = services
        .iter()
        .map(|service| service.module.clone())
        .chain(checks)
        .collect();
    modules.sort_by(|one, other| by_version(one, other));
    modules
}

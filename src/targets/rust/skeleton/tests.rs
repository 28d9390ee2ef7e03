//! Analyses and splices of whole crates.

mod compiled;
mod mentions;
mod places;
mod property;
mod renames;
mod shapes;
mod states;
mod stubs;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::analysis::{Analysis, Target, TraitImpls, analyze};
use super::splice::splice;
use crate::diagnostics::Place;
use crate::model::Streaming;
use crate::outline::{CheckOutline, MethodOutline, ServiceOutline};
use crate::skeleton::Edit;

/// A crate in a temporary folder.
struct Fixture(TempDir);

impl Fixture {
    /// Creates a library with these files.
    fn new(files: &[(&str, &str)]) -> Self {
        let fixture = Self(tempfile::tempdir().expect("a folder"));
        fixture.write("Cargo.toml", "[package]\nname = \"users\"\n");
        for (name, text) in files {
            fixture.write(name, text);
        }
        fixture
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }

    fn analyze(&self, services: &[ServiceOutline]) -> Analysis {
        let target = Target {
            root: self.path(),
            generated: Some(Path::new("src/gen")),
            runtime: "::rpcsmith_runtime",
        };
        analyze(&target, services.to_vec()).expect("it is a crate")
    }

    /// Splices, and asserts that a second run has nothing to do.
    fn splice(&self, services: &[ServiceOutline]) -> Vec<Edit> {
        let edits = splice(&self.analyze(services), &[]).expect("no fault");
        for edit in &edits {
            fs::write(&edit.path, &edit.after).expect("it can be written");
        }
        let again = splice(&self.analyze(services), &[]).expect("no fault");
        assert_eq!(again, []);
        edits
    }
}

/// `user.v1.UserService`, with checks if `has_checks`.
fn user_service(methods: &[MethodOutline], has_checks: bool) -> ServiceOutline {
    service("user.v1", "UserService", methods, has_checks)
}

fn service(
    package: &str,
    name: &str,
    methods: &[MethodOutline],
    has_checks: bool,
) -> ServiceOutline {
    let module = package.replace('.', "::");
    let snake = crate::targets::rust::names::function_or_variable(name);
    let path = |suffix: &str| match &*module {
        "" => format!("{snake}_{suffix}"),
        module => format!("{module}::{snake}_{suffix}"),
    };
    let mut inputs: Vec<&String> = methods.iter().map(|method| &method.input).collect();
    inputs.sort();
    inputs.dedup();
    let checks = inputs.iter().map(|path| {
        let message = match path.as_str() {
            "()" => "GoogleProtobufEmpty",
            path => path.rsplit("::").next().unwrap_or_default(),
        };
        CheckOutline {
            message: format!("{package}.{message}"),
            place: Place::file("user.proto"),
            ident: crate::targets::rust::names::function_or_variable(message).to_string(),
            input: (*path).clone(),
            has_rules: true,
            deprecated: false,
        }
    });
    ServiceOutline {
        full_name: match package {
            "" => name.to_owned(),
            package => format!("{package}.{name}"),
        },
        place: Place::file("user.proto"),
        ident: name.to_owned(),
        package: module.clone(),
        server: path("server"),
        client: path("client"),
        table: path("methods"),
        docs: String::new(),
        deprecated: false,
        names_deprecated: false,
        has_descriptor_set: true,
        methods: methods.to_vec(),
        checks: if has_checks {
            checks.collect()
        } else {
            Vec::new()
        },
    }
}

/// A method of `user.v1`.
fn method(name: &str, streaming: Streaming, input: &str, output: &str) -> MethodOutline {
    let path = |message: &str| match message {
        "()" => "()".to_owned(),
        message if message.contains("::") => message.to_owned(),
        message => format!("user::v1::{message}"),
    };
    MethodOutline {
        name: name.to_owned(),
        place: Place::file("user.proto"),
        ident: crate::targets::rust::names::function_or_variable(name).to_string(),
        client_ident: crate::targets::rust::names::function_or_variable(name).to_string(),
        streaming,
        input: path(input),
        output: path(output),
        docs: String::new(),
        deprecated: false,
        http: None,
    }
}

fn get_user() -> MethodOutline {
    method("GetUser", Streaming::Unary, "GetUserRequest", "User")
}

fn list_users() -> MethodOutline {
    method("ListUsers", Streaming::Server, "ListUsersRequest", "User")
}

fn create_users() -> MethodOutline {
    method(
        "CreateUsers",
        Streaming::Client,
        "CreateUserRequest",
        "CreateUsersResponse",
    )
}

fn chat() -> MethodOutline {
    method("Chat", Streaming::Bidi, "ChatMessage", "ChatMessage")
}

/// The place and the reason of a refusal.
fn refused(found: &TraitImpls) -> String {
    let refusal = found.refusal.as_ref().expect("it is refused");
    format!(
        "{}:{}:{}: {}",
        refusal.file, refusal.line, refusal.column, refusal.reason
    )
}

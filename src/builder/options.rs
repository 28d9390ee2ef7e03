//! The options for every target, as methods.

use super::Builder;
use crate::options::{ImplementationCheck, Language, ValidationErrors, Validators};

/// The options for every target, one method for each.
impl Builder {
    /// Sets an option by its name, or adds a value to a repeatable option. [`compile`](Self::compile) reports invalid
    /// options.
    #[must_use]
    pub fn option(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.push((name.into(), value.into()));
        self
    }

    /// The language to generate. Default: Rust.
    #[must_use]
    pub fn target(self, language: Language) -> Self {
        self.option("target", language.name())
    }

    /// Which messages implement `Validate`.
    #[must_use]
    pub fn validate(self, validators: Validators) -> Self {
        self.option("validate", validators.name())
    }

    /// What to do with a rule that cannot be compiled.
    #[must_use]
    pub fn validation_errors(self, errors: ValidationErrors) -> Self {
        self.option("validation_errors", errors.name())
    }

    /// Whether to generate server traits and services. Default: `true`.
    #[must_use]
    pub fn server(self, server: bool) -> Self {
        self.option("server", server.to_string())
    }

    /// Whether to generate clients. Default: `true`.
    #[must_use]
    pub fn client(self, client: bool) -> Self {
        self.option("client", client.to_string())
    }

    /// Whether to generate fakes of services beside their servers, for tests. They need the feature `fake` of
    /// `rpcsmith-runtime`. Default: `false`.
    #[must_use]
    pub fn fakes(self, fakes: bool) -> Self {
        self.option("fakes", fakes.to_string())
    }

    /// Whether servers also answer HTTP/JSON, and services also have clients of it, by the option `google.api.http` of methods.
    /// Needs [`json`](Self::json). Default:
    /// `false`.
    #[must_use]
    pub fn http(self, http: bool) -> Self {
        self.option("http", http.to_string())
    }

    /// Leaves out the comments of the elements that the pattern names.
    #[must_use]
    pub fn disable_comments(self, path: &str) -> Self {
        self.option("disable_comments", path)
    }

    /// Generates only this package or service, and others that this method names.
    #[must_use]
    pub fn include(self, package_or_service: &str) -> Self {
        self.option("include", package_or_service)
    }

    /// Configures clients by the gRPC service config (JSON) in this file: deadlines, retries, hedging. They need the feature
    /// `channel` of `rpcsmith-runtime`.
    ///
    /// Source: <https://github.com/grpc/grpc/blob/master/doc/service_config.md>.
    #[must_use]
    pub fn service_config(self, path: impl AsRef<std::path::Path>) -> Self {
        self.option("service_config", path.as_ref().display().to_string())
    }

    /// Writes an OpenAPI 3.1 document of this name beside the code, as JSON or YAML by its extension: for all packages, or for
    /// each package if the name contains `{package}`. YAML needs the feature `yaml` of `rpcsmith`.
    #[must_use]
    pub fn openapi(self, name: &str) -> Self {
        self.option("openapi", name)
    }

    /// Merges the JSON object in this file into each document of [`openapi`](Self::openapi).
    #[must_use]
    pub fn openapi_base(self, path: impl AsRef<std::path::Path>) -> Self {
        self.option("openapi_base", path.as_ref().display().to_string())
    }

    /// Reports, as warnings of the build, the rpcs that the implementations in a crate lack; `"."` is the package itself.
    /// This changes no file there. Needs the feature `analysis` of `rpcsmith`.
    #[must_use]
    pub fn implementation(self, directory: &str) -> Self {
        self.option("implementation", directory)
    }

    /// Whether missing rpcs are warnings or errors.
    #[must_use]
    pub fn implementation_check(self, check: ImplementationCheck) -> Self {
        self.option("implementation_check", check.name())
    }

    /// Whether to write the resolved model as well, for debugging. Default: `false`.
    #[must_use]
    pub fn dump_model(self, dump: bool) -> Self {
        self.option("dump_model", dump.to_string())
    }
}

//! The names of a crate, its files and its programs.

use std::collections::BTreeSet;

use heck::ToSnakeCase;

use crate::diagnostics::Diagnostic;
use crate::outline::ServiceOutline;
use crate::targets::rust::names;
use crate::targets::rust::skeleton::scaffold::dependencies;

/// The names of a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrateNames {
    /// The package and the server program: `my-users`.
    pub package: String,
    /// The library: `my_users`.
    pub library: String,
    /// The prefix of environment variables: `MY_USERS`.
    pub prefix: String,
}

/// Names that Cargo or Rust reserves.
///
/// Source: `cargo new`, which rejects them or warns about them.
const TAKEN: &[&str] = &[
    "alloc",
    "build",
    "core",
    "deps",
    "examples",
    "incremental",
    "proc_macro",
    "std",
    "test",
    "aux",
    "con",
    "nul",
    "prn",
];

impl CrateNames {
    /// Names a crate.
    ///
    /// # Errors
    /// If Cargo rejects the name, or it is taken.
    pub fn new(package: &str) -> Result<Self, Diagnostic> {
        let library = package.replace('-', "_");
        let reason = if package.is_empty() {
            Some("it is empty")
        } else if let Some(other) = package
            .chars()
            .find(|&letter| !matches!(letter, 'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_'))
        {
            let fault =
                format!("`{package}` is not a valid name of a crate: it contains `{other}`");
            return Err(Diagnostic::error(fault).help(NAMES));
        } else if !package.starts_with(|first: char| first.is_ascii_alphabetic()) {
            Some("it does not start with a letter")
        } else if names::module(&library).as_str() != library.to_snake_case() {
            Some("it is a keyword of Rust")
        } else if TAKEN.contains(&library.to_ascii_lowercase().as_str()) {
            Some("Rust or Cargo reserves it")
        } else if dependencies::names().any(|name| name.replace('-', "_") == library) {
            Some("the crate depends on a crate with this name")
        } else {
            None
        };
        match reason {
            Some(reason) => Err(Diagnostic::error(format!(
                "`{package}` is not a valid name of a crate: {reason}"
            ))
            .help(NAMES)),
            None => Ok(Self {
                package: package.to_owned(),
                prefix: prefix(&library),
                library,
            }),
        }
    }
}

impl CrateNames {
    /// The names of an existing crate, whose library may have another name.
    pub fn of(package: &str, library: Option<&str>) -> Self {
        let library = library.map_or_else(|| package.replace('-', "_"), str::to_owned);
        Self {
            package: package.to_owned(),
            prefix: prefix(&library),
            library,
        }
    }
}

const NAMES: &str =
    "choose another name with --name: letters, digits, `-` and `_`, starting with a letter";

/// Capital letters and digits with single underscores between them.
fn prefix(library: &str) -> String {
    let words = library.split('_').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("_").to_ascii_uppercase()
}

/// A service and the module it is implemented in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedService {
    /// The service to implement.
    pub outline: ServiceOutline,
    /// The module under `services`, and the stem of its files: `user_service`.
    pub module: String,
}

impl NamedService {
    /// The type that implements the trait.
    pub fn implementation(&self) -> String {
        format!("{}Impl", self.outline.ident)
    }

    /// The type that checks requests. `None` if no request has rules.
    pub fn checks(&self) -> Option<String> {
        let has_checks = !self.outline.checks.is_empty();
        has_checks.then(|| format!("{}Checks", self.outline.ident))
    }

    /// The module that checks requests.
    pub fn checks_module(&self) -> String {
        format!("{}_validation", self.module)
    }
}

/// Names the module of each service: after the service, or after its package and the service if that is ambiguous.
pub fn services(outlines: Vec<ServiceOutline>) -> Vec<NamedService> {
    let alone: Vec<_> = outlines
        .iter()
        .map(|outline| stem(simple_name(outline)))
        .collect();
    let mut taken = BTreeSet::new();
    let mut services = Vec::with_capacity(outlines.len());
    for (outline, name) in outlines.into_iter().zip(&alone) {
        let is_unique = alone.iter().filter(|other| *other == name).count() == 1;
        let wanted = if is_unique {
            name.clone()
        } else {
            stem(&outline.full_name.replace('.', "_"))
        };
        let mut module = wanted.clone();
        let mut number = 2;
        // A module of checks may have the name too.
        while !taken.insert(module.clone()) {
            module = format!("{wanted}_{number}");
            number += 1;
        }
        let service = NamedService { outline, module };
        taken.extend(service.checks().map(|_| service.checks_module()));
        services.push(service);
    }
    services
}

/// The name in its package, or the new name from an option.
fn simple_name(outline: &ServiceOutline) -> &str {
    let name = outline.full_name.rsplit('.').next().unwrap_or_default();
    if names::type_of(name).as_str() == outline.ident {
        name
    } else {
        &outline.ident
    }
}

/// A name for files and modules. Names that are not allowed get the suffix `_service`.
fn stem(name: &str) -> String {
    let ident = names::module(name);
    match ident.as_str() {
        "main" | "mod" | "lib" | "r#mod" => format!("{}_service", name.to_snake_case()),
        raw if raw.starts_with("r#") || raw.ends_with('_') => {
            format!("{}_service", name.to_snake_case())
        }
        plain => plain.to_owned(),
    }
}

/// The name of the client program: after the only service, or after the crate.
pub fn client(names: &CrateNames, services: &[NamedService]) -> String {
    let of_crate = || format!("{}_client", names.library);
    let name = match services {
        [service] => {
            let name = simple_name(&service.outline);
            let short = name
                .strip_suffix("Service")
                .filter(|short| !short.is_empty());
            format!("{}_client", short.unwrap_or(name).to_snake_case())
        }
        _ => of_crate(),
    };
    if name == names.library {
        of_crate()
    } else {
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Place;

    /// The modules of services without methods, given the package of each and its name.
    fn modules(services: &[(&str, &str)]) -> Vec<String> {
        let outlines = services.iter().map(|(package, service)| ServiceOutline {
            full_name: format!("{package}.{service}")
                .trim_start_matches('.')
                .to_owned(),
            place: Place::file("test.proto"),
            ident: names::type_of(service).to_string(),
            package: String::new(),
            server: String::new(),
            client: String::new(),
            table: String::new(),
            docs: String::new(),
            deprecated: false,
            names_deprecated: false,
            has_descriptor_set: true,
            methods: Vec::new(),
            checks: Vec::new(),
        });
        let services = super::services(outlines.collect());
        services.into_iter().map(|service| service.module).collect()
    }

    #[test]
    fn services_with_the_same_name_have_their_package_in_the_name() {
        assert_eq!(
            modules(&[
                ("user.v1", "UserService"),
                ("user.v2", "UserService"),
                ("", "Orders")
            ]),
            ["user_v1_user_service", "user_v2_user_service", "orders"]
        );
        assert_eq!(
            modules(&[("a", "B_C"), ("a", "BC"), ("", "a_b"), ("a", "B")]),
            ["b_c", "bc", "a_b", "b"]
        );
    }

    #[test]
    fn names_of_files_are_names_of_modules() {
        assert_eq!(
            modules(&[
                ("", "Mod"),
                ("", "Main"),
                ("", "Self"),
                ("", "Type"),
                ("", "TypeService")
            ]),
            [
                "mod_service",
                "main_service",
                "self_service",
                "type_service",
                "type_service_2"
            ]
        );
    }

    #[test]
    fn prefixes_are_valid_in_variables() {
        let prefix = |name| CrateNames::new(name).map(|names| names.prefix);
        assert_eq!(prefix("my-users"), Ok("MY_USERS".to_owned()));
        assert_eq!(prefix("my__users-"), Ok("MY_USERS".to_owned()));
    }
}

//! Reads the annotations of a request, with decoders of prost.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use prost::Message;

use crate::request::Request;

/// The numbers of annotated methods, and of their bindings by package.
pub struct Counts {
    pub methods: usize,
    pub packages: BTreeMap<String, usize>,
    /// A line for each binding, such as `GET /v1/{name=users/*}`.
    pub lines: String,
}

#[derive(Clone, PartialEq, Message)]
struct Service {
    #[prost(message, repeated, tag = "2")]
    methods: Vec<Method>,
}

#[derive(Clone, PartialEq, Message)]
struct Method {
    #[prost(message, optional, tag = "4")]
    options: Option<MethodOptions>,
}

#[derive(Clone, PartialEq, Message)]
struct MethodOptions {
    #[prost(message, optional, tag = "72295728")]
    http: Option<HttpRule>,
}

#[derive(Clone, PartialEq, Message)]
struct HttpRule {
    #[prost(string, tag = "2")]
    get: String,
    #[prost(string, tag = "3")]
    put: String,
    #[prost(string, tag = "4")]
    post: String,
    #[prost(string, tag = "5")]
    delete: String,
    #[prost(string, tag = "6")]
    patch: String,
    #[prost(message, repeated, tag = "11")]
    additional_bindings: Vec<HttpRule>,
}

impl Counts {
    /// Adds the line of a binding. Custom methods have none.
    fn add(&mut self, rule: &HttpRule) {
        let paths = [
            ("GET", &rule.get),
            ("PUT", &rule.put),
            ("POST", &rule.post),
            ("DELETE", &rule.delete),
            ("PATCH", &rule.patch),
        ];
        for (method, path) in paths.iter().filter(|(_, path)| !path.is_empty()) {
            self.lines.extend([method, " ", path, "\n"]);
        }
    }
}

/// Counts the annotations in the files to generate.
///
/// # Errors
/// If a file is not a descriptor.
pub fn counts(request: &Request) -> Result<Counts> {
    let mut counts = Counts {
        methods: 0,
        packages: BTreeMap::new(),
        lines: String::new(),
    };
    let generated: BTreeSet<_> = request.files_to_generate.iter().collect();
    for file in request.descriptors()? {
        if !generated.contains(&file.name) {
            continue;
        }
        for service in file.services {
            for method in Service::decode(service)?.methods {
                let rule = method.options.and_then(|options| options.http);
                if let Some(rule) = rule {
                    counts.methods += 1;
                    let bindings = 1 + rule.additional_bindings.len();
                    counts.add(&rule);
                    rule.additional_bindings
                        .iter()
                        .for_each(|rule| counts.add(rule));
                    *counts.packages.entry(file.package.clone()).or_default() += bindings;
                }
            }
        }
    }
    Ok(counts)
}

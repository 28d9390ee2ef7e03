//! Counts the annotations of a request, with decoders of prost.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use prost::Message;

use crate::request::Request;

/// The numbers of annotated methods, and of their bindings by package.
pub struct Counts {
    pub methods: usize,
    pub packages: BTreeMap<String, usize>,
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
    #[prost(message, repeated, tag = "11")]
    additional_bindings: Vec<HttpRule>,
}

/// Counts the annotations in the files to generate.
///
/// # Errors
/// If a file is not a descriptor.
pub fn counts(request: &Request) -> Result<Counts> {
    let mut counts = Counts {
        methods: 0,
        packages: BTreeMap::new(),
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
                    *counts.packages.entry(file.package.clone()).or_default() += bindings;
                }
            }
        }
    }
    Ok(counts)
}

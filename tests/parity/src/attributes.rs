//! The attributes of an item or a member, without doc comments.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use anyhow::Result;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, Meta, Token};

use crate::scope::Scope;

/// Normalized attributes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attributes {
    /// All derives; their order does not matter.
    pub derives: BTreeSet<String>,
    pub deprecated: bool,
    /// The keys of `prost(…)` and their values; their order does not matter.
    pub prost: BTreeMap<String, String>,
    /// All other attributes, in order.
    pub others: Vec<String>,
}

impl Attributes {
    pub fn new(attributes: &[Attribute], scope: &Scope<'_>) -> Result<Self> {
        let mut all = Self::default();
        for attribute in attributes {
            let path = attribute.path();
            if path.is_ident("derive") {
                let derives = attribute
                    .parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated)?;
                all.derives.extend(derives.iter().map(tokens_to_string));
            } else if path.is_ident("prost") {
                let words =
                    attribute.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
                // prost-build does not know `debug_redact`. The impl of `Debug` that hides such fields is not compared.
                let compared = words
                    .iter()
                    .filter(|word| !word.path().is_ident("skip_debug"));
                for word in compared {
                    let name = word.path().to_token_stream().to_string();
                    let value = value(&name, word, scope)?;
                    all.prost.insert(name, value);
                }
            } else if path.is_ident("deprecated") {
                all.deprecated = true;
            } else if !matches!(&attribute.meta, Meta::NameValue(doc) if doc.path.is_ident("doc")) {
                all.others.push(tokens_to_string(attribute));
            }
        }
        Ok(all)
    }

    /// The tag of a field, or the tags of a oneof.
    pub fn tag(&self) -> Option<&str> {
        let tag = self.prost.get("tag").or_else(|| self.prost.get("tags"));
        tag.map(String::as_str)
    }
}

impl fmt::Display for Attributes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for attribute in &self.others {
            write!(f, "{attribute} ")?;
        }
        if self.deprecated {
            f.write_str("#[deprecated] ")?;
        }
        if !self.derives.is_empty() {
            let derives: Vec<_> = self.derives.iter().map(String::as_str).collect();
            write!(f, "#[derive({})] ", derives.join(", "))?;
        }
        if !self.prost.is_empty() {
            let words = self.prost.iter().map(|(word, value)| match value.as_str() {
                "" => word.clone(),
                value => format!("{word} = {value:?}"),
            });
            write!(f, "#[prost({})] ", words.collect::<Vec<_>>().join(", "))?;
        }
        Ok(())
    }
}

/// The value of a key of `prost(…)`. Type names in it become absolute paths.
fn value(name: &str, word: &Meta, scope: &Scope<'_>) -> Result<String> {
    let Meta::NameValue(word) = word else {
        return Ok(match word {
            Meta::List(list) => list.tokens.to_string(),
            _ => String::new(),
        });
    };
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = &word.value
    else {
        return Ok(tokens_to_string(&word.value));
    };
    let text = text.value();
    let path = |text: &str| Ok(scope.path(&syn::parse_str(text)?));
    match name {
        "enumeration" | "oneof" => path(&text),
        "map" | "btree_map" => match text.split_once("enumeration(") {
            Some((key, value)) => {
                let value = path(value.trim_end_matches(')'))?;
                Ok(format!("{key}enumeration({value})"))
            }
            None => Ok(text),
        },
        _ => Ok(text),
    }
}

fn tokens_to_string(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    text.replace(" :: ", "::").replace(":: ", "::")
}

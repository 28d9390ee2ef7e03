//! Types in other code: the option `extern_path`, and the well-known types.

use std::borrow::Cow;

use foldhash::HashMap;

use super::ident::Ident;
use super::renames::Renames;
use crate::targets::rust::options::RustOptions;

/// The types of prost-types, and the Rust types of wrappers in prost.
const WELL_KNOWN: &[(&str, &str)] = &[
    (".google.protobuf", "::prost_types"),
    (".google.protobuf.BoolValue", "bool"),
    (
        ".google.protobuf.BytesValue",
        "::prost::alloc::vec::Vec<u8>",
    ),
    (".google.protobuf.DoubleValue", "f64"),
    (".google.protobuf.Empty", "()"),
    (".google.protobuf.FloatValue", "f32"),
    (".google.protobuf.Int32Value", "i32"),
    (".google.protobuf.Int64Value", "i64"),
    (
        ".google.protobuf.StringValue",
        "::prost::alloc::string::String",
    ),
    (".google.protobuf.UInt32Value", "u32"),
    (".google.protobuf.UInt64Value", "u64"),
];

/// The protobuf paths of types in other code.
#[derive(Debug)]
pub struct Externs<'o> {
    paths: HashMap<Cow<'o, str>, &'o str>,
}

impl<'o> Externs<'o> {
    /// The paths of the options, which override the well-known ones.
    pub fn new(options: &'o RustOptions) -> Self {
        let well_known = WELL_KNOWN
            .iter()
            .filter(|_| !options.compile_well_known_types);
        let mut paths: HashMap<_, _> = well_known
            .map(|&(proto, rust)| (Cow::Borrowed(proto), rust))
            .collect();
        for (proto, rust) in &options.extern_path {
            let proto = match proto.strip_prefix('.') {
                Some(_) => Cow::Borrowed(&**proto),
                None => Cow::Owned(format!(".{proto}")),
            };
            paths.insert(proto, rust);
        }
        Self { paths }
    }

    /// The Rust path of a type: that of its own entry, or that of the longest prefix of its name, with the rest of the name
    /// in Rust's case.
    pub fn resolve(&self, full_name: &str, renames: &Renames<'_>) -> Option<String> {
        if let Some(&rust) = self.paths.get(full_name) {
            return Some(rust.to_owned());
        }
        let bytes = full_name.bytes().enumerate().rev();
        let mut dots = bytes.filter(|&(_, byte)| byte == b'.');
        dots.find_map(|(dot, _)| {
            let rust = self.paths.get(&full_name[..dot])?;
            let mut path = module_of(rust);
            let mut end = dot;
            for segment in full_name[dot + 1..].split('.') {
                end += 1 + segment.len();
                let word = renames.name(&full_name[..end], segment);
                let ident = if end < full_name.len() {
                    Ident::snake(word)
                } else {
                    Ident::camel(word)
                };
                path.push_str("::");
                path.push_str(ident.as_str());
            }
            Some(path)
        })
    }
}

impl<'o> Externs<'o> {
    /// The resolved path of an enum. In generated code of another crate, a newtype has the name that it has here; a path that an
    /// option has for the enum itself does not change.
    pub fn of_enum(&self, full_name: &str, mut path: String, is_newtype: bool) -> String {
        let name = path.rsplit("::").next().unwrap_or_default();
        let is_own = self.paths.contains_key(full_name);
        if is_newtype && !is_own && Ident::is_prelude_variant(name) {
            path.push('_');
        }
        path
    }

    /// The Rust path of a type whose names do not come from the schema: that of its own entry, or of prost-types.
    pub fn fixed(&self, full_name: &str) -> Option<&'o str> {
        let own = self.paths.get(full_name).copied();
        own.or_else(|| {
            let package = WELL_KNOWN[0].0;
            let is_within = full_name.strip_prefix(package)?.starts_with('.');
            is_within.then(|| self.paths.get(package).copied())?
        })
    }
}

/// The module of the types nested in `path`: itself, or that of a message, `::api::User` → `::api::user`.
fn module_of(path: &str) -> String {
    match path.rsplit_once("::") {
        Some((parent, last)) if last.starts_with(char::is_uppercase) => {
            format!("{parent}::{}", Ident::snake(last))
        }
        _ => path.to_owned(),
    }
}

/// The option for code of another crate with the same layout: for the package of a type, or for the outermost type if
/// there is no package.
pub fn extern_path(package: &str, full_name: &str) -> String {
    if package.is_empty() {
        let outermost = full_name.split('.').next().unwrap_or(full_name);
        return format!(
            "extern_path=.{outermost}=::some_crate::{}",
            Ident::camel(outermost)
        );
    }
    let modules: Vec<_> = package
        .split('.')
        .map(|part| Ident::snake(part).to_string())
        .collect();
    format!(
        "extern_path=.{package}=::some_crate::{}",
        modules.join("::")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_path_counts_and_the_rest_follows_it() {
        let extern_path = [
            ("google.api", "::api"),
            (".google.api.Http", "crate::Http"),
            (".x", "()"),
        ];
        let extern_path = extern_path
            .map(|(proto, rust)| (proto.to_owned(), rust.to_owned()))
            .to_vec();
        let options = RustOptions {
            extern_path,
            ..RustOptions::default()
        };
        let externs = Externs::new(&options);
        let renames = Renames::new(&options);
        let resolve = |name: &str| externs.resolve(name, &renames);
        assert_eq!(
            resolve(".google.api.http_rule.Kind").as_deref(),
            Some("::api::http_rule::Kind")
        );
        assert_eq!(resolve(".google.api.Http").as_deref(), Some("crate::Http"));
        assert_eq!(
            resolve(".google.api.Http.Rule").as_deref(),
            Some("crate::http::Rule")
        );
        assert_eq!(resolve(".google.protobuf.Empty").as_deref(), Some("()"));
        assert_eq!(
            resolve(".google.protobuf.field.Kind").as_deref(),
            Some("::prost_types::field::Kind")
        );
        assert_eq!(resolve(".google.type.Date"), None);

        // Renamed elements of another crate have their new names there.
        let rename = [
            (".google.api.Backend", "Upstream"),
            (".google.api.Backend.Rule", "Law"),
        ];
        let options = RustOptions {
            rename: rename
                .map(|(path, name)| (path.to_owned(), name.to_owned()))
                .to_vec(),
            ..options
        };
        let renames = Renames::new(&options);
        let path = Externs::new(&options).resolve(".google.api.Backend.Rule", &renames);
        assert_eq!(path.as_deref(), Some("::api::upstream::Law"));
    }
}

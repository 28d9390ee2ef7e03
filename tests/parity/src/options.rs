//! The options of a request that affect messages, for both generators.

use prost_build::Config;
use rpcsmith::options::{from_parameter, to_parameter};

/// The options that both generators have, under the same names.
const SHARED: &[&str] = &[
    "boxed",
    "btree_map",
    "bytes",
    "compile_well_known_types",
    "enum_attribute",
    "extern_path",
    "field_attribute",
    "message_attribute",
    "type_attribute",
    "type_name_domain",
    "type_names",
];

/// Further options for rpcsmith: prost-build's layout of modules, with derived messages and nothing else.
const MESSAGES_ONLY: &[(&str, &str)] = &[
    ("layout", "package"),
    ("messages_impl", "derive"),
    ("server", "false"),
    ("client", "false"),
    ("descriptor_set", "none"),
];

/// The shared options of a request. Other options do not affect messages and are ignored.
pub struct Options {
    pairs: Vec<(String, String)>,
}

impl Options {
    pub fn new(parameter: &str) -> Self {
        let mut pairs = from_parameter(parameter);
        pairs.retain(|(name, _)| SHARED.contains(&name.as_str()));
        Self { pairs }
    }

    /// The parameter for rpcsmith.
    pub fn parameter(&self) -> String {
        let shared = self
            .pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        to_parameter(shared.chain(MESSAGES_ONLY.iter().copied()))
    }

    /// The settings for prost-build.
    pub fn config(&self) -> Config {
        let mut config = Config::new();
        config.format(false);
        config.bytes(self.values("bytes"));
        config.btree_map(self.values("btree_map"));
        if !self.values("type_names").any(|value| value == "false") {
            config.enable_type_names();
        }
        for (name, value) in &self.pairs {
            let (path, rust) = value.split_once('=').unwrap_or((value, ""));
            match name.as_str() {
                "boxed" => config.boxed(value),
                "compile_well_known_types" if value != "false" => config.compile_well_known_types(),
                "enum_attribute" => config.enum_attribute(path, rust),
                "extern_path" => config.extern_path(path, rust),
                "field_attribute" => config.field_attribute(path, rust),
                "message_attribute" => config.message_attribute(path, rust),
                "type_attribute" => config.type_attribute(path, rust),
                "type_name_domain" => config.type_name_domain([path], rust),
                _ => &mut config,
            };
        }
        config
    }

    fn values(&self, option: &str) -> impl Iterator<Item = &str> {
        let of_option = self.pairs.iter().filter(move |(name, _)| name == option);
        of_option.map(|(_, value)| value.as_str())
    }
}

//! The files of `google/protobuf`, as protoc 36.2 has them.

/// Declares the table of bundled files.
macro_rules! bundled {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../include/", $name)))),*]
    };
}

/// Their names and sources, sorted by name.
const FILES: &[(&str, &str)] = bundled![
    "google/protobuf/any.proto",
    "google/protobuf/api.proto",
    "google/protobuf/c_sharp_features.proto",
    "google/protobuf/compiler/plugin.proto",
    "google/protobuf/cpp_features.proto",
    "google/protobuf/cpp_file_options.proto",
    "google/protobuf/cpp_options.proto",
    "google/protobuf/descriptor.proto",
    "google/protobuf/duration.proto",
    "google/protobuf/empty.proto",
    "google/protobuf/field_mask.proto",
    "google/protobuf/go_features.proto",
    "google/protobuf/java_features.proto",
    "google/protobuf/json_enumvalue_options.proto",
    "google/protobuf/json_options.proto",
    "google/protobuf/source_context.proto",
    "google/protobuf/struct.proto",
    "google/protobuf/timestamp.proto",
    "google/protobuf/type.proto",
    "google/protobuf/wrappers.proto",
];

/// The name of the file that declares options.
pub(crate) const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// The source of the bundled file that `import` names so.
///
/// ```
/// let source = rpcsmith_compiler::bundled("google/protobuf/any.proto");
/// assert!(source.is_some_and(|source| source.contains("message Any")));
/// ```
#[must_use]
pub fn bundled(name: &str) -> Option<&'static str> {
    let found = FILES.binary_search_by_key(&name, |(name, _)| name);
    found.ok().map(|index| FILES[index].1)
}

/// The names of all bundled files.
pub fn bundled_names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|&(name, _)| name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn files_are_sorted_by_name() {
        assert!(super::FILES.is_sorted_by_key(|(name, _)| name));
    }
}

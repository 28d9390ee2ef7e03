//! The `.proto` files that rpcsmith bundles, so that imports of them need nothing installed.
//!
//! They are the schema of validation rules and Google's common types: `google/api` as far as options of services use it,
//! `google/rpc` and `google/type`. A file on an include path comes before the bundled one of the same name, because a
//! user who has a copy has chosen its version. `google/protobuf` is not in the table: rpcsmith-compiler and protoc bundle it.
//!
//! Their license, Apache-2.0, is in `include/LICENSE`.

#[cfg(any(feature = "skeleton", test))]
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

#[cfg(any(feature = "skeleton", test))]
use super::scan;

macro_rules! table {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("include/", $name)))),*]
    };
}

/// Import names and texts, sorted by name.
const FILES: &[(&str, &str)] = table! {
    "buf/validate/validate.proto"
    "google/api/annotations.proto"
    "google/api/client.proto"
    "google/api/field_behavior.proto"
    "google/api/field_info.proto"
    "google/api/http.proto"
    "google/api/httpbody.proto"
    "google/api/launch_stage.proto"
    "google/api/resource.proto"
    "google/api/routing.proto"
    "google/api/visibility.proto"
    "google/rpc/code.proto"
    "google/rpc/context/attribute_context.proto"
    "google/rpc/context/audit_context.proto"
    "google/rpc/error_details.proto"
    "google/rpc/http.proto"
    "google/rpc/status.proto"
    "google/type/calendar_period.proto"
    "google/type/color.proto"
    "google/type/date.proto"
    "google/type/datetime.proto"
    "google/type/dayofweek.proto"
    "google/type/decimal.proto"
    "google/type/expr.proto"
    "google/type/fraction.proto"
    "google/type/interval.proto"
    "google/type/latlng.proto"
    "google/type/localized_text.proto"
    "google/type/money.proto"
    "google/type/month.proto"
    "google/type/phone_number.proto"
    "google/type/postal_address.proto"
    "google/type/quaternion.proto"
    "google/type/timeofday.proto"
};

/// The text of a bundled file, by the name that `import` gives it.
pub(crate) fn text(name: &str) -> Option<&'static str> {
    let index = FILES.binary_search_by_key(&name, |(name, _)| name).ok()?;
    Some(FILES[index].1)
}

/// The text of a file that rpcsmith or rpcsmith-compiler bundles.
pub(super) fn of_any(name: &str) -> Option<&'static str> {
    text(name).or_else(|| rpcsmith_compiler::bundled(name))
}

/// The import names of all bundled files, sorted.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

/// The bundled files among `names`, and those that they import, sorted.
#[cfg(any(feature = "skeleton", test))]
pub(crate) fn closure<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<&'static str> {
    let mut open: Vec<&str> = names.into_iter().collect();
    let mut closure = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Ok(index) = FILES.binary_search_by_key(&name, |(name, _)| name) {
            let (name, text) = FILES[index];
            if closure.insert(name) {
                open.extend(scan::imports(text));
            }
        }
    }
    closure
}

/// Whether a copy of the file in a selected folder gets no code: the code of `google/protobuf` is in prost-types, and
/// bundled files get code only if it is needed.
pub(crate) fn is_stock(name: &str) -> bool {
    name.starts_with("google/protobuf/") || text(name).is_some()
}

/// Writes all of them to a folder for protoc, and returns their include path.
pub(super) fn write_to(folder: &Path) -> io::Result<PathBuf> {
    let include = folder.join("include");
    for (name, text) in FILES {
        let file = include.join(name);
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, text)?;
    }
    Ok(include)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table has all files of the folder, and is sorted for its binary search.
    #[test]
    fn the_table_holds_the_folder_in_order() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/frontend/include");
        let files = super::super::protos_in(&root).expect("the folder is there");
        let files = files.iter().map(|file| {
            let name = file.strip_prefix(&root).expect("it is below");
            name.to_string_lossy().replace('\\', "/")
        });
        assert_eq!(names().collect::<Vec<_>>(), files.collect::<Vec<_>>());
        assert!(names().is_sorted());
    }

    /// Nothing that they import is missing.
    #[test]
    fn imports_of_bundled_files_are_bundled() {
        for (name, text) in FILES {
            for import in scan::imports(text) {
                assert!(is_stock(import), "{name} imports {import}");
            }
        }
        assert_eq!(
            closure(["google/api/annotations.proto", "a.proto"]),
            BTreeSet::from(["google/api/annotations.proto", "google/api/http.proto"])
        );
    }

    #[test]
    fn each_file_names_its_license() {
        for (name, text) in FILES {
            assert!(
                text.contains("Licensed under the Apache License, Version 2.0"),
                "{name}"
            );
        }
    }
}

//! The names of documents to write.

use super::spec::InvalidValue;
use crate::output::is_plain;

/// The part of a name that is the package.
const PACKAGE: &str = "{package}";

/// `openapi`: the name of a document, relative to the output folder. Its extension is its format.
///
/// With `{package}` in its name, each package has its own document; otherwise there is one for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentName(String);

impl DocumentName {
    pub(crate) fn new(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// Checks a name.
    pub(super) fn check(name: &str) -> Result<(), InvalidValue> {
        let help = "write a path in the output folder, for example `openapi.json`, `openapi.yaml` or `{package}.json`";
        if name.is_empty() {
            return Err(InvalidValue::new("the value is missing", help));
        }
        if !is_plain(&name.replace(PACKAGE, "_")) || name.replace(PACKAGE, "").contains(['{', '}'])
        {
            let reason = format!("`{}` is not a plain relative path", name.escape_debug());
            return Err(InvalidValue::new(reason, help));
        }
        let name = Self::new(name);
        if name.is_yaml() && !cfg!(feature = "yaml") {
            return Err(InvalidValue::new(
                "this build of rpcsmith cannot write YAML",
                "turn on the feature `yaml` of the crate `rpcsmith`, or write JSON",
            ));
        }
        if !name.is_yaml() && !name.0.ends_with(".json") {
            let reason = format!("`{}` is neither JSON nor YAML", name.0);
            return Err(InvalidValue::new(reason, help));
        }
        Ok(())
    }

    /// The name, with `{package}` if it has that.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether each package has its own document.
    #[must_use]
    pub fn is_by_package(&self) -> bool {
        self.0.contains(PACKAGE)
    }

    /// The name of the document of a package: `_` if the package has no name.
    #[must_use]
    pub fn of_package(&self, package: &str) -> String {
        let package = if package.is_empty() { "_" } else { package };
        self.0.replace(PACKAGE, package)
    }

    /// Whether the document is YAML; otherwise it is JSON.
    #[must_use]
    pub fn is_yaml(&self) -> bool {
        self.0.ends_with(".yaml") || self.0.ends_with(".yml")
    }
}

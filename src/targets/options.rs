//! The options of all targets together.

use super::rust::RustOptions;
use crate::diagnostics::Diagnostic;
use crate::options::{COMMON, OptionSpec, Options, read};

/// Describes the options that only one target reads, for all targets.
fn own() -> impl Iterator<Item = &'static OptionSpec> {
    RustOptions::specs()
}

impl Options {
    /// Reads and checks options; those that are not given keep their default.
    ///
    /// This does not look up the elements that paths name, because that needs the schema.
    ///
    /// # Errors
    /// All faults, up to a hundred: unknown options and values, values that are malformed, different values for an
    /// option that takes one, and options of another target than the selected one.
    ///
    /// # Example
    /// ```
    /// use rpcsmith::options::Options;
    ///
    /// let options = Options::from_pairs([("client", "false"), ("fakes", "")]).unwrap();
    /// assert_eq!((options.client, options.fakes), (false, true));
    ///
    /// let faults = Options::from_pairs([("cleint", "false")]).unwrap_err();
    /// assert_eq!(
    ///     faults[0].to_string(),
    ///     "error: unknown option `cleint`\n  help: did you mean `client`?"
    /// );
    /// ```
    pub fn from_pairs<N: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Vec<Diagnostic>> {
        read(pairs, &own().collect::<Vec<_>>())
    }

    /// Describes every option, in the order of the documentation: those for every target, then those of each target.
    pub fn specs() -> impl Iterator<Item = &'static OptionSpec> {
        COMMON.iter().map(|setter| &setter.spec).chain(own())
    }

    /// The option with this name. If several targets have an option with this name, its values have the same form.
    #[must_use]
    pub fn spec(name: &str) -> Option<&'static OptionSpec> {
        Self::specs().find(|spec| spec.name == name)
    }

    /// The table of the documentation, in Markdown.
    #[must_use]
    pub fn markdown() -> String {
        let mut table = "| option | target | value | default | repeated | meaning |\n|---|---|---|---|---|---|\n".to_owned();
        for spec in Self::specs() {
            let OptionSpec {
                name,
                value,
                default,
                repeated,
                help,
                target,
            } = spec;
            let value = value.text().replace('|', "\\|");
            let default = match *default {
                "" => String::new(),
                default => format!("`{default}`"),
            };
            let repeated = if *repeated { "yes" } else { "" };
            let target = target.map_or("any".to_owned(), |target| format!("`{target}`"));
            table +=
                &format!("| `{name}` | {target} | `{value}` | {default} | {repeated} | {help} |\n");
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// `rpcsmith.toml` and the flags read a value before they know the target.
    #[test]
    fn options_of_one_name_take_values_of_one_form() {
        let mut forms = HashMap::new();
        for spec in Options::specs() {
            let form = (spec.value, spec.repeated);
            assert_eq!(
                *forms.entry(spec.name).or_insert(form),
                form,
                "{}",
                spec.name
            );
        }
    }
}

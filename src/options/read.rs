//! From names and values to [`Options`], with all faults at once.

use std::collections::HashMap;

use super::Options;
use super::check::{self, Fault};
use super::table::{self, OPTIONS};
use crate::diagnostics::{Diagnostic, Diagnostics};

/// How many faults are told, so that whatever stands in for options is not answered at length.
const MAX_FAULTS: usize = 100;

impl Options {
    /// Reads and checks options; those that are not given keep their default.
    ///
    /// What an element's path names is not looked up here: that takes the schema.
    ///
    /// # Errors
    /// All faults, up to a hundred: unknown options and values, values that are malformed, and different values for an option that
    /// takes one.
    ///
    /// # Example
    /// ```
    /// use rpcsmith::options::{Layout, Options};
    ///
    /// let options = Options::from_pairs([("layout", "flat"), ("default_stubs", "")]).unwrap();
    /// assert_eq!((options.layout, options.default_stubs), (Layout::Flat, true));
    ///
    /// let faults = Options::from_pairs([("layuot", "flat")]).unwrap_err();
    /// assert_eq!(
    ///     faults[0].to_string(),
    ///     "error: unknown option `layuot`\n  help: did you mean `layout`?"
    /// );
    /// ```
    pub fn from_pairs<N: AsRef<str>, V: AsRef<str>>(
        pairs: impl IntoIterator<Item = (N, V)>,
    ) -> Result<Self, Vec<Diagnostic>> {
        let mut options = Self::default();
        let mut faults = Diagnostics::default();
        let mut given = HashMap::new();
        for (name, value) in pairs {
            if faults.len() >= MAX_FAULTS {
                faults.push(Diagnostic::error("there are more faults in the options"));
                break;
            }
            let (name, value) = (name.as_ref().trim(), value.as_ref().trim());
            let Some(spec) = table::find(name) else {
                faults.push(unknown(name));
                continue;
            };
            let value = match check::value(spec.value, value) {
                Ok(value) => value,
                Err(fault) => {
                    faults.push(malformed(name, fault));
                    continue;
                }
            };
            (spec.set)(&mut options, value);
            if let Some(pattern) = value.pattern(spec.value) {
                options.patterns.push((spec.name, pattern.to_owned()));
            }
            if !spec.repeated {
                let first = given
                    .entry(spec.name)
                    .or_insert_with(|| value.text.to_owned());
                if first != value.text {
                    faults.push(contradiction(name, first, value.text));
                }
            }
        }
        faults.end_stage()?;
        Ok(options)
    }
}

fn unknown(name: &str) -> Diagnostic {
    let names = OPTIONS.iter().map(|spec| spec.name);
    let help = match check::nearest(name, names.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the options are {}", check::listed(names, "and")),
    };
    Diagnostic::error(format!("unknown option `{name}`")).help(help)
}

fn malformed(name: &str, fault: Fault) -> Diagnostic {
    Diagnostic::error(format!("option `{name}`: {}", fault.what)).help(fault.help)
}

fn contradiction(name: &str, first: &str, second: &str) -> Diagnostic {
    Diagnostic::error(format!(
        "option `{name}` is given twice, as `{first}` and as `{second}`"
    ))
    .help("give it once")
}

//! Reads names and values to [`Options`], and reports all errors together.

use std::collections::{BTreeSet, HashMap};

use super::check;
use super::spec::{InvalidValue, OwnValue};
use super::table::COMMON;
use super::{OptionSpec, Options};
use crate::diagnostics::{Diagnostic, Diagnostics};

/// The maximum number of reported errors, for input that is not a list of options.
const MAX_FAULTS: usize = 100;

/// Reads and checks options. `targets` describes the options that only one target reads, of all targets.
///
/// # Errors
/// As [`Options::from_pairs`].
pub(crate) fn read<N: AsRef<str>, V: AsRef<str>>(
    pairs: impl IntoIterator<Item = (N, V)>,
    targets: &[&'static OptionSpec],
) -> Result<Options, Vec<Diagnostic>> {
    let mut options = Options::default();
    let mut faults = Diagnostics::default();
    let mut given = HashMap::new();
    for (name, value) in pairs {
        if faults.len() >= MAX_FAULTS {
            faults.push(Diagnostic::error("there are more faults in the options"));
            break;
        }
        let (name, value) = (name.as_ref().trim(), value.as_ref().trim());
        let common = COMMON.iter().find(|setter| setter.spec.name == name);
        let own = || targets.iter().find(|spec| spec.name == name).copied();
        let Some(spec) = common.map(|setter| &setter.spec).or_else(own) else {
            faults.push(unknown(name, targets));
            continue;
        };
        let value = match check::value(spec.value, value) {
            Ok(value) => value,
            Err(fault) => {
                faults.push(malformed(name, fault));
                continue;
            }
        };
        match common {
            Some(setter) => (setter.set)(&mut options, value),
            None => options.own.push(OwnValue::new(spec.name, value)),
        }
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
    faults.extend(of_other_targets(&options, targets));
    faults.end_stage()?;
    Ok(options)
}

/// The options that the target does not read, each once.
fn of_other_targets(
    options: &Options,
    targets: &[&'static OptionSpec],
) -> impl Iterator<Item = Diagnostic> {
    let target = options.target.name();
    let reads = move |name: &str| {
        let mut specs = targets.iter();
        specs.any(|spec| spec.name == name && spec.target == Some(target))
    };
    let given: BTreeSet<_> = options.own.iter().map(|value| value.name).collect();
    let foreign = given.into_iter().filter(move |name| !reads(name));
    foreign.map(move |name| {
        let readers = targets.iter().filter(|spec| spec.name == name);
        let readers = readers.filter_map(|spec| spec.target);
        let readers = check::listed(readers, "and");
        Diagnostic::error(format!(
            "the target `{target}` does not read the option `{name}`"
        ))
        .help(format!("leave it out: it is an option of {readers}"))
    })
}

fn unknown(name: &str, targets: &[&'static OptionSpec]) -> Diagnostic {
    let common = COMMON.iter().map(|setter| &setter.spec);
    let names = common.chain(targets.iter().copied()).map(|spec| spec.name);
    let help = match check::nearest(name, names.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("the options are {}", check::listed(names, "and")),
    };
    Diagnostic::error(format!("unknown option `{name}`")).help(help)
}

fn malformed(name: &str, fault: InvalidValue) -> Diagnostic {
    Diagnostic::error(format!("option `{name}`: {}", fault.reason)).help(fault.help)
}

fn contradiction(name: &str, first: &str, second: &str) -> Diagnostic {
    Diagnostic::error(format!(
        "option `{name}` is given twice, as `{first}` and as `{second}`"
    ))
    .help("give it once")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::ValueForm;

    /// An option of a target that is not selected.
    const OF_ANOTHER: OptionSpec = OptionSpec {
        name: "module",
        value: ValueForm::Flag,
        default: "false",
        repeated: false,
        help: "Is of another target",
        target: Some("another"),
    };

    #[test]
    fn options_of_another_target_are_refused_by_name() {
        let pairs = [("module", ""), ("client", "false"), ("module", "true")];
        let faults = read(pairs, &[&OF_ANOTHER]).unwrap_err();
        let faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(
            faults,
            [
                "error: the target `rust` does not read the option `module`\n  help: leave it out: it is an option of \
                 `another`"
            ]
        );
    }

    #[test]
    fn targets_may_share_the_name_of_an_option() {
        const OWN: OptionSpec = OptionSpec {
            target: Some("rust"),
            ..OF_ANOTHER
        };
        let options = read([("module", "")], &[&OF_ANOTHER, &OWN]).unwrap();
        assert_eq!(options.own.len(), 1);
    }
}

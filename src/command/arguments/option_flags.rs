//! One flag for each option of the generated code, built from the table of options.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

use crate::options::{OptionSpec, Options, ValueForm};

/// The options as names and values: first the flags, in the order of the table, then those of `--option`.
#[derive(Clone, Debug, Default)]
pub struct OptionFlags {
    pub pairs: Vec<(String, String)>,
}

const BY_NAME: &str = "option";

/// These options have no flag, because the command has arguments of these names. `--option` sets them.
const WITHOUT_FLAG: [&str; 2] = ["descriptor_set", "json"];

impl Args for OptionFlags {
    fn augment_args(command: Command) -> Command {
        let command = command.next_help_heading("Options of the generated code");
        let by_name = Arg::new(BY_NAME)
            .short('o')
            .long(BY_NAME)
            .value_name("NAME=VALUE")
            .action(ArgAction::Append)
            .help("Set an option by its name; the only way to set descriptor_set and json [repeatable]");
        command.args(with_flag().map(flag)).arg(by_name)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for OptionFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let values = |name| {
            matches
                .get_many::<String>(name)
                .into_iter()
                .flatten()
                .cloned()
        };
        let named = with_flag().map(|spec| spec.name);
        let mut pairs: Vec<_> = named
            .flat_map(|name| values(name).map(move |value| (name.to_owned(), value)))
            .collect();
        for entry in values(BY_NAME) {
            let (name, value) = entry.split_once('=').unwrap_or((&entry, ""));
            pairs.push((name.to_owned(), value.to_owned()));
        }
        Ok(Self { pairs })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

fn with_flag() -> impl Iterator<Item = &'static OptionSpec> {
    Options::specs().filter(|spec| !WITHOUT_FLAG.contains(&spec.name))
}

fn flag(spec: &'static OptionSpec) -> Arg {
    let arg = Arg::new(spec.name)
        .long(spec.name.replace('_', "-"))
        .value_name(spec.value.text())
        .action(if spec.repeated {
            ArgAction::Append
        } else {
            ArgAction::Set
        })
        .help(spec.summary());
    let arg = match spec.value.choices() {
        [] => arg,
        choices => arg
            .value_parser(PossibleValuesParser::new(choices))
            .hide_possible_values(true),
    };
    match spec.value {
        // Without `=`, a flag without a value would take the file after it as its value.
        ValueForm::Flag => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        _ => arg,
    }
}

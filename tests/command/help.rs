//! Help, version and completions of the command.

use crate::support::{Outcome, Sandbox, assert_expected};

#[test]
fn help_is_as_expected() {
    for (arguments, name) in [
        ("--help", "help.txt"),
        ("generate --help", "generate_help.txt"),
        ("generate -h", "generate_short_help.txt"),
        ("sync --help", "sync_help.txt"),
        ("check --help", "check_help.txt"),
        ("status --help", "status_help.txt"),
        ("new --help", "new_help.txt"),
        ("init --help", "init_help.txt"),
        ("vendor --help", "vendor_help.txt"),
        ("completions --help", "completions_help.txt"),
        ("options", "options.txt"),
        ("options --json", "options.json"),
    ] {
        let outcome = Sandbox::new(&[]).rpcsmith(arguments);
        assert_expected(name, &outcome.stdout);
        assert_eq!(outcome, Outcome::new(0, &outcome.stdout, ""));
    }
}

#[test]
fn version_is_that_of_the_package() {
    let outcome = Sandbox::new(&[]).rpcsmith("--version");
    assert_eq!(
        outcome,
        Outcome::new(0, concat!("rpcsmith ", env!("CARGO_PKG_VERSION"), "\n"), "")
    );
}

/// The script for each shell has every flag, in the syntax of the shell.
#[test]
fn completions_have_the_flags() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let outcome = Sandbox::new(&[]).rpcsmith(&format!("completions {shell}"));
        let flags = rpcsmith::options::Options::specs().map(|spec| spec.name.replace('_', "-"));
        let missing: Vec<_> = flags
            .filter(|flag| !outcome.stdout.contains(flag))
            .collect();
        assert_eq!(
            (missing, outcome.code, outcome.stderr.as_str()),
            (vec![], Some(0), ""),
            "{shell}"
        );
    }
}

#[test]
fn help_is_printed_without_arguments() {
    let sandbox = Sandbox::new(&[]);
    let help = sandbox.rpcsmith("-h");
    assert_eq!(sandbox.rpcsmith(""), Outcome::new(2, "", &help.stdout));
}

//! Texts that explain the command.

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
fn version_is_the_packages() {
    let outcome = Sandbox::new(&[]).rpcsmith("--version");
    assert_eq!(
        outcome,
        Outcome::new(0, concat!("rpcsmith ", env!("CARGO_PKG_VERSION"), "\n"), "")
    );
}

/// Each shell's script knows every flag, in the shell's own syntax.
#[test]
fn completions_know_the_flags() {
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
fn no_argument_is_a_cry_for_help() {
    let sandbox = Sandbox::new(&[]);
    let help = sandbox.rpcsmith("-h");
    assert_eq!(sandbox.rpcsmith(""), Outcome::new(2, "", &help.stdout));
}

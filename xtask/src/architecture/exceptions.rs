//! Faults that are accepted, each with its reason.

use std::collections::BTreeSet;

use super::Fault;

/// A fault that is accepted.
pub struct Exception {
    /// The path of the fault.
    pub path: &'static str,
    /// How its message starts.
    pub message: &'static str,
    /// Why the repository is better with it.
    pub reason: &'static str,
}

/// The accepted faults of this repository.
pub const KNOWN: &[Exception] = &[Exception {
    path: "src/targets/rust/validate/terms/calls.rs",
    message: "function `call`",
    reason: "a table: each function of CEL has one line, and the compiler asks for the line of a new one",
}];

/// Removes accepted faults, and adds one for each exception that accepts nothing or gives no reason.
pub fn apply(faults: BTreeSet<Fault>, known: &[Exception]) -> BTreeSet<Fault> {
    let accepts = |exception: &Exception, fault: &Fault| {
        fault.path == exception.path && fault.message.starts_with(exception.message)
    };
    let useless = known.iter().filter(|exception| {
        exception.reason.is_empty() || !faults.iter().any(|fault| accepts(exception, fault))
    });
    let useless: Vec<Fault> = useless
        .map(|exception| Fault {
            path: exception.path.to_owned(),
            line: None,
            message: format!(
                "the exception `{}` accepts no fault or gives no reason: remove it",
                exception.message
            ),
        })
        .collect();
    let mut remaining = faults;
    remaining.retain(|fault| !known.iter().any(|exception| accepts(exception, fault)));
    remaining.extend(useless);
    remaining
}

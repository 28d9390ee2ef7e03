//! Accepted faults, each with its reason.

use std::collections::BTreeSet;

use super::Fault;

/// An accepted fault.
pub struct Exception {
    /// The path of the fault.
    pub path: &'static str,
    /// How its message starts.
    pub message: &'static str,
    /// Why the code is better with the fault.
    pub reason: &'static str,
}

/// The accepted faults of this repository.
pub const KNOWN: &[Exception] = &[Exception {
    path: "src/targets/rust/validate/terms/calls.rs",
    message: "function `call`",
    reason: "a table: each function of CEL has one line, and the compiler asks for the line of a new one",
}];

/// Removes accepted faults, and adds one for each exception that matches no fault or has no reason.
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
                "the exception `{}` matches no fault or has no reason: remove it",
                exception.message
            ),
        })
        .collect();
    let mut remaining = faults;
    remaining.retain(|fault| !known.iter().any(|exception| accepts(exception, fault)));
    remaining.extend(useless);
    remaining
}

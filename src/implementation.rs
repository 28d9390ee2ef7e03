//! The option `implementation`: reports the rpcs that the crate with the implementations lacks.

use std::path::{Path, PathBuf};

use crate::diagnostics::Diagnostic;
use crate::options::Options;
use crate::outline::ServiceOutline;

/// The result of a review of the crate that implements the services.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewed {
    /// The rpcs that the implementations lack.
    pub warnings: Vec<Diagnostic>,
    /// The files that were read.
    pub read: Vec<PathBuf>,
}

/// Finds the rpcs that the crate that the options name lacks. `out` is the folder of the generated code, if it is known.
/// The generator reads no file, so the entry points call this.
///
/// # Errors
/// If there is no such crate. With `implementation_check=deny`, if it lacks an rpc.
#[cfg(feature = "analysis")]
pub fn review(
    options: &Options,
    services: &[ServiceOutline],
    out: Option<&Path>,
) -> Result<Reviewed, Vec<Diagnostic>> {
    use crate::diagnostics::Severity;
    use crate::options::ImplementationCheck;

    let Some(root) = &options.implementation else {
        return Ok(Reviewed::default());
    };
    let out = out.and_then(|out| std::path::absolute(out).ok());
    let services = if options.server { services } else { &[] };
    let review = crate::targets::target(options).review(root, out.as_deref(), services.to_vec())?;
    let findings = review.findings.into_iter();
    let mut found: Vec<_> = findings.map(|finding| finding.diagnostic).collect();
    if options.implementation_check == ImplementationCheck::Deny && !found.is_empty() {
        return Err(found);
    }
    for diagnostic in &mut found {
        diagnostic.severity = Severity::Warning;
    }
    Ok(Reviewed {
        warnings: found,
        read: review.read,
    })
}

/// Finds nothing: this build rejects the option `implementation`.
#[cfg(not(feature = "analysis"))]
pub fn review(
    _: &Options,
    _: &[ServiceOutline],
    _: Option<&Path>,
) -> Result<Reviewed, Vec<Diagnostic>> {
    Ok(Reviewed::default())
}

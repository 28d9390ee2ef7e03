//! The option `implementation`: what the crate that implements the services of a request lacks.

use std::path::{Path, PathBuf};

use crate::diagnostics::Diagnostic;
use crate::options::Options;
use crate::outline::ServiceOutline;

/// What a look at the crate that implements the services found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviewed {
    /// What the implementations lack.
    pub warnings: Vec<Diagnostic>,
    /// The files that were read.
    pub read: Vec<PathBuf>,
}

/// Finds what the crate that the options name lacks; `out` is where the generated code goes, if that is known. The
/// generator reads no file, so the entry points call this.
///
/// # Errors
/// If there is no such crate; with `implementation_check=deny`, if it lacks something.
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

/// Finds nothing: this build refuses the option `implementation`.
#[cfg(not(feature = "analysis"))]
pub fn review(
    _: &Options,
    _: &[ServiceOutline],
    _: Option<&Path>,
) -> Result<Reviewed, Vec<Diagnostic>> {
    Ok(Reviewed::default())
}

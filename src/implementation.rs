//! The option `implementation`: what the doors tell of the crate that implements the services of a request.

use std::path::{self, Path, PathBuf};

use crate::Reviewed;
use crate::diagnostics::{Diagnostic, Severity};
use crate::options::{ImplementationCheck, Options};
use crate::rust::RustOptions;
use crate::skeleton::findings::findings;
use crate::skeleton::survey::{Target, survey};
use crate::targets::ServiceOutline;

/// A crate to look at, and for what. The generator itself reads no file, so it is the doors that look.
#[derive(Clone, Debug)]
pub struct Review {
    root: PathBuf,
    check: ImplementationCheck,
    runtime: String,
    /// Whether there is something to implement.
    server: bool,
}

impl Review {
    /// The crate that the options name.
    pub fn of(options: &Options) -> Option<Self> {
        Some(Self {
            root: options.implementation.clone()?,
            check: options.implementation_check,
            runtime: RustOptions::new(options).runtime,
            server: options.server,
        })
    }

    /// Looks at the crate; `out` is where the generated code goes, if that is known.
    ///
    /// # Errors
    /// If there is no such crate, or if it lacks something that is denied to lack.
    pub fn run(
        &self,
        services: &[ServiceOutline],
        out: Option<&Path>,
    ) -> Result<Reviewed, Vec<Diagnostic>> {
        let out = out.and_then(|out| path::absolute(out).ok());
        let target = Target {
            root: &self.root,
            generated: out.as_deref(),
            runtime: &self.runtime,
        };
        let services = if self.server { services } else { &[] };
        let survey = survey(&target, services.to_vec())?;
        let findings = findings(&survey, &self.root).into_iter();
        let mut found: Vec<_> = findings.map(|finding| finding.diagnostic).collect();
        if self.check == ImplementationCheck::Deny && !found.is_empty() {
            return Err(found);
        }
        for diagnostic in &mut found {
            diagnostic.severity = Severity::Warning;
        }
        Ok(Reviewed {
            warnings: found,
            read: survey.looked_at,
        })
    }
}

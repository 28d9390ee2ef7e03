//! The work that remains for the user after a run.

use super::RustProject;
use crate::skeleton::{Finding, Kind};
use crate::targets::rust::skeleton::analysis::Analysis;
use crate::targets::rust::skeleton::findings;

/// Returns the differences between a crate and its schema that no edit removes. `analysis` is that of the crate after all
/// renames.
pub fn findings(project: &RustProject<'_>, analysis: &Analysis) -> Vec<Finding> {
    let mut findings = findings::findings(analysis, project.project.root);
    findings.retain(|finding| !matches!(finding.kind, Kind::Nowhere | Kind::Missing));
    findings
}

//! Reports the differences between a crate and its schema, each with a place and a remedy.

use std::path::Path;

use super::analysis::{Analysis, Implementation, Refusal, ServiceAnalysis, TraitImpls};
use crate::diagnostics::{Diagnostic, Place};
use crate::outline::ServiceOutline;
use crate::skeleton::{Difference, MethodState, Removed, State};
use crate::skeleton::{Finding, Kind, place};

/// Returns all differences, by service. `root` is the directory of the crate for paths in messages.
pub fn findings(analysis: &Analysis, root: &Path) -> Vec<Finding> {
    let mut findings = Vec::new();
    for analyzed in &analysis.services {
        of_service(analysis, analyzed, root, &mut findings);
        if let Some(checks) = &analyzed.checks {
            let reporter = Reporter {
                analysis,
                analyzed,
                root,
                item: "check",
            };
            reporter.impls(checks, &mut findings);
        }
    }
    findings
}

fn of_service(
    analysis: &Analysis,
    analyzed: &ServiceAnalysis,
    root: &Path,
    findings: &mut Vec<Finding>,
) {
    let outline = &analyzed.outline;
    if analyzed.service.is_nowhere() {
        let fault = format!("service `{}` has no implementation", outline.full_name);
        let fault = Diagnostic::error(fault)
            .at(outline.place.clone())
            .help("`rpcsmith sync` adds an implementation to the crate");
        findings.push(Finding::new(Kind::Nowhere, fault));
    }
    let reporter = Reporter {
        analysis,
        analyzed,
        root,
        item: "rpc",
    };
    for implementation in &analyzed.service.implementations {
        if analyzed.service.refusal.is_none() {
            findings.extend(reporter.missing(implementation));
        }
    }
    reporter.impls(&analyzed.service, findings);
}

/// Reports the findings of one trait.
struct Reporter<'a> {
    analysis: &'a Analysis,
    analyzed: &'a ServiceAnalysis,
    root: &'a Path,
    /// The kind of the functions of the trait: `rpc` or `check`.
    item: &'static str,
}

impl Reporter<'_> {
    /// Reports everything except missing functions, for which the trait of checks has defaults.
    fn impls(&self, impls: &TraitImpls, findings: &mut Vec<Finding>) {
        findings.extend(impls.refusal.iter().map(|refusal| self.refused(refusal)));
        for implementation in &impls.implementations {
            let removed = implementation.removed.iter();
            findings.extend(removed.map(|removed| self.removed(implementation, removed)));
            for method in &implementation.methods {
                if let State::SignatureDiffers(differences) = &method.state {
                    let differ = differences.iter();
                    findings.extend(differ.map(|d| self.differs(implementation, method, d)));
                }
            }
        }
    }

    fn missing(&self, implementation: &Implementation) -> impl Iterator<Item = Finding> {
        let missing = implementation.methods.iter();
        let missing = missing.filter(|method| method.state == State::Missing);
        missing.map(|method| {
            let fault = format!(
                "`{}` lacks rpc `{}` of `{}`",
                implementation.implementor,
                method.name,
                self.outline().full_name
            );
            let place = self.place(&implementation.file, method.line, method.column, "impl");
            let fault = self
                .declared(Diagnostic::error(fault).at(place), method)
                .help("`rpcsmith sync` adds it");
            Finding::new(Kind::Missing, fault)
        })
    }

    fn removed(&self, implementation: &Implementation, removed: &Removed) -> Finding {
        let Removed {
            ident,
            file,
            line,
            column,
            renamed_to,
            ..
        } = removed;
        let fault = format!(
            "`{ident}` implements no {} of `{}`",
            self.item,
            self.outline().full_name
        );
        let free = implementation
            .methods
            .iter()
            .filter(|method| method.is_free());
        let free: Vec<&str> = free.map(|method| &*method.ident).collect();
        let help = match (renamed_to.as_deref(), &*free) {
            (Some(new), _) | (None, &[new]) => {
                let command = self.rename(ident, new);
                format!("if its new name is `{new}`, run `{command}`; otherwise, delete it")
            }
            (None, []) => "delete it".to_owned(),
            (None, several) => {
                let command = self.rename(ident, "NEW");
                let several: Vec<_> = several.iter().map(|new| format!("`{new}`")).collect();
                let last = several.join(", ");
                format!("delete it, or run `{command}` with its new name: {last}")
            }
        };
        let fault = Diagnostic::error(fault)
            .at(self.place(file, *line, *column, ident))
            .help(help);
        Finding::new(Kind::Removed, fault)
    }

    /// The command that renames a function. It names the crate, if that is not the current directory, and the service, if
    /// another one has such a function.
    fn rename(&self, old: &str, new: &str) -> String {
        let plain = |ident: &str| ident.strip_prefix("r#").unwrap_or(ident).to_owned();
        let root = self
            .root
            .strip_prefix(".")
            .unwrap_or(self.root)
            .display()
            .to_string();
        let root = match (&*root, root.contains([' ', '\'', '"', '$', '&', ';'])) {
            ("", _) => String::new(),
            (_, false) => format!(" {root}"),
            (_, true) => format!(" '{}'", root.replace('\'', "'\\''")),
        };
        let has_it = |analyzed: &&ServiceAnalysis| {
            let founds = std::iter::once(&analyzed.service).chain(&analyzed.checks);
            let mut removed = founds
                .flat_map(|found| &found.implementations)
                .flat_map(|i| &i.removed);
            removed.any(|removed| removed.ident == old)
        };
        let service = match self.analysis.services.iter().filter(has_it).count() {
            0 | 1 => String::new(),
            _ => format!("{}/", self.outline().full_name),
        };
        format!(
            "rpcsmith sync{root} --rename {service}{}={}",
            plain(old),
            plain(new)
        )
    }

    fn differs(
        &self,
        implementation: &Implementation,
        method: &MethodState,
        difference: &Difference,
    ) -> Finding {
        let Difference {
            part,
            expected,
            found,
            line,
            column,
        } = difference;
        let fault = format!(
            "the {part} of `{}` should be `{expected}`, found `{found}`",
            method.ident
        );
        let place = self.place(&implementation.file, *line, *column, found);
        let fault = self
            .declared(Diagnostic::error(fault).at(place), method)
            .help(format!("write `{expected}`, and adapt the body"));
        Finding::new(Kind::Differs, fault)
    }

    fn refused(&self, refusal: &Refusal) -> Finding {
        let paste = Some(refusal.stub.clone()).filter(|stub| !stub.is_empty());
        let help = match &paste {
            Some(_) => "add the code below by hand",
            None => "fix this, and run the command again",
        };
        let fault = format!(
            "cannot add to the implementation of `{}`: {}",
            self.outline().full_name,
            refusal.reason
        );
        let fault = Diagnostic::error(fault)
            .at(place(
                self.root,
                &refusal.file,
                refusal.line,
                refusal.column,
            ))
            .help(help);
        Finding {
            paste,
            ..Finding::new(Kind::Refused, fault)
        }
    }

    /// Adds the place of the rpc or message in the schema.
    fn declared(&self, fault: Diagnostic, method: &MethodState) -> Diagnostic {
        let methods = self.outline().methods.iter();
        let rpc = methods
            .filter(|_| self.item == "rpc")
            .find(|rpc| rpc.name == method.name);
        let checks = self.outline().checks.iter();
        let message = checks
            .filter(|_| self.item == "check")
            .find(|check| check.message == method.name);
        let place = rpc
            .map(|rpc| &rpc.place)
            .or(message.map(|check| &check.place));
        match place {
            Some(place) => fault.note(place.clone(), "the schema has it here"),
            None => fault,
        }
    }

    fn outline(&self) -> &ServiceOutline {
        &self.analyzed.outline
    }

    /// The place of a text on one line.
    fn place(&self, file: &str, line: usize, column: usize, text: &str) -> Place {
        let place = place(self.root, file, line, column);
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Place {
            end: (place.line, place.column.saturating_add(length)),
            ..place
        }
    }
}

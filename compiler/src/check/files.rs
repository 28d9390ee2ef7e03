//! Checks the options of files and services.

use super::checker::Checker;
use super::{numbers, proto3};
use crate::ast::Syntax;
use crate::fault::Fault;

/// Checks the file itself.
pub(super) fn check(checker: &mut Checker) {
    check_features(checker);
    check_lite_imports(checker);
    if checker.file.syntax == Syntax::Proto3 {
        proto3::check(checker);
    }
    check_lite_services(checker);
}

/// Checks what files with an edition must not set for all of their elements.
fn check_features(checker: &mut Checker) {
    if !checker.file.syntax.is_edition() {
        return;
    }
    let span = checker.file.syntax_span;
    if checker.features.file.is_required() {
        checker.faults.push(
            Fault::error(span, "a file cannot make all of its fields required")
                .help("set `features.field_presence = LEGACY_REQUIRED` for single fields"),
        );
    }
    let options = checker.own(checker.file.own_options);
    if options.bool(numbers::file::JAVA_STRING_CHECK_UTF8) == Some(true) {
        checker.faults.push(
            Fault::error(
                span,
                "files with an edition cannot set `java_string_check_utf8`",
            )
            .help("set the feature `(pb.java).utf8_validation`"),
        );
    }
}

/// Checks that only lite files import lite files.
fn check_lite_imports(checker: &mut Checker) {
    if checker.is_lite(checker.index) {
        return;
    }
    let links = &checker.pool.links[checker.index.index()].imports;
    let mut imports = checker.file.imports.iter().zip(links);
    let lite = imports.find(|(_, link)| link.is_some_and(|file| checker.is_lite(file)));
    if let Some((import, _)) = lite {
        let text = format!(
            "the file `{}` has `optimize_for = LITE_RUNTIME`, but this file does not",
            import.name
        );
        checker.faults.push(
            Fault::error(import.span, text)
                .help("set `option optimize_for = LITE_RUNTIME;` here too"),
        );
    }
}

/// Checks that lite files have no generic services.
fn check_lite_services(checker: &mut Checker) {
    let options = checker.own(checker.file.own_options);
    let has = |number| options.bool(number) == Some(true);
    let generic =
        has(numbers::file::CC_GENERIC_SERVICES) || has(numbers::file::JAVA_GENERIC_SERVICES);
    if !generic || !checker.is_lite(checker.index) {
        return;
    }
    for service in &checker.file.services {
        let text = format!(
            "the service `{}` is generic, which the lite runtime does not support",
            service.name.text
        );
        checker
            .faults
            .push(Fault::error(service.name.span, text).help(
                "set the options `cc_generic_services` and `java_generic_services` to false",
            ));
    }
}

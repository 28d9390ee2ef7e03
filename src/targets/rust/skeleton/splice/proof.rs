//! Checks each edit before `splice` returns it.

use syn::{ImplItem, Item, Stmt};

use super::Edit;
use crate::diagnostics::{Diagnostic, Place};
use crate::skeleton::text::TextChange;
use crate::targets::rust::skeleton::analysis::source::{Parsed, parse, with_deep_stack};

/// The expectations of an edited implementation.
pub struct Proof {
    /// The opening brace in the old text, in bytes.
    pub open: usize,
    /// The functions of the trait, each with whether the edit adds it.
    pub expected: Vec<(String, bool)>,
}

/// Checks that the edit without its changes is the old text, that it parses, and that each extended implementation has each
/// function of its trait.
///
/// # Errors
/// If a check fails.
pub fn prove<'p>(
    edit: &Edit,
    changes: &[TextChange],
    proofs: impl Iterator<Item = &'p Proof>,
) -> Result<(), Box<Diagnostic>> {
    let fault = |reason: String| {
        let message = format!("the text to insert does not fit there: {reason}");
        Box::new(
            Diagnostic::error(message)
                .at(Place::file(&edit.file))
                .help("this is a bug in rpcsmith, which leaves the file unchanged"),
        )
    };
    if without(edit, changes).as_deref() != Some(&*edit.before) {
        return Err(fault("other bytes would change".to_owned()));
    }
    let proofs: Vec<&Proof> = proofs.collect();
    let tested = with_deep_stack(|| {
        let parsed = parse(&edit.after).map_err(|fault| fault.reason)?;
        proofs
            .iter()
            .try_for_each(|proof| test(&parsed, changes, proof))
    });
    match tested {
        Ok(Ok(())) => Ok(()),
        Ok(Err(reason)) => Err(fault(reason)),
        Err(error) => Err(fault(error.to_string())),
    }
}

/// The new text without the changes.
fn without(edit: &Edit, changes: &[TextChange]) -> Option<String> {
    let (mut text, mut at, mut done) = (String::new(), 0, 0);
    for change in changes {
        let kept = change.range.start.checked_sub(done)?;
        text.push_str(edit.after.get(at..at + kept)?);
        at += kept;
        (edit.after.get(at..at + change.text.len())? == change.text).then_some(())?;
        text.push_str(edit.before.get(change.range.clone())?);
        at += change.text.len();
        done = change.range.end;
    }
    text.push_str(edit.after.get(at..)?);
    Some(text)
}

fn test(parsed: &Parsed<'_>, changes: &[TextChange], proof: &Proof) -> Result<(), String> {
    let moved = changes
        .iter()
        .filter(|change| change.range.start <= proof.open);
    let open = moved.fold(proof.open, |open, change| {
        open + change.text.len() - change.range.len()
    });
    let functions = functions(parsed, &parsed.syntax.items, open);
    let functions = functions.ok_or("the implementation is not there any more")?;
    for (expected, is_new) in &proof.expected {
        let plain = expected.strip_prefix("r#").unwrap_or(expected);
        // The user may have several versions of a function, each with a `#[cfg]`.
        match functions.iter().filter(|name| *name == plain).count() {
            0 => return Err(format!("`{expected}` is not among its functions")),
            count if *is_new && count > 1 => {
                return Err(format!("`{expected}` would be there {count} times"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The functions of the implementation with this opening brace.
fn functions(parsed: &Parsed<'_>, items: &[Item], open: usize) -> Option<Vec<String>> {
    items.iter().find_map(|item| match item {
        Item::Impl(item) if parsed.places.start(item.brace_token.span.open()) == open => {
            let functions = item.items.iter().filter_map(|item| match item {
                ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
                _ => None,
            });
            let plain = |name: String| name.strip_prefix("r#").unwrap_or(&name).to_owned();
            Some(functions.map(plain).collect())
        }
        Item::Mod(item) => functions(parsed, &item.content.as_ref()?.1, open),
        Item::Fn(item) => in_block(parsed, &item.block.stmts, open),
        Item::Const(item) => match &*item.expr {
            syn::Expr::Block(block) => in_block(parsed, &block.block.stmts, open),
            _ => None,
        },
        _ => None,
    })
}

fn in_block(parsed: &Parsed<'_>, statements: &[Stmt], open: usize) -> Option<Vec<String>> {
    statements.iter().find_map(|statement| match statement {
        Stmt::Item(item) => functions(parsed, std::slice::from_ref(item), open),
        _ => None,
    })
}

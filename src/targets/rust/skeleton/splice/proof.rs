//! What is true of an edit before it is handed out.

use syn::{ImplItem, Item, Stmt};

use super::Edit;
use crate::diagnostics::{Diagnostic, Place};
use crate::skeleton::text::Change;
use crate::targets::rust::skeleton::analysis::source::{Parsed, parse, with_deep_stack};

/// What is to be true of an implementation.
pub struct Proof {
    /// The brace that opened it, in bytes of the file before.
    pub open: usize,
    /// All functions of the trait, with whether it comes in.
    pub expected: Vec<(String, bool)>,
}

/// Tests an edit: with its insertions taken out it is the file before; it parses; every implementation that something came
/// into has each function of its trait.
///
/// # Errors
/// If one of that is not true.
pub fn prove<'p>(
    edit: &Edit,
    changes: &[Change],
    proofs: impl Iterator<Item = &'p Proof>,
) -> Result<(), Box<Diagnostic>> {
    let fault = |reason: String| {
        let message = format!("the text to insert does not fit there: {reason}");
        Box::new(
            Diagnostic::error(message)
                .at(Place::file(&edit.file))
                .help("this is a fault of rpcsmith; the file is left alone"),
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

/// The file after without what came in.
fn without(edit: &Edit, changes: &[Change]) -> Option<String> {
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

fn test(parsed: &Parsed<'_>, changes: &[Change], proof: &Proof) -> Result<(), String> {
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
        // One that a person wrote may be there for each of several conditions.
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

/// The functions of the implementation whose brace opens there.
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

//! Lays out closures. A body that does not fit on the line becomes a block.

use super::Rewriter;
use super::blocks::Block;
use crate::targets::rust::syntax::shape::{Shape, width};
use crate::targets::rust::syntax::{Expr, precedence};

/// The maximum number of lines of a body that needs no block as an argument.
const SHORT_BLOCK: usize = 7;

impl Rewriter {
    pub(super) fn closure(
        &self,
        parameters: &[String],
        body: &Expr,
        shape: Shape,
    ) -> Option<String> {
        let (prefix, inner) = prefix(parameters, shape)?;
        if let Expr::Block(statements, value) = body
            && statements.is_empty()
            && value.is_none()
        {
            return Some(format!("{prefix} {{}}"));
        }
        let body = unwrapped(body);
        if let Expr::Block(..) = body {
            return Some(format!("{prefix} {}", self.braces(Block::of(body), shape)));
        }
        self.without_block(&prefix, body, inner)
            .or_else(|| Some(self.with_block(&prefix, body, inner)))
    }

    fn without_block(&self, prefix: &str, body: &Expr, shape: Shape) -> Option<String> {
        let text = self.rewrite(body, shape)?;
        let may_break = may_break(body) || shape.in_macro;
        (may_break || !text.contains('\n')).then(|| format!("{prefix} {text}"))
    }

    fn with_block(&self, prefix: &str, body: &Expr, shape: Shape) -> String {
        format!("{prefix} {}", self.braces(Block::of(body), shape))
    }

    /// Lays out a closure that is the last argument of a call.
    pub(super) fn last_closure(
        &self,
        closure: &Expr,
        parameters: &[String],
        body: &Expr,
        shape: Shape,
    ) -> Option<String> {
        let (prefix, inner) = prefix(parameters, shape)?;
        let body = unwrapped(body);
        if is_condition(body) && !shape.in_macro {
            let block = self.with_block(&prefix, body, inner);
            if block.lines().count() - 2 <= SHORT_BLOCK
                && let Some(text) = self.without_block(&prefix, body, shape)
                && !text.contains('\n')
            {
                return Some(text);
            }
            return Some(block);
        }
        match self.condition(body, inner) {
            Some(condition) if condition.contains('\n') || width(&condition) > inner.width => {
                Some(self.with_block(&prefix, body, inner))
            }
            _ => self.rewrite(closure, shape),
        }
    }
}

/// Returns the parameters between bars, and the space after them. Several parameters must leave space for a brace, even
/// if no brace follows.
fn prefix(parameters: &[String], shape: Shape) -> Option<(String, Shape)> {
    let prefix = format!("|{}|", parameters.join(", "));
    if parameters.len() > 1 {
        shape.shorter(width(&prefix) + 3)?;
    }
    let inner = shape.after(width(&prefix) + 1)?;
    Some((prefix, inner))
}

/// Returns a body without the block around a single expression.
fn unwrapped(body: &Expr) -> &Expr {
    match body {
        Expr::Block(..) => Block::of(body).only().map_or(body, unwrapped),
        _ => body,
    }
}

/// Returns whether a body may span several lines without a block around it.
fn may_break(body: &Expr) -> bool {
    match body {
        Expr::Match(..) | Expr::Block(..) | Expr::Struct { .. } => true,
        _ => precedence::peeled(body).is_some_and(may_break),
    }
}

/// Returns whether a body is an `if`, with or without unary operators, casts and `?`.
fn is_condition(body: &Expr) -> bool {
    match body {
        Expr::If(..) => true,
        _ => precedence::peeled(body).is_some_and(is_condition),
    }
}

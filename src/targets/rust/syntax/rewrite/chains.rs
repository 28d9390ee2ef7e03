//! Lays out chains of fields and calls: on one line, or with one call per line.

use super::Rewriter;
use crate::targets::rust::syntax::shape::{
    CHAIN_WIDTH, Shape, first_width, is_extendable, last_width, width,
};
use crate::targets::rust::syntax::{Expr, precedence};

/// A part of a chain after its root.
struct Link<'e> {
    kind: LinkKind<'e>,
    /// The number of `?` after it.
    tries: usize,
}

enum LinkKind<'e> {
    Field(&'e str),
    Method(&'e str, &'e [Expr]),
}

/// Returns the root of a chain, the number of `?` after it, and the links.
fn links(mut expr: &Expr) -> (&Expr, usize, Vec<Link<'_>>) {
    let mut links = Vec::new();
    let mut tries = 0;
    loop {
        let (receiver, kind) = match expr {
            Expr::Try(receiver) => (receiver, None),
            Expr::Field(receiver, field) => (receiver, Some(LinkKind::Field(field))),
            Expr::Method(receiver, method, arguments) => {
                (receiver, Some(LinkKind::Method(method, arguments)))
            }
            _ => break,
        };
        match kind {
            Some(kind) => {
                links.push(Link { kind, tries });
                tries = 0;
            }
            None => tries += 1,
        }
        expr = receiver;
    }
    links.reverse();
    (expr, tries, links)
}

impl Rewriter {
    pub(super) fn chain(&self, expr: &Expr, shape: Shape) -> Option<String> {
        let (root, tries, links) = links(expr);
        let parens = precedence::receiver(root);
        let mut start = self.wrapped(root, parens, shape.shorter(tries)?)?;
        let mut ends_with_block = is_block(root) && start.contains('\n');
        start += &"?".repeat(tries);
        let mut rest = &links[..];
        let tab = 4usize.saturating_sub(shape.offset);
        while let Some((link, others)) = rest.split_first()
            && width(&start) <= tab
            && !start.contains('\n')
        {
            let Some(text) = self.link(link, shape.after(width(&start))?) else {
                break;
            };
            start += &text;
            ends_with_block = is_extendable(&start);
            rest = others;
        }
        let Some((last, middle)) = rest.split_last() else {
            return (self.overflowing || shape.fits(&start)).then_some(start);
        };
        let child = shape.block(if ends_with_block { 0 } else { 4 });
        let mut parts = vec![start];
        for link in middle {
            parts.push(self.link(link, child)?);
        }
        let is_flat = self.last_link(
            last,
            &mut parts,
            links.len(),
            ends_with_block,
            (shape, child),
        )?;
        if !is_flat && shape.flat_chains {
            return None;
        }
        let separator = if is_flat {
            String::new()
        } else {
            child.newline()
        };
        let text = parts.join(&separator);
        (self.overflowing || shape.fits(&text)).then_some(text)
    }

    /// Lays out `.field` or `.method(arguments)`, and the `?` after it.
    fn link(&self, link: &Link<'_>, shape: Shape) -> Option<String> {
        let shape = shape.shorter(link.tries)?;
        let text = match link.kind {
            LinkKind::Field(field) => format!(".{field}"),
            LinkKind::Method(method, arguments) => {
                self.call(&format!(".{method}"), arguments, shape)?
            }
        };
        Some(text + &"?".repeat(link.tries))
    }

    /// Lays out the last link, which may span several lines. Returns whether the chain is on one line up to the start
    /// of that link.
    fn last_link(
        &self,
        last: &Link<'_>,
        parts: &mut Vec<String>,
        count: usize,
        ends_with_block: bool,
        (shape, child): (Shape, Shape),
    ) -> Option<bool> {
        let extends = ends_with_block && is_extendable(&parts[0]);
        let before = if extends {
            last_width(&parts[0])
        } else {
            parts.iter().map(|part| width(part)).sum()
        } + last.tries;
        let limit = if count == 1 {
            shape.width
        } else {
            shape.width.min(CHAIN_WIDTH)
        };
        let budget = limit.saturating_sub(before);
        let on_one_line = parts.iter().all(|part| !part.contains('\n')) && budget > 0;
        let below = || child.shorter(shape.overhead() + last.tries);
        let beside = if on_one_line || extends {
            shape
                .shorter(last.tries)
                .and_then(|shape| shape.after(before))
        } else {
            None
        };
        let mut is_flat = false;
        let mut text = None;
        if let Some(beside) = beside
            && let Some(first) = self.link(last, beside)
        {
            let lines = first.lines().count();
            let fits = first_width(&first) <= budget;
            if fits && lines >= 5 {
                is_flat = on_one_line;
                text = Some(first);
            } else {
                match self.link(last, below()?) {
                    Some(second) if !fits || second.lines().count() < lines => text = Some(second),
                    _ => {
                        is_flat = fits && on_one_line;
                        text = Some(first);
                    }
                }
            }
        }
        let text = match text {
            Some(text) => text,
            None if on_one_line => self.link(last, shape.shorter(last.tries)?)?,
            None => self.link(last, below()?)?,
        };
        parts.push(text);
        Some(is_flat)
    }

    /// Lays out `value as ty`.
    pub(super) fn cast(&self, value: &Expr, ty: &str, shape: Shape) -> Option<String> {
        let parens = precedence::cast(value);
        let left = self.wrapped(value, parens, shape.whole())?;
        let beside = last_width(&left) + " as ".len() + ty.len();
        if beside <= shape.width {
            return Some(format!("{left} as {ty}"));
        }
        let below = shape.below()?.after("as ".len())?;
        (ty.len() <= below.width).then(|| format!("{left}{}as {ty}", below.newline()))
    }

    /// Lays out `receiver[index]`.
    pub(super) fn index(&self, receiver: &Expr, index: &Expr, shape: Shape) -> Option<String> {
        let receiver = self.wrapped(receiver, precedence::receiver(receiver), shape)?;
        let offset = last_width(&receiver) + 1;
        let beside = if receiver.contains('\n') {
            Shape {
                width: shape.max,
                offset: 0,
                ..shape
            }
            .after(offset)
            .and_then(|beside| beside.shorter(1 + shape.overhead()))
        } else {
            shape.after(offset).and_then(|beside| beside.shorter(1))
        };
        let first = beside.and_then(|beside| self.rewrite(index, beside));
        if let Some(first) = &first
            && !first.contains('\n')
        {
            return Some(format!("{receiver}[{first}]"));
        }
        let below = shape.block(4).after(1)?.shorter(1 + shape.overhead())?;
        match (first, self.rewrite(index, below)) {
            (first, Some(second)) if first.is_none() || !second.contains('\n') => {
                Some(format!("{receiver}{}[{second}]", below.newline()))
            }
            (Some(first), _) => Some(format!("{receiver}[{first}]")),
            (None, _) => None,
        }
    }
}

/// Returns whether a root that spans several lines ends like a block.
fn is_block(root: &Expr) -> bool {
    match root {
        Expr::Call(..)
        | Expr::Matches(..)
        | Expr::Array(..)
        | Expr::Struct { .. }
        | Expr::If(..)
        | Expr::Match(..)
        | Expr::Block(..) => true,
        Expr::Binary(_, _, inner) | Expr::Unary(_, inner) | Expr::Index(_, inner) => {
            is_block(inner)
        }
        Expr::Closure(_, inner) => is_block(inner),
        _ => false,
    }
}

//! Lays out trees as rustfmt does.
//!
//! Lines break as with rustfmt's default configuration in the style edition 2024, thus the rules and their order are
//! rustfmt's. An expression is laid out for a [`Shape`]. If even the widest layout does not fit, the layout fails and
//! the enclosing expression tries its next layout. If no layout fits, the item remains unformatted, as with rustfmt.

mod blocks;
mod calls;
mod chains;
mod closures;
mod pairs;
mod statements;
mod structs;

pub use blocks::Body;

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::HashMap;

use super::shape::{Shape, last_width, width};
use super::{Expr, fits, flat, precedence};

/// Lays out trees. It caches each layout, because an expression is tried for several shapes, and its children for even
/// more.
///
/// The address of an expression is the cache key, because trees do not change while they are printed.
#[derive(Default)]
pub struct Rewriter {
    known: RefCell<HashMap<(*const Expr, Shape), Option<String>>>,
    /// The arguments that were created for `matches!`. They must live as long as the cache, which uses their addresses.
    matches: RefCell<HashMap<*const Expr, Rc<[Expr; 2]>>>,
    /// Whether a statement with a body is laid out although an expression in it does not fit. rustfmt does not change
    /// such a statement.
    lenient: bool,
    /// Whether names may exceed their lines. The expressions around such names still break.
    overflowing: bool,
}

impl Rewriter {
    /// Lays out code by the rules, or otherwise with names that exceed their lines. rustfmt does not change such code,
    /// but line breaks make it easier to read.
    pub fn or_overflowing(&self, rewrite: impl Fn(&Self) -> Option<String>) -> Option<String> {
        rewrite(self).or_else(|| {
            rewrite(&Self {
                overflowing: true,
                ..Self::default()
            })
        })
    }

    /// Lays out code by the rules, or otherwise with expressions that do not fit.
    pub fn or_lenient(&self, rewrite: impl Fn(&Self) -> Option<String>) -> Option<String> {
        rewrite(self).or_else(|| {
            let lenient = Self {
                lenient: true,
                ..Self::default()
            };
            (!self.lenient).then(|| rewrite(&lenient)).flatten()
        })
    }

    /// Lays out an expression within another one.
    fn rewrite(&self, expr: &Expr, shape: Shape) -> Option<String> {
        if let Expr::Atom(text) = expr {
            // A string may exceed its line, because otherwise no enclosing expression could break.
            let is_string = text.starts_with(['"', 'r']) && text.ends_with(['"', '#']);
            let fits = self.overflowing || is_string;
            return (fits || width(text) <= shape.width).then(|| text.clone());
        }
        if fits::fits(expr, shape.width).is_some() {
            return Some(flat::flat(expr));
        }
        let key = (std::ptr::from_ref(expr), shape);
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let text = self.lay_out(expr, shape);
        self.known.borrow_mut().insert(key, text.clone());
        text
    }

    fn lay_out(&self, expr: &Expr, shape: Shape) -> Option<String> {
        match expr {
            Expr::Atom(text) => Some(text.clone()),
            Expr::Generic(path, ty) => self.generic(path, ty, shape),
            Expr::Unary(operator, operand) => {
                let parens = precedence::operand(operator, operand);
                let operand = self.wrapped(operand, parens, shape.after(operator.len())?)?;
                Some(format!("{operator}{operand}"))
            }
            Expr::Binary(..) => self.binary(expr, shape),
            Expr::Cast(value, ty) => self.cast(value, ty, shape),
            Expr::Call(callee, arguments) => {
                let callee = self.wrapped(callee, precedence::callee(callee), shape)?;
                self.call(&callee, arguments, shape)
            }
            Expr::Method(..) | Expr::Field(..) | Expr::Try(..) => self.chain(expr, shape),
            Expr::Index(receiver, index) => self.index(receiver, index, shape),
            Expr::Closure(parameters, body) => self.closure(parameters, body, shape),
            Expr::If(condition, yes, no) => self.if_value(condition, yes, no, shape),
            Expr::Match(scrutinee, arms) => self.match_value(scrutinee, arms, shape),
            Expr::Array(elements) => self.array(elements, shape),
            Expr::Tuple(elements) => self.tuple(elements, shape),
            Expr::Struct { path, fields, rest } => {
                self.structure(path, fields, rest.as_deref(), shape)
            }
            Expr::Matches(value, patterns) => self.matches(expr, value, patterns, shape),
            Expr::Block(statements, value) => self.block(statements, value.as_deref(), shape),
        }
    }

    /// Lays out an expression that is part of a statement.
    fn kept(&self, expr: &Expr, shape: Shape) -> Option<String> {
        self.or_kept(self.rewrite(expr, shape), || flat::flat(expr))
    }

    /// Returns the layout. If there is no layout and the mode is lenient, it returns the code on one line.
    fn or_kept(&self, text: Option<String>, flat: impl Fn() -> String) -> Option<String> {
        text.or_else(|| self.lenient.then(flat))
    }

    /// Lays out an expression, with parentheses if it needs them.
    fn wrapped(&self, expr: &Expr, parens: bool, shape: Shape) -> Option<String> {
        if !parens {
            return self.rewrite(expr, shape);
        }
        let inner = self.rewrite(expr, shape.after(1)?.shorter(1)?)?;
        Some(format!("({inner})"))
    }

    /// Lays out `start value`. The value moves to the next line if that looks better.
    pub fn assign(&self, start: String, value: &Expr, shape: Shape) -> Option<String> {
        self.assign_wrapped(start, value, false, shape)
    }

    /// Like [`Rewriter::assign`], with parentheses around the value if it needs them.
    fn assign_wrapped(
        &self,
        start: String,
        value: &Expr,
        parens: bool,
        shape: Shape,
    ) -> Option<String> {
        let used = if start.contains('\n') {
            last_width(&start).saturating_sub(shape.indent)
        } else {
            width(&start)
        };
        let beside = shape.after(used + 1).unwrap_or(Shape {
            width: 0,
            offset: shape.offset + used + 1,
            ..shape
        });
        let first = self.wrapped(value, parens, beside);
        if let Some(first) = &first
            && !first.contains('\n')
            && width(first) <= beside.width
        {
            return Some(format!("{start} {first}"));
        }
        let below = beside.below()?;
        let second = self.wrapped(value, parens, below);
        match (first, second) {
            (Some(first), Some(second))
                if below.fits(&second) && prefers_below(&first, &second) =>
            {
                Some(format!("{start}{}{second}", below.newline()))
            }
            (None, Some(second)) => Some(format!("{start}{}{second}", below.newline())),
            (Some(first), _) => Some(format!("{start} {first}")),
            (None, None) => None,
        }
    }
}

/// Returns whether a value looks better on the next line.
fn prefers_below(beside: &str, below: &str) -> bool {
    let lines = |text: &str| text.matches('\n').count();
    let ends = |text: &str, bracket: char| {
        let first = text.split('\n').next().unwrap_or_default();
        first.ends_with(bracket)
    };
    !below.contains('\n')
        || lines(beside) > lines(below) + 1
        || ['(', '{', '[']
            .into_iter()
            .any(|bracket| ends(beside, bracket) && !ends(below, bracket))
}

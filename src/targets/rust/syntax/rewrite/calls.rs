//! Lays out arguments in brackets. The last argument may span several lines.

use std::rc::Rc;

use super::Rewriter;
use crate::targets::rust::syntax::shape::{
    ARRAY_WIDTH, CALL_WIDTH, SHORT_ELEMENT_WIDTH, Shape, TYPE_SLACK, first_width, last_width, width,
};
use crate::targets::rust::syntax::{Expr, Ty, fits, precedence};

/// The arrangement of the items in a list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tactic {
    Horizontal,
    Vertical,
    /// As many items on each line as fit.
    Mixed,
}

/// Whether a comma follows the last item.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trailing {
    Vertical,
    Always,
    Never,
}

/// A list in brackets.
struct ArgumentList<'e> {
    /// The code before the opening bracket.
    name: &'e str,
    brackets: (&'static str, &'static str),
    items: &'e [Expr],
    trailing: Trailing,
    /// The maximum width of the items on one line.
    max_width: usize,
    /// The width that is available for the items on one line.
    one_line_width: usize,
    one_line: Shape,
    /// The space of an item on its own line.
    nested: Shape,
}

impl Rewriter {
    /// Lays out `callee(arguments)`.
    pub(super) fn call(&self, callee: &str, arguments: &[Expr], shape: Shape) -> Option<String> {
        let list = ArgumentList::new(callee, ("(", ")"), arguments, CALL_WIDTH, shape);
        self.list(&list, shape)
    }

    /// Lays out `path::<type>`. The type moves to its own line if it does not fit otherwise.
    pub(super) fn generic(&self, path: &str, ty: &Ty, shape: Shape) -> Option<String> {
        let (ty, inner, end) = (ty.flat(), shape.block(4).newline(), shape.newline());
        let columns = path.len() + ty.len() + "::<>".len();
        Some(if columns <= shape.width + TYPE_SLACK {
            [path, "::<", &ty, ">"].concat()
        } else {
            [path, "::<", &inner, &ty, ",", &end, ">"].concat()
        })
    }

    pub(super) fn array(&self, elements: &[Expr], shape: Shape) -> Option<String> {
        let list = ArgumentList::new("", ("[", "]"), elements, ARRAY_WIDTH, shape);
        self.list(&list, shape)
    }

    pub(super) fn tuple(&self, elements: &[Expr], shape: Shape) -> Option<String> {
        let mut list = ArgumentList::new("", ("(", ")"), elements, CALL_WIDTH, shape);
        if elements.len() == 1 {
            list.trailing = Trailing::Always;
        }
        self.list(&list, shape)
    }

    /// Lays out `matches!(value, pattern | pattern)`, which is `expr`. rustfmt treats the patterns as an expression.
    pub(super) fn matches(
        &self,
        expr: &Expr,
        value: &Expr,
        patterns: &[String],
        shape: Shape,
    ) -> Option<String> {
        let make = || {
            let mut patterns = patterns.iter().map(|pattern| Expr::Atom(pattern.clone()));
            let first = patterns
                .next()
                .unwrap_or_else(|| Expr::Atom("_".to_owned()));
            let pattern = patterns.fold(first, |left, right| {
                Expr::Binary(Box::new(left), "|", Box::new(right))
            });
            Rc::new([value.clone(), pattern])
        };
        let mut made = self.matches.borrow_mut();
        let arguments = Rc::clone(made.entry(expr).or_insert_with(make));
        drop(made);
        let shape = Shape {
            in_macro: true,
            ..shape
        };
        let mut list = ArgumentList::new("matches!", ("(", ")"), &arguments[..], CALL_WIDTH, shape);
        list.trailing = Trailing::Never;
        self.list(&list, shape)
    }

    fn list(&self, list: &ArgumentList<'_>, shape: Shape) -> Option<String> {
        let mut items: Vec<_> = list
            .items
            .iter()
            .map(|item| self.rewrite(item, list.nested))
            .collect();
        let tactic = self.overflow_last(list, &mut items);
        let items: Option<Vec<_>> = items.into_iter().collect();
        let text = list.write(&items?, tactic);
        Some(list.wrap(&text, shape, tactic == Tactic::Horizontal))
    }

    /// Tries to start the last item on the line of the other items. Sets its text, and returns the arrangement of the
    /// items.
    fn overflow_last(&self, list: &ArgumentList<'_>, items: &mut [Option<String>]) -> Tactic {
        let Some((last, _)) = list.items.split_last() else {
            return Tactic::Horizontal;
        };
        let end = items.len() - 1;
        let combines = list.items.len() == 1 && width(list.name) < 4;
        let overflows = combines || can_overflow(last, list.items.len());
        let mut placeholder = None;
        if overflows {
            let flat_chains = !combines && is_method(last);
            let shape = list.last_shape(items).map(|shape| Shape {
                flat_chains: shape.flat_chains || flat_chains,
                ..shape
            });
            placeholder = shape.and_then(|shape| self.overflowed(list, last, shape));
            if let Some(text) = &placeholder {
                items[end] = text.split('\n').next().map(str::to_owned);
            }
        }
        let horizontal = definitive(items, list.max_width.min(list.one_line_width));
        match placeholder {
            Some(text) if horizontal => {
                items[end] = Some(text);
                if let (1, Some(text)) = (list.items.len(), &items[end])
                    && text.matches('\n').count() == 1
                    && let Some(nested) = self.rewrite(last, list.nested)
                    && !nested.contains('\n')
                {
                    items[end] = Some(nested);
                }
                Tactic::Horizontal
            }
            None if overflows && horizontal && items[end].is_none() => Tactic::Horizontal,
            _ => {
                items[end] = self.rewrite(last, list.nested);
                list.tactic(items)
            }
        }
    }

    /// Lays out the last item, which starts on the line of the other items.
    fn overflowed(&self, list: &ArgumentList<'_>, last: &Expr, shape: Shape) -> Option<String> {
        match last {
            Expr::Closure(parameters, body) => {
                let closures = list.items.iter();
                let closures = closures.filter(|item| matches!(item, Expr::Closure(..)));
                match closures.count() {
                    1 => self.last_closure(last, parameters, body, shape),
                    _ => None,
                }
            }
            Expr::If(..) | Expr::Match(..) => match self.condition(last, shape) {
                Some(condition) if condition.contains('\n') => None,
                _ => self.rewrite(last, shape),
            },
            _ => self.rewrite(last, shape),
        }
    }
}

impl<'e> ArgumentList<'e> {
    fn new(
        name: &'e str,
        brackets: (&'static str, &'static str),
        items: &'e [Expr],
        max_width: usize,
        shape: Shape,
    ) -> Self {
        let used = match name.rfind('\n') {
            Some(newline) => (name.len() - newline - 1).saturating_sub(shape.used()),
            None => width(name),
        };
        let one_line = shape
            .after(last_width(name) + 1)
            .and_then(|shape| shape.shorter(1));
        let nested = shape.block(4);
        Self {
            name,
            brackets,
            items,
            trailing: Trailing::Vertical,
            max_width,
            one_line_width: shape.width.saturating_sub(used + 2),
            one_line: one_line.unwrap_or(Shape { width: 0, ..shape }),
            nested: Shape {
                width: nested.width.saturating_sub(1),
                ..nested
            },
        }
    }

    /// Returns the space of the last item after the other items.
    fn last_shape(&self, items: &[Option<String>]) -> Option<Shape> {
        let (last, others) = self.items.split_last()?;
        if others.is_empty() && !fits::is_nested_call(last) {
            return Some(self.one_line);
        }
        let before = items.iter().take(others.len());
        // rustfmt counts bytes here.
        let before = before.map(|item| 2 + item.as_deref().map_or(0, str::len));
        let shape = Shape {
            width: self.max_width.min(self.one_line.width),
            ..self.one_line
        };
        shape.after(before.sum())
    }

    /// Returns the arrangement of items that are laid out for their own lines.
    fn tactic(&self, items: &[Option<String>]) -> Tactic {
        let only = match items {
            [Some(item)] => {
                self.one_line_width != 0
                    && !item.contains('\n')
                    && width(item) <= self.one_line_width
            }
            _ => false,
        };
        let is_short =
            |item: &Option<String>| item.as_deref().map_or(0, width) <= SHORT_ELEMENT_WIDTH;
        if only || definitive(items, self.max_width.min(self.one_line_width)) {
            Tactic::Horizontal
        } else if self.items.iter().all(is_simple) && items.iter().all(is_short) {
            Tactic::Mixed
        } else {
            Tactic::Vertical
        }
    }

    /// Returns the items with commas and line breaks between them.
    fn write(&self, items: &[String], tactic: Tactic) -> String {
        let trails = match (self.trailing, tactic) {
            (Trailing::Vertical, tactic) => tactic != Tactic::Horizontal,
            (Trailing::Always, _) => true,
            (Trailing::Never, _) => false,
        };
        let newline = self.nested.newline();
        let mut text = String::new();
        let mut column = 0;
        for (index, item) in items.iter().enumerate() {
            let is_last = index + 1 == items.len();
            let comma = if !is_last || trails { "," } else { "" };
            let length = width(item) + comma.len();
            if index > 0 {
                let breaks = match tactic {
                    Tactic::Horizontal => false,
                    Tactic::Vertical => true,
                    // rustfmt does not count the comma after the last item.
                    Tactic::Mixed => column + 1 + length > self.nested.width + usize::from(is_last),
                };
                text += if breaks { &newline } else { " " };
                column = if breaks { 0 } else { column + 1 };
            }
            text += item;
            text += comma;
            column += length;
        }
        text
    }

    /// Returns the items in brackets.
    fn wrap(&self, items: &str, shape: Shape, may_extend: bool) -> String {
        let room = shape.width.saturating_sub(last_width(self.name));
        let extended = match items {
            "" => 2,
            items => first_width(items) + 1,
        };
        let fits = shape.in_macro && !items.contains('\n') && width(items) + 2 <= room;
        let (name, (open, close)) = (self.name, self.brackets);
        if may_extend && extended <= room || fits {
            return format!("{name}{open}{items}{close}");
        }
        let (nested, newline) = (self.nested.newline(), shape.newline());
        match items {
            "" if last_width(name) > shape.width => format!("{name}{open}{close}"),
            "" => format!("{name}{open}{newline}{close}"),
            _ => format!("{name}{open}{nested}{items}{newline}{close}"),
        }
    }
}

/// Returns whether items fit on a line of this width.
fn definitive(items: &[Option<String>], limit: usize) -> bool {
    let text = |item: &Option<String>| item.as_deref().unwrap_or_default().to_owned();
    let total: usize = items.iter().map(|item| width(&text(item))).sum();
    let separators = 2 * items.len().saturating_sub(1);
    total + separators <= limit && !items.iter().any(|item| text(item).contains('\n'))
}

/// Returns whether an item may start on the line of the previous items and continue on the next lines.
fn can_overflow(expr: &Expr, count: usize) -> bool {
    match expr {
        Expr::Closure(..) | Expr::Block(..) => true,
        Expr::If(..)
        | Expr::Match(..)
        | Expr::Array(..)
        | Expr::Matches(..)
        | Expr::Call(..)
        | Expr::Method(..)
        | Expr::Struct { .. }
        | Expr::Tuple(..) => count == 1,
        _ => precedence::peeled(expr).is_some_and(|inner| can_overflow(inner, count)),
    }
}

/// Returns whether an item is a method call, with or without unary operators, casts and `?`.
fn is_method(expr: &Expr) -> bool {
    match expr {
        Expr::Method(..) => true,
        _ => precedence::peeled(expr).is_some_and(is_method),
    }
}

/// Returns whether an item may share lines with others.
fn is_simple(expr: &Expr) -> bool {
    match expr {
        Expr::Atom(text) => text.starts_with('"') || !text.contains("::"),
        Expr::Field(receiver, _) => is_simple(receiver) && !precedence::receiver(receiver),
        Expr::Index(receiver, index) => is_simple(receiver) && is_simple(index),
        _ => precedence::peeled(expr).is_some_and(is_simple),
    }
}

//! Lays out binary operators: on one line, or with each operator and its right operand on their own line.

use super::Rewriter;
use crate::targets::rust::syntax::shape::{Shape, first_width, last_width, width};
use crate::targets::rust::syntax::{Expr, precedence};

/// The operands of one operator, with flags for the operands that need parentheses.
struct Pairs<'e> {
    operator: &'static str,
    operands: Vec<(&'e Expr, bool)>,
}

impl<'e> Pairs<'e> {
    fn new(left: &'e Expr, operator: &'static str, right: &'e Expr) -> Self {
        let mut operands = vec![(right, precedence::right(operator, right))];
        let mut first = left;
        while let Expr::Binary(left, inner, right) = first
            && *inner == operator
            && !precedence::left(first, operator)
        {
            operands.push((right, precedence::right(operator, right)));
            first = left;
        }
        operands.push((first, precedence::left(first, operator)));
        operands.reverse();
        Self { operator, operands }
    }
}

impl Rewriter {
    pub(super) fn binary(&self, expr: &Expr, shape: Shape) -> Option<String> {
        let Expr::Binary(left, operator, right) = expr else {
            return None;
        };
        let pairs = Pairs::new(left, operator, right);
        self.operands(&pairs, shape)
            .or_else(|| self.pair(left, &format!(" {operator} "), right, shape))
    }

    /// Lays out `a + b + c`.
    pub fn sum(&self, terms: &[Expr], shape: Shape) -> Option<String> {
        let pairs = Pairs {
            operator: "+",
            operands: terms
                .iter()
                .map(|term| (term, precedence::right("+", term)))
                .collect(),
        };
        self.operands(&pairs, shape)
    }

    fn operands(&self, pairs: &Pairs<'_>, shape: Shape) -> Option<String> {
        let first = pairs.operands.first()?;
        let mut texts = vec![self.wrapped(first.0, first.1, shape)];
        let nested = shape
            .below()
            .and_then(|below| below.after(pairs.operator.len() + 1))?;
        for (operand, parens) in &pairs.operands[1..] {
            texts.push(self.wrapped(operand, *parens, nested));
        }
        self.on_one_line(pairs, &texts, shape)
            .or_else(|| self.on_lines(pairs, &texts, shape))
    }

    fn on_one_line(
        &self,
        pairs: &Pairs<'_>,
        texts: &[Option<String>],
        shape: Shape,
    ) -> Option<String> {
        let (_, before) = texts.split_last()?;
        let mut text = String::new();
        for operand in before {
            let operand = operand.as_ref()?;
            if operand.contains('\n') || width(&text) > shape.width {
                return None;
            }
            text += &format!("{operand} {} ", pairs.operator);
        }
        let prefix = width(&text);
        let (last, parens) = pairs.operands.last()?;
        let last = self.wrapped(last, *parens, shape.after(prefix)?)?;
        text += &last;
        if first_width(&text) > shape.width {
            return None;
        }
        let is_ugly = last.starts_with('(') || prefix > 4;
        if text.contains('\n') && !last.starts_with('{') && is_ugly {
            return None;
        }
        shape.fits(&text).then_some(text)
    }

    fn on_lines(
        &self,
        pairs: &Pairs<'_>,
        texts: &[Option<String>],
        shape: Shape,
    ) -> Option<String> {
        let nested = shape.below()?;
        let mut text = texts.first()?.clone()?;
        for ((operand, parens), below) in pairs.operands.iter().zip(texts).skip(1) {
            let offset = if text.contains('\n') { 0 } else { shape.used() };
            let trimmed = text
                .rsplit('\n')
                .next()
                .map_or(0, |last| width(last.trim()));
            // The previous operand is too short to be alone on its line.
            if last_width(&text) + offset <= nested.used()
                && let Some(beside) = shape.after(pairs.operator.len() + 2 + trimmed)
                && let Some(beside) = self.wrapped(operand, *parens, beside)
            {
                text += &format!(" {} {beside}", pairs.operator);
                continue;
            }
            let below = below.as_ref()?;
            text += &format!("{}{} {below}", nested.newline(), pairs.operator);
        }
        Some(text)
    }

    /// Lays out two operands with `infix` between them.
    fn pair(&self, left: &Expr, infix: &str, right: &Expr, shape: Shape) -> Option<String> {
        let operator = infix.trim();
        let (before, after) = (
            precedence::left(left, operator),
            precedence::right(operator, right),
        );
        let first = self.wrapped(left, before, shape.whole())?;
        let beside = shape.after(last_width(&first) + infix.len());
        if let Some(second) = beside.and_then(|beside| self.wrapped(right, after, beside)) {
            let line = second.split('\n').next().unwrap_or_default();
            let is_short = width(&first) <= 4 || line.ends_with('{');
            let total = last_width(&first) + infix.len() + width(line);
            if (!second.contains('\n') || is_short) && total <= shape.width {
                return Some(format!("{first}{infix}{second}"));
            }
        }
        let infix = infix.trim_start();
        let below = shape.below()?.after(infix.len())?;
        let second = self.wrapped(right, after, below)?;
        Some(format!("{first}{}{infix}{second}", below.newline()))
    }
}

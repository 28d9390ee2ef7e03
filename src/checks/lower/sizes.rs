//! Plans sizes and their comparisons. Most comparisons do not count all items.

use super::{Lower, Result};
use crate::cel::ast::{MacroKind, Span};
use crate::cel::{self, Comparison, Function, Loop, Typed, Value};
use crate::checks::store::Store;
use crate::checks::term::{Form, Op, Operands, Term};

impl Lower<'_, '_> {
    /// Plans `size(measured)`.
    pub(super) fn size(
        &mut self,
        typed: &Typed,
        function: Function,
        measured: &Typed,
    ) -> Result<Term> {
        if let (Function::SizeList, cel::Op::Loop(node)) = (function, &measured.op)
            && let Some(count) = self.count(typed, node)?
        {
            return Ok(count);
        }
        let mut term = self.measured(measured)?;
        if function == Function::SizeString {
            term = self.counted(measured, term);
        }
        Ok(size_of(function, term, typed))
    }

    /// Plans the number of items that a filter selects, without a list of these items.
    fn count(&mut self, typed: &Typed, node: &Loop) -> Result<Option<Term>> {
        if node.kind != MacroKind::Filter || node.body.fallible {
            return Ok(None);
        }
        let node = Box::new(self.loop_of(node)?);
        let fails = node.range.fails;
        let count = Term::new(
            Op::Count(node),
            typed.ty.clone(),
            Store::Size,
            fails,
            &typed.span,
        );
        Ok(Some(count))
    }

    /// Plans the measured value. A text whose size is counted in bytes is measured as bytes.
    fn measured(&mut self, typed: &Typed) -> Result<Term> {
        match &typed.op {
            cel::Op::Call(Function::BytesFromString, arguments) => match &arguments[..] {
                [text] => self.term(text),
                _ => self.term(typed),
            },
            _ => self.term(typed),
        }
    }

    /// Plans the comparison of a size with a constant.
    pub(super) fn size_with(
        &mut self,
        comparison: Comparison,
        left: &Typed,
        right: &Typed,
        span: &Span,
    ) -> Result<Option<Term>> {
        use Comparison::{Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual};
        let size = match &left.op {
            cel::Op::Call(Function::UintFromInt, arguments) => arguments.first().unwrap_or(left),
            _ => left,
        };
        let (cel::Op::Call(function, arguments), Some(limit)) =
            (&size.op, right.as_const().and_then(limit))
        else {
            return Ok(None);
        };
        let (true, [measured]) = (is_size_of(*function), &arguments[..]) else {
            return Ok(None);
        };
        let is_none = match (comparison, limit) {
            (Equal | LessEqual, 0) | (Less, 1) => Some(true),
            (NotEqual | Greater, 0) | (GreaterEqual, 1) => Some(false),
            _ => None,
        };
        let term = match is_none {
            Some(is_none) if !matches!(measured.op, cel::Op::Loop(_)) => {
                let term = self.measured(measured)?;
                let is_known = !matches!(term.store, Store::Map { maybe: true, .. } | Store::Value);
                if is_known {
                    let fails = term.fails;
                    let empty = Term::bool(Op::IsEmpty(Box::new(term)), fails, span);
                    return Ok(Some(if is_none { empty } else { empty.not() }));
                }
                size_of(*function, term, size)
            }
            _ if *function == Function::SizeString && !matches!(comparison, Equal | NotEqual) => {
                let text = self.measured(measured)?;
                let text = self.counted(measured, text);
                return Ok(Some(length(comparison, text, limit, span)));
            }
            _ => self.term(size)?,
        };
        Ok(Some(match (comparison, limit) {
            (Less, 0) => Term::known(false, span).after(term),
            (GreaterEqual, 0) => Term::known(true, span).after(term),
            _ => compared(comparison, term, limit, span),
        }))
    }
}

/// Plans the size of a value.
fn size_of(function: Function, measured: Term, typed: &Typed) -> Term {
    let fails = measured.fails;
    let op = Op::Call {
        function,
        arguments: vec![measured],
        form: Form::Plain,
    };
    Term::new(op, typed.ty.clone(), Store::Size, fails, &typed.span)
}

/// Compares the length of a text with a limit. The check reads at most one character more than the limit.
fn length(comparison: Comparison, text: Term, limit: u64, span: &Span) -> Term {
    let (fails, text) = (text.fails, Box::new(text));
    let (op, is_negated) = match comparison {
        Comparison::Less => (Op::Shorter(text, limit), false),
        Comparison::GreaterEqual => (Op::Shorter(text, limit), true),
        Comparison::Greater => (Op::Longer(text, limit), false),
        Comparison::LessEqual | Comparison::Equal | Comparison::NotEqual => {
            (Op::Longer(text, limit), true)
        }
    };
    let test = Term::bool(op, fails, span);
    if is_negated { test.not() } else { test }
}

/// Plans the comparison of a size with a number that a size can have.
fn compared(comparison: Comparison, size: Term, limit: u64, span: &Span) -> Term {
    let fails = size.fails;
    let limit = Op::Const(Value::Uint(limit));
    let op = Op::Compare {
        comparison,
        operands: Operands::Same,
        right: Box::new(Term::new(limit, size.ty.clone(), Store::Size, false, span)),
        left: Box::new(size),
    };
    Term::bool(op, fails, span)
}

/// Returns whether a function returns the size of its argument.
fn is_size_of(function: Function) -> bool {
    matches!(
        function,
        Function::SizeString | Function::SizeBytes | Function::SizeList | Function::SizeMap
    )
}

/// Returns the limit that a size is compared with, if a size can equal it: sizes are never negative.
fn limit(value: &Value) -> Option<u64> {
    match value {
        Value::Uint(value) => Some(*value),
        Value::Int(value) => u64::try_from(*value).ok(),
        _ => None,
    }
}

//! Limits the cost of the constants in one expression.
//!
//! The checker unrolls macros over constants and computes calls of constants, so a short expression could require any
//! number of steps and bytes.

use std::cell::Cell;

use super::{Checker, Fault};
use crate::cel::ast::Span;
use crate::cel::fold;
use crate::cel::function::Function;
use crate::cel::typed::Typed;
use crate::cel::value::Value;

/// The maximum number of parts that the checker handles in unrolled macros of one expression.
const MAX_STEPS: usize = 10_000;

/// The maximum total size of the constants that the checker computes for one expression, in bytes.
const MAX_BYTES: usize = 16 << 20;

/// The remaining budget of an expression.
#[derive(Debug)]
pub(super) struct Budget {
    steps: Cell<usize>,
    bytes: Cell<usize>,
    /// The number of enclosing unrolled macros.
    pub(super) unrolled: usize,
}

impl Budget {
    pub(super) const fn new() -> Self {
        Self {
            steps: Cell::new(MAX_STEPS),
            bytes: Cell::new(MAX_BYTES),
            unrolled: 0,
        }
    }

    /// Counts a part of an expression if the checker handles it once for each item of a macro.
    pub(super) fn step(&self, span: &Span) -> Result<(), Fault> {
        if self.unrolled == 0 {
            return Ok(());
        }
        let left = self.steps.get().checked_sub(1).ok_or_else(|| {
            let message = format!(
                "the macros over constants around this take more than {MAX_STEPS} steps to unroll"
            );
            Fault::new(message, span).hint("use shorter lists, or nest fewer macros")
        })?;
        self.steps.set(left);
        Ok(())
    }

    /// Counts the size of a constant if the checker computes it once for each item of a macro.
    pub(super) fn value(&self, typed: &Typed) -> Result<(), Fault> {
        match typed.as_const() {
            Some(value) if self.unrolled > 0 => self.spend(value.size(), &typed.span),
            _ => Ok(()),
        }
    }

    fn spend(&self, bytes: usize, span: &Span) -> Result<(), Fault> {
        let left = self.bytes.get().checked_sub(bytes).ok_or_else(|| {
            let message = format!(
                "the constants computed up to here take more than {} MiB",
                MAX_BYTES >> 20
            );
            Fault::new(message, span).hint("use shorter texts and lists")
        })?;
        self.bytes.set(left);
        Ok(())
    }
}

impl Checker<'_> {
    /// Returns a call. It is computed if its arguments are constant.
    pub(super) fn computed(
        &self,
        function: Function,
        arguments: Vec<Typed>,
        ty: crate::cel::types::Type,
        fallible: bool,
        span: &Span,
    ) -> Result<Typed, Fault> {
        let values: Option<Vec<&Value>> = arguments.iter().map(Typed::as_const).collect();
        if let Some(values) = values {
            self.budget.spend(fold::cost(function, &values), span)?;
        }
        Ok(fold::call(function, arguments, ty, fallible, span))
    }
}

//! Defines what the printer accepts: a tree, or an expression of borrowed pieces.

use super::{Call, Expr, Line, fits, flat};

/// Code that can be printed on one line, or laid out as a tree.
pub trait Code {
    /// Returns the columns of the code on one line. The result is `None` if they exceed `limit`, or if rustfmt may
    /// break the line although it fits.
    fn fits(&self, limit: usize) -> Option<usize>;

    /// Writes the code on one line, regardless of its length.
    fn push_flat(&self, out: &mut String);

    /// Writes a call with each argument on its own line, if rustfmt breaks the call this way and each argument fits.
    /// Returns whether it wrote the call. The line is indented by `indent` columns, and `column` columns are used.
    fn push_on_lines(
        &self,
        _out: &mut String,
        _indent: usize,
        _column: usize,
        _max: usize,
    ) -> bool {
        false
    }

    /// Calls `then` with the code as a tree.
    fn with_tree<T>(&self, then: impl FnOnce(&Expr) -> T) -> T;
}

impl Code for Expr {
    fn fits(&self, limit: usize) -> Option<usize> {
        fits::fits(self, limit)
    }

    fn push_flat(&self, out: &mut String) {
        flat::push_flat(self, out);
    }

    fn with_tree<T>(&self, then: impl FnOnce(&Expr) -> T) -> T {
        then(self)
    }
}

impl Code for Line<'_> {
    fn fits(&self, limit: usize) -> Option<usize> {
        self.columns().filter(|columns| *columns <= limit)
    }

    fn push_flat(&self, out: &mut String) {
        self.push_to(out);
    }

    fn with_tree<T>(&self, then: impl FnOnce(&Expr) -> T) -> T {
        then(&self.tree())
    }
}

impl Code for Call<'_> {
    fn fits(&self, limit: usize) -> Option<usize> {
        self.columns().filter(|columns| *columns <= limit)
    }

    fn push_flat(&self, out: &mut String) {
        self.push_to(out);
    }

    fn push_on_lines(&self, out: &mut String, indent: usize, column: usize, max: usize) -> bool {
        Call::push_on_lines(self, out, indent, column, max)
    }

    fn with_tree<T>(&self, then: impl FnOnce(&Expr) -> T) -> T {
        then(&self.tree())
    }
}

//! Code that the printer takes: a tree, or an expression in borrowed pieces.

use super::{Call, Expr, Line, fits, flat};

/// Code that can be printed on one line, or laid out as a tree.
pub trait Code {
    /// The columns of the code on one line. Nothing if they are more than `limit`, or if rustfmt may break the line
    /// although there is room.
    fn fits(&self, limit: usize) -> Option<usize>;

    /// Writes the code on one line, however long it is.
    fn push_flat(&self, out: &mut String);

    /// Writes a call that does not fit on one line with a line for each argument, where rustfmt breaks it there and each
    /// fits; returns whether it did. `column` columns of the line, which is indented by `indent`, are used.
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

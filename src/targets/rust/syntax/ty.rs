//! Represents types until they are printed.

use std::borrow::Cow;

/// A type: the text before its arguments, the arguments, and the text after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ty {
    pub(super) head: Cow<'static, str>,
    pub(super) args: Vec<Ty>,
    pub(super) tail: &'static str,
}

impl Ty {
    /// Returns a type without arguments.
    pub fn path(path: impl Into<Cow<'static, str>>) -> Self {
        Self::with(path, Vec::new(), "")
    }

    /// Returns `head<args…>`.
    pub fn generic(head: impl Into<Cow<'static, str>>, args: impl IntoIterator<Item = Ty>) -> Self {
        Self::with(head, args.into_iter().collect(), "")
    }

    /// Returns `head<args…>tail`, for bounds such as `impl Future<…> + Send`.
    pub fn bounded(head: impl Into<Cow<'static, str>>, arg: Ty, tail: &'static str) -> Self {
        Self::with(head, vec![arg], tail)
    }

    fn with(head: impl Into<Cow<'static, str>>, args: Vec<Ty>, tail: &'static str) -> Self {
        Self {
            head: head.into(),
            args,
            tail,
        }
    }

    /// Returns the type after a prefix such as `Output = `.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.head.to_mut().insert_str(0, name);
        self
    }

    /// Returns the type on one line.
    pub fn flat(&self) -> String {
        let mut text = String::with_capacity(self.columns());
        self.push_flat(&mut text);
        text
    }

    /// Returns the columns of the type on one line.
    pub fn columns(&self) -> usize {
        let args = self.args.iter().map(|arg| arg.columns() + ", ".len());
        self.head.len() + args.sum::<usize>() + self.tail.len()
    }

    /// Returns the columns of the type's start, after which the line can break.
    pub(super) fn opening(&self) -> usize {
        self.head.len() + usize::from(!self.args.is_empty())
    }

    pub(super) fn push_flat(&self, out: &mut String) {
        out.push_str(&self.head);
        for (index, arg) in self.args.iter().enumerate() {
            out.push_str(if index > 0 { ", " } else { "<" });
            arg.push_flat(out);
        }
        out.push_str(if self.args.is_empty() { "" } else { ">" });
        out.push_str(self.tail);
    }
}

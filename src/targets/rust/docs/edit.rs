//! Applies edits to a text.

use std::borrow::Cow;

/// Replaces `len` bytes at `at` with `put`.
#[derive(Clone, Debug)]
pub(super) struct DocsEdit {
    pub at: usize,
    pub len: usize,
    pub put: Cow<'static, str>,
}

impl DocsEdit {
    pub fn insert(at: usize, put: impl Into<Cow<'static, str>>) -> Self {
        Self {
            at,
            len: 0,
            put: put.into(),
        }
    }

    pub fn remove(at: usize, len: usize) -> Self {
        Self {
            at,
            len,
            put: Cow::Borrowed(""),
        }
    }
}

/// A part of the text that is not prose, and the edits in it.
#[derive(Debug)]
pub(super) struct DocsSpan {
    pub start: usize,
    pub end: usize,
    pub edits: Vec<DocsEdit>,
    /// Whether a block starts or ends here. A bracket before this place then cannot close after it.
    pub ends_prose: bool,
}

/// Applies `edits` to `text`. The edits are sorted and do not overlap.
pub(super) fn apply<'t>(text: &'t str, edits: &[DocsEdit]) -> Cow<'t, str> {
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    let put: usize = edits.iter().map(|edit| edit.put.len()).sum();
    let mut out = String::with_capacity(text.len() + put);
    let mut done = 0;
    for edit in edits {
        out.push_str(&text[done..edit.at]);
        out.push_str(&edit.put);
        done = edit.at + edit.len;
    }
    out.push_str(&text[done..]);
    Cow::Owned(out)
}

//! Edits text outside of code: brackets, tags, URLs, backslashes and backticks.
//!
//! | typed | printed |
//! |---|---|
//! | `[text](https://…)`, `<https://…>` | unchanged |
//! | any other `[` | `\[` |
//! | `<` where HTML could start | `\<` |
//! | `https://…` | `<https://…>`, without the punctuation after it |
//! | `` ` `` without a partner | `` \` `` |
//! | `\` before punctuation that nobody escapes in Markdown, as in `"\""` or `\.` | `\\` |
//! | a second blank line | nothing |

use super::edit::{DocsEdit, DocsSpan};
use super::url;

/// The meaning of a backtick outside of known code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ticks {
    /// The parser found all code, so the backtick has no partner.
    Stray,
    /// The next backtick on the line is its partner.
    Paired,
}

/// Returns the edits that `text` needs outside of code, and the edits of `spans`, in the order of the text.
pub(super) fn edits(text: &str, spans: &[DocsSpan], ticks: Ticks) -> Vec<DocsEdit> {
    let mut scan = Scan {
        text,
        ticks,
        edits: Vec::new(),
        open: Vec::new(),
        after_backslash: usize::MAX,
    };
    let mut at = 0;
    for span in spans {
        scan.prose(at, span.start.max(at));
        scan.edits.extend(span.edits.iter().cloned());
        at = at.max(span.end);
        if span.ends_prose {
            scan.open.clear();
        }
    }
    scan.prose(at, text.len());
    scan.edits
}

struct Scan<'t> {
    text: &'t str,
    ticks: Ticks,
    edits: Vec<DocsEdit>,
    /// Each open `[` that a `]` can close.
    open: Vec<Bracket>,
    /// The end of the last kept backslash that escapes nothing.
    after_backslash: usize,
}

struct Bracket {
    at: usize,
    /// The edit that escapes it.
    edit: usize,
}

impl Scan<'_> {
    /// Scans `start..end`, a part of the text without code other than paired backticks.
    fn prose(&mut self, start: usize, end: usize) {
        let bytes = &self.text.as_bytes()[..end];
        let mut at = start;
        while let Some(byte) = bytes.get(at) {
            at = match byte {
                b'[' => self.open(at),
                b']' => self.close(at, end),
                b'<' => self.tag(at, end),
                b':' => self.url(start, at, end),
                b'\\' => self.backslash(at),
                b'`' => self.tick(at, end),
                b'\n' => self.line_end(at),
                _ => at + 1,
            };
        }
    }

    fn open(&mut self, at: usize) -> usize {
        self.open.push(Bracket {
            at,
            edit: self.edits.len(),
        });
        self.escape(at)
    }

    fn close(&mut self, at: usize, end: usize) -> usize {
        let Some(bracket) = self.open.pop() else {
            return at + 1;
        };
        let label = &self.text[bracket.at + 1..at];
        match url::target(&self.text[at + 1..end]) {
            Some(len) if !label.trim().is_empty() && !label.starts_with('^') => {
                self.make_link(bracket);
                at + 1 + len
            }
            _ => {
                if !self.open.is_empty() {
                    // A placeholder for the escape, which is necessary if the outer brackets become a link.
                    self.edits.push(DocsEdit::insert(at, ""));
                }
                at + 1
            }
        }
    }

    /// Keeps the link that starts with `bracket`. Links cannot be nested.
    fn make_link(&mut self, bracket: Bracket) {
        self.open.clear();
        self.edits[bracket.edit].put = "".into();
        for edit in &mut self.edits[bracket.edit + 1..] {
            if AROUND_URL.contains(&&*edit.put) {
                edit.put = "".into();
            } else if edit.len == 0 && edit.put.is_empty() {
                edit.put = "\\".into();
            }
        }
    }

    fn tag(&mut self, at: usize, end: usize) -> usize {
        let rest = &self.text[at..end];
        if let Some(len) = url::autolink(rest) {
            self.open.clear();
            return at + len;
        }
        match rest.as_bytes().get(1) {
            Some(next) if next.is_ascii_alphabetic() || b"/!?".contains(next) => self.escape(at),
            _ => at + 1,
        }
    }

    /// Handles a colon. A URL cannot start before `floor`.
    fn url(&mut self, floor: usize, colon: usize, end: usize) -> usize {
        let floor = self
            .edits
            .last()
            .map_or(floor, |edit| floor.max(edit.at + edit.len));
        let Some((start, len)) = url::around(self.text, floor, colon, end) else {
            return colon + 1;
        };
        let before = AROUND_URL[usize::from(start == self.after_backslash)];
        self.edits.push(DocsEdit::insert(start, before));
        self.edits
            .push(DocsEdit::insert(start + len, AROUND_URL[2]));
        start + len
    }

    fn backslash(&mut self, at: usize) -> usize {
        match self.text.as_bytes().get(at + 1) {
            Some(next) if b"\\`*_[]<>#|~&".contains(next) => at + 2,
            Some(next) if next.is_ascii_punctuation() => self.escape(at),
            _ => {
                self.after_backslash = at + 1;
                at + 1
            }
        }
    }

    fn tick(&mut self, at: usize, end: usize) -> usize {
        match self.ticks {
            Ticks::Stray => self.escape(at),
            Ticks::Paired => self.text[at + 1..end]
                .find('`')
                .map_or(end, |len| at + len + 2),
        }
    }

    fn line_end(&mut self, at: usize) -> usize {
        if self.text[..at].ends_with("\n\n") {
            self.edits.push(DocsEdit::remove(at, 1));
        }
        at + 1
    }

    fn escape(&mut self, at: usize) -> usize {
        self.edits.push(DocsEdit::insert(at, "\\"));
        at + 1
    }
}

/// The edits around a bare URL: before it, before it after a backslash, and after it.
const AROUND_URL: [&str; 3] = ["<", "\\<", ">"];

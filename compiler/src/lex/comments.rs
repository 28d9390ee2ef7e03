//! Attributes comments to declarations.
//!
//! A comment right behind a token on its line is trailing. So is a comment that starts on the next line, if a blank line, or
//! the end of a block, follows it. A comment right before the next token is leading. All others are detached.

use super::scan::CommentStart;
use super::{Lexer, TokenKind, offset_of};
use crate::source::Span;

/// The comments between two tokens, without their delimiters. An absent comment is empty.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FoundComments {
    /// Of the declaration that the first token ends.
    pub trailing: Vec<u8>,
    pub detached: Vec<Box<[u8]>>,
    /// Of the declaration that the second token begins.
    pub leading: Vec<u8>,
}

/// Collects comments until their places are known.
#[derive(Default)]
struct Collector {
    found: FoundComments,
    /// A comment without a place yet.
    pending: Option<Pending>,
    /// How many comments have a place.
    placed: u32,
    has_trailing: bool,
    /// Whether a comment can be trailing no more.
    detached_from_previous: bool,
}

struct Pending {
    text: Vec<u8>,
    is_line_comment: bool,
}

impl Collector {
    /// The text to add a line comment to. Consecutive line comments are one comment.
    fn line_comment(&mut self) -> &mut Vec<u8> {
        if self.pending.as_ref().is_some_and(|it| !it.is_line_comment) {
            self.flush();
        }
        let pending = self.pending.get_or_insert_with(|| Pending {
            text: Vec::new(),
            is_line_comment: true,
        });
        &mut pending.text
    }

    fn block_comment(&mut self) -> &mut Vec<u8> {
        self.flush();
        let pending = self.pending.insert(Pending {
            text: Vec::new(),
            is_line_comment: false,
        });
        &mut pending.text
    }

    /// Places the pending comment, which is not leading.
    fn flush(&mut self) {
        let Some(Pending { text, .. }) = self.pending.take() else {
            return;
        };
        if self.detached_from_previous {
            self.found.detached.push(text.into());
        } else {
            self.found.trailing = text;
            self.has_trailing = true;
            self.detached_from_previous = true;
        }
        self.placed += 1;
    }

    /// A single comment between two tokens of one line could belong to both, so it belongs to neither.
    fn detach_single_comment(&mut self) {
        if self.placed + u32::from(self.pending.is_some()) != 1 {
            return;
        }
        if self.has_trailing {
            let trailing = std::mem::take(&mut self.found.trailing);
            self.found.detached.insert(0, trailing.into());
        }
        self.flush();
    }

    fn finish(mut self) -> FoundComments {
        if let Some(Pending { text, .. }) = self.pending {
            self.found.leading = text;
        }
        self.found
    }
}

impl Lexer<'_> {
    /// Reads the next token, like [`Self::advance`], and returns the comments before it.
    pub fn advance_with_comments(&mut self) -> FoundComments {
        let mut collector = Collector::default();
        let mut previous_line = Some(self.line);
        let mut trailing_end_line = None;
        if self.current().kind == TokenKind::Start {
            if !self.byte_order_mark() {
                return FoundComments::default();
            }
            collector.detached_from_previous = true;
            previous_line = None;
        } else {
            self.spaces();
            match self.comment_start() {
                CommentStart::Line => {
                    trailing_end_line = Some(self.line);
                    self.line_comment_to(collector.line_comment());
                    collector.flush();
                }
                CommentStart::Block => {
                    self.block_comment(Some(collector.block_comment()));
                    trailing_end_line = Some(self.line);
                    self.spaces();
                    collector.flush();
                }
                CommentStart::Slash => return collector.finish(),
                CommentStart::No => {
                    if !self.eat(b'\n') {
                        self.advance();
                        return collector.finish();
                    }
                }
            }
        }
        let same_line = |line| previous_line == Some(line) || trailing_end_line == Some(line);
        self.comments_on_next_lines(collector, same_line)
    }

    fn comments_on_next_lines(
        &mut self,
        mut collector: Collector,
        same_line: impl Fn(u32) -> bool,
    ) -> FoundComments {
        loop {
            self.spaces();
            match self.comment_start() {
                CommentStart::Line => self.line_comment_to(collector.line_comment()),
                CommentStart::Block => {
                    self.block_comment(Some(collector.block_comment()));
                    // The rest of its line is no blank line.
                    self.spaces();
                    self.eat(b'\n');
                }
                CommentStart::Slash => return collector.finish(),
                CommentStart::No if self.eat(b'\n') => {
                    collector.flush();
                    collector.detached_from_previous = true;
                }
                CommentStart::No => {
                    let found = self.advance();
                    if !found || matches!(self.current_text(), b"}" | b"]" | b")") {
                        // A comment at the end of a block does not belong to its brace.
                        collector.flush();
                    }
                    if found && same_line(self.line) {
                        collector.detach_single_comment();
                    }
                    return collector.finish();
                }
            }
        }
    }

    /// Skips the byte order mark of UTF-8.
    fn byte_order_mark(&mut self) -> bool {
        if !self.eat(0xef) {
            return true;
        }
        if self.eat(0xbb) && self.eat(0xbf) {
            return true;
        }
        self.error_here(
            "the file begins with the byte 0xef, but not with the byte order mark of UTF-8",
            "save the file as UTF-8",
        );
        false
    }

    /// Skips the rest of a line comment.
    pub(super) fn line_comment(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        match memchr::memchr2(b'\n', 0, rest) {
            Some(length) if rest.get(length) == Some(&b'\n') => {
                self.at += length;
                self.bump();
            }
            // Columns count here only, as no line break follows.
            end => (0..end.unwrap_or(rest.len())).for_each(|_| self.bump()),
        }
    }

    fn line_comment_to(&mut self, content: &mut Vec<u8>) {
        let start = self.at;
        self.line_comment();
        content.extend_from_slice(self.slice(start, self.at));
    }

    /// Reads the rest of a block comment. The content has no whitespace and asterisk at the starts of lines.
    pub(super) fn block_comment(&mut self, mut content: Option<&mut Vec<u8>>) {
        let comment_start = self.at.saturating_sub(2);
        let mut record = |text: &[u8]| {
            if let Some(content) = &mut content {
                content.extend_from_slice(text);
            }
        };
        let mut line_start = self.at;
        loop {
            self.eat_run(|byte| !matches!(byte, 0 | b'\n' | b'\t' | b'*' | b'/'));
            match self.peek() {
                None | Some(0) => {
                    record(self.slice(line_start, self.at));
                    self.unterminated_comment(comment_start);
                    return;
                }
                Some(b'\n') => {
                    self.bump();
                    record(self.slice(line_start, self.at));
                    self.spaces();
                    if self.eat(b'*') && self.eat(b'/') {
                        return;
                    }
                    line_start = self.at;
                }
                Some(b'*') => {
                    let end = self.at;
                    self.bump();
                    if self.eat(b'/') {
                        record(self.slice(line_start, end));
                        return;
                    }
                }
                Some(b'/') => {
                    self.bump();
                    if self.peek() == Some(b'*') {
                        self.error_here(
                            "a block comment has another `/*` in it",
                            "block comments cannot be nested: end the first one before it",
                        );
                    }
                }
                Some(_) => self.bump(),
            }
        }
    }

    fn unterminated_comment(&mut self, start: usize) {
        self.error_here("the block comment does not end", "add `*/`");
        let start = offset_of(start);
        self.error_at(
            Span::new(start, start.saturating_add(2)),
            "the comment that does not end starts here",
            "",
        );
    }
}

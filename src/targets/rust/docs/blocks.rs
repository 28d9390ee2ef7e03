//! Finds code, and edits code blocks and lines that continue a list item or a quote.
//!
//! The parser sees each `[` and `<` masked, as if it were escaped. The brackets thus start no link, definition or HTML,
//! and the structure is the same as in the printed text. [`super::inline`] keeps only brackets that do not change it.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::edit::{DocsEdit, DocsSpan};
use super::prescan::marker;

/// rustdoc's options for the Markdown parser.
const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// Returns the parts of `text` that are not prose, in order.
pub(super) fn spans(text: &str) -> Vec<DocsSpan> {
    let masked = text.replace(['[', '<'], "%");
    let mut events = Parser::new_ext(&masked, OPTIONS)
        .into_offset_iter()
        .peekable();
    let mut blocks = Blocks {
        text,
        spans: Vec::new(),
        containers: Vec::new(),
    };
    while let Some((event, range)) = events.next() {
        match event {
            Event::Code(_) => blocks.code_span(range),
            Event::Start(Tag::CodeBlock(kind)) => {
                let lines = events
                    .by_ref()
                    .map_while(|(event, line)| matches!(event, Event::Text(_)).then_some(line));
                let lines: Vec<_> = lines.collect();
                match kind {
                    CodeBlockKind::Indented => blocks.indented(&lines),
                    CodeBlockKind::Fenced(_) => blocks.fenced(range, lines.last()),
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                let content = events.peek().map_or(range.end, |(_, next)| next.start);
                blocks.continuation(range.end, content);
            }
            Event::Text(_) => {}
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) => {}
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            Event::End(tag) => {
                if matches!(tag, TagEnd::Item | TagEnd::BlockQuote(_)) {
                    blocks.containers.pop();
                }
                blocks.add(range.end..range.end, Vec::new(), true);
            }
            event => {
                let content = events.peek().map_or(range.end, |(_, next)| next.start);
                match event {
                    Event::Start(Tag::Item) => {
                        // An escaped character starts after its backslash.
                        let width = text[range.start..content].trim_end_matches('\\').len();
                        blocks.containers.push(Container::Item { width });
                    }
                    Event::Start(Tag::BlockQuote(_)) => blocks.containers.push(Container::Quote),
                    _ => {}
                }
                blocks.add(range.start..range.start, Vec::new(), true);
            }
        }
    }
    blocks.spans
}

/// Returns `text` as one code block.
pub(super) fn verbatim(text: &str) -> String {
    let fence = fence(text);
    format!("{fence}{PLAIN}\n{text}\n{fence}")
}

struct Blocks<'t> {
    text: &'t str,
    spans: Vec<DocsSpan>,
    /// The containers of the current line, outermost first.
    containers: Vec<Container>,
}

enum Container {
    /// A list item. Its content starts `width` columns after its marker.
    Item {
        width: usize,
    },
    Quote,
}

impl Blocks<'_> {
    fn add(&mut self, range: Range<usize>, edits: Vec<DocsEdit>, ends_prose: bool) {
        self.spans.push(DocsSpan {
            start: range.start,
            end: range.end,
            edits,
            ends_prose,
        });
    }

    /// Adds a code span. If a line of the span would start HTML or a footnote without the mask, the printed text has no
    /// code span there, so its backticks are escaped.
    fn code_span(&mut self, range: Range<usize>) {
        let mut next_lines = self.text[range.clone()].split('\n').skip(1);
        if !next_lines.any(|line| line.trim_start_matches([' ', '>']).starts_with(['<', '['])) {
            self.add(range, Vec::new(), false);
        }
    }

    /// Adds a fence to an indented code block, because rustdoc would run the block as a test.
    fn indented(&mut self, lines: &[Range<usize>]) {
        const INDENT: usize = 4;
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return;
        };
        let start = first.start - INDENT;
        let end = start + self.text[start..last.end].trim_end().len();
        let fence = fence(&self.text[start..end]);
        let margin = self.margin(start);
        let opening = DocsEdit {
            at: start,
            len: INDENT,
            put: format!("{fence}{PLAIN}\n{margin}").into(),
        };
        let indented = lines[1..]
            .iter()
            .filter(|line| self.text[..line.start].ends_with("    "));
        let mut edits = vec![opening];
        edits.extend(indented.map(|line| DocsEdit::remove(line.start - INDENT, INDENT)));
        edits.push(DocsEdit::insert(end, format!("\n{margin}{fence}")));
        self.add(start..end, edits, true);
    }

    /// Sets the language of a fenced code block to one that rustdoc does not run, and adds a missing closing fence.
    fn fenced(&mut self, block: Range<usize>, last_line: Option<&Range<usize>>) {
        let text = &self.text[block.clone()];
        let opening = text.lines().next().unwrap_or_default();
        let info = opening.trim_start_matches(if opening.starts_with('~') { '~' } else { '`' });
        let fence = &opening[..opening.len() - info.len()];
        let language = language(info);
        let mut edits = Vec::new();
        if info != language {
            edits.push(DocsEdit {
                at: block.start + fence.len(),
                len: info.len(),
                put: language.into(),
            });
        }
        let code_end = last_line.map_or(block.start + opening.len(), |line| line.end);
        if !self.text[code_end..block.end].contains(fence) {
            let closing = format!("\n{}{fence}", self.margin(block.start));
            edits.push(DocsEdit::insert(
                block.start + text.trim_end().len(),
                closing,
            ));
        }
        self.add(block, edits, true);
    }

    /// Adjusts the margin of a line that continues a paragraph to the containers of the paragraph. The text of the line
    /// starts at or after `content`.
    fn continuation(&mut self, start: usize, content: usize) {
        const MAX_MARGIN: usize = 64;
        if self.containers.is_empty() {
            return;
        }
        let line = &self.text[start..];
        let typed = &line[..content.saturating_sub(start)];
        let typed = &typed[..typed.len() - typed.trim_start_matches([' ', '>']).len()];
        let mut margin = String::new();
        for container in &self.containers {
            match container {
                Container::Item { width } => margin.extend(std::iter::repeat_n(' ', *width)),
                Container::Quote => margin.push_str("> "),
            }
            if margin.len() > MAX_MARGIN {
                return;
            }
        }
        let quotes = |margin: &str| margin.matches('>').count();
        let agrees = match quotes(&margin) {
            0 => typed.len() == margin.len(),
            depth => quotes(typed) >= depth,
        };
        if !agrees && !starts_block(&line[typed.len()..]) {
            let edit = DocsEdit {
                at: start,
                len: typed.len(),
                put: margin.into(),
            };
            self.add(start..start + typed.len(), vec![edit], false);
        }
    }

    /// Returns the margin for a line after the line of `at` in the same containers.
    fn margin(&self, at: usize) -> String {
        let line = self.text[..at].rfind('\n').map_or(0, |end| end + 1);
        let mut margin = String::new();
        let mut typed = self.text[line..at].chars().peekable();
        while let Some(char) = typed.next() {
            margin.push(if char == '>' { '>' } else { ' ' });
            // The space after `>` belongs to the quote's marker, so the marker of a list moves by one column.
            if char == '>' && !matches!(typed.peek(), None | Some(' ' | '>')) {
                margin.push(' ');
            }
        }
        margin
    }
}

/// Returns whether the first line of `text`, which is in a paragraph, could start a block or end the head of a table if
/// its indentation changed.
fn starts_block(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    line.starts_with(['#', '>'])
        || line.starts_with("```")
        || line.starts_with("~~~")
        || marker(line).is_some()
        || line.chars().all(|char| "*_-=:| ".contains(char))
}

/// Returns a fence that is longer than any sequence of backticks in `code`.
fn fence(code: &str) -> String {
    let longest = code
        .split(|char| char != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    "`".repeat(3.max(longest + 1))
}

/// The language for code whose language is unknown.
const PLAIN: &str = "text";

/// Languages that readers know and rustdoc does not run.
const LANGUAGES: &str = "bash c console cpp css csv diff go graphql html http ini java javascript js json kotlin lua \
    markdown md php proto protobuf py python ruby sh shell sql swift text textproto toml ts txt typescript xml yaml yml";

/// Returns the language for a fence with this info string.
fn language(info: &str) -> &'static str {
    let name = info
        .split([' ', ',', '.', '{', '}'])
        .find(|word| !word.is_empty())
        .unwrap_or_default();
    LANGUAGES
        .split(' ')
        .find(|language| language.eq_ignore_ascii_case(name))
        .unwrap_or(PLAIN)
}

//! Decides whether a text needs a Markdown parser, in one pass over its lines.
//!
//! Parsing takes most of the time for a comment, but is necessary only if blocks or code decide the meaning of a
//! bracket. The prescan may request an unnecessary parse, but never skips a necessary one.

use super::edit::{DocsEdit, DocsSpan};
use super::inline::{self, Ticks};
use crate::comments::unfit;

/// Whether [`super::blocks`] must parse a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Parse {
    Unneeded,
    Needed,
    /// The nesting of containers is deeper than people write, and too deep to be parsed in reasonable time.
    Hopeless,
}

pub(super) struct Prescan {
    /// Whether [`clean`](crate::comments::clean) would change nothing.
    pub clean: bool,
    pub parse: Parse,
    /// Whether text outside of code may need edits.
    inline: bool,
}

impl Prescan {
    /// Scans `text`, whose lines start with `margin`.
    pub fn of(text: &str, margin: &str) -> Self {
        let mut prescan = Self {
            clean: true,
            parse: Parse::Unneeded,
            inline: false,
        };
        let mut shape = BlockShape {
            list: None,
            after_blank: true,
        };
        let mut first = true;
        let text = text.trim_end();
        let mut next = Some(text);
        while let Some(rest) = next {
            let end = memchr::memchr(b'\n', rest.as_bytes());
            let line = &rest[..end.unwrap_or(rest.len())];
            next = end.map(|end| &rest[end + 1..]);
            if line.is_empty() {
                prescan.clean &= !first;
                prescan.inline |= shape.after_blank;
                shape.after_blank = true;
                continue;
            }
            let body = line.strip_prefix(margin);
            let Some(body) = body.filter(|_| prescan.characters(line)) else {
                prescan.clean = false;
                return prescan;
            };
            prescan.clean &= !(first && body.starts_with(' '));
            prescan.parse = prescan.parse.max(shape.line(body));
            first = false;
        }
        prescan
    }

    /// Returns the edits that `text` needs. `spans` is the result of a parse.
    pub fn edits(&self, text: &str, spans: &[DocsSpan]) -> Vec<DocsEdit> {
        match self.parse {
            Parse::Unneeded if !self.inline => Vec::new(),
            Parse::Unneeded => inline::edits(text, spans, Ticks::Paired),
            _ => inline::edits(text, spans, Ticks::Stray),
        }
    }

    /// Scans the characters of a line. Returns `false` if source code must not contain one of them.
    fn characters(&mut self, line: &str) -> bool {
        let found = line
            .bytes()
            .fold(0, |found, byte| found | CLASS[usize::from(byte)]);
        if found & TICK != 0 && !paired(line) {
            self.parse = self.parse.max(Parse::Needed);
        }
        self.inline |= found & MARKUP != 0;
        if found & COLON != 0 && line.as_bytes().windows(3).any(|part| part == b"://") {
            self.inline = true;
            // Only a parser can decide whether a `[` before it is in the same block.
            if line.contains("](") {
                self.parse = self.parse.max(Parse::Needed);
            }
        }
        found & CONTROL == 0
            && !(found & UNICODE != 0
                && (line.contains(unfit) || line.ends_with(char::is_whitespace)))
            && !line.ends_with(' ')
    }
}

/// Returns whether each backtick of a line clearly opens or closes a code span on this line.
fn paired(line: &str) -> bool {
    !line.contains("``")
        && !line.contains(['\\', '|'])
        && line.matches('`').count().is_multiple_of(2)
}

const MARKUP: u8 = 1;
const COLON: u8 = 2;
const TICK: u8 = 4;
const CONTROL: u8 = 8;
const UNICODE: u8 = 16;

static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b'[' | b'<' | b'\\' => MARKUP,
            b':' => COLON,
            b'`' => TICK,
            0x00..0x20 | 0x7f => CONTROL,
            0x80.. => UNICODE,
            _ => 0,
        };
        byte += 1;
    }
    class
};

/// The block structure so far, to the extent that it is known without a parser.
struct BlockShape {
    list: Option<ListState>,
    after_blank: bool,
}

/// The columns of the last list item's marker and content.
#[derive(Clone, Copy)]
struct ListState {
    marker: usize,
    content: usize,
}

/// The maximum depth of lists and quotes. Handwritten comments have less.
const MAX_DEPTH: usize = 16;

impl BlockShape {
    fn line(&mut self, line: &str) -> Parse {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        let after_blank = std::mem::replace(&mut self.after_blank, false);
        let marker = marker(rest);
        if rest.starts_with('>') || marker.is_some() && depth(rest) > 1 {
            return if depth(rest) > MAX_DEPTH {
                Parse::Hopeless
            } else {
                Parse::Needed
            };
        }
        // A fence of backticks is not a pair of backticks.
        let content = &rest[marker.unwrap_or(0)..];
        let plain = match (marker, self.list) {
            (Some(width), list) => {
                self.list = Some(ListState {
                    marker: indent,
                    content: indent + width,
                });
                let expected = match list {
                    Some(list) => indent == list.marker || indent == list.content || indent == 0,
                    None => indent < 4,
                };
                // `-  ---` is a rule, not an item.
                let rule = content.bytes().all(|byte| b" -*".contains(&byte));
                expected && !rule && !(after_blank && indent >= 4)
            }
            (None, None) => indent < 4,
            (None, Some(list)) if !after_blank => indent == list.content,
            (None, Some(_)) if indent == 0 => {
                self.list = None;
                true
            }
            (None, Some(list)) => indent == list.content && indent < 4,
        };
        if plain && !content.starts_with("~~~") {
            Parse::Unneeded
        } else {
            Parse::Needed
        }
    }
}

/// Returns the width of a list marker and the spaces after it, if a line starts with a marker.
pub(super) fn marker(line: &str) -> Option<usize> {
    if !line.starts_with(|first: char| matches!(first, '0'..='9' | '-' | '*' | '+')) {
        return None;
    }
    let digits = line.bytes().take(10).take_while(u8::is_ascii_digit).count();
    let sign = *line.as_bytes().get(digits)?;
    let after = match sign {
        b'-' | b'*' | b'+' if digits == 0 => &line[1..],
        b'.' | b')' if (1..10).contains(&digits) => &line[digits + 1..],
        _ => return None,
    };
    let spaces = after.len() - after.trim_start_matches(' ').len();
    // More than four spaces are one space and an indented code block.
    match spaces {
        0 if !after.is_empty() => None,
        1..=4 => Some(line.len() - after.len() + spaces),
        _ => Some(line.len()),
    }
}

/// Returns the number of quotes and list items at the start of a line, up to the maximum.
fn depth(mut line: &str) -> usize {
    let mut depth = 0;
    while depth <= MAX_DEPTH {
        line = line.trim_start_matches(' ');
        let width = if line.starts_with('>') {
            Some(1)
        } else {
            marker(line)
        };
        let Some(width) = width else { break };
        line = &line[width..];
        depth += 1;
    }
    depth
}

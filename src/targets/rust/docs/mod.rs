//! Comments of a proto file as Rust documentation.
//!
//! A proto comment is Markdown at best, and was never written for rustdoc: `[Foo][a.b.Foo]` would be a broken link,
//! `<Foo>` an unclosed tag, an indented paragraph a test that does not compile. [`Docs`] keeps what Markdown the author
//! wrote (headings, lists, tables, emphasis, code, links to the web) and has everything else read as it was typed.
//!
//! | module | decides |
//! |---|---|
//! | [`clean`] | what the text of a comment is: line ends, indentation, characters that have no place in source |
//! | [`prescan`] | how much of the work a text needs; most need none |
//! | [`blocks`] | where code is, and what code blocks and continuation lines become |
//! | [`inline`] | brackets, tags, URLs, backslashes, backticks outside code |
//! | [`url`] | what is a URL, and where it ends |
//! | [`edit`] | how changes to a text are kept and applied |

mod blocks;
mod clean;
mod edit;
mod inline;
mod prescan;
mod url;

use std::borrow::Cow;

use prescan::{Parse, Prescan};

/// A comment as the lines of a Rust doc comment.
///
/// rustdoc has no warning for them and finds no test in them, whatever the comment.
///
/// ```ignore
/// let docs = Docs::new(" See [Foo][a.b.Foo] at https://a.example.\n");
/// assert_eq!(docs.text(), r" See \[Foo]\[a.b.Foo] at <https://a.example>.");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs<'a>(Cow<'a, str>);

impl<'a> Docs<'a> {
    /// Takes a comment as `SourceCodeInfo.Location` has it: without the comment's delimiters, usually with a space
    /// at the start of each line. Borrows from it where it can be printed as it stands.
    pub fn new(comment: &'a str) -> Self {
        if comment.is_empty() {
            return Self::default();
        }
        let raw = Prescan::of(comment, " ");
        if raw.clean && raw.parse == Parse::Unneeded {
            let text = comment.trim_end();
            return Self(edit::apply(text, &raw.edits(text, &[])));
        }
        let text = clean::clean(comment);
        let prescan = Prescan::of(&text, "");
        let spans = match prescan.parse {
            Parse::Unneeded => Vec::new(),
            Parse::Needed => blocks::spans(&text),
            Parse::Hopeless => return Self(indented(&blocks::verbatim(&text)).into()),
        };
        let edits = prescan.edits(&text, &spans);
        Self(indented(&edit::apply(&text, &edits)).into())
    }

    /// The lines, each to be printed right after `///`: empty, or a space and text. The last has no end.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// Puts a space before each line that has text.
fn indented(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 32 + 16);
    for line in text.lines() {
        if !line.is_empty() {
            out.push(' ');
            out.push_str(line);
        }
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests;

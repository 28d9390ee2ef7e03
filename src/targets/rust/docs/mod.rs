//! Converts the comments of a proto file to Rust documentation.
//!
//! Comments of proto files often contain Markdown, but are not written for rustdoc. For example, `[Foo][a.b.Foo]` would
//! be a broken link, `<Foo>` an unclosed tag, and an indented paragraph a test that does not compile. [`Docs`] keeps
//! headings, lists, tables, emphasis, code and links to the web, and escapes everything else.
//!
//! | module | task |
//! |---|---|
//! | [`comments`](crate::comments) | cleans the text: line ends, indentation, characters that source code must not contain |
//! | [`prescan`] | decides whether a text needs a parse or edits; most texts need neither |
//! | [`blocks`] | finds code, and edits code blocks and continuation lines |
//! | [`inline`] | edits brackets, tags, URLs, backslashes and backticks outside of code |
//! | [`url`] | finds URLs and their ends |
//! | [`edit`] | applies edits to a text |

mod blocks;
mod edit;
mod inline;
mod prescan;
mod url;

use std::borrow::Cow;

use crate::comments;
use prescan::{Parse, Prescan};

/// A comment as the lines of a Rust doc comment.
///
/// For every comment, rustdoc prints no warning and finds no test.
///
/// ```ignore
/// let docs = Docs::new(" See [Foo][a.b.Foo] at https://a.example.\n");
/// assert_eq!(docs.text(), r" See \[Foo]\[a.b.Foo] at <https://a.example>.");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs<'a>(Cow<'a, str>);

impl<'a> Docs<'a> {
    /// Cleans and escapes a comment in the form of `SourceCodeInfo.Location`: without delimiters, usually with a space
    /// at the start of each line. It borrows from `comment` if no edit is necessary.
    pub fn new(comment: &'a str) -> Self {
        if comment.is_empty() {
            return Self::default();
        }
        let raw = Prescan::of(comment, " ");
        if raw.clean && raw.parse == Parse::Unneeded {
            let text = comment.trim_end();
            return Self(edit::apply(text, &raw.edits(text, &[])));
        }
        let text = comments::clean(comment);
        let prescan = Prescan::of(&text, "");
        let spans = match prescan.parse {
            Parse::Unneeded => Vec::new(),
            Parse::Needed => blocks::spans(&text),
            Parse::Hopeless => return Self(indented(&blocks::verbatim(&text)).into()),
        };
        let edits = prescan.edits(&text, &spans);
        Self(indented(&edit::apply(&text, &edits)).into())
    }

    /// Returns the lines, each to be printed directly after `///`: empty, or a space and text. The last line has no
    /// line end.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// Adds a space before each line that has text.
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

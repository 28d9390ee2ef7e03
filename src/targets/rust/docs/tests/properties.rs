//! Tests properties of every comment.

use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::super::prescan::{Parse, Prescan};
use super::super::{blocks, edit, indented, inline};
use super::printed;
use crate::comments;

const COMMENTS: u64 = 20_000;

#[test]
fn any_comment_is_harmless() {
    for seed in 0..COMMENTS {
        let comment = comment(seed);
        let printed = printed(&comment);
        let faults = faults(&printed);
        assert!(
            faults.is_empty(),
            "seed {seed}: {faults:?}\n{comment:?}\nbecame\n{printed}"
        );
    }
}

#[test]
fn what_needs_no_parse_comes_out_as_if_parsed() {
    for seed in 0..COMMENTS {
        let comment = comment(seed);
        let text = comments::clean(&comment);
        if Prescan::of(&text, "").parse == Parse::Unneeded {
            let edits = inline::edits(&text, &blocks::spans(&text), inline::Ticks::Stray);
            let parsed = indented(&edit::apply(&text, &edits));
            assert_eq!(printed(&comment), parsed, "seed {seed}: {comment:?}");
        }
    }
}

#[test]
fn nothing_typed_is_lost() {
    let typed = |text: &str| {
        text.chars()
            .filter(|char| !"\\<> \n".contains(*char))
            .collect::<String>()
    };
    for seed in 0..COMMENTS {
        let comment = comment(seed);
        let printed = printed(&comment);
        if !printed.contains("```") && !printed.contains("~~~") {
            assert_eq!(
                typed(&printed),
                typed(&comments::clean(&comment)),
                "seed {seed}: {comment:?}"
            );
        }
    }
}

#[test]
fn a_large_hostile_comment_is_harmless() {
    const SIZE: usize = 100_000;
    let parts = [
        "[",
        "]",
        "<",
        "`",
        "> ",
        "- ",
        "-\n",
        "[a](",
        "[a](https://a",
        "http://(",
        "<!--",
        "\\",
        "\n",
        " \n",
        "    a\n",
        "*",
        "_",
        "~",
        "|",
        "|a\n",
        "- a\n  ",
        "```\n",
        "`` ` ",
        "&",
        "\"",
        "\t",
        "\r",
        "[]: ",
        "[^",
        "![",
        "a\n> ",
        "1. ",
    ];
    for part in parts {
        let comment = format!(" a{}b", part.repeat(SIZE / part.len()));
        for comment in [comment.replace('\n', "\n "), comment] {
            assert_eq!(faults(&printed(&comment)), [""; 0], "{part:?}");
        }
    }
}

/// Returns the rustdoc faults in `printed`.
fn faults(printed: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines: Vec<_> = printed.split('\n').collect();
    let margin = |line: &&str| {
        line.is_empty() || line.starts_with(' ') && !line.ends_with(char::is_whitespace)
    };
    if !lines.iter().all(margin) || printed.contains(|char| char != '\n' && comments::unfit(char)) {
        faults.push("bad line".to_owned());
    }
    // rustdoc removes the common indentation of all lines.
    let indents = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.len() - line.trim_start_matches(' ').len());
    let indent = indents.min().unwrap_or(0);
    let text = lines
        .iter()
        .map(|line| line.get(indent..).unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n");
    faults.extend(parsed_faults(&text));
    faults
}

/// Returns the faults that rustdoc's Markdown parser finds in `text`.
fn parsed_faults(text: &str) -> Vec<String> {
    let mut broken = Vec::new();
    let mut on_broken = |link: BrokenLink<'_>| {
        broken.push(format!("broken link {}", link.reference));
        None
    };
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let events = Parser::new_with_broken_link_callback(text, options, Some(&mut on_broken))
        .into_offset_iter();
    let mut faults = Vec::new();
    let (mut link, mut code) = (false, false);
    for (event, range) in events {
        match &event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) => link = true,
            Event::End(TagEnd::Link | TagEnd::Image) => link = false,
            _ => {}
        }
        let is_fault = match &event {
            Event::Text(shown) if !code => {
                shown.contains('`') && !text[..range.start].ends_with('\\')
                    || !link && has_bare_url(shown)
            }
            event => is_unwanted(event, &text[range.clone()]),
        };
        if is_fault {
            faults.push(format!("{event:?} {:?}", &text[range]));
        }
    }
    faults.extend(broken);
    faults
}

/// Returns whether rustdoc must not find this event: HTML, a footnote or a task; a code block that rustdoc would run or
/// that has no end; or a link to anything but a URL.
fn is_unwanted(event: &Event<'_>, text: &str) -> bool {
    match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            let lines: Vec<_> = text.lines().collect();
            let fence = lines[0].trim_end_matches(|char: char| char.is_ascii_lowercase());
            info.is_empty()
                || !info.bytes().all(|byte| byte.is_ascii_lowercase())
                || lines.len() < 2
                || lines.last().is_none_or(|line| !line.ends_with(fence))
        }
        Event::Start(
            Tag::Link {
                link_type,
                dest_url,
                ..
            }
            | Tag::Image {
                link_type,
                dest_url,
                ..
            },
        ) => {
            !matches!(link_type, LinkType::Inline | LinkType::Autolink) || !dest_url.contains("://")
        }
        Event::Html(_)
        | Event::InlineHtml(_)
        | Event::FootnoteReference(_)
        | Event::TaskListMarker(_)
        | Event::Start(
            Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock | Tag::FootnoteDefinition(_),
        ) => true,
        _ => false,
    }
}

/// Returns whether rustdoc's lint `bare_urls` would warn.
fn has_bare_url(shown: &str) -> bool {
    let host = |rest: &str| {
        let end =
            rest.find(|char: char| !char.is_ascii_alphanumeric() && !"@:%._+~#=-".contains(char));
        let labels: Vec<_> = rest[..end.unwrap_or(rest.len())].split('.').collect();
        labels.windows(2).any(|pair| {
            pair[0].len() >= 2 && pair[1].bytes().take_while(u8::is_ascii_alphabetic).count() >= 2
        })
    };
    ["http://", "https://"]
        .iter()
        .any(|scheme| shown.split(scheme).skip(1).any(host))
}

/// The parts of random comments.
const PARTS: &[&str] = &[
    "a",
    "b c",
    "foo",
    "é",
    "𝄞",
    "[",
    "]",
    "[x]",
    "[^1]",
    "[Foo][a.b.Foo]",
    "[x]: y",
    "[t](https://a.bc/d)",
    "[t](#a)",
    "](https://a.bc",
    "](",
    ")",
    "(",
    "![",
    "<",
    ">",
    "<Foo>",
    "</p>",
    "<!-- ",
    "-->",
    "<pre>",
    "<https://a.bc/d>",
    "https://a.bc/d.",
    "https://a.bc/(d",
    "http://",
    "https://{a}.bc",
    "`",
    "``",
    "`x`",
    "```",
    "````",
    "~~~",
    "```rust",
    "```json\n",
    "~~~ a`b",
    "\\",
    "\\[",
    "\\`",
    "\\\\",
    "*",
    "**",
    "_",
    "~~",
    "&lt;",
    "&",
    "|",
    "| a | b |\n|---|---|\n",
    "- ",
    "-",
    "* ",
    "+ ",
    "1. ",
    "10) ",
    "> ",
    ">",
    "# ",
    "===",
    "---",
    "***",
    "- [ ] ",
    "/",
    "!",
    "#!",
    "\"",
    "'",
    "\t",
    " ",
    "  ",
    "   ",
    "    ",
    "     ",
    "\n",
    "\n",
    "\n ",
    "\n ",
    "\n ",
    "\n  ",
    "\n   ",
    "\n    ",
    "\n     ",
    "\n\n",
    "\n\n ",
    "\n\n     ",
    "\n - ",
    "\n   - ",
    "\n > ",
    "\n ```\n",
    "\n     x\n",
    "\r\n",
    "\r",
    "\0",
    "\u{202e}",
    "\u{2028}",
    "\u{a0}",
];

/// Returns a comment with random Markdown elements.
pub(super) fn comment(seed: u64) -> String {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut comment = String::new();
    let tame = random.below(2) == 0;
    for _ in 0..1 + random.below(24) {
        // Half of the comments look handwritten, with mostly words between the markup.
        comment.push_str(if tame && random.below(2) == 0 {
            " word"
        } else {
            PARTS[random.below(PARTS.len())]
        });
    }
    comment
}

/// A random number generator: xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % bound
    }
}

//! Cleans the text of a comment of a `.proto` file, for documentation in any language.

use std::borrow::Cow;

/// Returns the text of `comment` in a clean form: line ends are `\n` and tabs are spaces. It removes characters that
/// source code must not contain, trailing spaces, the common indentation of all lines, and blank lines at both ends.
pub(crate) fn clean(comment: &str) -> String {
    let text = printable(comment);
    let mut lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    strip_openers(&mut lines);
    let indent = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| indentation(line))
        .min()
        .unwrap_or(0);
    let mut out = String::with_capacity(text.len());
    for line in lines.into_iter().skip_while(|line| line.is_empty()) {
        let line = line.get(indent..).unwrap_or_default();
        // An indented first line comes from `/* …` or is code.
        let excess = if out.is_empty() && indentation(line) < TAB {
            indentation(line)
        } else {
            0
        };
        out.push_str(&line[excess..]);
        out.push('\n');
    }
    out.truncate(out.trim_end().len());
    out
}

/// Returns whether source code must not contain a character: control characters except line ends and tabs, a byte order
/// mark, and characters that change the direction of text (rustc denies them: `text_direction_codepoint_in_comment`).
pub(crate) fn unfit(char: char) -> bool {
    match char {
        '\u{2028}'
        | '\u{2029}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => true,
        _ => char.is_control(),
    }
}

/// Tab stops in Markdown, in columns.
const TAB: usize = 4;

fn printable(comment: &str) -> Cow<'_, str> {
    if comment
        .bytes()
        .all(|byte| matches!(byte, b'\n' | b' '..=b'~'))
    {
        return Cow::Borrowed(comment);
    }
    let mut out = String::with_capacity(comment.len());
    let mut chars = comment.chars().peekable();
    out.extend(chars.next_if_eq(&' '));
    let mut column = 0;
    while let Some(char) = chars.next() {
        match char {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\r' | '\n' => {
                out.push('\n');
                column = 0;
                // The space after the comment's delimiter is not part of the text.
                out.extend(chars.next_if_eq(&' '));
                continue;
            }
            '\t' => {
                let width = TAB - column % TAB;
                out.extend(std::iter::repeat_n(' ', width));
                column += width;
                continue;
            }
            '\u{2028}' | '\u{2029}' => out.push(' '),
            _ if unfit(char) => continue,
            _ => out.push(char),
        }
        column += 1;
    }
    Cow::Owned(out)
}

/// Removes parts of the comment's delimiters: the second `*` of `/** … */` on its first line, and the third character
/// of `/// …` and `//! …` on each line.
fn strip_openers(lines: &mut [&str]) {
    let opened = |line: &str, opener: char| {
        line.strip_prefix(opener)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    for opener in ['/', '!'] {
        if lines
            .iter()
            .all(|line| line.is_empty() || opened(line, opener))
        {
            for line in lines.iter_mut() {
                *line = line.strip_prefix(opener).unwrap_or(line);
            }
        }
    }
    if let Some((first, others)) = lines.split_first_mut()
        && opened(first, '*')
        && !others.iter().any(|line| line.starts_with('*'))
    {
        *first = &first[1..];
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

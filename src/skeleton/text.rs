//! Text to insert into a file: its line ends, its indent and its place.

use std::ops::Range;

/// A change of a text: a range of bytes and its new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextChange {
    pub range: Range<usize>,
    pub text: String,
}

/// Applies changes that do not overlap. Changes at one place keep their order. Returns where each new text starts.
pub fn apply(text: &str, mut changes: Vec<TextChange>) -> (String, Vec<usize>) {
    changes.sort_by_key(|change| change.range.start);
    let added: usize = changes.iter().map(|change| change.text.len()).sum();
    let mut changed = String::with_capacity(text.len() + added);
    let (mut done, mut starts) = (0, Vec::with_capacity(changes.len()));
    for change in changes {
        changed.push_str(&text[done..change.range.start]);
        starts.push(changed.len());
        changed.push_str(&change.text);
        done = change.range.end;
    }
    changed.push_str(&text[done..]);
    (changed, starts)
}

/// The start of the line of a byte.
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |newline| newline + 1)
}

/// The white space at the start of the line of a byte.
pub fn indent(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    // A byte order mark is not part of the indent.
    let end = line.find(|letter| letter != ' ' && letter != '\t');
    &line[..end.unwrap_or(line.len())]
}

/// The line end of the line of a byte. For the last line, that of the first line.
pub fn line_end(text: &str, at: usize) -> &'static str {
    let newline = text[at..].find('\n').map(|length| at + length);
    match newline.or_else(|| text.find('\n')) {
        Some(newline) if text[..newline].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// The unit of indent: that of the first indented line after an opening brace, or four spaces.
pub fn unit(text: &str) -> String {
    let mut opened = None;
    for line in text.lines() {
        let blanks = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        if blanks.len() == line.trim_end().len() {
            continue;
        }
        if let Some(before) = opened
            && let Some(unit) = blanks.strip_prefix::<&str>(before)
            && ["\t", "  ", "    ", "        "].contains(&unit)
        {
            return unit.to_owned();
        }
        opened = line.trim_end().ends_with('{').then_some(blanks);
    }
    "    ".to_owned()
}

/// The columns of white space. A tab has four.
pub fn columns(blanks: &str) -> usize {
    let columns = blanks.bytes().map(|byte| if byte == b'\t' { 4 } else { 1 });
    columns.sum()
}

/// Converts lines with an indent in steps of four spaces to the style of a file: the first step becomes `indent`, each
/// further one a `unit`, and each line ends with `end`.
pub fn fit(lines: &str, indent: &str, unit: &str, end: &str) -> String {
    let mut text = String::with_capacity(lines.len() + lines.len() / 4);
    for line in lines.lines() {
        let code = line.trim_start_matches(' ');
        let blanks = line.len() - code.len();
        if !code.is_empty() {
            let levels = blanks / 4;
            if levels > 0 {
                text.push_str(indent);
            }
            for _ in 1..levels {
                text.push_str(unit);
            }
            text.push_str(code);
        }
        text.push_str(end);
    }
    text
}

/// The complete lines of a range, with one blank line before or after them. The range itself, if its lines contain other
/// text.
pub fn lines_of(text: &str, range: Range<usize>) -> Range<usize> {
    let start = line_start(text, range.start);
    let end = text[range.end..]
        .find('\n')
        .map_or(text.len(), |newline| range.end + newline + 1);
    let is_alone = |part: &str| part.trim().is_empty();
    if !is_alone(&text[start..range.start]) || !is_alone(&text[range.end..end]) {
        return range;
    }
    let above = line_start(text, start.saturating_sub(1));
    if above < start && is_alone(&text[above..start]) {
        return above..end;
    }
    let below = text[end..]
        .find('\n')
        .map_or(end, |newline| end + newline + 1);
    if is_alone(&text[end..below]) {
        start..below
    } else {
        start..end
    }
}

/// The line of a byte, from 1.
pub fn line_of(text: &str, at: usize) -> usize {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_those_of_the_file() {
        for (text, expected) in [
            ("", "    "),
            ("fn a() {\n\tb();\n}", "\t"),
            ("mod a {\r\n  fn a() {\r\n  }\r\n}", "  "),
            ("/* {\n */ fn a() {\n\n    b();\n}", "    "),
            ("fn a() {\nb();\n}", "    "),
        ] {
            assert_eq!(unit(text), expected, "{text:?}");
        }
    }

    #[test]
    fn lines_include_one_blank_line() {
        for (text, rest) in [
            ("a\n\n  X\n\nb\n", "a\n\nb\n"),
            ("{\n  X\n\n  b\n}", "{\n  b\n}"),
            ("{\n  X\n}", "{\n}"),
            ("{ X }", "{  }"),
            ("X", ""),
        ] {
            let at = text.find('X').expect("it is there");
            let lines = lines_of(text, at..at + 1);
            let remaining = text[..lines.start].to_owned() + &text[lines.end..];
            assert_eq!(remaining, rest, "{text:?}");
        }
    }

    #[test]
    fn changes_keep_the_text_between_them() {
        let change = |range: Range<usize>, text: &str| TextChange {
            range,
            text: text.to_owned(),
        };
        let changes = vec![change(3..3, "C"), change(0..1, "AA"), change(3..3, "D")];
        assert_eq!(apply("abc", changes), ("AAbcCD".to_owned(), vec![0, 4, 5]));
    }

    #[test]
    fn lines_take_the_style_of_the_file() {
        let lines = "    a {\n        b\n\n    }\n";
        assert_eq!(
            fit(lines, "\t\t", "\t", "\r\n"),
            "\t\ta {\r\n\t\t\tb\r\n\r\n\t\t}\r\n"
        );
        assert_eq!(fit(lines, "  ", "  ", "\n"), "  a {\n    b\n\n  }\n");
    }
}

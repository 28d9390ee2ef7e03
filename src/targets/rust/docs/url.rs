//! Finds URLs and their ends.

/// Returns the length of a link's target at the start of `text`: `(https://…)` or `(https://… "title")`.
pub(super) fn target(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('(')?;
    let url = destination(inner)?;
    let rest = &inner[url..];
    let title = title(rest).unwrap_or(0);
    rest[title..]
        .starts_with(')')
        .then_some(1 + url + title + 1)
}

/// The maximum nesting of parentheses in a link's destination. CommonMark implementations have the same limit.
const MAX_PARENS: usize = 32;

fn destination(text: &str) -> Option<usize> {
    let scheme = scheme(text)?;
    let bytes = text.as_bytes();
    let (mut at, mut parens) = (scheme, 0);
    loop {
        match bytes.get(at)? {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' if parens == MAX_PARENS => return None,
            b'(' => parens += 1,
            b')' | b' ' if parens == 0 => return (at > scheme).then_some(at),
            b')' => parens -= 1,
            b'<' | b'>' | b'`' | b'|' => return None,
            byte if byte.is_ascii_control() || *byte == b' ' => return None,
            _ => {}
        }
        at += 1;
    }
}

/// Returns the length of ` "title"`. The title must not contain Markdown syntax.
fn title(text: &str) -> Option<usize> {
    let inner = text.trim_start_matches(' ').strip_prefix('"')?;
    let end = inner.find(['"', '\\', '`', '[', ']', '<', '>', '|', '\n'])?;
    inner[end..]
        .starts_with('"')
        .then_some(text.len() - inner.len() + end + 1)
}

/// Returns the length of the `<https://…>` at the start of `text`.
pub(super) fn autolink(text: &str) -> Option<usize> {
    let inner = text.strip_prefix('<')?;
    let scheme = scheme(inner)?;
    let len =
        inner[scheme..].find(|char: char| "<>`|\\ ".contains(char) || char.is_ascii_control())?;
    (len > 0 && inner[scheme + len..].starts_with('>')).then_some(scheme + len + 2)
}

/// Returns the start and length of the URL whose scheme ends at `colon`, within `floor..end` of `text`.
///
/// As with the autolinks of GitHub's Markdown, the URL does not include punctuation at its end or an unmatched closing
/// bracket.
pub(super) fn around(text: &str, floor: usize, colon: usize, end: usize) -> Option<(usize, usize)> {
    let before = &text[floor..colon];
    let name = SCHEMES.iter().find(|scheme| before.ends_with(**scheme))?;
    let start = colon - name.len();
    let scheme = scheme(&text[start..end])?;
    let path = &text[start + scheme..end];
    let path = &path[..bare(path)];
    let path = path.trim_end_matches(|char: char| "?!.,:;*_~({".contains(char));
    (!path.is_empty()).then_some((start, scheme + path.len()))
}

/// Returns the length of the prefix of `text` that can belong to a URL: printable ASCII without delimiters, up to the
/// first unmatched closing bracket.
fn bare(text: &str) -> usize {
    let (mut parens, mut braces) = (0, 0);
    for (at, byte) in text.bytes().enumerate() {
        let depth = match byte {
            b'(' | b')' => &mut parens,
            b'{' | b'}' => &mut braces,
            b'"' | b'\'' | b'<' | b'>' | b'[' | b']' | b'\\' | b'`' | b'|' => return at,
            _ if byte.is_ascii_graphic() => continue,
            _ => return at,
        };
        *depth += if matches!(byte, b'(' | b'{') { 1 } else { -1 };
        if *depth < 0 {
            return at;
        }
    }
    text.len()
}

/// The schemes of URLs. A longer scheme comes before its suffixes.
const SCHEMES: [&str; 3] = ["https", "http", "ftp"];

/// Returns the length of the `https://` at the start of `text`.
fn scheme(text: &str) -> Option<usize> {
    let name = SCHEMES.iter().find(|scheme| text.starts_with(**scheme))?;
    text[name.len()..]
        .starts_with("://")
        .then_some(name.len() + 3)
}

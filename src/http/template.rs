//! Parses path templates: `/v1/{name=users/*}:verify`.
//!
//! Source: the grammar in `google/api/http.proto`. As in grpc-gateway, segments can follow `**`, and the characters of a
//! literal are those of a segment in a URI, so a colon is a part of every literal but the last.

use std::ops::Range;

use super::Segment;
use super::fault::Fault;

/// A parsed template.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Template<'a> {
    pub segments: Vec<Segment>,
    pub variables: Vec<TemplateVariable<'a>>,
    pub action: Option<&'a str>,
}

/// A variable of a template.
#[derive(Debug, PartialEq, Eq)]
pub struct TemplateVariable<'a> {
    /// The names of its field path, each with its place in the template.
    pub names: Vec<(&'a str, Range<usize>)>,
    /// Its segments, by index.
    pub segments: Range<usize>,
}

/// The maximum length of a template, in bytes. Requests with longer paths reach few servers.
const MAX_LENGTH: usize = 4096;

/// The help for text that cannot be parsed.
const EXAMPLE: &str = "a path is written like `/v1/{name=users/*}/keys/{key_id}:verify`";

/// Parses a template.
pub fn parse(text: &str) -> Result<Template<'_>, Fault> {
    if text.len() > MAX_LENGTH {
        return Err(Fault::new(format!(
            "a path has at most {MAX_LENGTH} bytes, and this one has {}",
            text.len()
        )));
    }
    let mut parser = Parser {
        text,
        at: 0,
        template: Template::default(),
    };
    if !parser.accept('/') {
        let fault = parser.fault("a path starts with `/`");
        return Err(fault.help(format!("write `/{}`", text.escape_debug())));
    }
    if !text[1..].is_empty() {
        parser.path()?;
    }
    Ok(parser.template)
}

/// Reads a template from left to right.
struct Parser<'a> {
    text: &'a str,
    /// The next character, by its byte.
    at: usize,
    template: Template<'a>,
}

impl<'a> Parser<'a> {
    /// All segments after the first slash, and the action.
    fn path(&mut self) -> Result<(), Fault> {
        loop {
            match self.peek() {
                Some('{') => self.variable()?,
                _ => self.segment(false)?,
            }
            match self.peek() {
                Some('/') => self.at += 1,
                Some(':') => return self.action(),
                None => return Ok(()),
                Some(_) => return Err(self.unexpected("a `/` separates segments")),
            }
        }
    }

    /// `{field.path}` or `{field.path=segments}`.
    fn variable(&mut self) -> Result<(), Fault> {
        let open = self.at;
        self.at += 1;
        let names = self.names()?;
        let first = self.template.segments.len();
        if self.accept('=') {
            loop {
                self.segment(true)?;
                if !self.accept('/') {
                    break;
                }
            }
        } else {
            self.template.segments.push(Segment::One);
        }
        if !self.accept('}') {
            return Err(match self.peek() {
                None => {
                    let fault = Fault::new("a variable has no `}`");
                    fault.within(self.text, &(open..self.at)).help(example())
                }
                Some(_) => self.unexpected("a variable ends with `}`"),
            });
        }
        self.template.variables.push(TemplateVariable {
            names,
            segments: first..self.template.segments.len(),
        });
        Ok(())
    }

    /// Names with dots between them.
    fn names(&mut self) -> Result<Vec<(&'a str, Range<usize>)>, Fault> {
        let mut names = Vec::new();
        loop {
            let start = self.at;
            let name = self.take(|c| c.is_ascii_alphanumeric() || c == '_');
            if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
                self.at = start;
                return Err(self.unexpected("the name of a field is missing"));
            }
            names.push((name, start..self.at));
            if !self.accept('.') {
                return Ok(names);
            }
        }
    }

    /// `*`, `**` or a literal.
    fn segment(&mut self, in_variable: bool) -> Result<(), Fault> {
        let start = self.at;
        let segment = match self.take(|c| c == '*') {
            "" => Segment::Literal(self.literal(in_variable)?.to_owned()),
            "*" => Segment::One,
            "**" if self.template.segments.contains(&Segment::Rest) => {
                let fault = Fault::new("a path has at most one `**`");
                let help = "write `*` for a single segment".to_owned();
                return Err(fault.within(self.text, &(start..self.at)).help(help));
            }
            "**" => Segment::Rest,
            _ => return Err(self.partial_wildcard(start)),
        };
        if !matches!(segment, Segment::Literal(_))
            && !matches!(self.peek(), None | Some('/' | ':' | '}'))
        {
            return Err(self.partial_wildcard(start));
        }
        self.template.segments.push(segment);
        Ok(())
    }

    fn partial_wildcard(&mut self, start: usize) -> Fault {
        self.take(|c| !matches!(c, '/' | '{' | '}'));
        let fault = Fault::new("a wildcard, `*` or `**`, is a whole segment");
        fault.within(self.text, &(start..self.at)).help(example())
    }

    /// A literal. It ends before the action, if it is the last segment.
    fn literal(&mut self, in_variable: bool) -> Result<&'a str, Fault> {
        let start = self.at;
        let text = self.take(|c| is_literal(c) || c == '%');
        self.check_encoding(text, start)?;
        match self.peek() {
            Some('*') => return Err(self.partial_wildcard(start)),
            Some('{') => return Err(self.opened(in_variable, start)),
            None | Some('/' | '}') => {}
            Some(_) => return Err(self.unexpected("a segment has no such character")),
        }
        let is_last = self.peek().is_none() && !in_variable;
        let text = match text.rfind(':').filter(|_| is_last) {
            Some(colon) => {
                self.at = start + colon;
                &text[..colon]
            }
            None => text,
        };
        if text.is_empty() {
            let fault = Fault::new("a segment is empty");
            let help = match self.peek() {
                Some(':') => "write a segment before the action",
                _ if self.text[..start].ends_with('=') => "leave out the `=`",
                _ => "leave out the `/`",
            };
            let part = start.saturating_sub(1)..start;
            return Err(fault.within(self.text, &part).help(help.to_owned()));
        }
        if is_dots(text) && self.peek() != Some(':') {
            let fault = Fault::new(format!("no client sends the segment `{text}`"));
            let help = "leave it out: clients resolve `.` and `..` before they send a path";
            let part = start..self.at;
            return Err(fault.within(self.text, &part).help(help.to_owned()));
        }
        Ok(text)
    }

    /// `:verb`, the end of a template.
    fn action(&mut self) -> Result<(), Fault> {
        self.at += 1;
        let start = self.at;
        let text = self.take(|c| is_literal(c) || c == '%');
        self.check_encoding(text, start)?;
        if self.peek().is_some() {
            return Err(self.unexpected("an action is the end of a path"));
        }
        if text.is_empty() {
            let fault = Fault::new("an action is empty");
            let part = start - 1..start;
            let help = "leave out the `:`".to_owned();
            return Err(fault.within(self.text, &part).help(help));
        }
        self.template.action = Some(text);
        Ok(())
    }

    /// Checks that each `%` in text that starts at a byte begins an encoded character.
    fn check_encoding(&self, text: &str, start: usize) -> Result<(), Fault> {
        for (index, _) in text.match_indices('%') {
            let digits = text.as_bytes().get(index + 1..index + 3);
            if !digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                let part = start + index..start + index + 1;
                let fault = Fault::new("two hexadecimal digits follow a `%`");
                let help = "write `%25` for the character `%`".to_owned();
                return Err(fault.within(self.text, &part).help(help));
            }
        }
        Ok(())
    }

    /// The fault for a variable that is in another, or not a whole segment.
    fn opened(&self, in_variable: bool, start: usize) -> Fault {
        let (message, part) = if in_variable {
            ("a variable cannot contain another", self.at..self.at + 1)
        } else {
            ("a variable is a whole segment", start..self.at + 1)
        };
        Fault::new(message).within(self.text, &part).help(example())
    }

    /// The fault for the next character.
    fn unexpected(&self, message: &str) -> Fault {
        let fault = self.fault(message);
        match self.peek() {
            Some('?' | '#') => fault.help(
                "leave it out: fields that are not in the path are parameters of the query"
                    .to_owned(),
            ),
            Some(other) if !other.is_ascii() || other == ' ' => {
                let mut bytes = [0; 4];
                let bytes = other.encode_utf8(&mut bytes).bytes();
                let encoded: String = bytes.map(|byte| format!("%{byte:02X}")).collect();
                fault.help(format!("write it encoded, as `{encoded}`"))
            }
            _ => fault.help(example()),
        }
    }

    fn fault(&self, message: &str) -> Fault {
        let length = self.peek().map_or(1, char::len_utf8);
        Fault::new(message).within(self.text, &(self.at..self.at + length))
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Reads a character if it is the next.
    fn accept(&mut self, wanted: char) -> bool {
        let accepted = self.peek() == Some(wanted);
        if accepted {
            self.at += wanted.len_utf8();
        }
        accepted
    }

    /// Reads the characters of a set.
    fn take(&mut self, set: impl Fn(char) -> bool) -> &'a str {
        let rest = &self.text[self.at..];
        let end = rest.find(|c| !set(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }
}

fn example() -> String {
    EXAMPLE.to_owned()
}

/// Whether a literal can contain this character without an encoding: `pchar` of RFC 3986, except the asterisk.
fn is_literal(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~!$&'()+,;=:@".contains(c)
}

/// Whether a segment is relative to the others, so that clients remove it.
///
/// Source: RFC 3986, section 5.2.4; "single-dot URL path segment" and "double-dot URL path segment" of the URL Standard.
fn is_dots(segment: &str) -> bool {
    let decoded = segment.replace("%2e", ".").replace("%2E", ".");
    matches!(&*decoded, "." | "..")
}

#[cfg(test)]
mod tests;

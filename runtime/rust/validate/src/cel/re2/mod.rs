//! Translates patterns of [RE2](https://github.com/google/re2/wiki/Syntax) to the syntax of the crate `regex`.
//!
//! The syntaxes differ: in RE2, `\d`, `\s`, `\w` and `\b` match only ASCII, `[` and `&&` in a class are literal, a `{` can be
//! literal, and there are `\Q…\E` and octal escapes.

mod class;
mod escape;

use std::fmt;

use super::compile::compile;

/// The maximum number of repetitions of a part, multiplied with those of the groups around it.
const MAX_REPEAT: u32 = 1000;

/// Why RE2 rejects a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The offset of the rejected part in the pattern, in bytes.
    pub offset: usize,
    /// The message.
    pub message: &'static str,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.message, self.offset)
    }
}

impl std::error::Error for Error {}

type Result<T> = core::result::Result<T, Error>;

/// Translates a pattern for a [`Pattern`](super::Pattern), which matches the same texts.
///
/// Use the result only to test whether a text matches, not where: groups do not capture, and the preference between several
/// matches is not kept.
///
/// ```
/// use rpcsmith_runtime::validate::cel::re2::translate;
///
/// assert_eq!(translate(r"(\d+)").unwrap(), "(?:[0-9]+)");
/// assert_eq!(translate(r"a|\1").unwrap_err().offset, 2);
/// ```
///
/// # Errors
/// If RE2 rejects the pattern, a part is repeated more than 1000 times, or the compiled pattern would take too much memory.
pub fn translate(pattern: &str) -> Result<String> {
    let translated = translate_only(pattern)?;
    match compile(&translated) {
        Ok(_) => Ok(translated),
        Err(_) => Err(Error {
            offset: 0,
            message: "pattern is too large or nested too deeply",
        }),
    }
}

/// Like [`translate`], but does not compile the result to check it.
pub(super) fn translate_only(pattern: &str) -> Result<String> {
    let mut translator = Translator {
        pattern,
        at: 0,
        out: String::with_capacity(pattern.len() + 8),
        last: None,
        groups: Vec::new(),
        weight: 1,
        classes: Vec::new(),
        last_posix: false,
    };
    translator.run()?;
    Ok(translator.out)
}

struct Translator<'a> {
    pattern: &'a str,
    /// The offset of the next character, in bytes.
    at: usize,
    out: String,
    /// The part that a repetition would repeat.
    last: Option<Atom>,
    /// The open groups.
    groups: Vec<Group>,
    /// The repetitions of the most repeated part in the innermost group.
    weight: u32,
    /// Unicode classes that are known to exist.
    classes: Vec<&'a str>,
    /// Whether the rest contains no `:]`.
    last_posix: bool,
}

struct Atom {
    repeated: bool,
    weight: u32,
}

struct Group {
    offset: usize,
    /// The weight of the group around it so far.
    weight: u32,
}

impl<'a> Translator<'a> {
    fn rest(&self) -> &'a str {
        &self.pattern[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Skips a text, if it is next.
    fn eat(&mut self, text: &str) -> bool {
        let found = self.rest().starts_with(text);
        if found {
            self.at += text.len();
        }
        found
    }

    fn run(&mut self) -> Result<()> {
        let mut start = self.at;
        while let Some(next) = self.next() {
            match next {
                '(' => self.open(start)?,
                ')' => self.close(start)?,
                '|' => {
                    self.out.push('|');
                    self.last = None;
                }
                '[' => self.class(start)?,
                '*' | '+' | '?' => self.repeat(start, next, 1)?,
                '{' => self.braces(start)?,
                '.' | '^' | '$' => self.atom(&next.to_string()),
                '\\' => self.escape(start)?,
                _ => self.literal(next),
            }
            start = self.at;
        }
        match self.groups.last() {
            Some(group) => fail(group.offset, "missing `)`"),
            None => Ok(()),
        }
    }

    fn atom(&mut self, text: &str) {
        self.out.push_str(text);
        self.last = Some(Atom {
            repeated: false,
            weight: 1,
        });
    }

    fn literal(&mut self, character: char) {
        push_escaped(&mut self.out, character);
        self.atom("");
    }

    /// Adds `*`, `+`, `?`, or a repetition of [`braces`](Self::braces). A lazy repetition is translated as a greedy one, which
    /// matches the same texts.
    fn repeat(&mut self, start: usize, operator: char, times: u32) -> Result<()> {
        self.eat("?");
        let Some(last) = &mut self.last else {
            return fail(start, "nothing to repeat");
        };
        if last.repeated {
            return fail(start, "a repetition is repeated");
        }
        last.repeated = true;
        last.weight *= times;
        if last.weight > MAX_REPEAT {
            return fail(start, "more than 1000 repetitions");
        }
        self.weight = self.weight.max(last.weight);
        if operator != '}' {
            self.out.push(operator);
        }
        Ok(())
    }

    /// Translates `{n}`, `{n,}` or `{n,m}`, after its `{`. Otherwise the `{` is literal.
    fn braces(&mut self, start: usize) -> Result<()> {
        let Some((min, max, len)) = bounds(self.rest()) else {
            self.literal('{');
            return Ok(());
        };
        self.at += len;
        if min.max(max.unwrap_or(0)) > MAX_REPEAT {
            return fail(start, "more than 1000 repetitions");
        }
        if max.is_some_and(|max| max < min) {
            return fail(start, "the bounds of the repetition are reversed");
        }
        self.repeat(start, '}', max.unwrap_or(min).max(1))?;
        self.out.push_str(&match max {
            Some(max) => format!("{{{min},{max}}}"),
            None => format!("{{{min},}}"),
        });
        Ok(())
    }

    /// Translates the start of a group, after its `(`.
    fn open(&mut self, start: usize) -> Result<()> {
        let mut opening = "(?:".to_owned();
        if self.eat("?") {
            if self.eat("P<") || self.eat("<") {
                self.name(start)?;
            } else {
                let flags = self.flags(start)?;
                if self.pattern[..self.at].ends_with(')') {
                    if !flags.is_empty() {
                        self.out.push_str(&format!("(?{flags})"));
                    }
                    // A repetition after flags is an error here. RE2 would repeat the part before the flags.
                    self.last = None;
                    return Ok(());
                }
                opening = format!("(?{flags}:");
            }
        }
        self.out.push_str(&opening);
        self.groups.push(Group {
            offset: start,
            weight: self.weight,
        });
        self.weight = 1;
        self.last = None;
        Ok(())
    }

    /// Skips the name of a group.
    fn name(&mut self, start: usize) -> Result<()> {
        let rest = self.rest();
        let len = rest
            .find(|c: char| c != '_' && !c.is_ascii_alphanumeric())
            .unwrap_or(rest.len());
        self.at += len;
        if len == 0 || !self.eat(">") {
            return fail(start, "invalid name of a group");
        }
        Ok(())
    }

    /// Reads flags, with the `:` or `)` after them.
    fn flags(&mut self, start: usize) -> Result<String> {
        let (mut on, mut off) = (Vec::new(), Vec::new());
        let (mut negative, mut given) = (false, false);
        loop {
            match self.next() {
                Some('-') if !negative => (negative, given) = (true, false),
                Some(':' | ')') if given || !negative => break,
                Some('U') => given = true,
                Some(flag @ ('i' | 'm' | 's')) => {
                    given = true;
                    on.retain(|&other| other != flag);
                    off.retain(|&other| other != flag);
                    if negative { &mut off } else { &mut on }.push(flag);
                }
                _ => return fail(start, "invalid or unsupported group"),
            }
        }
        let mut flags: String = on.into_iter().collect();
        if !off.is_empty() {
            flags.push('-');
            flags.extend(off);
        }
        Ok(flags)
    }

    fn close(&mut self, start: usize) -> Result<()> {
        let Some(group) = self.groups.pop() else {
            return fail(start, "unexpected `)`");
        };
        self.out.push(')');
        self.last = Some(Atom {
            repeated: false,
            weight: self.weight,
        });
        self.weight = self.weight.max(group.weight);
        Ok(())
    }
}

fn fail<T>(offset: usize, message: &'static str) -> Result<T> {
    Err(Error { offset, message })
}

fn push_escaped(out: &mut String, character: char) {
    if r"\.+*?()|[]{}^$#&-~".contains(character) {
        out.push('\\');
    }
    out.push(character);
}

/// Parses `n}`, `n,}` or `n,m}`: the bounds, and their length in bytes.
fn bounds(text: &str) -> Option<(u32, Option<u32>, usize)> {
    let end = text.find(|c: char| c != ',' && !c.is_ascii_digit())?;
    let (inside, rest) = text.split_at(end);
    let (min, max) = match inside.split_once(',') {
        None => (count(inside)?, Some(count(inside)?)),
        Some((min, "")) => (count(min)?, None),
        Some((min, max)) => (count(min)?, Some(count(max)?)),
    };
    rest.starts_with('}').then_some((min, max, end + 1))
}

/// Parses a number without leading zeros. A number that does not fit becomes `u32::MAX`.
fn count(digits: &str) -> Option<u32> {
    let digital = digits.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || !digital || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    Some(digits.parse().unwrap_or(u32::MAX))
}

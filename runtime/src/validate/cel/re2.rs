//! Patterns of [RE2](https://github.com/google/re2/wiki/Syntax) in the syntax of the crate `regex`.
//!
//! The two differ in what they call the same: RE2 has `\d`, `\s`, `\w` and `\b` for ASCII alone, takes `[` and `&&` in a
//! class for characters, has `\Q…\E`, octal escapes and a `{` that stands for itself.

use std::fmt;

use super::pattern::compile;

/// How often a part may be repeated, the repetitions around it counted in.
const MAX_REPEAT: u32 = 1000;

/// Why RE2 refuses a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    /// The byte of the pattern that the refused part begins with.
    pub offset: usize,
    /// What is wrong there.
    pub message: &'static str,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.message, self.offset)
    }
}

impl std::error::Error for Error {}

type Result<T> = core::result::Result<T, Error>;

/// The pattern that matches the same texts, for a [`Pattern`](super::Pattern).
///
/// It is good for telling whether a text matches, not where: groups capture nothing, and which of several matches is
/// preferred is not kept.
///
/// ```
/// use rpcsmith_runtime::validate::cel::re2::translate;
///
/// assert_eq!(translate(r"(\d+)").unwrap(), "(?:[0-9]+)");
/// assert_eq!(translate(r"a|\1").unwrap_err().offset, 2);
/// ```
///
/// # Errors
/// If RE2 refuses the pattern, a part is repeated more than 1000 times, or it would take too much memory.
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

/// As [`translate`], for those who compile the result.
pub(super) fn translate_only(pattern: &str) -> Result<String> {
    let mut translator = Translator {
        pattern,
        at: 0,
        out: String::with_capacity(pattern.len() + 8),
        last: None,
        groups: Vec::new(),
        weight: 1,
    };
    translator.run()?;
    Ok(translator.out)
}

struct Translator<'a> {
    pattern: &'a str,
    /// The byte of the pattern to be read next.
    at: usize,
    out: String,
    /// What a repetition would repeat.
    last: Option<Atom>,
    /// The groups that are open.
    groups: Vec<Group>,
    /// How often the most repeated part of the innermost group is repeated.
    weight: u32,
}

struct Atom {
    repeated: bool,
    weight: u32,
}

struct Group {
    offset: usize,
    /// The weight of the group around it, as far as it was read.
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

    /// Goes past a text if it is next.
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

    /// Adds `*`, `+`, `?`, or what [`braces`](Self::braces) has written. Taking less first changes no answer.
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

    /// Reads `{n}`, `{n,}` or `{n,m}` behind its `{`, which else stands for itself.
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
            return fail(start, "a repetition's bounds are the wrong way round");
        }
        self.repeat(start, '}', max.unwrap_or(min).max(1))?;
        self.out.push_str(&match max {
            Some(max) => format!("{{{min},{max}}}"),
            None => format!("{{{min},}}"),
        });
        Ok(())
    }

    /// Reads what is behind a `(`.
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
                    // RE2 would repeat what is before the flags: nobody means that.
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

    /// Goes past the name of a group.
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

    /// Reads flags up to and with the `:` or `)` behind them.
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

    /// Reads what is behind a `\` outside of classes.
    fn escape(&mut self, start: usize) -> Result<()> {
        match self.peek() {
            Some('A') => self.assertion(r"\A"),
            Some('z') => self.assertion(r"\z"),
            Some('b') => self.assertion(r"(?-u:\b)"),
            Some('B') => self.assertion(r"(?-u:\B)"),
            Some('Q') => {
                self.at += 1;
                let (quoted, len) = match self.rest().split_once(r"\E") {
                    Some((quoted, _)) => (quoted, quoted.len() + 2),
                    None => (self.rest(), self.rest().len()),
                };
                self.at += len;
                quoted.chars().for_each(|character| self.literal(character));
            }
            _ => {
                if let Some(set) = self.set(start)? {
                    self.atom(&set.to_string());
                } else {
                    let character = self.escaped(start)?;
                    self.literal(character);
                }
            }
        }
        Ok(())
    }

    fn assertion(&mut self, text: &str) {
        self.at += 1;
        self.atom(text);
    }

    /// Reads a class that a letter stands for, if one is next behind a `\`.
    fn set(&mut self, start: usize) -> Result<Option<Set<'a>>> {
        let Some(letter) = self.peek() else {
            return Ok(None);
        };
        let characters = match letter.to_ascii_lowercase() {
            'd' => "0-9",
            's' => r"\t\n\x0C\r ",
            'w' => "0-9A-Za-z_",
            'p' => return self.unicode(start).map(Some),
            _ => return Ok(None),
        };
        self.at += 1;
        Ok(Some(Set {
            negative: letter.is_ascii_uppercase(),
            unicode: false,
            characters,
        }))
    }

    /// Reads `pN`, `p{Name}` or `p{^Name}`, or one of the same with `P`.
    fn unicode(&mut self, start: usize) -> Result<Set<'a>> {
        let mut negative = self.next() == Some('P');
        let name = match self.rest().strip_prefix('{') {
            Some(rest) => match rest.split_once('}') {
                Some((name, _)) => {
                    self.at += name.len() + 2;
                    name
                }
                None => return fail(start, "missing `}`"),
            },
            None => {
                let letter = self.rest();
                self.next();
                &letter[..letter.len() - self.rest().len()]
            }
        };
        let positive = name.strip_prefix('^');
        negative ^= positive.is_some();
        let characters = positive.unwrap_or(name);
        let named = characters
            .bytes()
            .all(|b| b.is_ascii_alphabetic() || b == b'_');
        let set = Set {
            negative,
            unicode: true,
            characters,
        };
        if !named || compile(&set.to_string()).is_err() {
            return fail(start, "no such class of Unicode");
        }
        Ok(set)
    }

    /// Reads a character that is written behind a `\`.
    fn escaped(&mut self, start: usize) -> Result<char> {
        const INVALID: &str = "invalid or unsupported escape";
        let Some(next) = self.next() else {
            return fail(start, r"a `\` at the end");
        };
        Ok(match next {
            'a' => '\x07',
            'f' => '\x0C',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0B',
            '0'..='7' => {
                let rest = self.rest();
                let more = rest
                    .bytes()
                    .take(2)
                    .take_while(|b| matches!(b, b'0'..=b'7'))
                    .count();
                if next != '0' && more == 0 {
                    return fail(start, "back-references are not supported");
                }
                self.at += more;
                let digits = rest[..more].bytes().map(|b| u32::from(b - b'0'));
                let first = u32::from(next) - u32::from('0');
                char::from_u32(digits.fold(first, |code, digit| code * 8 + digit))
                    .unwrap_or_default()
            }
            'x' => match self.hexadecimal() {
                Some(character) => character,
                None => return fail(start, INVALID),
            },
            _ if next.is_ascii_alphanumeric() || !next.is_ascii() => return fail(start, INVALID),
            _ => next,
        })
    }

    /// Reads `41` or `{41}`.
    fn hexadecimal(&mut self) -> Option<char> {
        let rest = self.rest();
        let (digits, len) = match rest.strip_prefix('{') {
            Some(rest) => {
                let (digits, _) = rest.split_once('}')?;
                (digits, digits.len() + 2)
            }
            None => (rest.get(..2)?, 2),
        };
        self.at += len;
        let digital = digits.bytes().all(|b| b.is_ascii_hexdigit());
        digital
            .then(|| u32::from_str_radix(digits, 16).ok())?
            .and_then(char::from_u32)
    }

    /// Reads a class in brackets behind its `[`.
    fn class(&mut self, start: usize) -> Result<()> {
        self.out.push('[');
        if self.eat("^") {
            self.out.push('^');
        }
        let mut first = true;
        while first || !self.rest().starts_with(']') {
            first = false;
            let from = self.at;
            if let Some(len) = posix(self.rest(), from)? {
                self.out.push_str(&self.rest()[..len]);
                self.at += len;
                continue;
            }
            if self.eat("\\") {
                if let Some(set) = self.set(from)? {
                    set.push_to(&mut self.out);
                    continue;
                }
                self.at = from;
            }
            let low = self.member(start)?;
            push_escaped(&mut self.out, low);
            let rest = self.rest();
            if rest.len() > 1 && rest.starts_with('-') && !rest.starts_with("-]") {
                self.at += 1;
                let high = self.member(start)?;
                if high < low {
                    return fail(from, "a range of characters goes down");
                }
                self.out.push('-');
                push_escaped(&mut self.out, high);
            }
        }
        self.at += 1;
        self.atom("]");
        Ok(())
    }

    /// Reads a character of the class that begins at `class`.
    fn member(&mut self, class: usize) -> Result<char> {
        let start = self.at;
        match self.next() {
            Some('\\') => self.escaped(start),
            Some(character) => Ok(character),
            None => fail(class, "missing `]`"),
        }
    }
}

/// A class that an escape stands for.
struct Set<'a> {
    negative: bool,
    /// Whether it is named in Unicode, or its characters are given.
    unicode: bool,
    characters: &'a str,
}

impl Set<'_> {
    /// Writes it as a part of a class in brackets.
    fn push_to(&self, out: &mut String) {
        if self.unicode || self.negative {
            out.push_str(&self.to_string());
        } else {
            out.push_str(self.characters);
        }
    }
}

/// As a class of its own.
impl fmt::Display for Set<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = self.characters;
        match (self.unicode, self.negative) {
            (false, false) => write!(f, "[{characters}]"),
            (false, true) => write!(f, "[^{characters}]"),
            (true, false) => write!(f, r"\p{{{characters}}}"),
            (true, true) => write!(f, r"\P{{{characters}}}"),
        }
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

/// Reads `n}`, `n,}` or `n,m}`: the bounds, and how many bytes they take.
fn bounds(text: &str) -> Option<(u32, Option<u32>, usize)> {
    let (inside, _) = text.split_once('}')?;
    let (min, max) = match inside.split_once(',') {
        None => (count(inside)?, Some(count(inside)?)),
        Some((min, "")) => (count(min)?, None),
        Some((min, max)) => (count(min)?, Some(count(max)?)),
    };
    Some((min, max, inside.len() + 1))
}

/// A number of digits alone, without zeros before it; whatever is too large, for one that is.
fn count(digits: &str) -> Option<u32> {
    let digital = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !digital || (digits.len() > 1 && digits.starts_with('0')) {
        return None;
    }
    Some(digits.parse().unwrap_or(u32::MAX))
}

/// How many bytes `[:name:]` takes, if it is next in a class.
fn posix(text: &str, offset: usize) -> Result<Option<usize>> {
    const NAMES: [&str; 14] = [
        "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
        "space", "upper", "word", "xdigit",
    ];
    let Some((name, _)) = text
        .strip_prefix("[:")
        .and_then(|rest| rest.split_once(":]"))
    else {
        return Ok(None);
    };
    if NAMES.contains(&name.strip_prefix('^').unwrap_or(name)) {
        Ok(Some(name.len() + 4))
    } else {
        fail(offset, "no such class of POSIX")
    }
}

//! Translates character classes in brackets.

use super::{Result, Translator, fail, push_escaped};

impl Translator<'_> {
    /// Translates a class, after its `[`.
    pub(super) fn class(&mut self, start: usize) -> Result<()> {
        self.out.push('[');
        if self.eat("^") {
            self.out.push('^');
        }
        let mut first = true;
        while first || !self.rest().starts_with(']') {
            first = false;
            let from = self.at;
            if self.posix()? {
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
                    return fail(from, "the range of characters is reversed");
                }
                self.out.push('-');
                push_escaped(&mut self.out, high);
            }
        }
        self.at += 1;
        self.atom("]");
        Ok(())
    }

    /// Reads a character of the class that starts at `class`.
    fn member(&mut self, class: usize) -> Result<char> {
        let start = self.at;
        match self.next() {
            Some('\\') => self.escaped(start),
            Some(character) => Ok(character),
            None => fail(class, "missing `]`"),
        }
    }

    /// Copies `[:name:]`, if it is next.
    fn posix(&mut self) -> Result<bool> {
        let start = self.at;
        if self.last_posix || !self.rest().starts_with("[:") {
            return Ok(false);
        }
        let Some((name, _)) = self.rest()[2..].split_once(":]") else {
            self.last_posix = true;
            return Ok(false);
        };
        if !POSIX.contains(&name.strip_prefix('^').unwrap_or(name)) {
            return fail(start, "unknown POSIX class");
        }
        self.at += name.len() + 4;
        self.out.push_str(&self.pattern[start..self.at]);
        Ok(true)
    }
}

/// Names of classes that are the same in both syntaxes.
const POSIX: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
    "space", "upper", "word", "xdigit",
];

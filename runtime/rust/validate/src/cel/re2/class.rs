//! Classes in brackets.

use super::{Result, Translator, fail, push_escaped};

impl Translator<'_> {
    /// Reads a class in brackets behind its `[`.
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

    /// Takes `[:name:]` over, if it is next.
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
            return fail(start, "no such class of POSIX");
        }
        self.at += name.len() + 4;
        self.out.push_str(&self.pattern[start..self.at]);
        Ok(true)
    }
}

/// Names of classes that mean the same in either syntax.
const POSIX: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
    "space", "upper", "word", "xdigit",
];

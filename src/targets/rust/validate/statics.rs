//! Generates the static items of a check: constants of fields, and patterns as matchers or regular expressions.

use std::collections::{HashMap, HashSet};

use super::code::{Code, atom, call, method, reference};
use super::literal;
use crate::checks::{CharSet, Matcher, Pattern, PatternKind, PatternPart};
use crate::targets::rust::names::constant;
use crate::targets::rust::syntax::{Expr, Statement};

/// The items at the start of a check, and their names.
pub struct Statics<'s> {
    patterns: &'s [Pattern],
    taken: HashSet<String>,
    /// The names of field constants, by field index.
    fields: HashMap<usize, String>,
    /// The names of the patterns in use, by index.
    named: HashMap<usize, String>,
    pub items: Vec<Statement>,
}

impl<'s> Statics<'s> {
    pub fn new(patterns: &'s [Pattern]) -> Self {
        Self {
            patterns,
            taken: HashSet::from(["RULE".to_owned()]),
            fields: HashMap::new(),
            named: HashMap::new(),
            items: Vec::new(),
        }
    }

    /// Names the constant of a field.
    pub fn name_field(&mut self, index: usize, name: &str) {
        let ident = constant(name);
        let name = self.name(ident.as_str().trim_start_matches("r#"));
        self.fields.insert(index, name);
    }

    /// Returns the name of a field's constant.
    pub fn field(&self, index: usize) -> &str {
        self.fields.get(&index).map_or("", String::as_str)
    }

    /// Returns the wanted name, with a suffix if the name is taken.
    fn name(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut count = 1;
        while !self.taken.insert(name.clone()) {
            count += 1;
            name = format!("{wanted}_{count}");
        }
        name
    }

    /// Returns the test whether a text matches.
    pub fn matching(&mut self, matcher: Matcher, text: Code) -> Expr {
        let function = match matcher {
            Matcher::Uuid => "formats::is_uuid",
            Matcher::Tuuid => "formats::is_tuuid",
            Matcher::Ulid => "formats::is_ulid",
            Matcher::Pattern(index) => {
                let name = match self.named.get(&index) {
                    Some(name) => name.clone(),
                    None => self.pattern(index),
                };
                return method(atom(name), "is_match", [text.into_argument()]);
            }
        };
        call(function, [text.into_argument()])
    }

    /// Declares a pattern and names it after the field that uses it first.
    fn pattern(&mut self, index: usize) -> String {
        let pattern = &self.patterns[index];
        let (type_name, value) = match &pattern.kind {
            PatternKind::Parts(parts) => {
                let parts = reference(Expr::Array(parts.iter().map(part).collect()));
                ("Matcher", call("Matcher::new", [parts]))
            }
            PatternKind::Regex(regex) => ("Pattern", call("Pattern::new", [raw(regex)])),
        };
        let wanted = match pattern.field {
            None => "PATTERN".to_owned(),
            Some(field) => format!("{}_PATTERN", self.field(field)),
        };
        let name = self.name(&wanted);
        self.items.push(Statement::Item {
            keyword: "static",
            name: name.clone(),
            type_name: type_name.to_owned(),
            value,
        });
        self.named.insert(index, name.clone());
        name
    }
}

/// Returns a pattern as a literal. It is a raw string if that is easier to read.
fn raw(pattern: &str) -> Expr {
    let is_plain = !pattern.contains(['\\', '"']);
    if is_plain || pattern.chars().any(char::is_control) {
        return literal::text(pattern);
    }
    let hashes = if pattern.contains('"') {
        let longest = pattern.split('"').skip(1);
        let longest = longest.map(|rest| rest.bytes().take_while(|&byte| byte == b'#').count());
        "#".repeat(longest.max().unwrap_or_default() + 1)
    } else {
        String::new()
    };
    atom(format!("r{hashes}\"{pattern}\"{hashes}"))
}

fn part(part: &PatternPart) -> Expr {
    match part {
        PatternPart::Literal(text) => call("Part::literal", [literal::text(text)]),
        PatternPart::Class(set, min, max) => {
            let set = class(*set);
            let number = |number: u32| atom(number.to_string());
            match (min, max) {
                (1, Some(1)) => call("Part::one", [set]),
                (min, Some(max)) if min == max => call("Part::exactly", [set, number(*min)]),
                (min, Some(max)) => call("Part::between", [set, number(*min), number(*max)]),
                (min, None) => call("Part::at_least", [set, number(*min)]),
            }
        }
    }
}

/// Returns a character set of the runtime. The expression lists the characters in the set or, if they are fewer, the
/// other characters.
fn class(set: CharSet) -> Expr {
    if set.others {
        let excluded = !set.ascii;
        if excluded.count_ones() <= set.ascii.count_ones() {
            return call("Class::not", [literal::text(&characters(excluded))]);
        }
        let ascii = call("Class::of", [literal::text(&characters(set.ascii))]);
        return method(ascii, "or_non_ascii", []);
    }
    call("Class::of", [literal::text(&characters(set.ascii))])
}

/// Returns the characters of a set. Three or more consecutive characters become a range; a dash that is not part of a
/// range comes last.
fn characters(ascii: u128) -> String {
    const DASH: u128 = 1 << b'-';
    let set = ascii & !DASH;
    let is_in = |byte: u8| byte < 128 && set >> byte & 1 == 1;
    let mut text = String::new();
    let mut byte = 0;
    while byte < 128 {
        if !is_in(byte) {
            byte += 1;
            continue;
        }
        let start = byte;
        while is_in(byte + 1) {
            byte += 1;
        }
        let escaped = [start, byte].contains(&b'\\');
        if byte - start >= 2 && !escaped {
            text.extend([char::from(start), '-', char::from(byte)]);
        } else {
            for character in start..=byte {
                if character == b'\\' {
                    text.push('\\');
                }
                text.push(char::from(character));
            }
        }
        byte += 1;
    }
    if ascii & DASH != 0 {
        text.push('-');
    }
    text
}

//! What a check keeps between calls: its patterns, simple ones as matchers and others as regular expressions.

mod matcher;

use std::collections::HashSet;

use super::access::{Result, Unsupported};
use super::code::{Code, atom, call, method, reference};
use crate::targets::rust::syntax::{Expr, Statement};
use rpcsmith_validate::cel::re2;

/// The items at the top of a check, and their names.
#[derive(Debug, Default)]
pub struct Statics {
    names: HashSet<String>,
    /// What the names of patterns begin with: the name of the field.
    pub prefix: String,
    /// The patterns by their text.
    patterns: Vec<(String, String)>,
    pub items: Vec<Statement>,
}

impl Statics {
    /// A name that no other item has: the one that is asked for, or one like it.
    pub fn name(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut count = 1;
        while !self.names.insert(name.clone()) {
            count += 1;
            name = format!("{wanted}_{count}");
        }
        name
    }

    /// Keeps a name for what is declared elsewhere.
    pub fn reserve(&mut self, name: &str) {
        self.names.insert(name.to_owned());
    }

    /// Whether a text matches a pattern of RE2, which is known to be one.
    pub fn matching(&mut self, pattern: &str, text: Code) -> Result<Expr> {
        if let Some(simple) = matcher::simple(pattern, text.clone()) {
            return Ok(simple);
        }
        if let Some(function) = format(pattern) {
            return Ok(call(function, [text.into_argument()]));
        }
        let known = self.patterns.iter().find(|(known, _)| known == pattern);
        let name = match known {
            Some((_, name)) => name.clone(),
            None => self.pattern(pattern)?,
        };
        Ok(method(atom(name), "is_match", [text.into_argument()]))
    }

    fn pattern(&mut self, pattern: &str) -> Result<String> {
        let (type_name, value) = match matcher::parts(pattern) {
            Some(parts) => {
                let parts = reference(Expr::Array(parts));
                ("Matcher", call("Matcher::new", [parts]))
            }
            None => {
                let translated =
                    re2::translate(pattern).map_err(|error| Unsupported(error.to_string()))?;
                ("Pattern", call("Pattern::new", [raw(&translated)]))
            }
        };
        let wanted = match self.prefix.as_str() {
            "" => "PATTERN".to_owned(),
            prefix => format!("{prefix}_PATTERN"),
        };
        let name = self.name(&wanted);
        self.items.push(Statement::Item {
            keyword: "static",
            name: name.clone(),
            type_name: type_name.to_owned(),
            value,
        });
        self.patterns.push((pattern.to_owned(), name.clone()));
        Ok(name)
    }
}

/// The function of the runtime for a pattern that the schema of the rules has: `uuid`, `tuuid` and `ulid`.
fn format(pattern: &str) -> Option<&'static str> {
    Some(match pattern {
        "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$" => {
            "formats::is_uuid"
        }
        "^[0-9a-fA-F]{32}$" => "formats::is_tuuid",
        "^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$" => "formats::is_ulid",
        _ => return None,
    })
}

/// A pattern as a literal, raw where that is easier to read.
fn raw(pattern: &str) -> Expr {
    let is_plain = !pattern.contains(['\\', '"']);
    if is_plain || pattern.chars().any(char::is_control) {
        return super::literal::text(pattern);
    }
    let hashes = match pattern.contains('"') {
        false => String::new(),
        true => {
            let longest = pattern.split('"').skip(1);
            let longest = longest.map(|rest| rest.bytes().take_while(|&byte| byte == b'#').count());
            "#".repeat(longest.max().unwrap_or_default() + 1)
        }
    };
    atom(format!("r{hashes}\"{pattern}\"{hashes}"))
}

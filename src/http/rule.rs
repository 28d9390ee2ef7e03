//! Decodes the option `google.api.http`: a `google.api.HttpRule`.

use prost::DecodeError;

use crate::request::wire::{self, Merge, WireValue};

/// The number of the extension `google.api.http` of `google.protobuf.MethodOptions`.
const HTTP: u32 = 72_295_728;

/// A `google.api.HttpRule`. `selector` is left out: an option applies to its method.
#[derive(Clone, Debug, Default)]
pub struct Rule<'a> {
    pub pattern: Option<Pattern<'a>>,
    pub body: &'a str,
    pub response_body: &'a str,
    /// Encoded, because a rule can be nested to any depth in itself.
    pub additional_bindings: Vec<&'a [u8]>,
}

/// The method of HTTP, and the template of the path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pattern<'a> {
    pub method: &'a str,
    pub path: &'a str,
    is_custom: bool,
}

impl<'a> Rule<'a> {
    /// The rule in encoded `MethodOptions`, if there is one. `option (google.api.http).get = …;` and further options of this
    /// form are parts of one rule.
    pub fn of_options(options: &'a [u8]) -> Result<Option<Self>, DecodeError> {
        let mut rule = None;
        wire::read(options, |number, value| match number {
            HTTP => rule.get_or_insert_with(Self::default).merge(value),
            _ => Ok(()),
        })?;
        Ok(rule)
    }

    fn set_path(&mut self, method: &'static str, value: WireValue<'a>) -> Result<(), DecodeError> {
        let mut path = "";
        path.merge(value)?;
        self.pattern = Some(Pattern {
            method,
            path,
            is_custom: false,
        });
        Ok(())
    }

    /// Merges a `google.api.CustomHttpPattern`.
    fn set_custom(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
        let custom = self.pattern.filter(|pattern| pattern.is_custom);
        let mut custom = custom.unwrap_or_default();
        custom.is_custom = true;
        wire::read(wire::bytes(value)?, |number, value| match number {
            1 => custom.method.merge(value),
            2 => custom.path.merge(value),
            _ => Ok(()),
        })?;
        self.pattern = Some(custom);
        Ok(())
    }
}

impl<'a> Merge<'a> for Rule<'a> {
    fn merge(&mut self, value: WireValue<'a>) -> Result<(), DecodeError> {
        wire::read(wire::bytes(value)?, |number, value| match number {
            2 => self.set_path("GET", value),
            3 => self.set_path("PUT", value),
            4 => self.set_path("POST", value),
            5 => self.set_path("DELETE", value),
            6 => self.set_path("PATCH", value),
            7 => self.body.merge(value),
            8 => self.set_custom(value),
            11 => {
                self.additional_bindings.push(wire::bytes(value)?);
                Ok(())
            }
            12 => self.response_body.merge(value),
            _ => Ok(()),
        })
    }
}

#[cfg(test)]
mod tests {
    use prost::encoding::{WireType, encode_key, encode_varint};

    use super::*;

    /// A length-delimited field.
    fn field(number: u32, content: &[u8]) -> Vec<u8> {
        let mut field = Vec::new();
        encode_key(number, WireType::LengthDelimited, &mut field);
        encode_varint(content.len() as u64, &mut field);
        field.extend_from_slice(content);
        field
    }

    fn pattern(rule: &[u8]) -> Option<(String, String)> {
        let options = field(HTTP, rule);
        let rule = Rule::of_options(&options).unwrap().unwrap();
        let pattern = rule.pattern?;
        Some((pattern.method.to_owned(), pattern.path.to_owned()))
    }

    fn expected(method: &str, path: &str) -> Option<(String, String)> {
        Some((method.to_owned(), path.to_owned()))
    }

    #[test]
    fn the_last_pattern_counts() {
        let custom = [field(1, b"HEAD"), field(2, b"/b")].concat();
        let rule = [field(2, b"/a"), field(8, &custom)].concat();
        assert_eq!(pattern(&rule), expected("HEAD", "/b"));
        let rule = [field(8, &custom), field(4, b"/a")].concat();
        assert_eq!(pattern(&rule), expected("POST", "/a"));
        let rule = [field(3, b"/a"), field(8, &field(1, b"HEAD"))].concat();
        assert_eq!(pattern(&rule), expected("HEAD", ""));
    }

    #[test]
    fn parts_of_a_rule_are_merged() {
        let kind = field(HTTP, &field(8, &field(1, b"HEAD")));
        let path = field(HTTP, &field(8, &field(2, b"/a")));
        let body = field(HTTP, &field(7, b"*"));
        let options = [kind, path, body].concat();
        let rule = Rule::of_options(&options).unwrap().unwrap();
        let pattern = rule.pattern.unwrap();
        assert_eq!(
            (pattern.method, pattern.path, rule.body),
            ("HEAD", "/a", "*")
        );
    }

    #[test]
    fn options_without_a_rule_have_none() {
        let options = [field(HTTP - 1, b"a"), field(1, b"")].concat();
        assert!(Rule::of_options(&options).unwrap().is_none());
        assert!(Rule::of_options(&field(HTTP, b"\xff")).is_err());
        assert!(Rule::of_options(&field(HTTP, &field(2, b"\xff"))).is_err());
    }
}

//! Checks that a declared default is a value of the field's type.
//!
//! Source: `FieldDescriptorProto.default_value` in `google/protobuf/descriptor.proto`.

use foldhash::HashSet;

use super::Resolver;
use super::check::excerpt;
use crate::model::{EnumId, FieldKind, FieldType, Presence, Scalar};

impl<'a> Resolver<'a, '_> {
    /// Checks a default against the kind of its field.
    ///
    /// # Errors
    /// Returns the second half of an error message, which begins with the field's name.
    pub(super) fn check_default(&mut self, kind: FieldKind, default: &str) -> Result<(), String> {
        let name = match kind {
            FieldKind::Singular(FieldType::Message { .. }, _) => {
                return Err("has a default, but its type is a message".to_owned());
            }
            FieldKind::Singular(_, Presence::Implicit) => {
                return Err("has a default, but no presence".to_owned());
            }
            FieldKind::Singular(FieldType::Enum(id), _) if self.has_value(id, default) => {
                return Ok(());
            }
            FieldKind::Singular(FieldType::Enum(id), _) => &self.model[id].full_name[1..],
            FieldKind::Singular(FieldType::Scalar(scalar), _) if is_value(scalar, default) => {
                return Ok(());
            }
            FieldKind::Singular(FieldType::Scalar(scalar), _) => scalar.name(),
            FieldKind::Repeated { .. } | FieldKind::Map { .. } => {
                return Err("has a default, but is repeated".to_owned());
            }
        };
        let default = excerpt(default);
        Err(format!(
            "has the default `{default}`, which is not a value of `{name}`"
        ))
    }

    fn has_value(&mut self, id: EnumId, name: &str) -> bool {
        let names = self.value_names.entry(id).or_insert_with(|| {
            let values = self.model[id].values.iter();
            values.map(|value| value.name).collect::<HashSet<_>>()
        });
        names.contains(name)
    }
}

/// Whether protoc can produce this default for a field of the type.
fn is_value(scalar: Scalar, text: &str) -> bool {
    match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => {
            is_decimal(text) && text.parse::<i32>().is_ok()
        }
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => {
            is_decimal(text) && text.parse::<i64>().is_ok()
        }
        Scalar::Uint32 | Scalar::Fixed32 => is_decimal(text) && text.parse::<u32>().is_ok(),
        Scalar::Uint64 | Scalar::Fixed64 => is_decimal(text) && text.parse::<u64>().is_ok(),
        Scalar::Double => is_float(text, |number| number.parse().is_ok_and(f64::is_finite)),
        Scalar::Float => is_float(text, |number| number.parse().is_ok_and(f32::is_finite)),
        Scalar::Bool => matches!(text, "true" | "false"),
        Scalar::String => true,
        Scalar::Bytes => is_escaped(text),
    }
}

/// Whether a text is an optional minus sign and digits without a leading zero.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    digits == "0" || digits.starts_with(|first: char| ('1'..='9').contains(&first))
}

fn is_float(text: &str, is_finite: fn(&str) -> bool) -> bool {
    let number = text.strip_prefix('-').unwrap_or(text);
    let is_number = number.starts_with(|first: char| first.is_ascii_digit());
    matches!(number, "inf" | "nan") || is_number && is_finite(number)
}

/// Whether each backslash begins a C escape for a byte.
fn is_escaped(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = match (byte, after) {
            (b'\\', [b'n' | b'r' | b't' | b'a' | b'b' | b'f' | b'v', after @ ..])
            | (b'\\', [b'\\' | b'?' | b'\'' | b'"', after @ ..]) => after,
            (b'\\', [b'x' | b'X', digit, after @ ..]) if digit.is_ascii_hexdigit() => after,
            (b'\\', [b'0'..=b'3', b'0'..=b'7', b'0'..=b'7', after @ ..]) => after,
            (b'\\', _) => return false,
            _ => after,
        };
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{Scalar, is_value};

    fn values<'t>(scalar: Scalar, texts: &[&'t str]) -> Vec<&'t str> {
        let is_value = |text: &&&str| is_value(scalar, text);
        texts.iter().filter(is_value).copied().collect()
    }

    #[test]
    fn numbers_are_decimal_and_in_range() {
        let texts = [
            "0",
            "-0",
            "7",
            "-7",
            "2147483647",
            "2147483648",
            "-2147483648",
            "4294967296",
            "",
            "-",
            "+7",
            "07",
            "0x7",
            "7 ",
            "1e3",
            "seven",
        ];
        assert_eq!(
            values(Scalar::Sint32, &texts),
            ["0", "-0", "7", "-7", "2147483647", "-2147483648"]
        );
        assert_eq!(
            values(Scalar::Fixed32, &texts),
            ["0", "7", "2147483647", "2147483648"]
        );
        assert_eq!(
            values(Scalar::Int64, &texts),
            [
                "0",
                "-0",
                "7",
                "-7",
                "2147483647",
                "2147483648",
                "-2147483648",
                "4294967296"
            ]
        );
    }

    #[test]
    fn floats_are_numbers_or_one_of_three_words() {
        let texts = [
            "0", "-1.5", "1e+30", "1.5e-300", "inf", "-inf", "nan", "infinity", "NaN", "+1", ".5",
            "1e", "1_0", "1e39", "",
        ];
        assert_eq!(
            values(Scalar::Float, &texts),
            ["0", "-1.5", "1e+30", "1.5e-300", "inf", "-inf", "nan"]
        );
    }

    #[test]
    fn words_and_escapes() {
        let texts = ["true", "false", "True", "1", ""];
        assert_eq!(values(Scalar::Bool, &texts), ["true", "false"]);
        let texts = [
            "",
            "a",
            r"\n\\\377\x1fg",
            r"\",
            r"\q",
            r"\400",
            r"\9",
            r"\xg",
            r"\12",
        ];
        assert_eq!(values(Scalar::Bytes, &texts), ["", "a", r"\n\\\377\x1fg"]);
    }
}

//! `format()` of the strings extension.

use std::collections::{BTreeMap, HashMap};
use std::fmt::{Display, Write};

use super::string::with_exponent;
use super::{Duration, Error, Result, Timestamp};

/// The maximum number of decimals of a clause.
const MAX_PRECISION: usize = 100;

/// `format(list)`: replaces each clause of the template with an argument.
///
/// | clause | of |
/// |---|---|
/// | `%s` | anything |
/// | `%d` | numbers |
/// | `%f`, `%.3f`, `%e`, `%.3e` | numbers, with 6 decimals or the given number, at most 100 |
/// | `%b` | integers and bools, in binary |
/// | `%o` | integers, in octal |
/// | `%x`, `%X` | integers, strings and bytes, in hexadecimal |
/// | `%%` | a percent sign |
///
/// ```
/// use rpcsmith_runtime::validate::cel::format;
///
/// let text = format("%s in %s, %.1f%%", &[&"b", &["a", "b"], &12.5]);
/// assert_eq!(text.unwrap(), "b in [a, b], 12.5%");
/// ```
///
/// # Errors
/// If the template has an unknown clause, or if an argument is missing or has the wrong type for its clause.
pub fn format(template: &str, arguments: &[&dyn Formatted]) -> Result<String> {
    let mut out = String::with_capacity(template.len() + 16);
    let mut arguments = arguments.iter();
    let mut rest = template;
    while let Some((text, clause)) = rest.split_once('%') {
        out.push_str(text);
        if let Some(after) = clause.strip_prefix('%') {
            out.push('%');
            rest = after;
        } else {
            let argument = arguments.next().ok_or(Error::MissingArgument)?;
            let clause_read;
            (clause_read, rest) = Clause::read(clause)?;
            argument.write(clause_read, &mut out)?;
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// How an argument is formatted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clause {
    /// `%s`.
    String,
    /// `%d`.
    Decimal,
    /// `%f`, with this number of decimals.
    Fixed(usize),
    /// `%e`, with this number of decimals.
    Scientific(usize),
    /// `%b`.
    Binary,
    /// `%o`.
    Octal,
    /// `%x`.
    Hex,
    /// `%X`.
    UpperHex,
}

impl Clause {
    /// Parses a clause after its percent sign.
    fn read(text: &str) -> Result<(Self, &str)> {
        let mut precision = 6;
        let mut rest = text;
        if let Some(after) = text.strip_prefix('.') {
            let digits = after.bytes().take_while(u8::is_ascii_digit).count();
            let (digits, after) = after.split_at(digits);
            precision = digits.parse().map_err(|_| Error::InvalidFormat)?;
            rest = after;
        }
        if precision > MAX_PRECISION {
            return Err(Error::InvalidFormat);
        }
        let mut chars = rest.chars();
        let clause = match chars.next() {
            Some('s') => Self::String,
            Some('d') => Self::Decimal,
            Some('f') => Self::Fixed(precision),
            Some('e') => Self::Scientific(precision),
            Some('b') => Self::Binary,
            Some('o') => Self::Octal,
            Some('x') => Self::Hex,
            Some('X') => Self::UpperHex,
            _ => return Err(Error::InvalidFormat),
        };
        Ok((clause, chars.as_str()))
    }
}

/// An argument of [`format()`].
pub trait Formatted {
    /// Appends the value to a text.
    ///
    /// # Errors
    /// If the clause does not accept values of this type.
    fn write(&self, clause: Clause, out: &mut String) -> Result<()>;
}

/// Appends a value. Writing to a string does not fail.
fn push(out: &mut String, text: impl Display) -> Result<()> {
    write!(out, "{text}").map_err(|_| Error::InvalidFormat)
}

fn push_hex(out: &mut String, bytes: &[u8], upper: bool) {
    let digits: &[u8; 16] = if upper {
        b"0123456789ABCDEF"
    } else {
        b"0123456789abcdef"
    };
    out.reserve(bytes.len() * 2);
    for byte in bytes {
        out.push(char::from(digits[usize::from(byte >> 4)]));
        out.push(char::from(digits[usize::from(byte & 15)]));
    }
}

impl Formatted for bool {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        match clause {
            Clause::String => push(out, self),
            Clause::Binary => push(out, u8::from(*self)),
            _ => Err(Error::InvalidFormat),
        }
    }
}

/// Formats an integer by its sign and absolute value.
fn integer(negative: bool, size: u64, clause: Clause, out: &mut String) -> Result<()> {
    let number = size as f64;
    match clause {
        Clause::Fixed(_) | Clause::Scientific(_) => {
            return double(if negative { -number } else { number }, clause, out);
        }
        _ if negative => out.push('-'),
        _ => {}
    }
    match clause {
        Clause::Binary => push(out, format_args!("{size:b}")),
        Clause::Octal => push(out, format_args!("{size:o}")),
        Clause::Hex => push(out, format_args!("{size:x}")),
        Clause::UpperHex => push(out, format_args!("{size:X}")),
        _ => push(out, size),
    }
}

macro_rules! integers {
    ($($type:ty => $wide:ty),*) => {$(
        impl Formatted for $type {
            fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
                let value = <$wide>::from(*self);
                integer(value < <$wide>::default(), value.abs_diff(0), clause, out)
            }
        }
    )*};
}

integers!(i32 => i64, i64 => i64, u32 => u64, u64 => u64);

fn double(value: f64, clause: Clause, out: &mut String) -> Result<()> {
    let special = match clause {
        _ if value.is_nan() => "NaN",
        _ if value == f64::INFINITY => "Infinity",
        _ if value == f64::NEG_INFINITY => "-Infinity",
        _ => "",
    };
    match clause {
        Clause::Binary | Clause::Octal | Clause::Hex | Clause::UpperHex => {
            Err(Error::InvalidFormat)
        }
        _ if !special.is_empty() => push(out, special),
        Clause::String | Clause::Decimal => push(out, value),
        Clause::Fixed(precision) => push(out, format_args!("{value:.precision$}")),
        Clause::Scientific(precision) => {
            let text = format!("{value:.precision$e}");
            let (digits, exponent) = text.split_once('e').ok_or(Error::InvalidFormat)?;
            let exponent = exponent.parse().map_err(|_| Error::InvalidFormat)?;
            push(out, with_exponent(digits, exponent))
        }
    }
}

impl Formatted for f64 {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        double(*self, clause, out)
    }
}

/// CEL has no `float`: formats it as a `double`, with all its digits.
impl Formatted for f32 {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        double(f64::from(*self), clause, out)
    }
}

impl Formatted for str {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        match clause {
            Clause::String => out.push_str(self),
            Clause::Hex | Clause::UpperHex => {
                push_hex(out, self.as_bytes(), clause == Clause::UpperHex);
            }
            _ => return Err(Error::InvalidFormat),
        }
        Ok(())
    }
}

impl Formatted for String {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        self.as_str().write(clause, out)
    }
}

/// `%s` decodes bytes as UTF-8, with U+FFFD for invalid bytes.
impl Formatted for [u8] {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        match clause {
            Clause::String => out.push_str(&String::from_utf8_lossy(self)),
            Clause::Hex | Clause::UpperHex => push_hex(out, self, clause == Clause::UpperHex),
            _ => return Err(Error::InvalidFormat),
        }
        Ok(())
    }
}

impl Formatted for Vec<u8> {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        self.as_slice().write(clause, out)
    }
}

impl<const N: usize> Formatted for [u8; N] {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        self.as_slice().write(clause, out)
    }
}

macro_rules! as_text {
    ($($type:ty),*) => {$(
        impl Formatted for $type {
            fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
                match clause {
                    Clause::String => push(out, self),
                    _ => Err(Error::InvalidFormat),
                }
            }
        }
    )*};
}

as_text!(Duration, Timestamp);

/// `null`.
impl Formatted for () {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        match clause {
            Clause::String => push(out, "null"),
            _ => Err(Error::InvalidFormat),
        }
    }
}

/// `None` is `null`: the value of an unset wrapper message.
impl<T: Formatted> Formatted for Option<T> {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        match self {
            Some(value) => value.write(clause, out),
            None => ().write(clause, out),
        }
    }
}

impl<T: Formatted + ?Sized> Formatted for &T {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        (**self).write(clause, out)
    }
}

impl<T: Formatted> Formatted for [T] {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        if clause != Clause::String {
            return Err(Error::InvalidFormat);
        }
        out.push('[');
        for (index, element) in self.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            element.write(clause, out)?;
        }
        out.push(']');
        Ok(())
    }
}

impl<T: Formatted> Formatted for Vec<T> {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        self.as_slice().write(clause, out)
    }
}

impl<T: Formatted, const N: usize> Formatted for [T; N] {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        self.as_slice().write(clause, out)
    }
}

/// Formats a map. Entries are in the order of their formatted keys.
fn entries<'a, K: Formatted + 'a, V: Formatted + 'a>(
    entries: impl Iterator<Item = (&'a K, &'a V)>,
    clause: Clause,
    out: &mut String,
) -> Result<()> {
    if clause != Clause::String {
        return Err(Error::InvalidFormat);
    }
    let mut texts = Vec::new();
    for (key, value) in entries {
        let mut text = String::new();
        key.write(clause, &mut text)?;
        texts.push((text, value));
    }
    texts.sort_by(|a, b| a.0.cmp(&b.0));
    out.push('{');
    for (index, (key, value)) in texts.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        out.push_str(key);
        out.push_str(": ");
        value.write(clause, out)?;
    }
    out.push('}');
    Ok(())
}

impl<K: Formatted, V: Formatted, S> Formatted for HashMap<K, V, S> {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        entries(self.iter(), clause, out)
    }
}

impl<K: Formatted, V: Formatted> Formatted for BTreeMap<K, V> {
    fn write(&self, clause: Clause, out: &mut String) -> Result<()> {
        entries(self.iter(), clause, out)
    }
}

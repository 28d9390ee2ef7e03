//! Checks extension ranges and what they declare about their extensions.

use hashbrown::{HashMap, HashSet};

use super::checker::Checker;
use super::numbers::{declaration, range};
use crate::ast::{ExtensionRange, FieldIndex, Label, MessageIndex, Type};
use crate::bundled::DESCRIPTOR;
use crate::fault::Fault;
use crate::link::{FieldRef, MessageRef, TypeRef};
use crate::source::Span;
use crate::value::Message;

type Hasher = foldhash::fast::FixedState;

/// The first number after those of fields.
const END: i64 = 1 << 29;

/// The names of types in declarations that are not messages or enums.
const SCALARS: [(&str, Type); 15] = [
    ("double", Type::Double),
    ("float", Type::Float),
    ("int64", Type::Int64),
    ("uint64", Type::Uint64),
    ("int32", Type::Int32),
    ("fixed64", Type::Fixed64),
    ("fixed32", Type::Fixed32),
    ("bool", Type::Bool),
    ("string", Type::String),
    ("bytes", Type::Bytes),
    ("uint32", Type::Uint32),
    ("sfixed32", Type::Sfixed32),
    ("sfixed64", Type::Sfixed64),
    ("sint32", Type::Sint32),
    ("sint64", Type::Sint64),
];

/// Checks the extension ranges of all messages.
pub(super) fn check_ranges(checker: &mut Checker) {
    for index in MessageIndex::all(&checker.file.messages) {
        check_ranges_of(checker, index);
    }
}

fn check_ranges_of(checker: &mut Checker, index: MessageIndex) {
    let message = checker.file.message(index);
    if message.extension_ranges.is_empty() {
        return;
    }
    let is_message_set = checker.is_message_set(checker.here(index));
    let mut names = HashSet::default();
    for declared in &message.extension_ranges {
        if i64::from(declared.end) > END && !is_message_set {
            let text = format!("extension numbers cannot be larger than {}", END - 1);
            checker.error(declared.span, text);
        }
        let options = checker.own(declared.options);
        if options.values(range::DECLARATION).is_empty() {
            continue;
        }
        if options.int32(range::VERIFICATION) == Some(range::VERIFICATION_UNVERIFIED) {
            let text = "an extension range with declarations cannot be `UNVERIFIED`";
            checker.error(declared.span, text);
            return;
        }
        check_declarations(checker, declared, options, &mut names);
    }
}

/// Checks the declarations of a range. `names` has the names that other ranges of the message declare.
fn check_declarations<'a>(
    checker: &mut Checker,
    declared: &ExtensionRange,
    options: &'a Message,
    names: &mut HashSet<&'a [u8], Hasher>,
) {
    let span = declared.span;
    let mut numbers: HashSet<i32, Hasher> = HashSet::default();
    for entry in options.messages(range::DECLARATION) {
        let number = entry.int32(declaration::NUMBER).unwrap_or_default();
        if number < declared.start || number >= declared.end {
            let text = format!("the extension range does not have the declared number {number}");
            checker.error(span, text);
        }
        if !numbers.insert(number) {
            checker.error(
                span,
                format!("the extension range declares the number {number} twice"),
            );
        }
        let name = entry.bytes(declaration::FULL_NAME);
        let type_ = entry.bytes(declaration::TYPE);
        let (Some(name), Some(type_)) = (name, type_) else {
            let is_reserved = entry.bool(declaration::RESERVED) == Some(true);
            if name.is_some() != type_.is_some() || !is_reserved {
                let text = format!(
                    "the declaration of the extension {number} lacks `full_name` or `type`"
                );
                checker.error(span, text);
            }
            continue;
        };
        if !names.insert(name) {
            let name = String::from_utf8_lossy(name);
            checker.error(span, format!("the extension `{name}` is declared twice"));
            return;
        }
        check_name(checker, name, span);
        if !is_scalar(type_) {
            check_name(checker, type_, span);
        }
    }
}

/// Whether a declared type is not a name. protoc takes `enum` for such a type too.
fn is_scalar(name: &[u8]) -> bool {
    name == b"enum" || SCALARS.iter().any(|(scalar, _)| scalar.as_bytes() == name)
}

/// Checks the form of a full name in a declaration.
fn check_name(checker: &mut Checker, name: &[u8], span: Span) {
    let is_part = |part: &[u8]| {
        let is_letter = |&byte: &u8| byte.is_ascii_alphanumeric() || byte == b'_';
        !part.is_empty() && part.iter().all(is_letter)
    };
    let text = match name.strip_prefix(b".") {
        None => "does not begin with a dot",
        Some(rest) if !rest.split(|&byte| byte == b'.').all(is_part) => "is not a full name",
        Some(_) => return,
    };
    let name = String::from_utf8_lossy(name);
    checker.error(span, format!("the name `{name}` in a declaration {text}"));
}

/// The ranges of extended messages, to find the declarations of extensions.
#[derive(Default)]
pub(super) struct Declarations<'a> {
    /// The ranges with options of each message, in the order of their numbers.
    ranges: HashMap<MessageRef, Vec<DeclaringRange<'a>>, Hasher>,
}

/// A range with options.
struct DeclaringRange<'a> {
    range: &'a ExtensionRange,
    options: &'a Message,
    /// The first declaration of each number.
    by_number: HashMap<i32, &'a Message, Hasher>,
}

impl<'a> DeclaringRange<'a> {
    fn new(range: &'a ExtensionRange, options: &'a Message) -> Self {
        let mut by_number = HashMap::default();
        for entry in options.messages(range::DECLARATION) {
            let number = entry.int32(declaration::NUMBER).unwrap_or_default();
            by_number.entry(number).or_insert(entry);
        }
        Self {
            range,
            options,
            by_number,
        }
    }
}

impl<'a> Declarations<'a> {
    /// Checks that an extension is as its range declares it.
    pub fn check(&mut self, checker: &mut Checker<'a>, index: FieldIndex) {
        let field = checker.file.field(index);
        let link = checker.link(index);
        let (Some(extendee), Some(message)) = (&field.extendee, link.extendee) else {
            return;
        };
        if &*checker.pool.file(message.file).name == DESCRIPTOR {
            return;
        }
        let ranges = self.ranges.entry(message).or_insert_with(|| {
            let ranges = checker.pool.message(message).extension_ranges.iter();
            let with_options = ranges.filter(|range| range.options.is_some());
            let mut ranges: Vec<_> = with_options
                .map(|range| {
                    DeclaringRange::new(range, checker.of_file(message.file, range.options))
                })
                .collect();
            ranges.sort_unstable_by_key(|declaring| declaring.range.start);
            ranges
        });
        let before = ranges.partition_point(|declaring| declaring.range.start <= field.number);
        let last = before.checked_sub(1).and_then(|last| ranges.get(last));
        let Some(found) = last.filter(|last| field.number < last.range.end) else {
            return;
        };
        if let Some(entry) = found.by_number.get(&field.number) {
            check_declared(checker, checker.here(index), entry, extendee.span);
            return;
        }
        let options = found.options;
        let verification = options.int32(range::VERIFICATION);
        if !options.values(range::DECLARATION).is_empty()
            || verification == Some(range::VERIFICATION_DECLARATION)
        {
            let text = format!(
                "the message `{}` does not declare its extension {} `{}`",
                extendee.text, field.number, field.name.text
            );
            let help = "add a `declaration` to the options of the extension range";
            checker
                .faults
                .push(Fault::error(extendee.span, text).help(help));
        }
    }
}

/// Checks an extension against its declaration.
fn check_declared(checker: &mut Checker, index: FieldRef, entry: &Message, span: Span) {
    let field = checker.pool.field(index);
    let number = field.number;
    if entry.bool(declaration::RESERVED) == Some(true) {
        checker.error(
            span,
            format!("the extension number {number} is declared as reserved"),
        );
        return;
    }
    let differs = |what: &str, expected: &str, actual: &str| {
        format!(
            "the extension {number} is declared with the {what} `{expected}`, but has `{actual}`"
        )
    };
    let text = |number| String::from_utf8_lossy(entry.bytes(number).unwrap_or_default());
    let expected = text(declaration::TYPE);
    if !expected.is_empty() {
        let actual = type_name(checker, index);
        let is_same = match expected.strip_prefix('.') {
            None if !is_scalar(expected.as_bytes()) => actual.strip_prefix('.') == Some(&expected),
            _ => *expected == actual,
        };
        if !is_same {
            checker.error(span, differs("type", &expected, &actual));
        }
    }
    let expected = text(declaration::FULL_NAME);
    let actual = format!(".{}", checker.pool.field_name(index));
    if !expected.is_empty() && *expected != actual {
        checker.error(span, differs("name", &expected, &actual));
    }
    let expected = entry.bool(declaration::REPEATED) == Some(true);
    let label = |repeated| if repeated { "repeated" } else { "optional" };
    if expected != (field.label == Label::Repeated) {
        checker.error(span, differs("label", label(expected), label(!expected)));
    }
}

/// The type of a field as declarations have it.
fn type_name(checker: &Checker, field: FieldRef) -> String {
    let link = checker.pool.link(field);
    match link.target {
        Some(TypeRef::Message(message)) => format!(".{}", checker.pool.message_name(message)),
        Some(TypeRef::Enum(enum_)) => format!(".{}", checker.pool.enum_name(enum_)),
        None => {
            let scalar = SCALARS.iter().find(|(_, type_)| *type_ == link.type_);
            scalar.map_or(String::new(), |(name, _)| (*name).into())
        }
    }
}

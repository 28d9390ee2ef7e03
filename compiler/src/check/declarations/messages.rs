//! Checks the numbers and reserved names of messages.

use hashbrown::HashSet;

use super::ranges::{MAX_FAULTS, Range, Ranges, next_free};
use crate::ast::{Field, File, Label, Message};
use crate::fault::Fault;

type Hasher = foldhash::fast::FixedState;

/// The largest number of a field.
pub(in crate::check) const MAX_NUMBER: i32 = (1 << 29) - 1;

/// The largest number of fields of a message.
const MAX_FIELDS: usize = 65_535;

/// Checks a message, without its fields for themselves.
pub(super) fn check(file: &File, message: &Message, faults: &mut Vec<Fault>) {
    check_bounds(message, faults);
    let reserved = Ranges::new(message.reserved_ranges.iter().map(|range| Range {
        start: range.start.into(),
        end: range.end.into(),
        span: range.span,
    }));
    let extensions = Ranges::new(message.extension_ranges.iter().map(|range| Range {
        start: range.start.into(),
        end: range.end.into(),
        span: range.span,
    }));
    check_overlaps("reserved", &reserved, faults);
    let names = check_reserved_names(message, faults);
    if message.fields.len() > MAX_FIELDS {
        let text = format!(
            "the message `{}` has more than {MAX_FIELDS} fields",
            message.name.text
        );
        faults.push(Fault::error(message.name.span, text));
    }
    let numbers = Numbers {
        file,
        message,
        reserved,
        extensions,
    };
    numbers.check_fields(&names, faults);
    numbers.check_extension_ranges(faults);
    check_oneofs(file, message, faults);
}

/// Checks that each range has numbers, which are positive.
fn check_bounds(message: &Message, faults: &mut Vec<Fault>) {
    let extensions = message.extension_ranges.iter();
    let extensions = extensions.map(|range| ("extension", range.start, range.end, range.span));
    let reserved = message.reserved_ranges.iter();
    let reserved = reserved.map(|range| ("reserved", range.start, range.end, range.span));
    for (kind, start, end, span) in extensions.chain(reserved) {
        if start <= 0 {
            faults.push(Fault::error(
                span,
                format!("{kind} numbers must be positive"),
            ));
        }
        if start >= end {
            let last = i64::from(end) - 1;
            let text = format!("the {kind} range {start} to {last} ends before it starts");
            faults.push(Fault::error(span, text));
        }
    }
}

fn check_overlaps(kind: &str, ranges: &Ranges, faults: &mut Vec<Fault>) {
    for (range, later) in ranges.overlaps() {
        let text = format!(
            "the {kind} ranges {} and {} overlap",
            display(&range),
            display(&later)
        );
        faults.push(Fault::error(range.span, text));
    }
}

/// A range as in a source.
pub(super) fn display(range: &Range) -> String {
    match range.end - 1 {
        last if last == range.start => format!("`{last}`"),
        last => format!("`{} to {last}`", range.start),
    }
}

/// Checks that no name is reserved twice. Returns the reserved names.
fn check_reserved_names<'m>(
    message: &'m Message,
    faults: &mut Vec<Fault>,
) -> HashSet<&'m [u8], Hasher> {
    let mut names = HashSet::with_hasher(Hasher::default());
    for name in &message.reserved_names {
        if !names.insert(&**name) {
            let text = String::from_utf8_lossy(name);
            let text = format!("the name `{text}` is reserved twice");
            faults.push(Fault::error(message.name.span, text));
        }
        if name.len() > usize::from(u16::MAX) {
            faults.push(Fault::error(
                message.name.span,
                "a reserved name is too long",
            ));
        }
    }
    names
}

/// The numbers of a message.
struct Numbers<'f> {
    file: &'f File,
    message: &'f Message,
    reserved: Ranges,
    extensions: Ranges,
}

impl Numbers<'_> {
    /// Checks that no field has a number of an extension range, a reserved number or a reserved name.
    fn check_fields(&self, names: &HashSet<&[u8], Hasher>, faults: &mut Vec<Fault>) {
        let limit = faults.len() + MAX_FAULTS;
        for field in self.fields() {
            if faults.len() >= limit {
                return;
            }
            let number = field.number;
            let name = &field.name.text;
            if let Some(range) = self.extensions.containing(number.into()) {
                let range_text = display(range);
                let text = format!(
                    "the extension range {range_text} has the number {number} of the field `{name}`"
                );
                faults.push(Fault::error(range.span, text).help(self.free()));
            }
            if let Some(range) = self.reserved.containing(number.into()) {
                let text = format!("the number {number} of the field `{name}` is reserved");
                faults.push(Fault::error(range.span, text).help(self.free()));
            }
            if !names.is_empty() && names.contains(name.as_bytes()) {
                let text = format!("the field name `{name}` is reserved");
                faults.push(Fault::error(field.name.span, text));
            }
        }
    }

    fn check_extension_ranges(&self, faults: &mut Vec<Fault>) {
        let limit = faults.len() + MAX_FAULTS;
        for range in self.extensions.declared() {
            if faults.len() >= limit {
                break;
            }
            if let Some(reserved) = self.reserved.overlapping(range) {
                let text = format!(
                    "the extension range {} overlaps the reserved range {}",
                    display(range),
                    display(reserved)
                );
                faults.push(Fault::error(range.span, text));
            }
        }
        check_overlaps("extension", &self.extensions, faults);
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        self.message
            .fields
            .iter()
            .map(|&field| self.file.field(field))
    }

    /// A remedy: the smallest number that is free.
    fn free(&self) -> String {
        let fields = self.fields().map(|field| i64::from(field.number));
        let ranges = self
            .reserved
            .declared()
            .iter()
            .chain(self.extensions.declared());
        let used = ranges.map(|range| (range.start, range.end));
        let used = used.chain(fields.map(|number| (number, number + 1)));
        match next_free(used.collect()) {
            number if number <= i64::from(MAX_NUMBER) => format!("the number {number} is free"),
            _ => "the message has no free number".into(),
        }
    }
}

/// Checks that each oneof has a field.
fn check_oneofs(file: &File, message: &Message, faults: &mut Vec<Fault>) {
    if message.oneofs.is_empty() {
        return;
    }
    let mut filled = vec![false; message.oneofs.len()];
    for &field in &message.fields {
        let oneof = file.field(field).oneof;
        if let Some(filled) = oneof.and_then(|oneof| filled.get_mut(oneof as usize)) {
            *filled = true;
        }
    }
    for (oneof, filled) in message.oneofs.iter().zip(filled) {
        if !filled {
            let text = format!("the oneof `{}` has no field", oneof.name.text);
            faults.push(Fault::error(oneof.name.span, text));
        }
    }
}

/// Checks a field or an extension for itself.
pub(super) fn check_field(field: &Field, faults: &mut Vec<Fault>) {
    let name = &field.name.text;
    let is_extension = field.extendee.is_some();
    if is_extension && field.label == Label::Required {
        let text = format!("the extension `{name}` cannot be `required`");
        faults.push(Fault::error(field.type_span, text).help("replace `required` by `optional`"));
    }
    if let (Label::Repeated, Some(default)) = (field.label, &field.default) {
        let text = format!("the field `{name}` is repeated, so it cannot have a default");
        faults.push(Fault::error(default.span, text));
    }
    if field.number <= 0 {
        let text = format!("the number of the field `{name}` must be positive");
        faults.push(Fault::error(field.number_span, text));
    } else if !is_extension && field.number > MAX_NUMBER {
        let text = format!("the number of the field `{name}` is larger than {MAX_NUMBER}");
        faults.push(Fault::error(field.number_span, text));
    }
}

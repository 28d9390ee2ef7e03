//! The checks for inputs: protoc makes them for the files on its command line, after all others.

use hashbrown::HashMap;

use super::checker::Checker;
use super::{numbers, targets};
use crate::ast::FieldIndex;
use crate::fault::Fault;
use crate::features::edition;
use crate::link::{EnumRef, FieldRef, MessageRef, Ref, TypeRef};

/// The numbers of protobuf's own implementation.
const RESERVED: std::ops::RangeInclusive<i32> = 19_000..=19_999;

/// How names of files begin that can have an unreleased edition: protobuf's own.
const EXEMPT: [&str; 5] = [
    "google/protobuf/",
    "upb/",
    "com/google/protobuf/",
    "conformance/test_protos/",
    "test_messages_edition_unstable",
];

pub(super) fn check(checker: &mut Checker) {
    check_option_imports(checker);
    warn_of_generic_services(checker);
    for field in &checker.file.fields {
        if RESERVED.contains(&field.number) {
            let text = format!(
                "the field `{}` has one of the numbers {} to {}, which protobuf itself uses",
                field.name.text,
                RESERVED.start(),
                RESERVED.end()
            );
            checker.error(field.number_span, text);
        }
    }
    targets::check(checker);
    let is_exempt = EXEMPT
        .iter()
        .any(|start| checker.file.name.starts_with(start));
    if !checker.has_error() && !is_exempt && checker.file.syntax.edition() > edition::NEWEST {
        let name = edition::name(checker.file.syntax.edition());
        let newest = edition::name(edition::NEWEST);
        let text = format!("the edition `{name}` is not released");
        let fault = Fault::error(checker.file.syntax_span, text);
        checker
            .faults
            .push(fault.help(format!("the newest edition is `{newest}`")));
    }
}

fn warn_of_generic_services(checker: &mut Checker) {
    use numbers::file::{CC_GENERIC_SERVICES, JAVA_GENERIC_SERVICES, PY_GENERIC_SERVICES};
    let options = checker.own(checker.file.own_options);
    let names = [
        (CC_GENERIC_SERVICES, "cc_generic_services"),
        (JAVA_GENERIC_SERVICES, "java_generic_services"),
        (PY_GENERIC_SERVICES, "py_generic_services"),
    ];
    let set = names
        .iter()
        .find(|&&(number, _)| options.bool(number) == Some(true));
    if let Some(&(_, name)) = set {
        let own = checker.file.own_options;
        let span = checker.statement_span(own, name, checker.file.syntax_span);
        let text = format!("the option `{name}` is deprecated");
        let help = "use a plugin that generates services for your RPC library";
        checker.faults.push(Fault::warning(span, text).help(help));
    }
}

/// Checks that an `import option` has no custom option with an enum whose values redact fields: a program that lacks the file
/// would print these fields.
fn check_option_imports(checker: &mut Checker) {
    let links = &checker.pool.links[checker.index.index()].imports;
    let links = links.get(checker.file.imports.len()..).unwrap_or_default();
    for (import, link) in checker.file.option_imports.iter().zip(links) {
        let Some(imported) = *link else {
            continue;
        };
        let mut redaction = Redaction {
            checker,
            messages: HashMap::default(),
        };
        let fields = FieldIndex::all(&checker.pool.file(imported).fields);
        let mut fields = fields.map(|index| {
            let file = imported;
            Ref { file, index }
        });
        let found = fields.find(|&field| {
            checker.pool.field(field).extendee.is_some() && redaction.of_field(field)
        });
        if let Some(found) = found {
            let text = format!(
                "the option `{}` of an `import option` redacts fields in debug output",
                checker.pool.field_name(found)
            );
            let help =
                "use `import` for this file, or remove `debug_redact` from the values of the enum";
            checker
                .faults
                .push(Fault::error(import.span, text).help(help));
            return;
        }
    }
}

/// Finds enums whose values redact fields.
struct Redaction<'c, 'a> {
    checker: &'c Checker<'a>,
    /// Messages that were visited, and whether a field in them redacts.
    messages: HashMap<MessageRef, bool, foldhash::fast::FixedState>,
}

impl Redaction<'_, '_> {
    fn of_field(&mut self, field: FieldRef) -> bool {
        match self.checker.pool.link(field).target {
            Some(TypeRef::Enum(enum_)) => self.of_enum(enum_),
            Some(TypeRef::Message(message)) => self.of_message(message),
            None => false,
        }
    }

    fn of_enum(&self, enum_: EnumRef) -> bool {
        let mut values = self.checker.pool.enum_(enum_).values.iter();
        values.any(|value| {
            let options = self.checker.of_file(enum_.file, value.options);
            options.bool(numbers::value::DEBUG_REDACT) == Some(true)
        })
    }

    /// Visits a message and all that are in it, without recursion: messages can nest without bounds.
    fn of_message(&mut self, message: MessageRef) -> bool {
        if let Some(&known) = self.messages.get(&message) {
            return known;
        }
        let mut open = vec![message];
        let mut found = false;
        while let Some(message) = open.pop() {
            if self.messages.insert(message, false).is_some() {
                continue;
            }
            for &index in &self.checker.pool.message(message).fields {
                let file = message.file;
                match self.checker.pool.link(Ref { file, index }).target {
                    Some(TypeRef::Enum(enum_)) => found |= self.of_enum(enum_),
                    Some(TypeRef::Message(inner)) => open.push(inner),
                    None => {}
                }
            }
        }
        self.messages.insert(message, found);
        found
    }
}

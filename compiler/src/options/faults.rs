//! The faults of statements.

use super::text::{MAX_DEPTH, Problem};
use crate::ast::{NamePart, OptionStatement};
use crate::fault::Fault;
use crate::link::{Lookup, MessageRef, Pool};
use crate::source::Span;

/// A fault whose span the caller knows.
pub(super) fn fault(message: String) -> Fault {
    Fault::error(Span::default(), message)
}

/// Places a fault at the name of a statement.
pub(super) fn at_name(statement: &OptionStatement, fault: Fault) -> Fault {
    Fault {
        span: Some(statement.name_span),
        ..fault
    }
}

/// The name of an option, or the first parts of it, as the source has them.
pub(super) fn display(parts: &[NamePart]) -> String {
    let parts = parts.iter().map(|part| {
        if part.is_extension {
            format!("({})", part.text)
        } else {
            part.text.to_string()
        }
    });
    parts.collect::<Vec<_>>().join(".")
}

pub(super) fn is_features(part: &NamePart) -> bool {
    !part.is_extension && &*part.text == "features"
}

pub(super) fn reserved() -> Fault {
    fault("the name `uninterpreted_option` is reserved: no option can have it".into())
}

pub(super) fn too_long() -> Fault {
    fault(format!(
        "the name of the option has more than {MAX_DEPTH} parts"
    ))
}

pub(super) fn own_feature(name: &[NamePart]) -> Fault {
    fault(format!(
        "the file that declares the feature `{}` cannot use it",
        display(name)
    ))
    .help("declare the feature in another file, and import that")
}

pub(super) fn no_message(name: &[NamePart]) -> Fault {
    fault(format!(
        "`{}` has no fields: it is not a message",
        display(name)
    ))
}

pub(super) fn repeated(name: &[NamePart]) -> Fault {
    let name = display(name);
    fault(format!(
        "`{name}` is repeated: its fields cannot be set one by one"
    ))
    .help(format!("add a whole element: `{name} = {{ … }}`"))
}

pub(super) fn already_set(statement: &OptionStatement) -> Fault {
    let name = display(&statement.name);
    at_name(
        statement,
        fault(format!("the option `{name}` is set twice")).help("leave one of the two out"),
    )
}

/// The warning for a statement that sets another field of a oneof than an earlier one. Protoc accepts both.
pub(super) fn replaces(statement: &OptionStatement, first: &OptionStatement, oneof: &str) -> Fault {
    let (last, first) = (display(&statement.name), display(&first.name));
    let text = format!("`{last}` replaces `{first}`: both are fields of the oneof `{oneof}`");
    Fault::warning(statement.name_span, text).help("leave one of the two out")
}

/// The fault of an aggregate. Its span begins where protoc reports it, and the message names the exact place.
pub(super) fn aggregate_fault(statement: &OptionStatement, start: u32, problem: Problem) -> Fault {
    let name = display(&statement.name);
    let fault = Fault::error(
        statement.value_span,
        format!("the value of `{name}` is invalid: {}", problem.message),
    );
    let fault = match problem.offset {
        Some(offset) => fault.at(start.saturating_add(offset)),
        None => fault,
    };
    match problem.help {
        Some(help) => fault.help(help),
        None => fault,
    }
}

/// The fault of a part of a name that is not in parentheses.
pub(super) fn unknown_field(pool: &Pool, message: MessageRef, name: &[NamePart]) -> Fault {
    let own = name.last().map_or("", |part| &part.text);
    let of = pool.message_name(message);
    if name.len() > 1 {
        return fault(format!(
            "there is no option `{}`: `{of}` has no field `{own}`",
            display(name)
        ));
    }
    fault(format!("there is no option `{own}` in `{of}`")).help(format!(
        "the name of a custom option is in parentheses: `({own})`"
    ))
}

/// The fault of an extension's name that does not mean an extension of the message.
pub(super) fn wrong_extension(
    pool: &Pool,
    message: MessageRef,
    so_far: &[NamePart],
    name: &str,
    found: Lookup,
) -> Fault {
    let whole = display(so_far);
    let of = pool.message_name(message);
    match found {
        Lookup::Field(field) => {
            let declared = pool.field_name(field);
            match pool.containing_message(field) {
                Some(other) => fault(format!(
                    "`{whole}` is not an option in `{of}`: `{declared}` is a field of `{}`",
                    pool.message_name(other)
                )),
                None => fault(format!("`{whole}` is not an option in `{of}`")),
            }
        }
        Lookup::Message(_) | Lookup::Enum(_) | Lookup::Other => fault(format!(
            "`{whole}` is not an option: `{name}` is not an extension"
        )),
        Lookup::Unknown => {
            fault(format!("there is no option `{whole}`")).help("import the file that declares it")
        }
        Lookup::Captured(resolved) => fault(format!(
            "there is no option `{whole}`: the name means `{resolved}`, which does not exist"
        ))
        .help(format!(
            "the innermost scope wins: begin the full name with a dot, `(.{})`",
            name.trim_start_matches('.')
        )),
        Lookup::NotImported(full_name, file) => {
            let file = &pool.file(file).name;
            fault(format!(
                "the option `({full_name})` is declared in `{file}`, which this file does not import"
            ))
            .help(format!("add `import \"{file}\";`"))
        }
    }
}

//! The checks that need one file only.

mod enums;
mod messages;
mod names;
mod ranges;

pub(super) use messages::MAX_NUMBER;

use crate::ast::File;
use crate::fault::Fault;
use crate::features::edition;

/// The largest number of bytes of a package's name.
const PACKAGE_LENGTH: usize = 511;

/// The largest number of dots in a package's name.
const PACKAGE_DOTS: usize = 100;

/// Checks what needs only the file: names, numbers, ranges, reserved names. Runs on each file that was parsed without a fault.
pub(crate) fn declarations(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    check_edition(file, &mut faults);
    if !check_package(file, &mut faults) {
        return faults;
    }
    names::check(file, &mut faults);
    for message in &file.messages {
        messages::check(file, message, &mut faults);
    }
    for field in &file.fields {
        messages::check_field(field, &mut faults);
    }
    for enum_ in &file.enums {
        enums::check(enum_, &mut faults);
    }
    faults
}

fn check_edition(file: &File, faults: &mut Vec<Fault>) {
    let number = file.syntax.edition();
    let name = edition::name(number);
    let text = if number < edition::PROTO2 {
        format!("the edition `{name}` is older than all editions that are supported")
    } else if number > edition::NEWEST && number != edition::UNSTABLE {
        format!("the edition `{name}` is newer than all editions that are supported")
    } else {
        return;
    };
    let help = format!("the newest edition is `{}`", edition::name(edition::NEWEST));
    faults.push(Fault::error(file.syntax_span, text).help(help));
}

/// Returns whether the package has a name of a size that other checks can bear.
fn check_package(file: &File, faults: &mut Vec<Fault>) -> bool {
    let Some(package) = &file.package else {
        return true;
    };
    let text = if package.text.len() > PACKAGE_LENGTH {
        format!("the name of the package has more than {PACKAGE_LENGTH} bytes")
    } else if package.text.bytes().filter(|&byte| byte == b'.').count() > PACKAGE_DOTS {
        format!("the name of the package has more than {PACKAGE_DOTS} dots")
    } else {
        return true;
    };
    faults.push(Fault::error(package.span, text));
    false
}

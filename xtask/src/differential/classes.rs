//! The classes of expected differences in `docs/validation-differences.md`, each with a narrow test.

use super::pairs::Pair;
use super::schema::Schema;
use super::wire::{Tree, Value};
use crate::conformance::suite::{Outcome, What};

/// The class of a divergence, if it is expected.
pub fn of(schema: &Schema, pair: &Pair, ours: &Outcome, theirs: &Outcome) -> Option<&'static str> {
    let name = format!(".{}", pair.name);
    let message = Tree::parse(&pair.bytes);
    if message.is_some_and(|message| lacks_required(schema, &name, &message)) {
        return Some("required fields that are unset");
    }
    match (ours.what.as_ref()?, theirs.what.as_ref()?) {
        (What::CompilationError(_), What::RuntimeError(error))
            if error.contains("no_such_field") || error.contains("No matching overloads") =>
        {
            Some("type errors in expressions")
        }
        // protovalidate-go also rejects them before it checks messages. Python evaluates them.
        (What::CompilationError(error), _) if error.contains("of this literal has no value: ") => {
            Some("conversions of literals that have no value")
        }
        // Rules that the generator does not support, which it reports.
        (What::CompilationError(error), _)
            if error.ends_with("not supported in a rule") || error.contains("it gives a `dyn`") =>
        {
            Some("expressions that are not supported")
        }
        (What::Success(_) | What::Violations(_), What::RuntimeError(error))
            if error.ends_with("First argument for regular expression match must be a string") =>
        {
            Some("errors in the text of `matches`")
        }
        (What::Success(_) | What::Violations(_), What::RuntimeError(error))
            if error.ends_with("No matching overloads found : @in")
                || error.ends_with("unique(list) on non-scalar elements") =>
        {
            Some("null in `in` and `unique`")
        }
        (What::Success(_) | What::Violations(_), What::RuntimeError(error))
            if error.ends_with(": Duration is out of range") =>
        {
            Some("durations out of range")
        }
        (What::Success(_) | What::Violations(_), What::RuntimeError(error))
            if error.ends_with(": integer overflow") && pair.name.ends_with(".Times") =>
        {
            Some("times more than 292 years apart")
        }
        (What::Violations(ours), What::Violations(theirs)) => {
            let mut theirs = theirs.clone();
            for violation in &mut theirs.violations {
                violation.message = violation.message.as_deref().map(without_zeros);
            }
            let mut left: Vec<_> = theirs.violations.iter().collect();
            let found = ours.violations.iter().all(|violation| {
                let at = left.iter().position(|other| *other == violation);
                at.map(|at| left.swap_remove(at)).is_some()
            });
            (found && left.is_empty()).then_some("fractions of seconds in text")
        }
        _ => None,
    }
}

/// Whether a message, or a message in it, lacks a required field.
pub fn lacks_required(schema: &Schema, name: &str, tree: &Tree) -> bool {
    let Some(message) = schema.messages.get(name) else {
        return false;
    };
    let is_set = |number| tree.0.iter().any(|found| found.number == number);
    let mut fields = message.fields.iter();
    if fields.any(|field| field.required && !is_set(field.number)) {
        return true;
    }
    // An entry of a map without a value has an empty one.
    let value = message.field(2).filter(|_| message.is_entry && !is_set(2));
    if value.is_some_and(|value| lacks_required(schema, &value.type_name, &Tree::default())) {
        return true;
    }
    tree.0.iter().any(|found| {
        let field = message.field(found.number);
        let inner = match &found.value {
            Value::Bytes(bytes) => Tree::parse(bytes),
            Value::Group(tree) => Some(tree.clone()),
            _ => None,
        };
        let inner = field.zip(inner);
        inner.is_some_and(|(field, tree)| lacks_required(schema, &field.type_name, &tree))
    })
}

/// A text without the final zeros of fractions of seconds, such as `1.500s`.
fn without_zeros(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive('s') {
        let number = part.strip_suffix('s').unwrap_or(part);
        let digits = number.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let is_fraction = digits.ends_with('.') && part.ends_with('s');
        if is_fraction {
            out.extend([number.trim_end_matches('0'), "s"])
        } else {
            out.push_str(part)
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fractions_lose_their_zeros() {
        assert_eq!(without_zeros("1.500s, 10s is 100"), "1.5s, 10s is 100");
        assert_eq!(without_zeros("1.000086400s"), "1.0000864s");
    }
}

//! Checks the syntax of values.

use super::DocumentName;
use super::spec::{InvalidValue, OptionValue, ValueForm};

/// Checks the syntax of a value, and splits it into its parts.
pub(super) fn value(form: ValueForm, value: &str) -> Result<OptionValue<'_>, InvalidValue> {
    match form {
        ValueForm::PathDomain => return path_domain(value),
        ValueForm::Own(form) => return (form.parse)(value),
        ValueForm::Flag if value.is_empty() => return Ok(whole("true")),
        ValueForm::Flag | ValueForm::Choice(_) => choice(form.choices(), value)?,
        ValueForm::Path => pattern(value)?,
        ValueForm::Element => element(value)?,
        ValueForm::File => file(value)?,
        ValueForm::Document => DocumentName::check(value)?,
        ValueForm::Directory => directory(value)?,
    }
    Ok(whole(value))
}

/// A value without a path.
pub(crate) fn whole(text: &str) -> OptionValue<'_> {
    OptionValue { path: "", text }
}

/// The candidate that is most similar to `name`, with at most one wrong, missing, extra or swapped letter in three.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    let distances = candidates
        .into_iter()
        // A much longer name is not similar, and comparing it takes time.
        .filter(|candidate| name.len() <= 2 * candidate.len())
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate));
    let (distance, candidate) = distances.min_by_key(|(distance, _)| *distance)?;
    (distance <= allowed).then_some(candidate)
}

/// `` `a`, `b` and `c` ``
pub(crate) fn listed<'a>(words: impl IntoIterator<Item = &'a str>, last: &str) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
        None => String::new(),
    }
}

fn choice(choices: &[&str], value: &str) -> Result<(), InvalidValue> {
    if choices.contains(&value) {
        return Ok(());
    }
    let all = listed(choices.iter().copied(), "or");
    Err(match (value, nearest(value, choices.iter().copied())) {
        ("", _) => InvalidValue::new("the value is missing", format!("use {all}")),
        (_, Some(near)) => InvalidValue::new(
            format!("unknown value `{value}`"),
            format!("did you mean `{near}`? It takes {all}"),
        ),
        (_, None) => InvalidValue::new(format!("unknown value `{value}`"), format!("use {all}")),
    })
}

/// A pattern of elements: `.pkg.Msg.field`, `Msg.field` or `.`.
pub(crate) fn pattern(value: &str) -> Result<(), InvalidValue> {
    let names = value.strip_prefix('.').unwrap_or(value);
    if value == "." || is_dotted(names) {
        return Ok(());
    }
    Err(InvalidValue::new(
        format!("`{value}` is not a protobuf path"),
        "write `.pkg.Msg.field` for an element and all in it, `Msg.field` for every path that ends so, or `.` for all",
    ))
}

/// A type URL is a domain, which a scheme may precede and a path may follow, `/`, and a full name.
///
/// Source: <https://protobuf.dev/reference/protobuf/google.protobuf/#any>.
fn path_domain(value: &str) -> Result<OptionValue<'_>, InvalidValue> {
    let Some((path, domain)) = split(value) else {
        return Err(InvalidValue::new(
            format!("`{value}` has no `=`"),
            "write a path, `=` and a domain, for example `.=type.googleapis.com`",
        ));
    };
    pattern(path)?;
    let is_allowed =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '/');
    if !domain.starts_with(|c: char| c.is_ascii_alphanumeric())
        || domain.ends_with('/')
        || !domain.chars().all(is_allowed)
    {
        return Err(InvalidValue::new(
            format!("`{domain}` is not a domain"),
            "write it without the `/` at its end, for example `type.googleapis.com`",
        ));
    }
    Ok(OptionValue { path, text: domain })
}

fn element(value: &str) -> Result<(), InvalidValue> {
    if is_dotted(value.strip_prefix('.').unwrap_or(value)) {
        return Ok(());
    }
    Err(InvalidValue::new(
        format!("`{value}` is not the name of a package or service"),
        "write it in full, for example `user.v1` or `user.v1.UserService`",
    ))
}

fn file(value: &str) -> Result<(), InvalidValue> {
    match value {
        "" => Err(InvalidValue::new("the value is missing", "name a file")),
        _ => Ok(()),
    }
}

/// A directory. Only a build with an analysis of implementations reads it, and reports if it does not exist.
fn directory(value: &str) -> Result<(), InvalidValue> {
    if !cfg!(feature = "analysis") {
        return Err(InvalidValue::new(
            "this build of rpcsmith cannot read implementations",
            "turn on the feature `analysis` of the crate `rpcsmith`",
        ));
    }
    if value.is_empty() || value.contains(char::is_control) {
        return Err(InvalidValue::new(
            format!("`{}` is not a directory", value.escape_debug()),
            "name the directory of the crate, for example `.`",
        ));
    }
    Ok(())
}

/// The texts before and after the first `=`.
pub(crate) fn split(value: &str) -> Option<(&str, &str)> {
    let (left, right) = value.split_once('=')?;
    Some((left.trim(), right.trim()))
}

/// Whether the text is identifiers with dots between them.
pub(crate) fn is_dotted(names: &str) -> bool {
    let is_name = |name: &str| {
        !name.starts_with(|c: char| c.is_ascii_digit())
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    names.split('.').all(is_name)
}

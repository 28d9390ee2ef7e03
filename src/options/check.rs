//! What values may look like.

use super::spec::{Value, ValueForm};

/// What is wrong with a value, and the remedy.
#[derive(Debug)]
pub(super) struct Fault {
    pub what: String,
    pub help: String,
}

impl Fault {
    fn new(what: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            help: help.into(),
        }
    }
}

/// Checks a value's syntax and takes it apart.
pub(super) fn value(form: ValueForm, value: &str) -> Result<Value<'_>, Fault> {
    match form {
        ValueForm::PathAttribute => return path_attribute(value),
        ValueForm::PathDomain => return path_domain(value),
        ValueForm::PathName => return path_name(value),
        ValueForm::ProtoRust => return proto_rust(value),
        ValueForm::Flag if value.is_empty() => return Ok(whole("true")),
        ValueForm::Flag | ValueForm::Choice(_) => choice(form.choices(), value)?,
        ValueForm::Path => pattern(value)?,
        ValueForm::Element => element(value)?,
        ValueForm::Feature => feature(value)?,
        ValueForm::RustPath => rust_path(value)?,
        ValueForm::File => file(value)?,
        ValueForm::Crate => directory(value)?,
    }
    Ok(whole(value))
}

fn whole(text: &str) -> Value<'_> {
    Value { path: "", text }
}

/// The candidate that was probably meant, if one is close: a letter wrong, missing, too many or swapped per three.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    let distances = candidates
        .into_iter()
        // What is much longer is not close; comparing would only take its time.
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

fn choice(choices: &[&str], value: &str) -> Result<(), Fault> {
    if choices.contains(&value) {
        return Ok(());
    }
    let all = listed(choices.iter().copied(), "or");
    Err(match (value, nearest(value, choices.iter().copied())) {
        ("", _) => Fault::new("the value is missing", format!("use {all}")),
        (_, Some(near)) => Fault::new(
            format!("unknown value `{value}`"),
            format!("did you mean `{near}`? It takes {all}"),
        ),
        (_, None) => Fault::new(format!("unknown value `{value}`"), format!("use {all}")),
    })
}

/// Something like `.pkg.Msg.field`, `Msg.field` or `.`.
fn pattern(value: &str) -> Result<(), Fault> {
    let names = value.strip_prefix('.').unwrap_or(value);
    if value == "." || is_dotted(names) {
        return Ok(());
    }
    Err(Fault::new(
        format!("`{value}` is not a protobuf path"),
        "write `.pkg.Msg.field` for an element and all in it, `Msg.field` for every path that ends so, or `.` for all",
    ))
}

fn path_attribute(value: &str) -> Result<Value<'_>, Fault> {
    let Some((path, attribute)) = split(value) else {
        return Err(Fault::new(
            format!("`{value}` has no `=`"),
            "write a path, `=` and attributes, for example `.pkg.Msg=#[derive(Eq)]`",
        ));
    };
    pattern(path)?;
    if !(attribute.starts_with("#[") && attribute.ends_with(']')) {
        return Err(Fault::new(
            format!("`{attribute}` is not an attribute"),
            "attributes start with `#[` and end with `]`, for example `#[derive(Eq)]`",
        ));
    }
    Ok(Value {
        path,
        text: attribute,
    })
}

/// A type URL is a domain, which a scheme may precede and a path may follow, `/`, and a full name.
///
/// Source: <https://protobuf.dev/reference/protobuf/google.protobuf/#any>.
fn path_domain(value: &str) -> Result<Value<'_>, Fault> {
    let Some((path, domain)) = split(value) else {
        return Err(Fault::new(
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
        return Err(Fault::new(
            format!("`{domain}` is not a domain"),
            "write it without the `/` at its end, for example `type.googleapis.com`",
        ));
    }
    Ok(Value { path, text: domain })
}

fn path_name(value: &str) -> Result<Value<'_>, Fault> {
    let Some((path, name)) = split(value) else {
        return Err(Fault::new(
            format!("`{value}` has no `=`"),
            "write the full path of an element, `=` and its name in Rust, for example `.pkg.Type=NewName`",
        ));
    };
    if !path.strip_prefix('.').is_some_and(is_dotted) {
        return Err(Fault::new(
            format!("`{path}` is not a full protobuf path"),
            "write the element with its package and a leading dot, for example `.pkg.Message.field`",
        ));
    }
    let is_name = is_dotted(name) && !name.contains('.');
    if !is_name || !name.contains(|c: char| c.is_ascii_alphabetic()) {
        return Err(Fault::new(
            format!("`{name}` is not an identifier"),
            "write letters, digits and `_`, with no digit first, for example `.pkg.Type=NewName`",
        ));
    }
    Ok(Value { path, text: name })
}

fn proto_rust(value: &str) -> Result<Value<'_>, Fault> {
    let Some((proto, rust)) = split(value) else {
        return Err(Fault::new(
            format!("`{value}` has no `=`"),
            "write a protobuf path, `=` and a Rust path, for example `.google.api=::googleapis::api`",
        ));
    };
    if !proto.strip_prefix('.').is_some_and(is_dotted) {
        return Err(Fault::new(
            format!("`{proto}` is not a full protobuf path"),
            "write the package or type with a leading dot, for example `.google.api`",
        ));
    }
    rust_path(rust)?;
    Ok(Value {
        path: proto,
        text: rust,
    })
}

fn element(value: &str) -> Result<(), Fault> {
    if is_dotted(value.strip_prefix('.').unwrap_or(value)) {
        return Ok(());
    }
    Err(Fault::new(
        format!("`{value}` is not the name of a package or service"),
        "write it in full, for example `user.v1` or `user.v1.UserService`",
    ))
}

/// Source: <https://doc.rust-lang.org/cargo/reference/features.html#the-features-section>.
fn feature(value: &str) -> Result<(), Fault> {
    let starts = |c: char| c.is_alphanumeric() || c == '_';
    let continues = |c: char| starts(c) || matches!(c, '-' | '+' | '.');
    if value.starts_with(starts) && value.chars().all(continues) {
        return Ok(());
    }
    Err(Fault::new(
        format!("`{value}` is not the name of a Cargo feature"),
        "it starts with a letter, a digit or `_` and goes on with those, `-`, `+` and `.`",
    ))
}

fn rust_path(value: &str) -> Result<(), Fault> {
    let segments = value.strip_prefix("::").unwrap_or(value);
    if segments.split("::").all(is_rust_ident) {
        return Ok(());
    }
    Err(Fault::new(
        format!("`{value}` is not a Rust path"),
        "write names joined by `::`, for example `::my_crate::api` or `crate::api`",
    ))
}

fn file(value: &str) -> Result<(), Fault> {
    match value {
        "" => Err(Fault::new("the value is missing", "name a file")),
        _ => Ok(()),
    }
}

/// Whether it is there is seen when it is read. Only what can read Rust has a use for it.
fn directory(value: &str) -> Result<(), Fault> {
    if !cfg!(feature = "analysis") {
        return Err(Fault::new(
            "this build of rpcsmith does not read Rust",
            "turn on the feature `analysis` of the crate `rpcsmith`",
        ));
    }
    if value.is_empty() || value.contains(char::is_control) {
        return Err(Fault::new(
            format!("`{}` is not a directory", value.escape_debug()),
            "name the one with the Cargo.toml of the crate, for example `.`",
        ));
    }
    Ok(())
}

fn split(value: &str) -> Option<(&str, &str)> {
    let (left, right) = value.split_once('=')?;
    Some((left.trim(), right.trim()))
}

fn is_dotted(names: &str) -> bool {
    let is_name = |name: &str| {
        !name.starts_with(|c: char| c.is_ascii_digit())
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    names.split('.').all(is_name)
}

fn is_rust_ident(name: &str) -> bool {
    let name = name.strip_prefix("r#").unwrap_or(name);
    name != "_"
        && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

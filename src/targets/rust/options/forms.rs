//! The forms of values that only options of Rust have.

use super::Enums;
use crate::options::{
    InvalidValue, OptionValue, OwnForm, OwnPath, is_dotted, pattern, split, whole,
};

/// A pattern of elements, `=`, and Rust attributes.
pub static ATTRIBUTE: OwnForm = OwnForm {
    text: "PATH=ATTRIBUTE",
    path: Some(OwnPath::Pattern),
    parse: path_attribute,
};

/// A full protobuf path with its leading dot, `=`, and a name.
pub static NAME: OwnForm = OwnForm {
    text: "PATH=NAME",
    path: Some(OwnPath::Element),
    parse: path_name,
};

/// A full protobuf path with its leading dot, `=`, and the Rust path of its code.
pub static PROTO_RUST: OwnForm = OwnForm {
    text: "PROTO=RUST",
    path: Some(OwnPath::Pattern),
    parse: proto_rust,
};

/// `i32` or `open`, for all enums or, after a pattern and `=`, for some.
pub static ENUMS: OwnForm = OwnForm {
    text: "[PATH=]i32|open",
    path: Some(OwnPath::Pattern),
    parse: enums,
};

/// The name of a Cargo feature.
pub static FEATURE: OwnForm = OwnForm {
    text: "FEATURE",
    path: None,
    parse: feature,
};

/// A Rust path.
pub static RUST_PATH: OwnForm = OwnForm {
    text: "RUST",
    path: None,
    parse: rust_path,
};

fn path_attribute(value: &str) -> Result<OptionValue<'_>, InvalidValue> {
    let Some((path, attribute)) = split(value) else {
        return Err(InvalidValue::new(
            format!("`{value}` has no `=`"),
            "write a path, `=` and attributes, for example `.pkg.Msg=#[derive(Eq)]`",
        ));
    };
    pattern(path)?;
    if !(attribute.starts_with("#[") && attribute.ends_with(']')) {
        return Err(InvalidValue::new(
            format!("`{attribute}` is not an attribute"),
            "attributes start with `#[` and end with `]`, for example `#[derive(Eq)]`",
        ));
    }
    Ok(OptionValue {
        path,
        text: attribute,
    })
}

fn path_name(value: &str) -> Result<OptionValue<'_>, InvalidValue> {
    let Some((path, name)) = split(value) else {
        return Err(InvalidValue::new(
            format!("`{value}` has no `=`"),
            "write the full path of an element, `=` and its name in Rust, for example `.pkg.Type=NewName`",
        ));
    };
    if !path.strip_prefix('.').is_some_and(is_dotted) {
        return Err(InvalidValue::new(
            format!("`{path}` is not a full protobuf path"),
            "write the element with its package and a leading dot, for example `.pkg.Message.field`",
        ));
    }
    let is_name = is_dotted(name) && !name.contains('.');
    if !is_name || !name.contains(|c: char| c.is_ascii_alphabetic()) {
        return Err(InvalidValue::new(
            format!("`{name}` is not an identifier"),
            "write letters, digits and `_`, with no digit first, for example `.pkg.Type=NewName`",
        ));
    }
    Ok(OptionValue { path, text: name })
}

fn proto_rust(value: &str) -> Result<OptionValue<'_>, InvalidValue> {
    let Some((proto, rust)) = split(value) else {
        return Err(InvalidValue::new(
            format!("`{value}` has no `=`"),
            "write a protobuf path, `=` and a Rust path, for example `.google.api=::googleapis::api`",
        ));
    };
    if !proto.strip_prefix('.').is_some_and(is_dotted) {
        return Err(InvalidValue::new(
            format!("`{proto}` is not a full protobuf path"),
            "write the package or type with a leading dot, for example `.google.api`",
        ));
    }
    rust_path(rust)?;
    Ok(OptionValue {
        path: proto,
        text: rust,
    })
}

fn enums(value: &str) -> Result<OptionValue<'_>, InvalidValue> {
    let (path, form) = split(value).unwrap_or((".", value));
    pattern(path)?;
    if Enums::named(form).is_none() {
        return Err(InvalidValue::new(
            format!("`{form}` is not a form of enums"),
            "use `i32` or `open`, for example `enums=open` or `enums=.pkg.Status=open`",
        ));
    }
    Ok(OptionValue { path, text: form })
}

/// Source: <https://doc.rust-lang.org/cargo/reference/features.html#the-features-section>.
fn feature(value: &str) -> Result<OptionValue<'_>, InvalidValue> {
    let starts = |c: char| c.is_alphanumeric() || c == '_';
    let continues = |c: char| starts(c) || matches!(c, '-' | '+' | '.');
    if value.starts_with(starts) && value.chars().all(continues) {
        return Ok(whole(value));
    }
    Err(InvalidValue::new(
        format!("`{value}` is not the name of a Cargo feature"),
        "start it with a letter, a digit or `_`; `-`, `+` and `.` may follow",
    ))
}

fn rust_path(value: &str) -> Result<OptionValue<'_>, InvalidValue> {
    let segments = value.strip_prefix("::").unwrap_or(value);
    if segments.split("::").all(is_rust_ident) {
        return Ok(whole(value));
    }
    Err(InvalidValue::new(
        format!("`{value}` is not a Rust path"),
        "write names joined by `::`, for example `::my_crate::api` or `crate::api`",
    ))
}

fn is_rust_ident(name: &str) -> bool {
    let name = name.strip_prefix("r#").unwrap_or(name);
    name != "_"
        && name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

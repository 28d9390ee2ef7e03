//! What describes an option: its name, the form of its value, and its help; and how values are stored.

use super::PathMap;

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec {
    /// Its name, the same at every door.
    pub name: &'static str,
    /// What it takes.
    pub value: ValueForm,
    /// What holds without it, in words for a person; empty for "nothing".
    pub default: &'static str,
    /// Whether it may be given more than once.
    pub repeated: bool,
    /// What it does, in one line of Markdown without a full stop.
    pub help: &'static str,
    /// The target that alone reads it; `None` if every target does.
    pub target: Option<&'static str>,
}

/// An option, and how its value is stored among the options `O`.
#[derive(Debug)]
pub(crate) struct Setter<O> {
    pub spec: OptionSpec,
    /// Stores a checked value.
    pub set: fn(&mut O, Value<'_>),
}

/// A checked value of an option that one target alone reads.
#[derive(Clone, Debug)]
pub(crate) struct OwnValue {
    /// The option.
    pub name: &'static str,
    path: String,
    text: String,
}

impl OwnValue {
    pub(super) fn new(name: &'static str, value: Value<'_>) -> Self {
        Self {
            name,
            path: value.path.to_owned(),
            text: value.text.to_owned(),
        }
    }

    /// The value, for the target to store.
    pub fn value(&self) -> Value<'_> {
        Value {
            path: &self.path,
            text: &self.text,
        }
    }
}

impl OptionSpec {
    /// [`help`](Self::help) with what else a person should know of how to give it.
    #[must_use]
    pub fn summary(&self) -> String {
        let Self {
            help,
            default,
            repeated,
            ..
        } = self;
        match (*default, repeated) {
            ("", true) => format!("{help} [repeatable]"),
            ("", false) => (*help).to_owned(),
            (default, _) => format!("{help} [default: {default}]"),
        }
    }
}

/// What an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueForm {
    /// `true` or `false`; the option alone means `true`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A protobuf path as a pattern: `.` is everything; `.pkg.Msg` with a leading dot is that element and all in it;
    /// `Msg.field` without one is every element whose path ends so.
    Path,
    /// Such a path, `=`, and Rust attributes.
    PathAttribute,
    /// Such a path, `=`, and the domain of a type URL.
    PathDomain,
    /// A full protobuf path with its leading dot, `=`, and a name.
    PathName,
    /// A full protobuf path with its leading dot, `=`, and the Rust path that stands for it.
    ProtoRust,
    /// A package or a service.
    Element,
    /// The name of a Cargo feature.
    Feature,
    /// A Rust path.
    RustPath,
    /// The path of a file, which doors read; or an object of JSON itself.
    File,
    /// The directory of a crate.
    Crate,
}

impl ValueForm {
    /// How the value is written in help texts, for example `package|flat`.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Flag | Self::Choice(_) => self.choices().join("|"),
            Self::Path => "PATH".to_owned(),
            Self::PathAttribute => "PATH=ATTRIBUTE".to_owned(),
            Self::PathDomain => "PATH=DOMAIN".to_owned(),
            Self::PathName => "PATH=NAME".to_owned(),
            Self::ProtoRust => "PROTO=RUST".to_owned(),
            Self::Element => "PACKAGE|SERVICE".to_owned(),
            Self::Feature => "FEATURE".to_owned(),
            Self::RustPath => "RUST".to_owned(),
            Self::File => "FILE".to_owned(),
            Self::Crate => "DIR".to_owned(),
        }
    }

    /// The words it is limited to; none where it is not.
    #[must_use]
    pub fn choices(self) -> &'static [&'static str] {
        match self {
            Self::Flag => &["true", "false"],
            Self::Choice(choices) => choices,
            _ => &[],
        }
    }
}

/// A checked value: its text, and for the forms with `=` the path before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value<'a> {
    pub path: &'a str,
    pub text: &'a str,
}

impl<'a> Value<'a> {
    /// The pattern of elements that a value of this form has. A `rename` is no pattern: it names one element.
    pub(super) fn pattern(self, form: ValueForm) -> Option<&'a str> {
        match form {
            ValueForm::Path => Some(self.text),
            ValueForm::PathAttribute | ValueForm::PathDomain | ValueForm::ProtoRust => {
                Some(self.path)
            }
            _ => None,
        }
    }

    /// Whether it switches a flag on.
    pub(crate) fn is_true(self) -> bool {
        self.text == "true"
    }

    /// The choice of that name; the value has been checked to be one.
    pub(crate) fn choice<T: Copy + Default, const N: usize>(
        self,
        choices: [T; N],
        name: fn(T) -> &'static str,
    ) -> T {
        let named = |choice: &T| name(*choice) == self.text;
        choices.into_iter().find(named).unwrap_or_default()
    }

    /// Adds the text at the path.
    pub(crate) fn insert_into(self, map: &mut PathMap<String>) {
        map.insert(self.path, self.text.to_owned());
    }
}

//! The description of an option: its name, the form of its value, and its help; and how values are stored.

use super::PathMap;

/// One option.
#[derive(Clone, Copy, Debug)]
pub struct OptionSpec {
    /// Its name, the same at every entry point.
    pub name: &'static str,
    /// The form of its value.
    pub value: ValueForm,
    /// The default as help texts show it. Empty if the option has no default.
    pub default: &'static str,
    /// Whether it may be given more than once.
    pub repeated: bool,
    /// Its effect, in one line of Markdown without a full stop.
    pub help: &'static str,
    /// The only target that reads it; `None` if every target does.
    pub target: Option<&'static str>,
}

/// An option, and how its value is stored among the options `O`.
#[derive(Debug)]
pub(crate) struct Setter<O> {
    pub spec: OptionSpec,
    /// Stores a checked value.
    pub set: fn(&mut O, OptionValue<'_>),
}

/// A checked value of an option that only one target reads.
#[derive(Clone, Debug)]
pub(crate) struct OwnValue {
    /// The option.
    pub name: &'static str,
    path: String,
    text: String,
}

impl OwnValue {
    pub(super) fn new(name: &'static str, value: OptionValue<'_>) -> Self {
        Self {
            name,
            path: value.path.to_owned(),
            text: value.text.to_owned(),
        }
    }

    /// The value, for the target to store.
    pub fn value(&self) -> OptionValue<'_> {
        OptionValue {
            path: &self.path,
            text: &self.text,
        }
    }
}

impl OptionSpec {
    /// [`help`](Self::help) with the default, and whether the option is repeatable.
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

/// The form of an option's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueForm {
    /// `true` or `false`; an option without a value is `true`.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A protobuf path as a pattern: `.` is everything; `.pkg.Msg` with a leading dot is that element and all in it;
    /// `Msg.field` without one is every element whose path ends with these names.
    Path,
    /// Such a path, `=`, and the domain of a type URL.
    PathDomain,
    /// A package or a service.
    Element,
    /// The path of a file, which the entry point reads, or a JSON object.
    File,
    /// The name of a document to write: JSON or YAML, and `{package}` for the package.
    Document,
    /// A directory.
    Directory,
    /// A form that only options of one target have.
    Own(&'static OwnForm),
}

/// The reason why a value is invalid, and the remedy.
#[derive(Debug)]
pub(crate) struct InvalidValue {
    pub reason: String,
    pub help: String,
}

impl InvalidValue {
    pub(crate) fn new(reason: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            help: help.into(),
        }
    }
}

/// A form that only options of one target have.
#[derive(Debug)]
pub struct OwnForm {
    /// The value in help texts, for example `FEATURE`.
    pub(crate) text: &'static str,
    /// The path that a value has before its `=`, if it has one.
    pub(crate) path: Option<OwnPath>,
    /// Checks a value, and splits it into its parts.
    pub(crate) parse: fn(&str) -> Result<OptionValue<'_>, InvalidValue>,
}

impl PartialEq for OwnForm {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for OwnForm {}

/// The path in a value of an [`OwnForm`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnPath {
    /// A pattern of elements.
    Pattern,
    /// The full path of one element.
    Element,
}

impl ValueForm {
    /// How the value is written in help texts, for example `package|flat`.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Flag | Self::Choice(_) => self.choices().join("|"),
            Self::Path => "PATH".to_owned(),
            Self::PathDomain => "PATH=DOMAIN".to_owned(),
            Self::Element => "PACKAGE|SERVICE".to_owned(),
            Self::File => "FILE".to_owned(),
            Self::Document => "NAME.json|NAME.yaml".to_owned(),
            Self::Directory => "DIR".to_owned(),
            Self::Own(form) => form.text.to_owned(),
        }
    }

    /// Whether a value has a path and `=` before its text.
    #[cfg(feature = "cli")]
    pub(crate) fn has_path(self) -> bool {
        match self {
            Self::PathDomain => true,
            Self::Own(form) => form.path.is_some(),
            _ => false,
        }
    }

    /// The values that are allowed; empty if there is no list of them.
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
pub(crate) struct OptionValue<'a> {
    pub path: &'a str,
    pub text: &'a str,
}

impl<'a> OptionValue<'a> {
    /// The pattern of elements in a value of this form, if it has one.
    pub(super) fn pattern(self, form: ValueForm) -> Option<&'a str> {
        match form {
            ValueForm::Path => Some(self.text),
            ValueForm::PathDomain => Some(self.path),
            ValueForm::Own(form) if form.path == Some(OwnPath::Pattern) => Some(self.path),
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

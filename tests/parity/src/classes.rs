//! The classes of differences that are meant. `docs/prost.md` gives the reason for each.

use crate::functions::Function;
use crate::items::{Head, Member};

/// Why a difference is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// prost-build panics at a file of an edition, so its package is not compared.
    Edition,
    /// prost-build takes a repeated proto3 field with any option for one that is not packed.
    Packed,
    /// prost-build names a variant that it does not make as the default of a field.
    DefaultAlias,
    /// prost-build leaves a name of underscores empty.
    Underscores,
    /// prost-build panics at values that are alike without the name of their enum.
    KeptPrefix,
    /// prost-build gives a message's module and a package's the same name.
    RenamedModule,
    /// prost-build leaves out `#[deprecated]` on messages, enums and map fields.
    Deprecated,
    /// prost-build's `from_str_name` does not know aliases.
    Alias,
    /// prost-build's attribute does not tell `Bytes` from `Vec<u8>` in a oneof.
    OneofBytes,
}

impl Class {
    /// All of them.
    pub const ALL: &[Self] = &[
        Self::Edition,
        Self::Packed,
        Self::DefaultAlias,
        Self::Underscores,
        Self::KeptPrefix,
        Self::RenamedModule,
        Self::Deprecated,
        Self::Alias,
        Self::OneofBytes,
    ];

    /// Its name in reports and in `docs/prost.md`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Edition => "edition",
            Self::Packed => "packed",
            Self::DefaultAlias => "default-alias",
            Self::Underscores => "underscores",
            Self::KeptPrefix => "kept-prefix",
            Self::RenamedModule => "renamed-module",
            Self::Deprecated => "deprecated",
            Self::Alias => "alias",
            Self::OneofBytes => "oneof-bytes",
        }
    }
}

/// The class that explains what stands before an item, if one does.
pub fn of_head(ours: &Head, theirs: &Head) -> Option<Class> {
    let mut plain = ours.clone();
    plain.attributes.deprecated = false;
    (plain == *theirs).then_some(Class::Deprecated)
}

/// The class that explains a member, if one does.
pub fn of_member(ours: &Member, theirs: &Member) -> Option<Class> {
    let word = |name: &str| theirs.attributes.prost.get(name).map(String::as_str);
    let mut plain = ours.clone();
    if word("map").or(word("btree_map")).is_some() {
        plain.attributes.deprecated = false;
        return (plain == *theirs).then_some(Class::Deprecated);
    }
    let in_oneof = !ours.name.starts_with("pub ");
    if in_oneof && ours.ty == "::prost::bytes::Bytes" && word("bytes") == Some("") {
        let bytes = plain.attributes.prost.get_mut("bytes")?;
        let named = std::mem::take(bytes) == "bytes";
        return (named && plain == *theirs).then_some(Class::OneofBytes);
    }
    None
}

/// The class that explains a function, if one does.
pub fn of_function(name: &str, ours: &Function, theirs: &Function) -> Option<Class> {
    let mut plain = ours.clone();
    plain.arms.retain(|pattern, answer| {
        theirs.arms.contains_key(pattern) || !theirs.arms.values().any(|their| their == answer)
    });
    (name == "from_str_name" && plain == *theirs).then_some(Class::Alias)
}

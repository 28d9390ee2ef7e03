//! The classes of expected differences. `docs/migrate.md` gives the reason for each.

use std::collections::HashSet;

use crate::functions::Function;
use crate::items::{Head, Items, Member};

/// Why a difference is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// prost-build does not support editions, so packages with such files are not compared.
    Edition,
    /// prost-build uses an alias as the default of a field, for which it generates no variant.
    DefaultAlias,
    /// prost-build converts a name of underscores to an empty name.
    Underscores,
    /// prost-build panics if values have the same name after it removes the enum's name.
    KeptPrefix,
    /// prost-build gives a message's module and a package's the same name.
    RenamedModule,
    /// prost-build leaves out `#[deprecated]` on messages, enums and map fields.
    Deprecated,
    /// prost-build's `from_str_name` does not know aliases.
    Alias,
    /// prost-build's attribute does not distinguish `Bytes` from `Vec<u8>` in a oneof.
    OneofBytes,
    /// prost-build's option `bytes` treats the value of a map as a separate field.
    MapBytes,
    /// prost-build's option `boxed` boxes scalars too.
    BoxedScalar,
    /// prost-build does not box a group that contains itself through other groups.
    BoxedGroup,
    /// prost-build derives `Copy` for a oneof although its option `boxed` boxes a field of it.
    BoxedCopy,
    /// prost-build does not box required fields, even if a message requires itself.
    RequiredCycle,
}

impl Class {
    /// All classes.
    pub const ALL: &[Self] = &[
        Self::Edition,
        Self::DefaultAlias,
        Self::Underscores,
        Self::KeptPrefix,
        Self::RenamedModule,
        Self::Deprecated,
        Self::Alias,
        Self::OneofBytes,
        Self::MapBytes,
        Self::BoxedScalar,
        Self::BoxedGroup,
        Self::BoxedCopy,
        Self::RequiredCycle,
    ];

    /// The name in reports and in `docs/migrate.md`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Edition => "edition",
            Self::DefaultAlias => "default-alias",
            Self::Underscores => "underscores",
            Self::KeptPrefix => "kept-prefix",
            Self::RenamedModule => "renamed-module",
            Self::Deprecated => "deprecated",
            Self::Alias => "alias",
            Self::OneofBytes => "oneof-bytes",
            Self::MapBytes => "map-bytes",
            Self::BoxedScalar => "boxed-scalar",
            Self::BoxedGroup => "boxed-group",
            Self::BoxedCopy => "boxed-copy",
            Self::RequiredCycle => "required-cycle",
        }
    }
}

/// The class that explains a difference of the heads of the item at `path`; `items` are our types of the package.
pub fn of_head(items: &Items, path: &str, ours: &Head, theirs: &Head) -> Option<Class> {
    let mut same = ours.clone();
    same.attributes.deprecated &= theirs.attributes.deprecated;
    if same == *theirs {
        return Some(Class::Deprecated);
    }
    let copies = same.attributes.derives.insert("Copy".to_owned()) && same == *theirs;
    let has_box = copies && any_contained(items, path, |ty| ty.contains(BOX));
    has_box.then_some(Class::BoxedCopy)
}

/// The class that explains a difference of a member of the item at `path`; `items` are our types of the package.
pub fn of_member(items: &Items, path: &str, ours: &Member, theirs: &Member) -> Option<Class> {
    let has = |word: &str| theirs.attributes.prost.contains_key(word);
    if has("map") || has("btree_map") {
        return of_map(ours, theirs);
    }
    if has("required") && !ours.attributes.prost.contains_key("required") {
        let reaches = any_contained(items, &theirs.ty, |ty| inner_type(ty) == path);
        return (reaches && required(ours).as_ref() == Some(theirs))
            .then_some(Class::RequiredCycle);
    }
    if let Some(unboxed) = unboxed(theirs) {
        let scalar = !has("message") && !has("group");
        let same = unboxed == *ours || is_bytes_of_oneof(ours, &unboxed);
        return (scalar && same).then_some(Class::BoxedScalar);
    }
    if has("group") && unboxed(ours).as_ref() == Some(theirs) {
        let reaches = any_contained(items, &theirs.ty, |ty| inner_type(ty) == path);
        return reaches.then_some(Class::BoxedGroup);
    }
    is_bytes_of_oneof(ours, theirs).then_some(Class::OneofBytes)
}

fn is_bytes_of_oneof(ours: &Member, theirs: &Member) -> bool {
    let in_oneof = !ours.name.starts_with("pub ");
    let mut same = ours.clone();
    let bytes = same.attributes.prost.get_mut("bytes");
    let named = bytes.is_some_and(|bytes| std::mem::take(bytes) == "bytes");
    in_oneof && named && ours.ty == BYTES && same == *theirs
}

fn of_map(ours: &Member, theirs: &Member) -> Option<Class> {
    let mut same = ours.clone();
    same.attributes.deprecated &= theirs.attributes.deprecated;
    if same == *theirs {
        return Some(Class::Deprecated);
    }
    same.ty = same.ty.replace(BYTES, VEC_OF_BYTES);
    let with_vec = Member {
        ty: theirs.ty.replace(BYTES, VEC_OF_BYTES),
        ..theirs.clone()
    };
    (same == with_vec).then_some(Class::MapBytes)
}

const BYTES: &str = "::prost::bytes::Bytes";
const VEC_OF_BYTES: &str = "::prost::alloc::vec::Vec<u8>";
const OPTION: &str = "::core::option::Option<";
const BOX: &str = "::prost::alloc::boxed::Box<";

/// The member without its box, if it has one.
fn unboxed(member: &Member) -> Option<Member> {
    let (before, value) = member.ty.split_once(BOX)?;
    let mut unboxed = member.clone();
    unboxed.ty = format!("{before}{}", value.strip_suffix('>')?);
    unboxed.attributes.prost.remove("boxed");
    Some(unboxed)
}

/// The member as a required one, if it is optional.
fn required(member: &Member) -> Option<Member> {
    let mut required = member.clone();
    let value = member.ty.strip_prefix(OPTION)?.strip_suffix('>')?;
    required.ty = value.to_owned();
    let word = required.attributes.prost.remove("optional")?;
    required
        .attributes
        .prost
        .insert("required".to_owned(), word);
    Some(required)
}

/// Whether `predicate` holds for a type, or for a type that it contains, directly or boxed.
fn any_contained(items: &Items, ty: &str, predicate: impl Fn(&str) -> bool) -> bool {
    let mut open = vec![ty];
    let mut seen = HashSet::new();
    while let Some(ty) = open.pop() {
        if predicate(ty) {
            return true;
        }
        if let Some(item) = items.get(inner_type(ty))
            && seen.insert(inner_type(ty))
        {
            open.extend(item.members.values().map(|member| member.ty.as_str()));
        }
    }
    false
}

/// A type without `Option` and `Box` around it.
fn inner_type(ty: &str) -> &str {
    let ty = ty.trim_start_matches(OPTION).trim_start_matches(BOX);
    ty.trim_end_matches('>')
}

/// The class that explains a difference of a function.
pub fn of_function(name: &str, ours: &Function, theirs: &Function) -> Option<Class> {
    let mut same = ours.clone();
    same.arms.retain(|pattern, result| {
        theirs.arms.contains_key(pattern) || !theirs.arms.values().any(|their| their == result)
    });
    (name == "from_str_name" && same == *theirs).then_some(Class::Alias)
}

//! Rules, as generated code declares them.

use super::cel;
use super::field::{Field, Kind};
use super::field_path::{Element, FieldPath, Subscript};
use super::path::Scope;
use super::rules::{self, RulePath, RuleSet};

/// A rule of the schema, with everything that a violation reports about it.
///
/// ```
/// use rpcsmith_runtime::validate::{Param, Rule, rules};
///
/// const MIN_LEN: Rule = Rule::new(rules::string::MIN_LEN, "string.min_len")
///     .message("must be at least 3 characters")
///     .param(Param::Uint(3));
/// assert_eq!(MIN_LEN.id(), "string.min_len");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    place: Place,
    id: &'static str,
    message: &'static str,
    param: Param,
    redacted: bool,
}

/// The place of a rule in the options of its field.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// In the options of a message or oneof. Such rules have no path.
    Elsewhere,
    /// A field of `FieldRules`, or an item of it.
    Own(Field, Option<u32>),
    /// A field of the rules for one type.
    Typed(RulePath),
}

impl Rule {
    /// `required` of a field.
    pub const REQUIRED: Self =
        Self::at(Place::Own(rules::REQUIRED, None), "required").message("value is required");

    /// `required` of a oneof.
    pub const ONEOF_REQUIRED: Self =
        Self::at(Place::Elsewhere, "required").message("exactly one field is required in oneof");

    const fn at(place: Place, id: &'static str) -> Self {
        Self {
            place,
            id,
            message: "",
            param: Param::None,
            redacted: false,
        }
    }

    /// A rule for one type of field, by its path in `FieldRules` and its id.
    pub const fn new(path: RulePath, id: &'static str) -> Self {
        Self::at(Place::Typed(path), id)
    }

    /// A rule that has no constant in [`rules`], by its field: an extension of the rules for one type, whose `name` is its full
    /// name in brackets, or a rule of a schema that is newer than this runtime.
    pub const fn extension(
        of: RuleSet,
        number: u32,
        name: &'static str,
        kind: Kind,
        id: &'static str,
    ) -> Self {
        Self::new(RulePath::new(of, Field::new(number, name, kind)), id)
    }

    /// A rule in `cel` of a field, by its index and id.
    pub const fn cel(index: u32, id: &'static str) -> Self {
        Self::at(Place::Own(rules::CEL, Some(index)), id)
    }

    /// A rule in `cel_expression` of a field, by its index. Its expression is its id.
    pub const fn cel_expression(index: u32, expression: &'static str) -> Self {
        Self::at(Place::Own(rules::CEL_EXPRESSION, Some(index)), expression)
    }

    /// A rule in the options of a message: in `cel`, `cel_expression` or `oneof`. Such rules have an id, but no path.
    pub const fn of_message(id: &'static str) -> Self {
        Self::at(Place::Elsewhere, id)
    }

    /// Sets the message of a violation. Default: empty.
    #[must_use]
    pub const fn message(mut self, message: &'static str) -> Self {
        self.message = message;
        self
    }

    /// Sets the value of the rule in the schema.
    #[must_use]
    pub const fn param(mut self, param: Param) -> Self {
        self.param = param;
        self
    }

    /// The same rule, whose computed message reads a field with the option `debug_redact`: violations do not show the message.
    #[must_use]
    pub const fn redacted(mut self) -> Self {
        self.redacted = true;
        self
    }

    pub(super) const fn is_redacted(&self) -> bool {
        self.redacted
    }

    /// The id of the rule.
    pub const fn id(&self) -> &'static str {
        self.id
    }

    pub(super) const fn text(&self) -> &'static str {
        self.message
    }

    pub(super) const fn value(&self) -> Param {
        self.param
    }

    /// The path of the rule in the `FieldRules` of its field. `scope` is the part of the field that the rule applies to.
    pub(super) fn path(&self, scope: Scope) -> FieldPath {
        if self.place == Place::Elsewhere {
            return FieldPath::default();
        }
        let whole = |field: Field| Element::new(&field, None);
        let mut elements = Vec::with_capacity(4);
        if let Some(outer) = match scope {
            Scope::Field => None,
            Scope::Items => Some(rules::repeated::ITEMS),
            Scope::Keys => Some(rules::map::KEYS),
            Scope::Values => Some(rules::map::VALUES),
        } {
            elements.extend([outer.set().field(), outer.field()].map(whole));
        }
        match self.place {
            Place::Elsewhere => {}
            Place::Own(field, index) => {
                let index = index.map(|index| Subscript::Index(index.into()));
                elements.push(Element::new(&field, index));
            }
            Place::Typed(path) => elements.extend([path.set().field(), path.field()].map(whole)),
        }
        FieldPath::new(elements)
    }
}

/// The value of a rule in the schema, to build your own messages.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Param {
    /// No value, as for a rule in CEL.
    #[default]
    None,
    /// Of type `bool`.
    Bool(bool),
    /// Of a signed type or an enum.
    Int(i64),
    /// Of an unsigned type.
    Uint(u64),
    /// Of type `float` or `double`.
    Double(f64),
    /// Of type `string`.
    String(&'static str),
    /// Of type `bytes`.
    Bytes(&'static [u8]),
    /// A `google.protobuf.Duration`.
    Duration(cel::Duration),
    /// A `google.protobuf.Timestamp`.
    Timestamp(cel::Timestamp),
    /// Several values, for example of `in`.
    List(&'static [Param]),
}

//! Views of open enums: newtypes of numbers, with a constant for each value.

use askama::Template;

use super::{VariantView, Variants};
use crate::model::EnumId;
use crate::targets::rust::comments::Comments;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::reflect::EnumReflection;
use crate::targets::rust::syntax::{Call, Line, Parameter, Printer, Ty, lines};
use crate::targets::rust::types::Scope;

/// A newtype with the values of an enum as constants.
#[derive(Debug, Template)]
#[template(path = "rust/open_enum.rs", escape = "none")]
pub struct OpenEnumView<'m> {
    docs: Comments<'m>,
    attributes: Vec<String>,
    deprecated: bool,
    derives: String,
    declaration: String,
    ident: &'m Ident,
    constants: Vec<VariantView<'m>>,
    /// Whether the functions name a deprecated constant.
    names_deprecated: bool,
    /// The arms of `as_str_name`, as lines.
    names: String,
    /// The arms of `from_str_name`, as lines.
    values: String,
    /// The head of `Debug`.
    debug: String,
    /// The arms of `Debug` for known numbers, as lines.
    texts: String,
    /// `Default`, if the number of the first value is not 0.
    default: Option<DefaultImpl>,
    /// The heads of the conversions from and to numbers.
    from_number: String,
    into_number: String,
    /// The signature of the function of the latter.
    number: String,
    /// The impls for JSON.
    pub reflection: Option<EnumReflection>,
}

/// An impl of `Default`.
#[derive(Debug)]
struct DefaultImpl {
    deprecated: bool,
    head: String,
    /// A line.
    value: String,
}

impl<'m> OpenEnumView<'m> {
    /// The newtype of an enum, named in `scope`.
    pub fn new(scope: Scope<'m>, id: EnumId, ident: &'m Ident) -> Self {
        let options = scope.context.options;
        let r#enum = &scope.context.model[id];
        let printer = scope.printer();
        let idents = scope.context.names.variants(id);
        let Variants {
            variants: constants,
            names,
            values,
        } = Variants::new(scope, r#enum, idents, true);
        let implement = |r#trait: &str, ty: &str| printer.implementation(0, "", r#trait, ty);
        let default = constants.first().filter(|first| first.number != 0);
        let default = default.map(|first| DefaultImpl {
            deprecated: first.deprecated,
            head: implement("::core::default::Default", ident.as_str()),
            value: value(printer, first.ident),
        });
        let derives = match default {
            Some(_) => "Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord",
            None => "Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord",
        };
        let from_self = ["::core::convert::From<", ident.as_str(), ">"].concat();
        Self {
            docs: scope.docs(&r#enum.source, &r#enum.full_name),
            attributes: scope.type_attributes(&options.enum_attribute, &r#enum.full_name),
            deprecated: r#enum.deprecated && scope.marks_types(),
            derives: printer.derive(derives),
            declaration: declaration(printer, ident),
            ident,
            names_deprecated: constants.iter().any(|constant| constant.deprecated),
            texts: texts(printer, &constants),
            constants,
            names,
            values,
            debug: implement("::core::fmt::Debug", ident.as_str()),
            default,
            from_number: implement("::core::convert::From<i32>", ident.as_str()),
            into_number: implement(&from_self, "i32"),
            number: printer.signature(
                4,
                "fn from",
                &[Parameter::Text(&["value: ", ident.as_str()].concat())],
                Some(&Ty::path("Self")),
                " {",
            ),
            reflection: EnumReflection::new(scope, id, ident),
        }
    }
}

/// `pub struct ident(pub i32);`
fn declaration(printer: Printer, ident: &Ident) -> String {
    let line = ["pub struct ", ident.as_str(), "(pub i32);"].concat();
    if line.len() <= printer.width() {
        return line;
    }
    ["pub struct ", ident.as_str(), "(\n    pub i32,\n);"].concat()
}

/// The line `Self::ident`.
fn value(printer: Printer, ident: &Ident) -> String {
    let [mut text] = lines(1);
    let value = Line::text(["Self::", ident.as_str()]);
    printer.statement(&mut text, 8, &value, "");
    text
}

/// The arms that print the constants.
fn texts(printer: Printer, constants: &[VariantView<'_>]) -> String {
    let [mut texts] = lines(constants.len());
    for VariantView { ident, .. } in constants {
        let text = Line::text(["\"", ident.as_str(), "\""]);
        let write = Call::method("f", "write_str", [text]);
        printer.arm(&mut texts, 12, ["Self::", ident.as_str()], &write);
    }
    texts
}

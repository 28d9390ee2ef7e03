//! Views of enums.

mod open;

use askama::Template;
use foldhash::{HashSet, HashSetExt};

use super::codec::EnumCode;
use super::comments::Comments;
use super::ident::Ident;
use super::reflect::EnumReflection;
use super::syntax::{Call, Line, Printer, lines, push};
use super::types::{Scope, attributes};
use crate::model::{Enum, EnumId};
pub use open::OpenEnumView;

/// An enum with its conversions from and to the names of its values.
#[derive(Debug, Template)]
#[template(path = "rust/enum.rs", escape = "none")]
pub struct EnumView<'m> {
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub deprecated: bool,
    pub ident: &'m Ident,
    pub variants: Vec<VariantView<'m>>,
    /// Whether the functions name a deprecated variant.
    pub names_deprecated: bool,
    /// The arms of `as_str_name`, as lines.
    pub names: String,
    /// The arms of `from_str_name`, as lines.
    pub values: String,
    /// The impls that prost's derive would add.
    pub code: Option<EnumCode<'m>>,
    /// The impls for JSON.
    pub reflection: Option<EnumReflection>,
    pub derives: String,
    /// The start of the declaration.
    pub head: String,
}

/// A variant.
#[derive(Debug)]
pub struct VariantView<'m> {
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub deprecated: bool,
    pub ident: &'m Ident,
    pub number: i32,
    pub declaration: String,
    /// Whether it is marked as the default.
    pub default: bool,
}

impl<'m> EnumView<'m> {
    /// The Rust enum of an enum, named in `scope`.
    pub fn new(scope: Scope<'m>, id: EnumId, ident: &'m Ident) -> Self {
        let options = scope.context.options;
        let r#enum = &scope.context.model[id];
        let printer = scope.printer();
        let Variants {
            variants,
            names,
            values,
        } = Variants::new(scope, r#enum, scope.context.names.variants(id), false);
        let code = scope.writes_code().then(|| {
            let variants: Vec<_> = variants
                .iter()
                .map(|variant| (variant.ident, variant.number))
                .collect();
            EnumCode::new(printer, ident, &variants)
        });
        let derives = match &code {
            Some(_) => "Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord",
            None => {
                "Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ::prost::Enumeration"
            }
        };
        Self {
            docs: scope.docs(&r#enum.source, &r#enum.full_name),
            attributes: scope.type_attributes(&options.enum_attribute, &r#enum.full_name),
            deprecated: r#enum.deprecated && scope.marks_types(),
            code,
            reflection: EnumReflection::new(scope, id, ident),
            derives: printer.derive(derives),
            head: printer.open("pub enum", ident.as_str()),
            ident,
            names_deprecated: variants.iter().any(|variant| variant.deprecated),
            variants,
            names,
            values,
        }
    }
}

/// The variants of an enum, and the arms that convert them from and to the names of its values.
struct Variants<'m> {
    variants: Vec<VariantView<'m>>,
    names: String,
    values: String,
}

impl<'m> Variants<'m> {
    /// One variant, or one constant of an open enum, for each number. A value with the number of another is an alias, which
    /// only `from_str_name` reads.
    fn new(scope: Scope<'m>, r#enum: &'m Enum<'m>, idents: &'m [Ident], is_open: bool) -> Self {
        let options = scope.context.options;
        let printer = scope.printer();
        let mut numbers = HashSet::with_capacity(idents.len());
        let mut variants = Vec::with_capacity(idents.len());
        let [mut names, mut values] = lines(idents.len());
        for (value, ident) in r#enum.values.iter().zip(idents) {
            let (name, variant) = (["\"", value.name, "\""], ident.as_str());
            let some = Call::function("Some", [Line::text(["Self::", variant])]);
            printer.arm(&mut values, 12, name, &some);
            if !numbers.insert(value.number) {
                continue;
            }
            let pattern = ["Self::", variant];
            let mut declaration = String::with_capacity(variant.len() + 32);
            let number = value.number.to_string();
            let number = Line::text(&*number);
            if is_open {
                let name = Call::function("Some", [Line::text(name)]);
                printer.arm(&mut names, 12, pattern, &name);
                let value = Call::function("Self", [number]);
                constant(printer, &mut declaration, variant, &value);
            } else {
                printer.arm(&mut names, 12, pattern, &Line::text(name));
                printer.assign(&mut declaration, 4, [variant, " ="], &number, ",");
            }
            let path = scope.path(&r#enum.full_name, value.name);
            variants.push(VariantView {
                docs: scope.docs(&value.source, &path),
                attributes: attributes(&options.field_attribute, &path),
                deprecated: value.deprecated,
                ident,
                number: value.number,
                declaration,
                default: !is_open && scope.writes_code() && variants.is_empty(),
            });
        }
        Self {
            variants,
            names,
            values,
        }
    }
}

/// Writes a constant of an open enum.
fn constant(printer: Printer, out: &mut String, name: &str, value: &Call<'_>) {
    const HEAD: &str = "    pub const ";
    if HEAD.len() + name.len() + ": Self =".len() <= printer.width() {
        let start = ["pub const ", name, ": Self ="];
        return printer.assign(out, 4, start, value, ";");
    }
    push(out, &[HEAD, name, ":\n"]);
    printer.assign(out, 8, "Self =", value, ";");
}

//! Views of enums.

use askama::Template;
use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::codec::EnumCode;
use super::comments::Comments;
use super::ident::Ident;
use super::renames::Renames;
use super::syntax::{Line, lines};
use super::types::{Scope, attributes};
use super::unique::{Element, Unique};
use crate::diagnostics::Diagnostics;
use crate::model::{Enum, EnumId, EnumValue};

/// An enum with its conversions from and to the names of its values.
#[derive(Debug, Template)]
#[template(path = "rust/enum.rs")]
pub struct EnumView<'m> {
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub deprecated: bool,
    pub ident: Ident,
    pub variants: Vec<VariantView<'m>>,
    /// Whether the functions name a deprecated variant.
    pub names_deprecated: bool,
    /// The arms of `as_str_name`, as lines.
    pub names: String,
    /// The arms of `from_str_name`, as lines.
    pub values: String,
    /// What prost's derive would add.
    pub code: Option<EnumCode>,
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
    pub ident: Ident,
    pub number: i32,
    pub declaration: String,
    /// Whether it is marked as the default.
    pub default: bool,
}

impl<'m> EnumView<'m> {
    /// The Rust enum of an enum, named in `scope`.
    pub fn new(scope: Scope<'m>, id: EnumId, diagnostics: &mut Diagnostics) -> Self {
        let options = scope.context.options;
        let r#enum = &scope.context.model[id];
        let idents = scope.context.variants(id);
        let printer = scope.printer();
        let mut numbers = HashSet::with_capacity(idents.len());
        let mut unique = Unique::new(scope.context, idents.len(), Ident::camel);
        let mut variants = Vec::with_capacity(idents.len());
        let [mut names, mut values] = lines(idents.len());
        for (value, ident) in r#enum.values.iter().zip(idents) {
            let (name, variant) = (["\"", value.name, "\""], ident.as_str());
            let some = Line::call("Some", [Line::text(["Self::", variant])]);
            printer.arm(&mut values, 12, name, &some);
            if !numbers.insert(value.number) {
                continue;
            }
            let element = Element {
                what: "value",
                name: value.name,
                owner: &r#enum.full_name,
                file: r#enum.file,
                source: &value.source,
            };
            unique.take(variant, element);
            printer.arm(&mut names, 12, ["Self::", variant], &Line::text(name));
            let mut declaration = String::with_capacity(variant.len() + 16);
            let number = value.number.to_string();
            printer.assign(
                &mut declaration,
                4,
                [variant, " ="],
                &Line::text(&*number),
                ",",
            );
            let path = scope.path(&r#enum.full_name, value.name);
            variants.push(VariantView {
                docs: scope.docs(&value.source, &path),
                attributes: attributes(&options.field_attribute, &path),
                deprecated: value.deprecated,
                ident: ident.clone(),
                number: value.number,
                declaration,
                default: scope.writes_code() && variants.is_empty(),
            });
        }
        unique.finish(diagnostics);
        let ident = scope.context.names.enum_ident(r#enum);
        let code = scope.writes_code().then(|| {
            let variants: Vec<_> = variants
                .iter()
                .map(|variant| (&variant.ident, variant.number))
                .collect();
            EnumCode::new(printer, &ident, &variants)
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

/// The variant of each value; an alias has that of the value it is an alias of.
///
/// Variants lose the name of their enum, unless two of them would then be alike, or an option names them.
pub fn variant_idents(r#enum: &Enum<'_>, renames: &Renames<'_>) -> Vec<Ident> {
    let prefix = Ident::camel(r#enum.name);
    let renamed = |name: &str| {
        renames
            .get_member(&r#enum.full_name, name)
            .map(Ident::camel)
    };
    let short = first_by_number(r#enum, |name| {
        renamed(name).unwrap_or_else(|| Ident::camel(name).without_prefix(&prefix))
    });
    let distinct = |idents: &[Ident]| {
        let mut by_ident = HashMap::with_capacity(idents.len());
        let mut values = idents.iter().zip(&r#enum.values);
        values.all(|(ident, value)| *by_ident.entry(ident).or_insert(value.number) == value.number)
    };
    if distinct(&short) {
        return short;
    }
    let full = first_by_number(r#enum, |name| {
        renamed(name).unwrap_or_else(|| Ident::camel(name))
    });
    if distinct(&full) { full } else { short }
}

fn first_by_number(r#enum: &Enum<'_>, ident: impl Fn(&str) -> Ident) -> Vec<Ident> {
    let numbers = |pair: &[EnumValue<'_>]| pair[0].number < pair[1].number;
    if r#enum.values.windows(2).all(numbers) {
        // Without aliases, as nearly all enums are.
        return r#enum
            .values
            .iter()
            .map(|value| ident(value.name))
            .collect();
    }
    let mut by_number = HashMap::with_capacity(r#enum.values.len());
    r#enum
        .values
        .iter()
        .map(|value| {
            by_number
                .entry(value.number)
                .or_insert_with(|| ident(value.name))
                .clone()
        })
        .collect()
}

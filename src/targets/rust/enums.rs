//! Views of enums.

use std::collections::{HashMap, HashSet};

use askama::Template;

use super::codec::EnumCode;
use super::comments::Comments;
use super::ident::Ident;
use super::types::{Scope, attributes};
use super::unique::{Element, Unique};
use crate::diagnostics::Diagnostics;
use crate::model::{Enum, EnumId};

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
    /// The arms of `as_str_name`.
    pub names: Vec<String>,
    /// The arms of `from_str_name`.
    pub values: Vec<String>,
    /// What prost's derive would add.
    pub code: Option<EnumCode>,
    /// Derives beside those of every enum.
    pub first_derive: &'static str,
    pub last_derive: &'static str,
}

/// A variant.
#[derive(Debug)]
pub struct VariantView<'m> {
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub deprecated: bool,
    pub ident: Ident,
    pub number: i32,
    /// Whether it is marked as the default.
    pub default: bool,
}

impl<'m> EnumView<'m> {
    /// The Rust enum of an enum, named in `scope`.
    pub fn new(scope: Scope<'m>, id: EnumId, diagnostics: &mut Diagnostics) -> Self {
        let options = scope.context.options;
        let r#enum = &scope.context.model[id];
        let idents = scope.context.variants(id);
        let mut numbers = HashSet::new();
        let mut unique = Unique::new(scope.context.model);
        let (mut variants, mut names, mut values) = (Vec::new(), Vec::new(), Vec::new());
        for (value, ident) in r#enum.values.iter().zip(idents) {
            values.push(scope.layout().arm(
                12,
                &format!("\"{}\"", value.name),
                &format!("Some(Self::{ident})"),
            ));
            if !numbers.insert(value.number) {
                continue;
            }
            let element = Element {
                what: "value",
                name: value.name,
                file: r#enum.file,
                source: &value.source,
            };
            unique.take(ident, element, diagnostics);
            names.push(scope.layout().arm(
                12,
                &format!("Self::{ident}"),
                &format!("\"{}\"", value.name),
            ));
            let path = format!("{}.{}", r#enum.full_name, value.name);
            variants.push(VariantView {
                docs: scope.docs(&value.source, &path),
                attributes: attributes(&options.field_attribute, &path),
                deprecated: value.deprecated,
                ident: ident.clone(),
                number: value.number,
                default: scope.writes_code() && variants.is_empty(),
            });
        }
        let ident = Ident::camel(r#enum.name);
        let code = scope.writes_code().then(|| {
            let variants: Vec<_> = variants
                .iter()
                .map(|variant| (&variant.ident, variant.number))
                .collect();
            EnumCode::new(scope.layout(), &ident, &variants)
        });
        let (first_derive, last_derive) = match &code {
            Some(_) => ("Default, ", ""),
            None => ("", ", ::prost::Enumeration"),
        };
        Self {
            docs: scope.docs(&r#enum.source, &r#enum.full_name),
            attributes: scope.type_attributes(&options.enum_attribute, &r#enum.full_name),
            deprecated: r#enum.deprecated && scope.marks_types(),
            code,
            first_derive,
            last_derive,
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
/// Variants lose the name of their enum, unless two of them would then be alike.
pub fn variant_idents(r#enum: &Enum<'_>) -> Vec<Ident> {
    let full = first_by_number(r#enum, Ident::camel);
    let prefix = Ident::camel(r#enum.name);
    let short = first_by_number(r#enum, |name| Ident::camel(name).without_prefix(&prefix));
    let distinct = |idents: &[Ident]| {
        let by_ident: HashMap<_, _> = idents
            .iter()
            .zip(&r#enum.values)
            .map(|(ident, value)| (ident, value.number))
            .collect();
        idents
            .iter()
            .zip(&r#enum.values)
            .all(|(ident, value)| by_ident[ident] == value.number)
    };
    if distinct(&short) || !distinct(&full) {
        short
    } else {
        full
    }
}

fn first_by_number(r#enum: &Enum<'_>, ident: impl Fn(&str) -> Ident) -> Vec<Ident> {
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

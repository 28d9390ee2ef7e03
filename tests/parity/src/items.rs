//! Parses generated types into a normalized form, which is the same for both generators.

use std::collections::BTreeMap;
use std::fmt;

use anyhow::Result;
use quote::ToTokens;
use syn::{Attribute, Fields, Ident, ItemEnum, ItemStruct, Type, Visibility};

use crate::attributes::Attributes;
use crate::functions::{Function, functions};
use crate::scope::{Renames, Scope, child};
use crate::type_names::TypeName;

/// The types of a package by their paths.
pub type Items = BTreeMap<String, Item>;

/// A struct or an enum.
#[derive(Clone, Debug, Default)]
pub struct Item {
    pub head: Head,
    /// By tag, or by number in a protobuf enum.
    pub members: BTreeMap<String, Member>,
    /// The keys of the members, in order.
    pub order: Vec<String>,
    pub functions: BTreeMap<String, Function>,
    /// The names of a message.
    pub type_name: Option<TypeName>,
}

/// The attributes, visibility and keyword of an item.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    pub attributes: Attributes,
    /// `pub struct` or `pub enum`.
    pub keyword: String,
}

/// A field of a struct, or a variant of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub attributes: Attributes,
    /// The name, with `pub` if the member is public.
    pub name: String,
    /// The type of the field or of the variant's value; empty for a variant without one.
    pub ty: String,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.attributes, self.keyword)
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}: {}", self.attributes, self.name, self.ty)
    }
}

/// Parses the source of a package that is included in `module`.
pub fn read(module: &str, source: &str, renames: &Renames) -> Result<Items> {
    let mut items = Items::new();
    let source = syn::parse_file(source)?;
    add_module(module.to_owned(), &source.items, renames, &mut items)?;
    Ok(items)
}

/// Adds the types of a module and of its nested modules.
fn add_module(
    module: String,
    source: &[syn::Item],
    renames: &Renames,
    items: &mut Items,
) -> Result<()> {
    let scope = Scope::new(module, source, renames);
    for item in source {
        match item {
            syn::Item::Struct(item) => {
                let entry = items.entry(scope.local(&item.ident)).or_default();
                entry.add_struct(item, &scope)?;
            }
            syn::Item::Enum(item) => {
                let entry = items.entry(scope.local(&item.ident)).or_default();
                entry.add_enum(item, &scope)?;
            }
            syn::Item::Impl(item) if item.trait_.is_none() => {
                let entry = items.entry(scope.ty(&item.self_ty)).or_default();
                entry.functions.extend(functions(item, &scope));
            }
            syn::Item::Impl(item) => {
                if let Some(type_name) = TypeName::of(item) {
                    let entry = items.entry(scope.ty(&item.self_ty)).or_default();
                    entry.type_name = Some(type_name);
                }
            }
            syn::Item::Mod(nested) => {
                let source = nested.content.as_ref().map_or(&[][..], |(_, items)| items);
                add_module(child(&scope.module, &nested.ident), source, renames, items)?;
            }
            _ => {}
        }
    }
    Ok(())
}

impl Item {
    fn add_struct(&mut self, item: &ItemStruct, scope: &Scope<'_>) -> Result<()> {
        self.head = Head::new("struct", &item.vis, &item.attrs, scope)?;
        for field in &item.fields {
            let name = field.ident.as_ref().map(Ident::to_string);
            let name = with_visibility(&field.vis, &name.unwrap_or_default());
            self.add_member(&field.attrs, name, Some(&field.ty), scope)?;
        }
        Ok(())
    }

    fn add_enum(&mut self, item: &ItemEnum, scope: &Scope<'_>) -> Result<()> {
        self.head = Head::new("enum", &item.vis, &item.attrs, scope)?;
        for variant in &item.variants {
            let name = variant.ident.to_string();
            match (&variant.discriminant, &variant.fields) {
                (Some((_, number)), _) => {
                    let attributes = Attributes::new(&variant.attrs, scope)?;
                    let number = number.to_token_stream().to_string().replace(' ', "");
                    self.insert(number, attributes, name, String::new());
                }
                (None, Fields::Unnamed(fields)) => {
                    let value = fields.unnamed.first().map(|field| &field.ty);
                    self.add_member(&variant.attrs, name, value, scope)?;
                }
                (None, _) => self.add_member(&variant.attrs, name, None, scope)?,
            }
        }
        Ok(())
    }

    /// Adds a member under its tag, or under its name if it has no tag.
    fn add_member(
        &mut self,
        attributes: &[Attribute],
        name: String,
        ty: Option<&Type>,
        scope: &Scope<'_>,
    ) -> Result<()> {
        let attributes = Attributes::new(attributes, scope)?;
        let key = attributes.tag().unwrap_or(&name).to_owned();
        let ty = ty.map(|ty| scope.ty(ty)).unwrap_or_default();
        self.insert(key, attributes, name, ty);
        Ok(())
    }

    fn insert(&mut self, key: String, attributes: Attributes, name: String, ty: String) {
        self.order.push(key.clone());
        let member = Member {
            attributes,
            name,
            ty,
        };
        self.members.insert(key, member);
    }
}

impl Head {
    fn new(
        keyword: &str,
        visibility: &Visibility,
        attributes: &[Attribute],
        scope: &Scope<'_>,
    ) -> Result<Self> {
        Ok(Self {
            attributes: Attributes::new(attributes, scope)?,
            keyword: with_visibility(visibility, keyword),
        })
    }
}

fn with_visibility(visibility: &Visibility, name: &str) -> String {
    let text = format!("{} {name}", visibility.to_token_stream());
    text.trim_start().to_owned()
}

//! The names that impls of `prost::Name` return.

use std::fmt;

use syn::visit::{self, Visit};
use syn::{ImplItem, ItemImpl, LitStr};

/// The names of an impl, including those of provided functions.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeName {
    pub name: String,
    pub package: String,
    pub full_name: String,
    pub type_url: String,
}

impl fmt::Display for TypeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            package,
            full_name,
            type_url,
        } = self;
        write!(f, "{name} in {package}: {full_name}, {type_url}")
    }
}

impl TypeName {
    /// The names of an impl of `prost::Name`; `None` for an impl of another trait.
    pub fn of(item: &ItemImpl) -> Option<Self> {
        let (_, path, _) = item.trait_.as_ref()?;
        let segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        if segments.collect::<Vec<_>>() != ["prost", "Name"] {
            return None;
        }
        let text = |name: &str| item.items.iter().find_map(|item| text_of(item, name));
        let (name, package) = (text("NAME")?, text("PACKAGE")?);
        let full_name = text("full_name").unwrap_or_else(|| match &*package {
            "" => name.clone(),
            package => format!("{package}.{name}"),
        });
        let type_url = text("type_url").unwrap_or_else(|| format!("/{full_name}"));
        Some(Self {
            name,
            package,
            full_name,
            type_url,
        })
    }
}

/// The only string literal in a constant or function with this name.
fn text_of(item: &ImplItem, name: &str) -> Option<String> {
    let ident = match item {
        ImplItem::Const(item) => &item.ident,
        ImplItem::Fn(item) => &item.sig.ident,
        _ => return None,
    };
    let mut texts = Texts(Vec::new());
    texts.visit_impl_item(item);
    match &texts.0[..] {
        [text] if ident == name => Some(text.clone()),
        _ => None,
    }
}

/// Collects string literals.
struct Texts(Vec<String>);

impl<'ast> Visit<'ast> for Texts {
    fn visit_lit_str(&mut self, text: &'ast LitStr) {
        self.0.push(text.value());
        visit::visit_lit_str(self, text);
    }
}

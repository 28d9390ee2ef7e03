//! The functions of an enum: their signatures and match arms.

use std::collections::BTreeMap;
use std::fmt;

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Expr, ExprCall, ImplItem, ImplItemFn, ItemImpl, ReturnType, Stmt};

use crate::scope::Scope;

/// A function whose body is a match.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    pub signature: String,
    /// The results by their patterns.
    pub arms: BTreeMap<String, String>,
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arms = self.arms.iter();
        let arms = arms.map(|(pattern, result)| format!("{pattern} => {result}"));
        let arms = arms.collect::<Vec<_>>().join(", ");
        write!(f, "{} {{ {arms} }}", self.signature)
    }
}

/// The functions of an `impl`, by name.
pub fn functions(item: &ItemImpl, scope: &Scope<'_>) -> BTreeMap<String, Function> {
    let functions = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
        _ => None,
    });
    functions
        .map(|item| (item.sig.ident.to_string(), function(item, scope)))
        .collect()
}

fn function(item: &ImplItemFn, scope: &Scope<'_>) -> Function {
    let output = match &item.sig.output {
        ReturnType::Default => "()".to_owned(),
        ReturnType::Type(_, ty) => scope.ty(ty),
    };
    let (visibility, name) = (item.vis.to_token_stream(), &item.sig.ident);
    let inputs = item.sig.inputs.to_token_stream();
    Function {
        signature: format!("{visibility} fn {name}({inputs}) -> {output}"),
        arms: arms(item.block.clone()),
    }
}

fn arms(mut block: Block) -> BTreeMap<String, String> {
    Normalize.visit_block_mut(&mut block);
    let Some(Expr::Match(matched)) = only(&block) else {
        return BTreeMap::new();
    };
    let arm = |arm: &syn::Arm| {
        let result = match &*arm.body {
            Expr::Block(body) => only(&body.block).unwrap_or(&arm.body),
            result => result,
        };
        (text(&arm.pat), text(result))
    };
    matched.arms.iter().map(arm).collect()
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace(' ', "")
}

/// The expression of a block that consists of one expression.
fn only(block: &Block) -> Option<&Expr> {
    match &block.stmts[..] {
        [Stmt::Expr(expression, None)] => Some(expression),
        _ => None,
    }
}

/// Removes differences without meaning: attributes such as `#[allow(deprecated)]`, which generators put in different
/// places, and the trailing commas of calls that span several lines.
struct Normalize;

impl VisitMut for Normalize {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.clear();
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        visit_mut::visit_expr_call_mut(self, call);
        call.args.pop_punct();
    }
}

//! What an implementation has of what the schema calls for.

use std::collections::HashSet;
use std::ops::Range;

use syn::{
    Attribute, Block, Expr, ExprCall, GenericParam, ImplItem, ImplItemFn, ItemImpl, Lit, Macro,
    Stmt,
};

use super::matching::unraw;
use super::modules::plain;
use super::signature::{Comparison, Expected};
use super::source::{Places, Position};
use super::types::Scope;
use super::{Implementation, MethodState, Removed, State};
use crate::skeleton::stub::{Names, UNIMPLEMENTED};

/// An `impl` in its file, in bytes.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its first token.
    pub start: usize,
    /// The brace that opens it.
    pub open: usize,
    /// The brace that closes it.
    pub close: usize,
    /// The word `fn`, or what else an item starts with, of the last item of its own.
    pub last_item: Option<usize>,
    /// The names of its functions, in its order.
    pub functions: Vec<(String, Range<usize>)>,
    /// How text there names what it needs.
    pub names: Names,
    /// What stands against adding to it.
    pub obstacle: Option<Obstacle>,
}

/// What stands against adding to an implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// In bytes.
    pub at: usize,
    /// In one line without a full stop.
    pub reason: &'static str,
}

/// The names and places of what an implementation has.
pub fn site(places: Places<'_>, item: &ItemImpl, names: Names) -> Site {
    let functions = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(&function.sig.ident),
        _ => None,
    });
    let last_item = item.items.iter().rev().find_map(|item| match item {
        ImplItem::Fn(function) => Some(function.sig.fn_token.span),
        ImplItem::Const(item) => Some(item.const_token.span),
        ImplItem::Type(item) => Some(item.type_token.span),
        _ => None,
    });
    Site {
        start: places.start(item.impl_token.span),
        open: places.start(item.brace_token.span.open()),
        close: places.start(item.brace_token.span.close()),
        last_item: last_item.map(|span| places.start(span)),
        functions: functions
            .map(|ident| (plain(ident), places.range(ident.span())))
            .collect(),
        names,
        obstacle: obstacle(places, item),
    }
}

fn obstacle(places: Places<'_>, item: &ItemImpl) -> Option<Obstacle> {
    let at = |span| places.start(span);
    let conditional = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    if let Some(attribute) = item.attrs.iter().find(conditional) {
        return Some(Obstacle {
            at: at(attribute.pound_token.span),
            reason: "the implementation is under a `#[cfg]`: there may be another",
        });
    }
    item.items.iter().find_map(|item| match item {
        ImplItem::Macro(call) => Some(Obstacle {
            at: at(call.mac.path.segments.first()?.ident.span()),
            reason: "the implementation holds a macro, which may make any of its functions",
        }),
        ImplItem::Verbatim(tokens) => Some(Obstacle {
            at: at(tokens.clone().into_iter().next()?.span()),
            reason: "the implementation holds what this program does not know",
        }),
        _ => None,
    })
}

/// An implementation to be read.
pub struct Reading<'a> {
    pub scope: &'a Scope<'a>,
    pub places: Places<'a>,
    pub file: &'a str,
    pub item: &'a ItemImpl,
}

impl<'a> Reading<'a> {
    /// What it has of what is expected. `prefix` is what the answers of stubs start with: `user.v1.UserService/`.
    pub fn implementation(
        &self,
        expected: &[Expected],
        prefix: &str,
        names: Names,
    ) -> Implementation {
        let site = site(self.places, self.item, names);
        let start = self.places.position(site.start);
        Implementation {
            file: self.file.to_owned(),
            line: start.line,
            column: start.column,
            implementor: self.implementor(site.open),
            methods: expected
                .iter()
                .map(|expected| self.method(expected, prefix, start))
                .collect(),
            removed: self.removed(expected),
            site,
        }
    }

    fn implementor(&self, open: usize) -> String {
        let Some((_, word)) = &self.item.trait_ else {
            return String::new();
        };
        let bounds = self.item.generics.where_clause.as_ref();
        let end = bounds.map_or(open, |bounds| self.places.start(bounds.where_token.span));
        self.places.flat(self.places.end(word.span)..end)
    }

    fn functions(&self) -> impl Iterator<Item = &'a ImplItemFn> + Clone {
        self.item.items.iter().filter_map(|item| match item {
            ImplItem::Fn(function) => Some(function),
            _ => None,
        })
    }

    /// The function that is expected.
    fn function(&self, expected: &Expected) -> Option<&'a ImplItemFn> {
        let ident = unraw(&expected.ident);
        self.functions().find(|f| plain(&f.sig.ident) == ident)
    }

    fn method(&self, expected: &Expected, prefix: &str, start: Position) -> MethodState {
        let (state, position) = match self.function(expected) {
            None => (State::Missing, start),
            Some(function) => {
                let compared = self.compared(function, expected);
                let at = self.places.start(function.sig.ident.span());
                (state(compared, function, prefix), self.places.position(at))
            }
        };
        MethodState {
            name: expected.name.clone(),
            ident: expected.ident.clone(),
            state,
            line: position.line,
            column: position.column,
        }
    }

    fn compared(&self, function: &ImplItemFn, expected: &Expected) -> Comparison {
        let mut parameters = self.scope.parameters.clone();
        parameters.extend(type_parameters(&function.sig.generics));
        let scope = Scope {
            parameters,
            ..*self.scope
        };
        expected.compare(&scope, self.places, function)
    }

    fn fits(&self, function: &ImplItemFn, expected: &Expected) -> bool {
        let compared = self.compared(function, expected);
        compared.differences.is_empty() && compared.is_alike
    }

    /// Functions that are expected no more, each with the only missing one that it fits, if it alone fits that.
    fn removed(&self, expected: &[Expected]) -> Vec<Removed> {
        let missing = expected.iter().filter(|e| self.function(e).is_none());
        let missing: Vec<&Expected> = missing.collect();
        let gone: Vec<&ImplItemFn> = self
            .functions()
            .filter(|function| {
                let ident = plain(&function.sig.ident);
                !expected.iter().any(|e| unraw(&e.ident) == ident)
            })
            .collect();
        let only = |function: &ImplItemFn| {
            let mut fitting = missing.iter().filter(|e| self.fits(function, e));
            let (Some(expected), None) = (fitting.next(), fitting.next()) else {
                return None;
            };
            let others = gone.iter().filter(|other| self.fits(other, expected));
            (others.count() == 1).then(|| expected.ident.clone())
        };
        let removed = |function: &&ImplItemFn| {
            let ident = &function.sig.ident;
            let position = self.places.position(self.places.start(ident.span()));
            Removed {
                ident: ident.to_string(),
                file: self.file.to_owned(),
                line: position.line,
                column: position.column,
                renamed_to: only(function),
            }
        };
        gone.iter().map(removed).collect()
    }
}

/// The names of type parameters.
pub fn type_parameters(generics: &syn::Generics) -> HashSet<String> {
    let parameters = generics
        .params
        .iter()
        .filter_map(|parameter| match parameter {
            GenericParam::Type(parameter) => Some(plain(&parameter.ident)),
            _ => None,
        });
    parameters.collect()
}

fn state(compared: Comparison, function: &ImplItemFn, prefix: &str) -> State {
    if !compared.differences.is_empty() {
        return State::SignatureDiffers(compared.differences);
    }
    match is_stub(&function.block, prefix) {
        true => State::Stub,
        false => State::Implemented,
    }
}

/// Whether a body ends in saying that it is not implemented.
fn is_stub(block: &Block, prefix: &str) -> bool {
    match block.stmts.last() {
        Some(Stmt::Expr(expr, _)) => says_unimplemented(expr, prefix),
        Some(Stmt::Macro(call)) => is_todo(&call.mac),
        _ => false,
    }
}

fn says_unimplemented(expr: &Expr, prefix: &str) -> bool {
    match expr {
        Expr::Return(expr) => {
            let value = expr.expr.as_deref();
            value.is_some_and(|value| says_unimplemented(value, prefix))
        }
        Expr::Async(expr) => is_stub(&expr.block, prefix),
        Expr::Macro(call) => is_todo(&call.mac),
        Expr::Call(call) => match (&*ends(call), call.args.first()) {
            ([.., pointer], Some(argument)) if pointer == "pin" || pointer == "ready" => {
                says_unimplemented(argument, prefix)
            }
            ([.., err], Some(Expr::Call(status))) if err == "Err" => {
                let is_status =
                    ends(status).ends_with(&["Status", "unimplemented"].map(String::from));
                is_status
                    && status
                        .args
                        .first()
                        .is_some_and(|text| is_answer(text, prefix))
            }
            _ => false,
        },
        _ => false,
    }
}

/// The names of the path of a function that is called.
fn ends(call: &ExprCall) -> Vec<String> {
    match &*call.func {
        Expr::Path(path) => path
            .path
            .segments
            .iter()
            .map(|part| plain(&part.ident))
            .collect(),
        _ => Vec::new(),
    }
}

fn is_answer(text: &Expr, prefix: &str) -> bool {
    match text {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => {
                let text = text.value();
                text.starts_with(prefix) && text.ends_with(UNIMPLEMENTED)
            }
            _ => false,
        },
        _ => false,
    }
}

fn is_todo(call: &Macro) -> bool {
    let last = call.path.segments.last();
    last.is_some_and(|last| last.ident == "todo" || last.ident == "unimplemented")
}

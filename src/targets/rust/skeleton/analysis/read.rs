//! Reads an implementation, and compares it with the methods that the schema requires.

use std::collections::HashSet;
use std::ops::Range;

use syn::{
    Attribute, Block, Expr, FnArg, GenericParam, ImplItem, ImplItemFn, ItemImpl, Lit, Local, Pat,
    Stmt, Type,
};

use super::Implementation;
use super::matching::unraw;
use super::modules::plain;
use super::signature::{Expected, SignatureComparison};
use super::source::{Places, Position};
use super::types::{KnownNames, argument, bare};
use crate::skeleton::{MethodState, Removed, State};
use crate::targets::rust::skeleton::stub::{Names, UNIMPLEMENTED};

/// The place of an `impl` in its file, in bytes.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its first token.
    pub start: usize,
    /// The brace that opens it.
    pub open: usize,
    /// The brace that closes it.
    pub close: usize,
    /// The keyword of its last item: `fn`, `const` or `type`.
    pub last_item: Option<usize>,
    /// Its functions, in the order of the file.
    pub functions: Vec<Function>,
    /// The names for text in it.
    pub names: Names,
    /// Why nothing can be added to it.
    pub obstacle: Option<Obstacle>,
}

/// A function of an implementation.
#[derive(Clone, Debug)]
pub struct Function {
    /// Without `r#`.
    pub name: String,
    /// Its name in the file, in bytes.
    pub ident: Range<usize>,
}

/// Why nothing can be added to an implementation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// Its place in the file, in bytes.
    pub at: usize,
    /// The reason, in one line without a full stop.
    pub reason: &'static str,
}

/// Returns the place of an implementation and of its functions.
pub fn site(places: Places<'_>, item: &ItemImpl, names: Names) -> Site {
    let functions = item.items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) => Some(function),
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
            .map(|function| Function {
                name: plain(&function.sig.ident),
                ident: places.range(function.sig.ident.span()),
            })
            .collect(),
        names,
        obstacle: obstacle(places, item),
    }
}

/// The range of a function, from its first comment or attribute to its last brace.
fn whole(places: Places<'_>, function: &ImplItemFn) -> Range<usize> {
    let signature = &function.sig;
    let first = match (function.attrs.first(), &signature.asyncness) {
        (Some(attribute), _) => attribute.pound_token.span,
        (None, Some(word)) => word.span,
        (None, None) => signature.fn_token.span,
    };
    places.start(first)..places.end(function.block.brace_token.span.close())
}

fn obstacle(places: Places<'_>, item: &ItemImpl) -> Option<Obstacle> {
    let at = |span| places.start(span);
    let conditional = |attribute: &&Attribute| attribute.path().is_ident("cfg");
    if let Some(attribute) = item.attrs.iter().find(conditional) {
        return Some(Obstacle {
            at: at(attribute.pound_token.span),
            reason: "the implementation has a `#[cfg]`, so there may be another one",
        });
    }
    item.items.iter().find_map(|item| match item {
        ImplItem::Macro(call) => Some(Obstacle {
            at: at(call.mac.path.segments.first()?.ident.span()),
            reason: "the implementation contains a macro, which may expand to any of its functions",
        }),
        ImplItem::Verbatim(tokens) => Some(Obstacle {
            at: at(tokens.clone().into_iter().next()?.span()),
            reason: "the implementation contains syntax that rpcsmith does not know",
        }),
        _ => None,
    })
}

/// An implementation to read.
pub struct Reading<'a> {
    pub known: &'a KnownNames,
    pub places: Places<'a>,
    pub file: &'a str,
    pub item: &'a ItemImpl,
}

impl<'a> Reading<'a> {
    /// Compares the implementation with the expected functions. `is_missing` decides whether an absent function is to be
    /// added.
    pub fn implementation(
        &self,
        expected: &[Expected],
        names: Names,
        is_missing: impl Fn(&str) -> bool,
    ) -> Implementation {
        let site = site(self.places, self.item, names);
        let start = self.places.position(site.start);
        let method = |expected: &Expected| {
            let absent = if is_missing(&expected.ident) {
                State::Missing
            } else {
                State::Inherited
            };
            self.method(expected, absent, &site.names, start)
        };
        Implementation {
            file: self.file.to_owned(),
            line: start.line,
            column: start.column,
            implementor: self.implementor(site.open),
            methods: expected.iter().map(method).collect(),
            removed: self.removed(expected, &site.names),
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

    /// Returns the function with the expected name.
    fn function(&self, expected: &Expected) -> Option<&'a ImplItemFn> {
        let ident = unraw(&expected.ident);
        self.functions().find(|f| plain(&f.sig.ident) == ident)
    }

    fn method(
        &self,
        expected: &Expected,
        absent: State,
        names: &Names,
        start: Position,
    ) -> MethodState {
        let (state, position, unchanged_stub) = match self.function(expected) {
            None => (absent, start, None),
            Some(function) => {
                let compared = self.compared(function, expected, names);
                let at = self.places.start(function.sig.ident.span());
                let whole = whole(self.places, function);
                let unchanged = Some(whole).filter(|_| self.is_unchanged(function, expected));
                (
                    state(compared, function),
                    self.places.position(at),
                    unchanged,
                )
            }
        };
        MethodState {
            name: expected.name.clone(),
            ident: expected.ident.clone(),
            state,
            unchanged_stub,
            line: position.line,
            column: position.column,
        }
    }

    /// Whether a function is a stub that nobody has changed, its comments included.
    fn is_unchanged(&self, function: &ImplItemFn, expected: &Expected) -> bool {
        let text = self.places.text.get(whole(self.places, function));
        text.is_some_and(|text| expected.is_stub(text))
    }

    fn compared(
        &self,
        function: &ImplItemFn,
        expected: &Expected,
        names: &Names,
    ) -> SignatureComparison {
        expected.compare(self.known, self.places, function, names)
    }

    fn fits(&self, function: &ImplItemFn, expected: &Expected, names: &Names) -> bool {
        let compared = self.compared(function, expected, names);
        compared.differences.is_empty() && compared.is_same
    }

    /// Returns the functions that are no longer expected. If exactly one expected function that nobody has written has
    /// the types of such a function, and no other removed function has these types, it is probably the new name.
    fn removed(&self, expected: &[Expected], names: &Names) -> Vec<Removed> {
        let is_implemented = |e: &&Expected| {
            let function = self.function(e);
            function.is_some_and(|function| !self.is_unchanged(function, e))
        };
        let missing = expected.iter().filter(|e| !is_implemented(e));
        let missing: Vec<&Expected> = missing.collect();
        let gone: Vec<&ImplItemFn> = self
            .functions()
            .filter(|function| {
                let ident = plain(&function.sig.ident);
                !expected.iter().any(|e| unraw(&e.ident) == ident)
            })
            .collect();
        let only = |function: &ImplItemFn| {
            let mut fitting = missing.iter().filter(|e| self.fits(function, e, names));
            let (Some(expected), None) = (fitting.next(), fitting.next()) else {
                return None;
            };
            let others = gone
                .iter()
                .filter(|other| self.fits(other, expected, names));
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
                message: message(function),
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

/// The last segment of the type of the message that a function takes.
fn message(function: &ImplItemFn) -> Option<String> {
    let FnArg::Typed(request) = function.sig.inputs.iter().nth(1)? else {
        return None;
    };
    let mut ty = bare(&request.ty);
    loop {
        ty = match ty {
            Type::Reference(reference) => bare(&reference.elem),
            Type::Path(path) => match argument(&path.path) {
                Some(inner) => bare(inner),
                None => return path.path.segments.last().map(|last| plain(&last.ident)),
            },
            _ => return None,
        };
    }
}

fn state(compared: SignatureComparison, function: &ImplItemFn) -> State {
    if !compared.differences.is_empty() {
        return State::SignatureDiffers(compared.differences);
    }
    if is_stub(&function.block) {
        State::Stub
    } else {
        State::Implemented
    }
}

/// Whether a body is that of a stub: it takes the request, and returns that the method is not implemented. A function with
/// another error is not a stub.
fn is_stub(block: &Block) -> bool {
    let [Stmt::Local(taken), Stmt::Expr(Expr::Call(value), None)] = &*block.stmts else {
        return false;
    };
    let ([.., err], Some(Expr::Call(status))) = (&*segments(&value.func), value.args.first())
    else {
        return false;
    };
    let is_status =
        segments(&status.func).ends_with(&["Status", "unimplemented"].map(String::from));
    let has_message = || status.args.first().is_some_and(is_stub_message);
    takes_request(taken) && err == "Err" && is_status && has_message()
}

/// `let _request = request.into_inner();` or `let _ = request;`
fn takes_request(local: &Local) -> bool {
    let is_ignored = match &local.pat {
        Pat::Wild(_) => true,
        Pat::Ident(pattern) => pattern.ident == "_request" || pattern.ident == "_requests",
        _ => false,
    };
    let is_request = |expr: &Expr| segments(expr) == ["request"];
    is_ignored
        && local.init.as_ref().is_some_and(|init| match &*init.expr {
            Expr::MethodCall(call) => call.method == "into_inner" && is_request(&call.receiver),
            expr => is_request(expr),
        })
}

/// The segments of a path.
fn segments(expr: &Expr) -> Vec<String> {
    match expr {
        Expr::Path(path) => path
            .path
            .segments
            .iter()
            .map(|part| plain(&part.ident))
            .collect(),
        _ => Vec::new(),
    }
}

/// Whether a text is the message of a stub: `"user.v1.UserService/GetUser is not implemented"`. The name of the method may
/// be an older one.
fn is_stub_message(text: &Expr) -> bool {
    let Expr::Lit(literal) = text else {
        return false;
    };
    let Lit::Str(text) = &literal.lit else {
        return false;
    };
    let text = text.value();
    let method = text
        .strip_suffix(UNIMPLEMENTED)
        .and_then(|path| path.split_once('/'));
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    method.is_some_and(|(service, method)| service.split('.').all(is_name) && is_name(method))
}

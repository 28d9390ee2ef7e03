//! Compares a function of an implementation with the signature that its trait requires, by names and kinds.

use proc_macro2::Span;
use syn::{FnArg, ImplItemFn, Receiver, ReceiverKind, ReturnType, Signature, Type};

use super::source::Places;
use super::types::{ExpectedType, KnownNames, TypeMatch, Wrapper, argument, bare, future_output};
use crate::outline::{CheckOutline, MethodOutline};
use crate::skeleton::Difference;
use crate::targets::rust::skeleton::stub::{Names, is_stream_of};

/// A function that a trait requires.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The name of the rpc, or of the message that the function checks.
    pub name: String,
    /// The name of the function.
    pub ident: String,
    request: ExpectedType,
    /// The output of its future.
    response: ExpectedType,
    /// The stubs that rpcsmith writes for it, with short names and with full paths, without layout.
    stubs: Vec<String>,
}

/// The result of a comparison.
#[derive(Clone, Debug, Default)]
pub struct SignatureComparison {
    pub differences: Vec<Difference>,
    /// Whether all types have the expected names.
    pub is_same: bool,
}

impl Expected {
    /// The function of an rpc.
    pub fn method(method: &MethodOutline) -> Self {
        let (requests, responses) = is_stream_of(method.streaming);
        let message = |path: &str, wrapper: Option<Wrapper>| {
            let message = ExpectedType::Message(path.to_owned());
            match wrapper {
                Some(wrapper) => ExpectedType::Wrapped(wrapper, Box::new(message)),
                None => message,
            }
        };
        let request = message(&method.input, requests.then_some(Wrapper::Streaming));
        let response = message(&method.output, responses.then_some(Wrapper::BoxStream));
        let response = ExpectedType::Wrapped(Wrapper::Response, Box::new(response));
        Self {
            name: method.name.clone(),
            ident: method.ident.clone(),
            request: ExpectedType::Wrapped(Wrapper::Request, Box::new(request)),
            response: ExpectedType::Wrapped(Wrapper::Result, Box::new(response)),
            stubs: Vec::new(),
        }
    }

    /// Adds the stubs that rpcsmith writes for the function.
    pub fn with_stubs(mut self, stubs: impl Iterator<Item = String>) -> Self {
        self.stubs = stubs.map(|stub| without_layout(&stub)).collect();
        self
    }

    /// Whether a text is one of the stubs, in any layout.
    pub fn is_stub(&self, text: &str) -> bool {
        self.stubs.contains(&without_layout(text))
    }

    /// The function that checks a message.
    pub fn check(check: &CheckOutline) -> Self {
        let message = Box::new(ExpectedType::Message(check.input.clone()));
        let request = Box::new(ExpectedType::Wrapped(Wrapper::Request, message));
        let nothing = Box::new(ExpectedType::Message("()".to_owned()));
        Self {
            name: check.message.clone(),
            ident: check.ident.clone(),
            request: ExpectedType::Reference(request),
            response: ExpectedType::Wrapped(Wrapper::Result, nothing),
            stubs: Vec::new(),
        }
    }

    /// Compares a function. `names` are the names in the expected types of differences.
    pub fn compare(
        &self,
        known: &KnownNames,
        places: Places<'_>,
        function: &ImplItemFn,
        names: &Names,
    ) -> SignatureComparison {
        let signature = &function.sig;
        let mut comparison = SignatureComparison::default();
        let parameters: Vec<&FnArg> = signature.inputs.iter().collect();
        let text = FunctionText { places, function };
        let [FnArg::Receiver(receiver), FnArg::Typed(request)] = &*parameters else {
            comparison.differences.push(text.including(
                "parameters",
                format!("(&self, request: {})", self.request.text(names)),
                signature.paren_token.span.open(),
                signature.paren_token.span.close(),
            ));
            return comparison;
        };
        if !is_shared(receiver) {
            let part = ("receiver", "&self".to_owned());
            let comma = signature.inputs.pairs().next();
            let comma = comma.and_then(|pair| pair.punct().map(|comma| comma.span));
            let end = comma.unwrap_or(receiver.self_token.span);
            let open = signature.paren_token.span.open();
            let found = text.between(part.0, part.1, open, end);
            comparison.differences.push(found);
        }
        let of_request = known.compare(&self.request, &request.ty);
        if of_request == TypeMatch::Different {
            let comma = signature.inputs.pairs().nth(1);
            let comma = comma.and_then(|pair| pair.punct().map(|comma| comma.span));
            let close = signature.paren_token.span.close();
            comparison.differences.push(text.between(
                "request",
                self.request.text(names),
                request.colon_token.span,
                comma.unwrap_or(close),
            ));
        }
        let of_response = self.response(known, signature);
        if of_response == TypeMatch::Different {
            let found = text.output(self.response.text(names));
            comparison.differences.push(found);
        }
        comparison.is_same = of_request == TypeMatch::Same && of_response == TypeMatch::Same;
        comparison
    }

    /// Compares the output of a function.
    fn response(&self, known: &KnownNames, signature: &Signature) -> TypeMatch {
        let ReturnType::Type(_, ty) = &signature.output else {
            return TypeMatch::Different;
        };
        if signature.asyncness.is_some() {
            return known.compare(&self.response, ty);
        }
        match (future_output(ty), bare(ty)) {
            (Some(output), _) => known.compare(&self.response, output),
            // A `Result` is not a future: `async` is missing.
            (None, Type::Path(path)) if argument(&path.path).is_some() => {
                match known.compare(&self.response, ty) {
                    TypeMatch::Same => TypeMatch::Different,
                    _ => TypeMatch::Unknown,
                }
            }
            _ => TypeMatch::Unknown,
        }
    }
}

/// A text without its layout: without white space and trailing commas.
fn without_layout(text: &str) -> String {
    let text: String = text.split_whitespace().collect();
    text.replace(",)", ")").replace(",>", ">")
}

/// Whether a receiver is `&self`, or may mean the same.
fn is_shared(receiver: &Receiver) -> bool {
    match &receiver.kind {
        ReceiverKind::Reference(_, _, mutability) => mutability.is_none(),
        ReceiverKind::Value => false,
        // `self: &Self` means the same.
        _ => true,
    }
}

/// The text of a function.
struct FunctionText<'a> {
    places: Places<'a>,
    function: &'a ImplItemFn,
}

impl FunctionText<'_> {
    /// The difference of the text between two tokens.
    fn between(&self, part: &'static str, expected: String, start: Span, end: Span) -> Difference {
        let (start, end) = (self.places.end(start), self.places.start(end));
        self.at(part, expected, start, end)
    }

    /// The difference of the text from one token to another, both included.
    fn including(
        &self,
        part: &'static str,
        expected: String,
        start: Span,
        end: Span,
    ) -> Difference {
        let (start, end) = (self.places.start(start), self.places.end(end));
        self.at(part, expected, start, end)
    }

    /// The difference of the return type.
    fn output(&self, expected: String) -> Difference {
        let signature = &self.function.sig;
        let body = self.function.block.brace_token.span.open();
        let bounds = signature.generics.where_clause.as_ref();
        let end = bounds.map_or(body, |bounds| bounds.where_token.span);
        match &signature.output {
            ReturnType::Type(arrow, _) => self.between("response", expected, arrow.spans[1], end),
            ReturnType::Default => {
                let close = signature.paren_token.span.close();
                self.between("response", expected, close, end)
            }
        }
    }

    fn at(&self, part: &'static str, expected: String, start: usize, end: usize) -> Difference {
        let text = self.places.text.get(start..end).unwrap_or_default();
        let blanks = text.len() - text.trim_start().len();
        let position = self.places.position(start + blanks);
        let found = self.places.flat(start..end);
        Difference {
            part,
            expected,
            found: match &*found {
                "" => "nothing".to_owned(),
                _ => found.trim_end_matches(',').to_owned(),
            },
            line: position.line,
            column: position.column,
        }
    }
}

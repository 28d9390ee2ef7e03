//! The extensions of a request.

use std::mem;
use std::sync::OnceLock;

use http::Extensions;

use crate::context::CallContext;

/// The extensions of a request. Those of a served call are created when they are first used: most handlers need none, and
/// each value is an allocation.
#[derive(Debug, Default)]
pub struct RequestExtensions {
    own: Extensions,
    call: Option<OfCall>,
}

/// The extensions of a call that a server has routed.
#[derive(Debug)]
struct OfCall {
    call: CallContext,
    created: OnceLock<Extensions>,
}

impl OfCall {
    fn create(&self, own: &Extensions) -> Extensions {
        let mut extensions = own.clone();
        self.call.extend(&mut extensions);
        extensions
    }
}

impl From<Extensions> for RequestExtensions {
    fn from(own: Extensions) -> Self {
        Self { own, call: None }
    }
}

impl RequestExtensions {
    /// The extensions of a call, and those that its request had before.
    pub fn of_call(call: CallContext, own: Extensions) -> Self {
        let created = OnceLock::new();
        let call = Some(OfCall { call, created });
        Self { own, call }
    }

    pub fn get(&self) -> &Extensions {
        match &self.call {
            Some(call) => call.created.get_or_init(|| call.create(&self.own)),
            None => &self.own,
        }
    }

    pub fn get_mut(&mut self) -> &mut Extensions {
        if let Some(mut call) = self.call.take() {
            let created = call.created.take();
            self.own = created.unwrap_or_else(|| call.create(&self.own));
        }
        &mut self.own
    }

    /// Those that the request had before.
    pub fn into_own(self) -> Extensions {
        self.own
    }

    pub fn into_inner(mut self) -> Extensions {
        mem::take(self.get_mut())
    }
}

#[cfg(test)]
mod tests {
    use rpcsmith_service::Method;

    use super::*;

    const METHOD: Method = Method::unary("/a.B/C");

    fn of_call() -> RequestExtensions {
        let mut own = Extensions::new();
        own.insert(7_u8);
        RequestExtensions::of_call(CallContext::in_process(Some(METHOD), None), own)
    }

    #[test]
    fn a_call_adds_its_context_and_its_method() {
        for read_first in [false, true] {
            let mut extensions = of_call();
            if read_first {
                assert_eq!(extensions.get().get(), Some(&METHOD));
                assert!(extensions.get().get::<CallContext>().is_some());
            }
            extensions.get_mut().insert("more");
            assert_eq!(extensions.get().get(), Some(&"more"));
            let extensions = extensions.into_inner();
            assert_eq!(extensions.get(), Some(&7_u8));
            assert_eq!(extensions.get(), Some(&METHOD));
            assert_eq!(extensions.len(), 4);
        }
        assert_eq!(of_call().into_inner().len(), 3);
    }
}

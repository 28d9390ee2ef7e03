//! The fields of messages by index, serde's traits for JSON, and `Display` for the text format: tables and small functions. The
//! runtime does the rest.

mod enums;
mod externs;
mod fields;
mod message;
mod oneof;
mod register;
mod serde;
mod text;

pub use enums::EnumReflection;
pub use externs::check as check_externs;
pub use message::MessageReflection;
pub use oneof::OneofReflection;
pub use register::{RegisterAllView, RegisterView};

use super::codec::{Runtime, RuntimeModule};
use super::syntax::{Call, Line, Parameter, Printer, Ty, lines};
use super::types::Scope;

/// Names what the code of the traits needs.
struct Reflection<'m> {
    scope: Scope<'m>,
    printer: Printer,
    runtime: Runtime<'m>,
}

impl<'m> Reflection<'m> {
    fn new(scope: Scope<'m>) -> Self {
        Self {
            scope,
            printer: scope.printer(),
            runtime: Runtime::new(scope),
        }
    }

    /// The path of an item of the runtime's module `reflect`.
    fn path(&self, item: &str) -> String {
        [self.runtime.name(RuntimeModule::Reflect), "::", item].concat()
    }

    /// A type of that module, with an elided lifetime.
    fn borrowed(&self, item: &str) -> Ty {
        Ty::generic(self.path(item), [Ty::path("'_")])
    }

    /// `impl trait for ident {`, with a trait of that module.
    fn implementation(&self, r#trait: &str, ident: &str) -> String {
        let r#trait = self.path(r#trait);
        self.printer.implementation(0, "", &r#trait, ident)
    }

    /// The signature of a function of an impl.
    fn signature(&self, name: &str, parameters: &[&str], output: &Ty) -> String {
        let parameters = parameters.iter().map(|text| Parameter::Text(text));
        let parameters: Vec<_> = parameters.collect();
        let head = ["fn ", name].concat();
        self.printer
            .signature(4, &head, &parameters, Some(output), " {")
    }

    /// The signature of the function that returns a descriptor.
    fn descriptor_signature(&self, r#type: &str) -> String {
        let output = ["&'static ", &self.path(r#type)].concat();
        self.signature("descriptor", &[], &Ty::path(output))
    }

    /// `static name: &[ty] = &[items…];`
    fn list(&self, name: &str, ty: &str, items: &[Call<'_>]) -> String {
        let [mut text] = lines(items.len() + 2);
        let start = ["static ", name, ": &[", &self.path(ty), "] ="].concat();
        self.printer.list(&mut text, 8, &start, items);
        text
    }

    /// `static DESCRIPTOR: ty = ty::function(args…);`
    fn descriptor(&self, ty: &str, function: &str, args: Vec<Line<'_>>) -> String {
        let [mut text] = lines(2);
        let ty = self.path(ty);
        let start = ["static DESCRIPTOR: ", &ty, " ="].concat();
        let call = Call::function([&*ty, "::", function], args);
        self.printer.assign(&mut text, 8, &*start, &call, ";\n");
        text
    }
}

//! The constants for extensions.

use askama::Template;

use super::{Runtime, RuntimeModule, Used, first_number, kind, literal};
use crate::model::{Extension, ExtensionId, FieldKind, FieldType, MessageId, Scalar};
use crate::targets::rust::comments::Comments;
use crate::targets::rust::names::TypeName;
use crate::targets::rust::syntax::{Expr, Ty};
use crate::targets::rust::types::Scope;

/// The constant for an extension.
#[derive(Debug, Template)]
#[template(path = "rust/extension.rs", escape = "none")]
pub struct ExtensionView<'m> {
    docs: Comments<'m>,
    deprecated: bool,
    /// Whole lines.
    declaration: String,
    /// The items of the runtime that it names.
    pub used: Used,
}

impl<'m> ExtensionView<'m> {
    /// The constant for an extension, named in `scope`.
    pub fn new(scope: Scope<'m>, id: ExtensionId) -> Self {
        let context = scope.context;
        let extension = &context.model[id];
        let builder = ExtensionBuilder {
            scope,
            runtime: Runtime::new(scope),
            extension,
            as_bytes: context
                .options
                .bytes
                .get_best(&extension.full_name)
                .is_some(),
        };
        let ident = context.names.extension(id);
        let declaration = scope
            .printer()
            .constant(ident.as_str(), &builder.ty(), &builder.value());
        Self {
            docs: scope.docs(&extension.field.source, &extension.full_name),
            deprecated: extension.field.deprecated,
            declaration,
            used: builder.runtime.used(),
        }
    }
}

struct ExtensionBuilder<'m> {
    scope: Scope<'m>,
    runtime: Runtime<'m>,
    extension: &'m Extension<'m>,
    /// Whether `bytes` are `Bytes`.
    as_bytes: bool,
}

impl ExtensionBuilder<'_> {
    /// `Extension<Extendee, Value>`.
    fn ty(&self) -> Ty {
        let kind = self.extension.field.kind;
        let mut value = self.scope.value(kind.item(), self.as_bytes);
        if let FieldKind::Repeated { .. } = kind {
            value = self.scope.vec(value);
        }
        let name = self.runtime.name(RuntimeModule::Extension).to_owned();
        Ty::generic(name, [extendee(self.scope, self.extension.extendee), value])
    }

    /// `Extension::singular(1, "pkg.name", kind::Bool)`.
    fn value(&self) -> Expr {
        let Extension {
            full_name, field, ..
        } = self.extension;
        let is_set = self.scope.context.model[self.extension.extendee].message_set;
        let item = field.kind.item();
        let is_group = matches!(
            item,
            FieldType::Message {
                delimited: true,
                ..
            }
        );
        let (function, has_kind) = match (field.kind, item) {
            (FieldKind::Repeated { .. }, _) if is_group => ("repeated_group", false),
            (FieldKind::Repeated { packed: true, .. }, _) => ("packed", true),
            (FieldKind::Repeated { .. } | FieldKind::Map { .. }, _) => ("repeated", true),
            (_, FieldType::Message { .. }) if is_set => ("in_message_set", false),
            _ if is_group => ("group", false),
            _ => ("singular", true),
        };
        let name = self.runtime.name(RuntimeModule::Extension);
        let mut args = vec![
            Expr::Atom(field.number.to_string()),
            Expr::Atom(format!("{:?}", &full_name[1..])),
        ];
        if has_kind {
            args.push(Expr::Atom(kind(&self.runtime, item)));
        }
        let call = Expr::Call(Box::new(Expr::Atom(format!("{name}::{function}"))), args);
        match self.default() {
            Some(default) => {
                let default = Expr::Closure(Vec::new(), Box::new(default));
                Expr::Method(Box::new(call), "with_default".to_owned(), vec![default])
            }
            None => call,
        }
    }

    /// The default value, if it differs from that of the type.
    fn default(&self) -> Option<Expr> {
        let field = &self.extension.field;
        let FieldKind::Singular(item, _) = field.kind else {
            return None;
        };
        let literal = || Expr::Atom(literal::default(self.scope, item, field.default));
        let method = |name: &str| Expr::Method(Box::new(literal()), name.to_owned(), Vec::new());
        match (item, field.default) {
            (FieldType::Enum(id), None) if first_number(self.scope, id) == 0 => None,
            (FieldType::Enum(id), None) if self.scope.context.names.is_open(id) => {
                let first = self.scope.context.names.variants(id).first()?;
                let path = self.scope.enum_path(id);
                Some(Expr::Atom(format!("{path}::{first}")))
            }
            (FieldType::Enum(id), Some(_)) if self.scope.context.names.is_open(id) => {
                Some(literal())
            }
            (FieldType::Enum(_), _) => Some(Expr::Cast(Box::new(literal()), "i32".to_owned())),
            (_, None) => None,
            (FieldType::Scalar(Scalar::String), _) => Some(method("to_owned")),
            (FieldType::Scalar(Scalar::Bytes), _) if self.as_bytes => {
                let from = Expr::Atom("::prost::bytes::Bytes::from_static".to_owned());
                Some(Expr::Call(Box::new(from), vec![literal()]))
            }
            (FieldType::Scalar(Scalar::Bytes), _) => Some(method("to_vec")),
            _ => Some(literal()),
        }
    }
}

/// The message that an extension extends. Options of descriptors are those of the runtime, because prost-types drops their
/// extensions.
fn extendee(scope: Scope<'_>, id: MessageId) -> Ty {
    if let TypeName::Extern(path) = scope.context.names.message(id)
        && let Some(name) = path.strip_prefix("::prost_types::")
    {
        let runtime = &scope.context.options.runtime;
        return Ty::path(format!("{runtime}::message::descriptor::{name}"));
    }
    scope.message(id)
}

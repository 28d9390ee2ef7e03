//! The Rust types of protobuf types, as a module names them.

use super::comments::Comments;
use super::derives::Derivations;
use super::ident::Ident;
use super::limits;
use super::names::{Clashes, ModuleId, Names, TypeName, check_renames};
use super::options::{Layout, Messages, MessagesImpl, RustOptions, check_conflicts};
use super::stored::stores_fields;
use super::syntax::{Printer, Ty};
use super::views::Views;
use crate::diagnostics::Diagnostics;
use crate::http::Http;
use crate::model::{
    self, EnumId, ExtensionId, FieldType, MessageId, Model, Scalar, Selection, Service, Source,
};
use crate::options::{Options, PathMap, Validators};
use crate::parallel;
use crate::rules::Rules;
use crate::targets::Schema;

/// The data that views are built from.
#[derive(Debug)]
pub struct Context<'m> {
    pub model: &'m Model<'m>,
    pub rules: &'m Rules,
    /// The routes of HTTP/JSON.
    pub http: &'m Http,
    /// The options of every target.
    pub common: &'m Options,
    /// The options that only Rust reads.
    pub options: &'m RustOptions,
    pub names: Names<'m>,
    pub derivations: Derivations<'m>,
    pub selection: &'m Selection,
    /// The messages with a view.
    pub views: Views,
    /// Whether options name paths.
    names_paths: bool,
}

impl<'m> Context<'m> {
    /// Decides names and derives. Clashes of names go to `diagnostics`.
    pub fn new(
        schema: Schema<'m>,
        options: &'m RustOptions,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let Schema {
            model,
            rules,
            http,
            selection,
            options: common,
        } = schema;
        let (names, derivations) = parallel::join(
            model.size(),
            || Names::decide(model, http, options),
            || Derivations::new(model, options),
        );
        check_conflicts(common, options, diagnostics);
        check_renames(model, options, diagnostics);
        let views = Views::decide(model, options, &names, selection);
        let context = Self {
            model,
            rules,
            http,
            common,
            options,
            names,
            derivations,
            selection,
            views,
            names_paths: options.name_paths() || !common.disable_comments.is_empty(),
        };
        let clashes = Clashes {
            model,
            names: &context.names,
            selection,
            in_modules: options.layout == Layout::Package,
            stores: &|message| stores_fields(options, message),
            extensions: &|id| context.generates_extension(id),
            validates: &|service| common.server && context.validates(service),
        };
        let packages = model::packages(model, selection);
        clashes.find(&packages, diagnostics);
        if options.messages == Messages::Prost {
            let files = packages.iter().flat_map(|package| &package.files);
            let warnings = files.map(|&id| limits::warning(model, &model[id], options.extensions));
            diagnostics.extend(warnings.flatten());
        }
        context
    }
}

impl Context<'_> {
    /// The extensions that get a constant.
    pub fn extensions(&self) -> impl Iterator<Item = ExtensionId> {
        let all = (0..self.model.extensions.len()).map(ExtensionId::new);
        all.filter(|&id| self.generates_extension(id))
    }

    /// Whether an extension gets a constant. Those that declare rules become code of validators.
    pub fn generates_extension(&self, id: ExtensionId) -> bool {
        let extension = &self.model[id];
        self.options.extensions
            && self.model[extension.file].generate
            && self.selection.extension(id)
            && !self.model[extension.extendee].has_rules()
    }

    /// The variant of the value of that name.
    pub fn variant(&self, id: EnumId, name: &str) -> Option<&Ident> {
        let index = self.model[id]
            .values
            .iter()
            .position(|value| value.name == name)?;
        self.names.variants(id).get(index)
    }

    /// Whether a service has requests that are checked.
    pub fn checks_requests(&self, service: &Service<'_>) -> bool {
        let mut methods = service.methods.iter();
        methods.any(|method| self.checks(method.input))
    }

    /// Whether a service has a trait for checks of its requests.
    pub fn validates(&self, service: &Service<'_>) -> bool {
        let all = self.common.validate == Validators::All;
        all && !service.methods.is_empty() || self.checks_requests(service)
    }

    /// Whether requests of a message are checked by its rules.
    pub fn checks(&self, id: MessageId) -> bool {
        self.rules.of(id).is_some()
    }
}

/// A module in which types are named.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'m> {
    pub context: &'m Context<'m>,
    pub module: ModuleId,
    /// The depth of the module in its file.
    pub depth: usize,
    /// Whether names are for a child module without types of its own.
    pub outside: bool,
}

impl<'m> Scope<'m> {
    /// The module of a package.
    pub fn of_package(context: &'m Context<'m>, package: &str) -> Self {
        let module = context.names.package(package);
        Self {
            context,
            module,
            depth: 0,
            outside: false,
        }
    }

    /// The module of the nested types of a message in this module.
    pub fn within(self, module: ModuleId) -> Self {
        Self {
            module,
            depth: self.depth + 1,
            ..self
        }
    }

    /// A child module for a service, in which the names of types start from this module.
    pub fn beside(self) -> Self {
        Self {
            outside: true,
            ..self
        }
    }

    /// The printer of the module's items.
    pub fn printer(self) -> Printer {
        Printer::nested(self.depth)
    }

    /// Whether the code of messages is generated, not derived.
    pub fn writes_code(self) -> bool {
        self.context.options.messages_impl == MessagesImpl::Written
    }

    /// The path of an element's member for options; empty if no option has a path.
    pub fn path(self, element: &str, member: &str) -> String {
        if self.context.names_paths {
            format!("{element}.{member}")
        } else {
            String::new()
        }
    }

    /// The docs of an element: the comment before it, then the one after it.
    pub fn docs(self, source: &Source<'m>, path: &str) -> Comments<'m> {
        match self.context.common.disable_comments.get_best(path) {
            Some(()) => Comments::default(),
            None => Comments::new(source),
        }
    }

    /// Whether a deprecated type gets `#[deprecated]`: only if `mod.rs` allows other generated code to use it.
    pub fn marks_types(self) -> bool {
        self.context.options.layout == Layout::Package && self.module != ModuleId::ROOT
    }

    /// The attributes that options give to a type: those for all types, then those for its kind.
    pub fn type_attributes(self, of_kind: &PathMap<String>, path: &str) -> Vec<String> {
        let mut all = attributes(&self.context.options.type_attribute, path);
        all.extend(attributes(of_kind, path));
        all
    }

    /// A message.
    pub fn message(self, id: MessageId) -> Ty {
        self.named(self.context.names.message(id))
    }

    /// The path of an enum; fields hold it as an `i32`, unless it is open.
    pub fn enum_path(self, id: EnumId) -> String {
        self.named(self.context.names.r#enum(id)).flat()
    }

    /// The path of the enum of a oneof.
    pub fn oneof_path(self, message: MessageId, r#type: &Ident) -> String {
        let names = &self.context.names;
        let module = names.message_module(message).unwrap_or(self.module);
        names.modules.path(self.module, module, r#type)
    }

    /// The view of a message, which borrows for `'a`.
    pub fn message_view(self, id: MessageId) -> Ty {
        let name = match self.context.names.message(id) {
            TypeName::Local(module, ident) => {
                let view = self.context.names.view_type(*module, ident);
                TypeName::Local(*module, view)
            }
            // Types of other code have no view.
            TypeName::Extern(path) => TypeName::Extern(path.clone()),
        };
        Ty::generic(self.named(&name).flat(), [Ty::path("'a")])
    }

    /// The view of a oneof of a message, which borrows for `'a`.
    pub fn oneof_view(self, message: MessageId, r#enum: &Ident) -> Ty {
        let names = &self.context.names;
        let module = names.message_module(message).unwrap_or(self.module);
        let view = names.view_type(module, r#enum);
        let path = names.modules.path(self.module, module, &view);
        Ty::generic(path, [Ty::path("'a")])
    }

    /// A single value of a field; `as_bytes` makes `Bytes` of `bytes`.
    pub fn value(self, r#type: FieldType, as_bytes: bool) -> Ty {
        Ty::path(match r#type {
            FieldType::Message { id, .. } => return self.message(id),
            FieldType::Enum(id) if self.context.names.is_open(id) => {
                return self.named(self.context.names.r#enum(id));
            }
            FieldType::Scalar(Scalar::Bytes) if as_bytes => "::prost::bytes::Bytes",
            FieldType::Scalar(Scalar::Bytes) => return self.vec(Ty::path("u8")),
            FieldType::Scalar(Scalar::String) => return self.string(),
            FieldType::Scalar(Scalar::Double) => "f64",
            FieldType::Scalar(Scalar::Float) => "f32",
            FieldType::Scalar(Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32)
            | FieldType::Enum(_) => "i32",
            FieldType::Scalar(Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64) => "i64",
            FieldType::Scalar(Scalar::Uint32 | Scalar::Fixed32) => "u32",
            FieldType::Scalar(Scalar::Uint64 | Scalar::Fixed64) => "u64",
            FieldType::Scalar(Scalar::Bool) => "bool",
        })
    }

    pub fn option(self, item: Ty) -> Ty {
        Ty::generic(self.prelude("Option", "::core::option::Option"), [item])
    }

    pub fn vec(self, item: Ty) -> Ty {
        Ty::generic(self.prelude("Vec", "::prost::alloc::vec::Vec"), [item])
    }

    pub fn boxed(self, item: Ty) -> Ty {
        Ty::generic(self.prelude("Box", "::prost::alloc::boxed::Box"), [item])
    }

    pub fn result(self, items: [Ty; 2]) -> Ty {
        Ty::generic(self.prelude("Result", "::core::result::Result"), items)
    }

    /// The trait `From` of a type.
    pub fn from(self, source: Ty) -> Ty {
        Ty::generic(self.prelude("From", "::core::convert::From"), [source])
    }

    pub fn string(self) -> Ty {
        Ty::path(self.prelude("String", "::prost::alloc::string::String"))
    }

    /// The short name, unless a type of the module has it.
    fn prelude(self, name: &'static str, path: &'static str) -> &'static str {
        let shadowed = !self.outside && self.context.names.is_shadowed(self.module, name);
        if shadowed { path } else { name }
    }

    fn named(self, name: &TypeName) -> Ty {
        match name {
            TypeName::Local(module, ident) => {
                let path = self.context.names.modules.path(self.module, *module, ident);
                Ty::path(if self.outside {
                    format!("super::{path}")
                } else {
                    path
                })
            }
            // These two are in the prelude as well.
            TypeName::Extern(path) if path == "::prost::alloc::string::String" => self.string(),
            TypeName::Extern(path) if path == "::prost::alloc::vec::Vec<u8>" => {
                self.vec(Ty::path("u8"))
            }
            TypeName::Extern(path) => Ty::path(path.clone()),
        }
    }
}

/// The attributes that an option gives to an element.
pub fn attributes(option: &PathMap<String>, path: &str) -> Vec<String> {
    option.get_all(path).cloned().collect()
}

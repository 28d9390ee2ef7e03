//! Decides every name of the generated code, once, over all descriptors of a request, so that two crates that share a
//! package agree on its paths.
//!
//! | protobuf | Rust | on a clash |
//! |---|---|---|
//! | package `user.v1` | modules `user::v1` | of another package, `User.v1`: error |
//! | message `User`, enum `Status` | types `User`, `Status` | same type twice in a module: error |
//! | types in message `User` | module `user` | of a package, `user.user`: the message's is `user_` |
//! | field `userName` | field `user_name` | two fields or oneofs with one name: error |
//! | oneof `kind` | field `kind`, enum `user::Kind` | nested type `Kind`: enum `KindOneOf` |
//! | field `email` of a oneof | variant `Email` | two variants with one name: error |
//! | value `STATUS_OK` of `Status` | variant `Ok` | two with one name: all keep their prefix; then error |
//! | – that keeps unknown fields | field `unknown_fields` | of a field or a oneof: error |
//! | extension `color` | const `COLOR`, in the package or the module of its message | two with one name: error; `FILE_DESCRIPTOR_SET_` |
//! | value `STATUS_OK` of the open enum `Status` | const `Ok` | as above |
//! | open enum `Ok` | type `Ok_`: a newtype `Ok` would shadow the variant | – |
//! | alias of an enum value | nothing; its name is still read | – |
//! | message `User` with required fields | trait `ValidUser` | of a type beside it: `ValidUser_` |
//! | – | fn `created_at` of that trait | of a method of `Valid`, `clone`: `clone_` |
//! | message `User` or oneof with a view | `UserView` | of a type beside it: `UserView_` |
//! | – getter of a view | fn `email` | a function of every view, `decode`: `decode_` |
//! | service `Users` | modules `users_methods`, `users_server`, `users_client`, `users_fake` | of a message or package: `users_server_` |
//! | – | trait `Users`, `UsersServer`, `UsersDispatch`, `UsersClient`, `FakeUsers` in them | – |
//! | – with rules on requests | trait `UsersValidation`, `UsersValidated` | – |
//! | – for request `Users.Request` | fn `request` of that trait | two with one name: `users_request`, `user_v1_users_request`; then error |
//! | method `GetUser` | fn `get_user`, const `GET_USER` | two with one name: error |
//! | – in the client | fn `get_user` | a function of every client, `connect`: `connect_` |
//! | – constant | `GET_USER` | the constants `SERVICE` and `ALL`, and `HTTP` of a service with routes: `ALL_` |
//!
//! The option `rename` replaces the name of an element before these rules apply: [`renames`].
//!
//! Case follows heck, as prost does. Keywords become raw identifiers (`r#type`), or get an underscore if they
//! cannot be raw (`Self_`). A leading digit gets an underscore in front. A name of underscores only becomes a word
//! (`underscore2`).

mod clashes;
mod externs;
pub mod ident;
mod members;
mod modules;
mod packages;
mod rename_check;
mod renames;
mod services;
#[cfg(all(test, feature = "build"))]
mod tests;
mod unique;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::options::{Enums, RustOptions};
use crate::http::Http;
use crate::model::{EnumId, ExtensionId, Field, Message, MessageId, Model, ServiceId};
pub use clashes::Clashes;
use externs::Externs;
pub use externs::extern_path;
use ident::Ident;
pub use members::{AccessorNames, MessageNames, OneofNames, valid_method};
pub use modules::ModuleId;
use modules::Modules;
pub use packages::file_name;
pub use rename_check::check as check_renames;
use renames::Renames;
pub use services::{MethodNames, ServiceNames};

/// The name of a type.
#[derive(Debug, PartialEq, Eq, Hash)]
pub enum TypeName {
    /// A type in a module of the tree.
    Local(ModuleId, Ident),
    /// A type in other code, by its absolute path.
    Extern(String),
}

/// The names of all packages, types and services.
#[derive(Debug)]
pub struct Names<'m> {
    pub modules: Modules,
    packages: HashMap<&'m str, ModuleId>,
    /// The messages, by their full names.
    ids: HashMap<&'m str, MessageId>,
    messages: Vec<TypeName>,
    /// The module of a message's nested types and oneofs.
    message_modules: Vec<Option<ModuleId>>,
    /// The modules of messages and services, by their kind, their parent, and their name without a suffix. Elements that
    /// share a module have the same type name as well, so only one of them is generated.
    own_modules: HashMap<(&'static str, ModuleId, Ident), ModuleId>,
    enums: Vec<TypeName>,
    /// Whether each enum is a newtype of its number.
    open_enums: Vec<bool>,
    members: Vec<MessageNames>,
    /// The variants of each enum, by its values.
    variants: Vec<Vec<Ident>>,
    services: HashMap<ServiceId, ServiceNames>,
    /// Types with a name that other types use: of the prelude, or of the runtime; by their module.
    shadows: HashSet<(ModuleId, &'static str)>,
    /// Types that can have the name of a trait for a valid message, by their module.
    valid_types: HashSet<(ModuleId, Ident)>,
    /// Types that can have the name of a view, by their module.
    view_types: HashSet<(ModuleId, Ident)>,
    /// The constant of each extension.
    extensions: Vec<Ident>,
    /// The option `rename`.
    renames: Renames<'m>,
}

impl<'m> Names<'m> {
    /// Decides all names: first types, then modules, then services, so that names in other crates do not depend on services.
    pub fn decide(model: &'m Model<'_>, http: &Http, options: &'m RustOptions) -> Self {
        let mut names = Self {
            modules: Modules::default(),
            packages: HashMap::new(),
            ids: HashMap::with_capacity(model.messages.len()),
            messages: Vec::with_capacity(model.messages.len()),
            message_modules: Vec::with_capacity(model.messages.len()),
            own_modules: HashMap::new(),
            enums: Vec::with_capacity(model.enums.len()),
            open_enums: Vec::with_capacity(model.enums.len()),
            members: Vec::new(),
            variants: Vec::new(),
            services: HashMap::new(),
            shadows: HashSet::new(),
            valid_types: HashSet::new(),
            view_types: HashSet::new(),
            extensions: Vec::new(),
            renames: Renames::new(options),
        };
        for file in &model.files {
            names.add_package(file.package);
        }
        let externs = Externs::new(options);
        for (index, message) in model.messages.iter().enumerate() {
            names.ids.insert(&message.full_name, MessageId::new(index));
            names.add_message(model, message, &externs, options);
        }
        for r#enum in &model.enums {
            let module = names.parent(r#enum.parent, model[r#enum.file].package);
            let name = names.type_name(&externs, &r#enum.full_name, module, r#enum.name);
            let open = is_open(options, &r#enum.full_name, &name);
            names.open_enums.push(open);
            names.enums.push(match name {
                TypeName::Local(module, ident) => TypeName::Local(module, ident.of_enum(open)),
                TypeName::Extern(path) => {
                    TypeName::Extern(externs.of_enum(&r#enum.full_name, path, open))
                }
            });
        }
        for file in model.files.iter().filter(|file| file.generate) {
            for &id in &file.services {
                names.add_service(model, http, id, file.package);
            }
        }
        names.members = MessageNames::all(model, &names.renames);
        names.variants = members::variants(model, &names.renames);
        names.extensions = members::extensions(model, &names.renames);
        names
    }

    /// The module of a package.
    pub fn package(&self, package: &str) -> ModuleId {
        self.packages[package]
    }

    /// The modules of a package, from the root.
    pub fn package_modules(&self, package: &str) -> Vec<Ident> {
        self.modules.idents(self.package(package))
    }

    /// The type of a message.
    pub fn message(&self, id: MessageId) -> &TypeName {
        &self.messages[id.0 as usize]
    }

    /// The module of a message's nested types, if it has any.
    pub fn message_module(&self, id: MessageId) -> Option<ModuleId> {
        self.message_modules[id.0 as usize]
    }

    /// The type of an enum.
    pub fn r#enum(&self, id: EnumId) -> &TypeName {
        &self.enums[id.0 as usize]
    }

    /// Whether an enum is a newtype of its number, which fields store.
    pub fn is_open(&self, id: EnumId) -> bool {
        self.open_enums[id.0 as usize]
    }

    /// The names of the members of a message.
    pub fn members(&self, id: MessageId) -> &MessageNames {
        &self.members[id.0 as usize]
    }

    /// The variant of each value of an enum.
    pub fn variants(&self, id: EnumId) -> &[Ident] {
        &self.variants[id.0 as usize]
    }

    /// The constant of an extension.
    pub fn extension(&self, id: ExtensionId) -> &Ident {
        &self.extensions[id.0 as usize]
    }

    /// The names of a service of a file to generate.
    pub fn service(&self, id: ServiceId) -> &ServiceNames {
        &self.services[&id]
    }

    /// The field of the struct for a field or a oneof of a message.
    pub fn field(&self, message: &Message<'_>, name: &str) -> &Ident {
        let members = self.members(self.ids[&*message.full_name]);
        match message.oneofs.iter().position(|oneof| oneof.name == name) {
            Some(oneof) => &members.oneofs[oneof].field,
            None => members.field(message, name),
        }
    }

    /// The variant for a field of a oneof.
    pub fn variant(&self, message: &Message<'_>, field: &Field<'_>) -> &Ident {
        let members = self.members(self.ids[&*message.full_name]);
        members.field(message, field.name)
    }

    fn add_package(&mut self, package: &'m str) {
        if !self.packages.contains_key(package) {
            let idents = self.renames.modules(package).into_iter();
            let module = idents.fold(ModuleId::ROOT, |parent, ident| {
                self.modules.child(parent, ident)
            });
            self.packages.insert(package, module);
        }
    }

    /// Parents come before their nested types, so their modules are known.
    fn add_message(
        &mut self,
        model: &'m Model<'_>,
        message: &Message<'_>,
        externs: &Externs<'_>,
        options: &RustOptions,
    ) {
        let parent = self.parent(message.parent, model[message.file].package);
        let name = self.type_name(externs, &message.full_name, parent, message.name);
        self.messages.push(name);
        let has_module = options.extensions && declares_extensions(model, message)
            || !(message.messages.is_empty()
                && message.enums.is_empty()
                && message.oneofs.is_empty());
        let word = self.renames.name(&message.full_name, message.name);
        let module = has_module.then(|| self.own_module("types", parent, Ident::snake(word)));
        self.message_modules.push(module);
        if let Some(module) = module {
            for oneof in &message.oneofs {
                let word = self.renames.member(&message.full_name, oneof.name);
                self.shadow(module, &Ident::camel(word));
            }
        }
    }

    fn add_service(&mut self, model: &Model<'_>, http: &Http, id: ServiceId, package: &str) {
        let package = self.package(package);
        let service = &model[id];
        let ident = Ident::camel(self.renames.name(&service.full_name, service.name));
        let mut module = |suffix: &'static str| {
            let module = self.own_module(suffix, package, Ident::service_module(&ident, suffix));
            self.modules.ident(module).clone()
        };
        let (methods, server, client) = (module("methods"), module("server"), module("client"));
        let fake = module("fake");
        let methods_of = service.methods.iter();
        let routes = http.has_routes(id);
        let functions =
            methods_of.map(|method| MethodNames::new(&self.renames, service, method, routes));
        let functions = functions.collect();
        let checks = services::checks(model, &self.renames, service);
        self.services.insert(
            id,
            ServiceNames {
                ident,
                methods,
                server,
                client,
                fake,
                functions,
                checks,
            },
        );
    }

    /// The module of a message or a service; a new one, unless an element of the same kind and name has it.
    fn own_module(&mut self, what: &'static str, parent: ModuleId, ident: Ident) -> ModuleId {
        *self
            .own_modules
            .entry((what, parent, ident))
            .or_insert_with_key(|(_, parent, ident)| self.modules.new_child(*parent, ident.clone()))
    }

    fn parent(&self, message: Option<MessageId>, package: &str) -> ModuleId {
        // A parent has a module, because it has at least this child.
        message
            .and_then(|message| self.message_module(message))
            .unwrap_or_else(|| self.package(package))
    }

    fn type_name(
        &mut self,
        externs: &Externs<'_>,
        full_name: &str,
        module: ModuleId,
        name: &str,
    ) -> TypeName {
        match externs.resolve(full_name, &self.renames) {
            Some(path) => TypeName::Extern(path),
            None => {
                let ident = Ident::camel(self.renames.name(full_name, name));
                self.shadow(module, &ident);
                TypeName::Local(module, ident)
            }
        }
    }

    fn shadow(&mut self, module: ModuleId, ident: &Ident) {
        if let Some(name) = ident.shadowed() {
            self.shadows.insert((module, name));
        }
        if ident.as_str().starts_with(VALID) {
            self.valid_types.insert((module, ident.clone()));
        }
        if ident.as_str().ends_with(VIEW) {
            self.view_types.insert((module, ident.clone()));
        }
    }

    /// The trait for the required fields of a valid message, in the module of the message.
    pub fn valid_trait(&self, module: ModuleId, message: &Ident) -> Ident {
        let ident = message.after(VALID);
        let is_taken = self.valid_types.contains(&(module, ident.clone()));
        if is_taken { ident.with("_") } else { ident }
    }

    /// The view of a message or a oneof, in the module of that.
    pub fn view_type(&self, module: ModuleId, ident: &Ident) -> Ident {
        let view = ident.without_underscore().with(VIEW);
        let is_taken = self.view_types.contains(&(module, view.clone()));
        if is_taken { view.with("_") } else { view }
    }

    /// Whether a type of the module shadows this name of the prelude or of the runtime.
    pub fn is_shadowed(&self, module: ModuleId, ident: &'static str) -> bool {
        !self.shadows.is_empty() && self.shadows.contains(&(module, ident))
    }
}

/// Whether a message declares extensions that get a constant.
fn declares_extensions(model: &Model<'_>, message: &Message<'_>) -> bool {
    let mut extendees = message.extensions.iter().map(|&id| model[id].extendee);
    extendees.any(|id| !model[id].has_rules())
}

/// The start of the names of traits for valid messages.
const VALID: &str = "Valid";

/// The end of the names of views.
const VIEW: &str = "View";

/// Whether an enum is a newtype. In other code, it is one only if an option names it; those of prost-types never are.
fn is_open(options: &RustOptions, full_name: &str, name: &TypeName) -> bool {
    let named = options.enums.by_path.get_best(full_name).copied();
    let form = match name {
        TypeName::Local(..) => named.unwrap_or(options.enums.all),
        TypeName::Extern(path) if path.starts_with("::prost_types::") => Enums::I32,
        TypeName::Extern(_) => named.unwrap_or_default(),
    };
    form == Enums::Open
}

/// The field for fields that the schema does not have.
pub const UNKNOWN_FIELDS: &str = "unknown_fields";

/// The module for an element of that name.
pub fn module(name: &str) -> Ident {
    Ident::snake(name)
}

/// The type for an element of that name.
pub fn type_of(name: &str) -> Ident {
    Ident::camel(name)
}

/// The function or variable for an element of that name.
pub fn function_or_variable(name: &str) -> Ident {
    Ident::snake(name)
}

/// The constant for an element of that name.
pub fn constant(name: &str) -> Ident {
    Ident::shouty(name)
}

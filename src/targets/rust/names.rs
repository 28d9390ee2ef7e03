//! Names: every name that generated code gives to something is decided here, once, over all descriptors of a request,
//! so that two crates that share a package agree on its paths.
//!
//! | protobuf | Rust | where it is in the way of another |
//! |---|---|---|
//! | package `user.v1` | modules `user::v1` | of another package, `User.v1`: refused |
//! | message `User`, enum `Status` | types `User`, `Status` | same type twice in a module: refused |
//! | types in message `User` | module `user` | of a package, `user.user`: the message's is `user_` |
//! | field `userName` | field `user_name` | two fields or oneofs alike: refused |
//! | oneof `kind` | field `kind`, enum `user::Kind` | nested type `Kind`: enum `KindOneOf` |
//! | field `email` of a oneof | variant `Email` | two variants alike: refused |
//! | value `STATUS_OK` of `Status` | variant `Ok` | two alike: all keep their prefix; then refused |
//! | alias of an enum value | nothing; its name is still read | – |
//! | service `Users` | modules `users_methods`, `users_server`, `users_client`, `users_fake` | of a message or package: `users_server_` |
//! | – | trait `Users`, `UsersServer`, `UsersDispatch`, `UsersClient`, `FakeUsers` in them | – |
//! | – with rules on requests | trait `UsersValidation`, `UsersValidated` | – |
//! | – for request `Users.Request` | fn `request` of that trait | two alike: `users_request`, `user_v1_users_request`; then refused |
//! | method `GetUser` | fn `get_user`, const `GET_USER` | two alike: refused |
//! | – in the client | fn `get_user` | a function of every client, `connect`: `connect_` |
//! | – constant | `GET_USER` | the constants `SERVICE` and `ALL`: `ALL_` |
//!
//! The option `rename` gives an element another name to begin with, [`super::renames`].
//!
//! Case follows heck, as prost does. Keywords become raw identifiers (`r#type`), or get an underscore where they
//! cannot (`Self_`); a leading digit gets one in front; a name of underscores only is told in words (`underscore2`).

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::externs::Externs;
use super::ident::Ident;
use super::modules::{ModuleId, Modules};
use super::options::RustOptions;
use super::renames::Renames;
use crate::model::{Enum, EnumId, Field, Message, MessageId, Method, Model, Service, ServiceId};

/// Where a type is found.
#[derive(Debug)]
pub enum TypeName {
    /// In a module of the tree.
    Local(ModuleId, Ident),
    /// In code that somebody else makes; the path is absolute.
    Extern(String),
}

/// The modules of a service.
#[derive(Debug)]
pub struct ServiceNames {
    /// The service's own name: its trait.
    pub ident: Ident,
    pub methods: Ident,
    pub server: Ident,
    pub client: Ident,
    pub fake: Ident,
}

/// The names of all packages, types and services.
#[derive(Debug)]
pub struct Names<'m> {
    pub modules: Modules,
    packages: HashMap<&'m str, ModuleId>,
    messages: Vec<TypeName>,
    /// The module of a message's nested types and oneofs.
    message_modules: Vec<Option<ModuleId>>,
    /// The modules of messages and services, by what they are for, the module around, and the name if nothing were in
    /// the way. Elements that share one have one type name as well, so no more than one of them is made.
    own_modules: HashMap<(&'static str, ModuleId, Ident), ModuleId>,
    enums: Vec<TypeName>,
    services: HashMap<ServiceId, ServiceNames>,
    /// Types named like one of the prelude, by the module that they are in.
    shadows: HashSet<(ModuleId, &'static str)>,
    /// What the option `rename` says.
    pub renames: Renames<'m>,
}

impl<'m> Names<'m> {
    /// Decides them. Types before modules before services: what other crates see does not depend on services.
    pub fn decide(model: &'m Model<'_>, options: &'m RustOptions) -> Self {
        let mut names = Self {
            modules: Modules::default(),
            packages: HashMap::new(),
            messages: Vec::with_capacity(model.messages.len()),
            message_modules: Vec::with_capacity(model.messages.len()),
            own_modules: HashMap::new(),
            enums: Vec::with_capacity(model.enums.len()),
            services: HashMap::new(),
            shadows: HashSet::new(),
            renames: Renames::new(options),
        };
        for file in &model.files {
            names.add_package(file.package);
        }
        let externs = Externs::new(options);
        for message in &model.messages {
            names.add_message(model, message, &externs);
        }
        for r#enum in &model.enums {
            let module = names.parent(r#enum.parent, model[r#enum.file].package);
            let name = names.type_name(&externs, &r#enum.full_name, module, r#enum.name);
            names.enums.push(name);
        }
        for file in model.files.iter().filter(|file| file.generate) {
            for &id in &file.services {
                let service = &model[id];
                let name = names.renames.name(&service.full_name, service.name);
                names.add_service(id, name, file.package);
            }
        }
        names
    }

    /// The module of a package.
    pub fn package(&self, package: &str) -> ModuleId {
        self.packages[package]
    }

    /// The type of a message.
    pub fn message(&self, id: MessageId) -> &TypeName {
        &self.messages[id.0 as usize]
    }

    /// The module of what is declared in a message, if there is anything.
    pub fn message_module(&self, id: MessageId) -> Option<ModuleId> {
        self.message_modules[id.0 as usize]
    }

    /// The type of an enum.
    pub fn r#enum(&self, id: EnumId) -> &TypeName {
        &self.enums[id.0 as usize]
    }

    /// The names of a service of a file to generate.
    pub fn service(&self, id: ServiceId) -> &ServiceNames {
        &self.services[&id]
    }

    /// The type that a message would have if it were made here.
    pub fn message_ident(&self, message: &Message<'_>) -> Ident {
        Ident::camel(self.renames.name(&message.full_name, message.name))
    }

    /// The type that an enum would have if it were made here.
    pub fn enum_ident(&self, r#enum: &Enum<'_>) -> Ident {
        Ident::camel(self.renames.name(&r#enum.full_name, r#enum.name))
    }

    /// The field of a struct for a field or a oneof of a message.
    pub fn field(&self, message: &Message<'_>, name: &str) -> Ident {
        Ident::snake(self.renames.member(&message.full_name, name))
    }

    /// The variant for a field of a oneof.
    pub fn variant(&self, message: &Message<'_>, field: &Field<'_>) -> Ident {
        Ident::camel(self.renames.member(&message.full_name, field.name))
    }

    /// The types of the oneofs of a message; one that meets a nested type gets a suffix, as with prost.
    pub fn oneofs(&self, model: &Model<'_>, message: &Message<'_>) -> Vec<Ident> {
        if message.oneofs.is_empty() {
            return Vec::new();
        }
        let messages = message.messages.iter();
        let messages = messages.map(|&id| self.message_ident(&model[id]));
        let enums = message.enums.iter().map(|&id| self.enum_ident(&model[id]));
        let nested: HashSet<_> = messages.chain(enums).collect();
        let ident = |name: &str| {
            let ident = Ident::camel(self.renames.member(&message.full_name, name));
            match nested.contains(&ident) {
                true => ident.with("OneOf"),
                false => ident,
            }
        };
        let oneofs = message.oneofs.iter();
        oneofs.map(|oneof| ident(oneof.name)).collect()
    }

    /// The function for a method.
    pub fn method(&self, service: &Service<'_>, method: &Method<'_>) -> Ident {
        Ident::snake(self.method_word(service, method))
    }

    /// The name of a method that its functions and its constant are made of.
    pub fn method_word<'n>(&self, service: &Service<'_>, method: &Method<'n>) -> &'n str
    where
        'm: 'n,
    {
        self.renames.member(&service.full_name, method.name)
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

    /// Parents come before what is nested in them, so their modules are known.
    fn add_message(&mut self, model: &'m Model<'_>, message: &Message<'_>, externs: &Externs<'_>) {
        let parent = self.parent(message.parent, model[message.file].package);
        let name = self.type_name(externs, &message.full_name, parent, message.name);
        self.messages.push(name);
        let has_module =
            !(message.messages.is_empty() && message.enums.is_empty() && message.oneofs.is_empty());
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

    fn add_service(&mut self, id: ServiceId, name: &str, package: &str) {
        let package = self.package(package);
        let ident = Ident::camel(name);
        let mut module = |suffix: &'static str| {
            let module = self.own_module(suffix, package, Ident::service_module(&ident, suffix));
            self.modules.ident(module).clone()
        };
        let (methods, server, client) = (module("methods"), module("server"), module("client"));
        let fake = module("fake");
        self.services.insert(
            id,
            ServiceNames {
                ident,
                methods,
                server,
                client,
                fake,
            },
        );
    }

    /// The module that a message or a service makes, beside all others.
    fn own_module(&mut self, what: &'static str, parent: ModuleId, ident: Ident) -> ModuleId {
        *self
            .own_modules
            .entry((what, parent, ident))
            .or_insert_with_key(|(_, parent, ident)| self.modules.new_child(*parent, ident.clone()))
    }

    fn parent(&self, message: Option<MessageId>, package: &str) -> ModuleId {
        // A parent has a module: it holds at least the child that asks.
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
        if let Some(name) = PRELUDE.iter().find(|name| **name == ident.as_str()) {
            self.shadows.insert((module, name));
        }
    }

    /// Whether a type of the module has this name of the prelude.
    pub fn is_shadowed(&self, module: ModuleId, ident: &'static str) -> bool {
        !self.shadows.is_empty() && self.shadows.contains(&(module, ident))
    }
}

/// The types of the prelude that messages use.
const PRELUDE: &[&str] = &["Box", "Option", "String", "Vec"];

//! The names of services, of their methods and of the functions that check their requests.

use foldhash::{HashMap, HashMapExt, HashSet};

use super::ident::Ident;
use super::renames::Renames;
use crate::model::{MessageId, Method, Model, Service};

/// The names of the functions that every client has.
const CLIENT_FUNCTIONS: &[&str] = &[
    "accept_compressed",
    "connect",
    "in_process",
    "max_decoding_message_size",
    "max_encoding_message_size",
    "new",
    "send_compressed",
    "with_interceptor",
    "with_json",
    "with_origin",
    "with_validation",
];

/// The constants of every table of methods.
const CONSTANTS: &[&str] = &["ALL", "SERVICE"];

/// Those of a table with routes.
const CONSTANTS_WITH_ROUTES: &[&str] = &["ALL", "HTTP", "SERVICE"];

/// The names of a service.
#[derive(Debug)]
pub struct ServiceNames {
    /// The service's own name: its trait.
    pub ident: Ident,
    /// The module of the table of methods.
    pub methods: Ident,
    /// The module of the trait.
    pub server: Ident,
    /// The module of the client.
    pub client: Ident,
    /// The module of the fake.
    pub fake: Ident,
    /// The names of each method.
    pub functions: Vec<MethodNames>,
    /// The request messages, each once, with the functions that check them.
    pub checks: Vec<(MessageId, Ident)>,
}

/// The names of a method.
#[derive(Debug)]
pub struct MethodNames {
    /// The function of the trait.
    pub function: Ident,
    /// The function of the client.
    pub client_function: Ident,
    /// The constant in the table of methods.
    pub constant: Ident,
}

impl MethodNames {
    /// The names of a method. A name that every client or table has gets an underscore. `routes` is whether the service has
    /// routes.
    pub fn new(
        renames: &Renames<'_>,
        service: &Service<'_>,
        method: &Method<'_>,
        routes: bool,
    ) -> Self {
        let word = renames.member(&service.full_name, method.name);
        let function = Ident::snake(word);
        let constants = if routes {
            CONSTANTS_WITH_ROUTES
        } else {
            CONSTANTS
        };
        Self {
            client_function: beside(function.clone(), CLIENT_FUNCTIONS),
            constant: beside(Ident::shouty(word), constants),
            function,
        }
    }
}

fn beside(ident: Ident, others: &[&str]) -> Ident {
    if others.contains(&ident.as_str()) {
        ident.with("_")
    } else {
        ident
    }
}

/// The request messages of a service, each once, with the functions that check them.
///
/// A function has the name of its message. Messages with the same name also get the names of their parents and, if
/// necessary, of their package.
pub fn checks(
    model: &Model<'_>,
    renames: &Renames<'_>,
    service: &Service<'_>,
) -> Vec<(MessageId, Ident)> {
    let mut seen = HashSet::default();
    let inputs = service.methods.iter().map(|method| method.input);
    let messages: Vec<MessageId> = inputs.filter(|id| seen.insert(*id)).collect();
    let name = |by: fn(&Model<'_>, &Renames<'_>, MessageId) -> Ident| {
        let names = messages.iter().map(|&id| by(model, renames, id));
        names.collect::<Vec<_>>()
    };
    let mut idents = name(own_name);
    for longer in [name_in_package, full_name] {
        let mut counts = HashMap::with_capacity(idents.len());
        for ident in &idents {
            *counts.entry(ident.clone()).or_insert(0_usize) += 1;
        }
        if counts.len() == idents.len() {
            break;
        }
        for (ident, longer) in idents.iter_mut().zip(name(longer)) {
            if counts.get(ident).is_some_and(|&count| count > 1) {
                *ident = longer;
            }
        }
    }
    messages.into_iter().zip(idents).collect()
}

fn own_name(model: &Model<'_>, renames: &Renames<'_>, id: MessageId) -> Ident {
    Ident::snake(renames.name(&model[id].full_name, model[id].name))
}

/// `Move.Request` of the package `tables.v1` → `move_request`.
fn name_in_package(model: &Model<'_>, renames: &Renames<'_>, id: MessageId) -> Ident {
    Ident::snake(&renames.path(model, id)[1..].replace('.', "_"))
}

/// `tables.v1.Move.Request` → `tables_v1_move_request`.
fn full_name(model: &Model<'_>, renames: &Renames<'_>, id: MessageId) -> Ident {
    let package = model[model[id].file].package;
    Ident::snake(
        &[package, &renames.path(model, id)]
            .concat()
            .replace('.', "_"),
    )
}

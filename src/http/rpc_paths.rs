//! Finds routes that no request reaches: a server answers paths that start with the name of a service by its rpcs.

use foldhash::HashMap;

use super::bind::Route;
use super::{Binding, Segment};
use crate::diagnostics::Diagnostic;
use crate::model::{Method, Model, Service};

/// The services of a request, by their full names.
pub struct RpcPaths<'m, 'a> {
    model: &'m Model<'a>,
    services: HashMap<&'m str, &'m Service<'a>>,
}

impl<'m, 'a> RpcPaths<'m, 'a> {
    pub fn new(model: &'m Model<'a>) -> Self {
        let services = model.services.iter();
        let services = services.map(|service| (&service.full_name[1..], service));
        Self {
            model,
            services: services.collect(),
        }
    }

    /// A diagnostic for each route of a method whose paths are those of a service.
    pub fn faults(
        &self,
        service: &Service<'a>,
        method: &Method<'a>,
        routes: &[Route<'a>],
    ) -> Vec<Diagnostic> {
        let place = self.model.place(service.file, &method.source);
        let hidden = routes.iter().filter_map(|Route { template, binding }| {
            let by = self.service(binding)?;
            let name = &by.full_name[1..];
            let (why, owner, source) = match rpc(by, binding) {
                Some(rpc) => {
                    let rpc_name = format!("`{name}.{}`", rpc.name);
                    let why = format!("it is the path of the rpc {rpc_name}");
                    (why, rpc_name, &rpc.source)
                }
                None => {
                    let why = format!("paths below `/{name}` are those of the service");
                    (why, format!("`{name}`"), &by.source)
                }
            };
            let (verb, method) = (&binding.method, method.name);
            let message = format!("method `{method}`: no request reaches `{verb} {template}`: {why}");
            let help = "change the path, or remove the binding: rpcs have JSON on their own paths, by the protocol of Connect";
            let owner_place = self.model.place(by.file, source);
            let fault = Diagnostic::error(message).at(place.clone());
            Some(fault.note(owner_place, format!("{owner} is here")).help(help))
        });
        hidden.collect()
    }

    /// The service that answers all requests of a route.
    fn service(&self, binding: &Binding) -> Option<&'m Service<'a>> {
        let (first, rest) = binding.segments.split_first()?;
        // The action of a single segment is a part of it, and names of services have no colon.
        match first {
            Segment::Literal(first) if binding.action.is_none() || !rest.is_empty() => {
                self.services.get(&**first).copied()
            }
            _ => None,
        }
    }
}

/// The rpc whose path a route has.
fn rpc<'s, 'a>(service: &'s Service<'a>, binding: &Binding) -> Option<&'s Method<'a>> {
    let (None, [_, Segment::Literal(name)]) = (&binding.action, &*binding.segments) else {
        return None;
    };
    service.methods.iter().find(|method| method.name == *name)
}

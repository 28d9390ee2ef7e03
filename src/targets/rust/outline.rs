//! The outline of services: the traits to implement, with the names of the generated code.

use super::ident::Ident;
use super::names::{MethodNames, ModuleId};
use super::options::DescriptorSets;
use super::types::{Context, Scope};
use crate::model::{FileId, MessageId, Method, Service, ServiceId};
use crate::outline::{CheckOutline, MethodOutline, ServiceOutline};

/// All services that are generated, in the order of files and of the services in them.
pub fn outline(context: &Context<'_>) -> Vec<ServiceOutline> {
    let model = context.model;
    let files = (0..model.files.len()).map(FileId::new);
    let files = files.filter(|&id| model[id].generate);
    let services = files.flat_map(|id| &model[id].services).copied();
    let services = services.filter(|&id| context.selection.service(id));
    services.map(|id| service(context, id)).collect()
}

fn service(context: &Context<'_>, id: ServiceId) -> ServiceOutline {
    let (service, names) = (&context.model[id], context.names.service(id));
    let package = context.model[service.file].package;
    let scope = Scope {
        module: ModuleId::ROOT,
        ..Scope::of_package(context, package)
    };
    let path = |ident: &Ident| {
        let modules = &context.names.modules;
        modules.path(ModuleId::ROOT, context.names.package(package), ident)
    };
    let server = path(&names.server);
    ServiceOutline {
        full_name: service.full_name[1..].to_owned(),
        place: context.model.place(service.file, &service.source),
        ident: names.ident.to_string(),
        package: server
            .rsplit_once("::")
            .map_or("", |(path, _)| path)
            .to_owned(),
        server,
        client: path(&names.client),
        table: path(&names.methods),
        docs: scope
            .docs(&service.source, &service.full_name)
            .at(0)
            .to_string(),
        deprecated: service.deprecated,
        names_deprecated: service.deprecated
            || service
                .methods
                .iter()
                .flat_map(|method| [method.input, method.output])
                .any(|id| context.model[id].deprecated),
        has_descriptor_set: context.options.descriptor_set != DescriptorSets::None,
        methods: service
            .methods
            .iter()
            .zip(&names.functions)
            .enumerate()
            .map(|(index, (m, names))| MethodOutline {
                http: context.http.example(context.model, id, index),
                ..method(scope, service, m, names)
            })
            .collect(),
        checks: if context.validates(service) {
            names
                .checks
                .iter()
                .map(|(id, ident)| check(scope, service, *id, ident))
                .collect()
        } else {
            Vec::new()
        },
    }
}

fn method(
    scope: Scope<'_>,
    service: &Service<'_>,
    method: &Method<'_>,
    names: &MethodNames,
) -> MethodOutline {
    let model = scope.context.model;
    let path = format!("{}.{}", service.full_name, method.name);
    MethodOutline {
        name: method.name.to_owned(),
        place: model.place(service.file, &method.source),
        ident: names.function.to_string(),
        client_ident: names.client_function.to_string(),
        streaming: method.streaming,
        input: scope.message(method.input).flat(),
        output: scope.message(method.output).flat(),
        docs: scope.docs(&method.source, &path).at(0).to_string(),
        deprecated: service.deprecated
            || method.deprecated
            || [method.input, method.output]
                .iter()
                .any(|&id| model[id].deprecated),
        http: None,
    }
}

fn check(scope: Scope<'_>, service: &Service<'_>, id: MessageId, ident: &Ident) -> CheckOutline {
    let message = &scope.context.model[id];
    CheckOutline {
        message: message.full_name[1..].to_owned(),
        place: scope.context.model.place(message.file, &message.source),
        ident: ident.to_string(),
        input: scope.message(id).flat(),
        has_rules: scope.context.checks(id),
        deprecated: service.deprecated || message.deprecated,
    }
}

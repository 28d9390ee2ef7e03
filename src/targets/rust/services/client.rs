//! The client of a service.

mod http_client;

use askama::Template;

use http_client::HttpClientView;

use crate::model::{Method, ServiceId, Streaming};
use crate::targets::rust::comments::Comments;
use crate::targets::rust::ident::Ident;
use crate::targets::rust::imports::{Import, Imports};
use crate::targets::rust::names::{MethodNames, ServiceNames};
use crate::targets::rust::options::RustOptions;
use crate::targets::rust::syntax::{Call, Line, Parameter, Ty, lines};
use crate::targets::rust::types::{Scope, attributes};

/// The module with the client.
#[derive(Debug, Template)]
#[template(path = "rust/client.rs", escape = "none")]
pub struct ClientView<'m> {
    /// The full name of the service.
    pub service: String,
    pub module: Ident,
    /// The Cargo feature that it is compiled under.
    pub gate: Option<String>,
    pub in_process: Option<InProcessView>,
    pub docs: Comments<'m>,
    pub attributes: Vec<String>,
    pub deprecated: bool,
    pub ident: Ident,
    pub imports: Vec<Import>,
    /// Whether the package has a service config.
    pub service_config: bool,
    /// Whether calls can have JSON.
    pub json: bool,
    /// Whether a request has rules.
    pub checks: bool,
    pub methods: Vec<ClientMethodView<'m>>,
    /// The client of HTTP/JSON.
    pub http: Option<HttpClientView<'m>>,
}

/// The function that creates a client of a service in its process.
#[derive(Debug)]
pub struct InProcessView {
    /// The Cargo feature of the server, if the client has another.
    pub gate: Option<String>,
    pub signature: String,
    /// The statement that creates the server.
    pub server: String,
}

/// A function of the client.
#[derive(Clone, Debug)]
pub struct ClientMethodView<'m> {
    pub docs: Comments<'m>,
    pub deprecated: bool,
    pub signature: String,
    pub call: String,
}

impl<'m> ClientView<'m> {
    /// The view of a service whose methods have these comments.
    pub fn new(
        scope: Scope<'m>,
        id: ServiceId,
        names: &ServiceNames,
        docs: &[Comments<'m>],
    ) -> Self {
        let (common, options) = (scope.context.common, scope.context.options);
        let service = &scope.context.model[id];
        let mut builder = ClientBuilder {
            scope: scope.beside(),
            imports: Imports::default(),
        };
        builder.import_functions();
        if !service.methods.is_empty() {
            builder
                .imports
                .alias(&format!("super::{}", names.methods), "methods", None);
        }
        let methods = service.methods.iter().zip(&names.functions).zip(docs);
        let methods: Vec<_> = methods
            .map(|((method, names), docs)| builder.method(method, names, docs))
            .collect();
        let http = HttpClientView::new(scope, id, names, &methods);
        if http.is_some() && !has_json(options) {
            builder.import_json(options.gate_json.as_deref());
        }
        Self {
            service: service.full_name[1..].to_owned(),
            module: names.client.clone(),
            gate: options.gate_client.clone(),
            in_process: common.server.then(|| builder.in_process(names)),
            docs: scope.docs(&service.source, &service.full_name),
            attributes: attributes(&options.client_attribute, &service.full_name),
            deprecated: service.deprecated,
            ident: names.ident.clone(),
            service_config: common.service_config.is_some(),
            json: has_json(options),
            checks: scope.context.checks_requests(service),
            methods,
            http,
            imports: builder.imports.lines(),
        }
    }
}

/// Whether clients have JSON. Its type would depend on the Cargo feature of `gate_json`.
fn has_json(options: &RustOptions) -> bool {
    options.json && options.gate_json.is_none()
}

/// Builds the functions of a client, and collects their imports.
struct ClientBuilder<'m> {
    scope: Scope<'m>,
    imports: Imports,
}

impl<'m> ClientBuilder<'m> {
    /// Imports the symbols of the functions that every client has.
    fn import_functions(&mut self) {
        let runtime = &self.scope.context.options.runtime;
        let client = format!("{runtime}::client");
        for symbol in ["Client", "Transport", "Uri"] {
            self.imports.name(&client, symbol);
        }
        let channel = format!("{runtime}::channel");
        self.imports.name(&channel, "ChannelError");
        if self.scope.context.common.service_config.is_some() {
            self.imports.name("super", "SERVICE_CONFIG");
        }
        let (codec, service) = (format!("{runtime}::codec"), format!("{runtime}::service"));
        self.imports.name(&codec, "CompressionEncoding");
        self.imports.name(&service, "Interceptor");
        if has_json(self.scope.context.options) {
            self.import_json(None);
        }
    }

    /// Imports the symbols of clients with JSON.
    fn import_json(&mut self, gate: Option<&str>) {
        let codec = format!("{}::codec", self.scope.context.options.runtime);
        let symbols = ["Json", "ProtoAndJson"];
        match gate {
            Some(gate) => self.imports.gated(&codec, symbols, gate),
            None => {
                for symbol in symbols {
                    self.imports.name(&codec, symbol);
                }
            }
        }
    }

    fn in_process(&mut self, names: &ServiceNames) -> InProcessView {
        let options = self.scope.context.options;
        let gate = options
            .gate_server
            .clone()
            .filter(|gate| Some(gate) != options.gate_client.as_ref());
        self.imports
            .alias(&format!("super::{}", names.server), "server", gate.clone());
        let printer = self.scope.printer();
        let ident = names.ident.as_str();
        let [mut server] = lines(1);
        let call = Call::function(["server::", ident, "Server::new"], [Line::text("service")]);
        printer.assign(&mut server, 12, "let server =", &call, ";");
        InProcessView {
            gate,
            signature: printer.signature(
                8,
                "pub fn in_process",
                &[Parameter::Text(&["service: impl server::", ident].concat())],
                Some(&Ty::path("Self")),
                " {",
            ),
            server,
        }
    }

    fn method(
        &mut self,
        method: &Method<'m>,
        names: &MethodNames,
        docs: &Comments<'m>,
    ) -> ClientMethodView<'m> {
        let ident = &names.client_function;
        let request = self.request(method);
        let output = self.output(method);
        let printer = self.scope.printer();
        let function = super::function(self.scope.context, method);
        let constant = ["methods::", names.constant.as_str()].concat();
        ClientMethodView {
            docs: docs.clone(),
            deprecated: method.deprecated,
            signature: printer.signature(
                8,
                &["pub async fn ", ident.as_str()].concat(),
                &[
                    Parameter::Text("&self"),
                    Parameter::Typed("request", &request),
                ],
                Some(&output),
                " {",
            ),
            call: super::awaited(printer, "0", &function, &constant),
        }
    }

    fn request(&mut self, method: &Method<'_>) -> Ty {
        let message = self.scope.message(method.input);
        match method.streaming {
            Streaming::Client | Streaming::Bidi => {
                let into = "impl ".to_owned() + &self.runtime("IntoStreamingRequest");
                Ty::generic(into, [message.named("Message = ")])
            }
            Streaming::Unary | Streaming::Server => {
                Ty::generic("impl ".to_owned() + &self.runtime("IntoRequest"), [message])
            }
        }
    }

    fn output(&mut self, method: &Method<'_>) -> Ty {
        let message = self.scope.message(method.output);
        let message = match method.streaming {
            Streaming::Server | Streaming::Bidi => {
                Ty::generic(self.runtime("Streaming"), [message])
            }
            Streaming::Unary | Streaming::Client => message,
        };
        let response = Ty::generic(self.runtime("Response"), [message]);
        Ty::generic("Result", [response, Ty::path(self.runtime("Status"))])
    }

    /// Imports a symbol of the runtime.
    fn runtime(&mut self, symbol: &'static str) -> String {
        let runtime = &self.scope.context.options.runtime;
        self.imports.name(runtime, symbol)
    }
}

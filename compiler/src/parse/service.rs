//! Parses services.

use super::locations::LocationIndex;
use super::{Parser, no_name, path_index};
use crate::ast::{Element, Method, Name, Service, ServiceIndex};

/// Field numbers of `ServiceDescriptorProto`.
mod number {
    pub const NAME: i32 = 1;
    pub const METHOD: i32 = 2;
    pub const OPTIONS: i32 = 3;
}

/// Field numbers of `MethodDescriptorProto`.
mod method_number {
    pub const NAME: i32 = 1;
    pub const INPUT_TYPE: i32 = 2;
    pub const OUTPUT_TYPE: i32 = 3;
    pub const OPTIONS: i32 = 4;
    pub const CLIENT_STREAMING: i32 = 5;
    pub const SERVER_STREAMING: i32 = 6;
}

impl Parser<'_> {
    /// Parses a service, from the word `service`.
    pub(super) fn service(&mut self, location: LocationIndex) -> Option<()> {
        let service = ServiceIndex::next(&self.file.services);
        let name = no_name(self.here());
        self.file.services.push(Service {
            name,
            methods: Vec::new(),
            options: None,
        });
        self.expect("service")?;
        let name = self.located(location, &[number::NAME], |parser, _| {
            parser.identifier("a service name")
        })?;
        self.file.services[service.index()].name = name;
        self.expect_end("{", location)?;
        while !self.eat_end("}", None) {
            if self.at_end() {
                return self.missing_brace("service");
            }
            if self.service_statement(service, location).is_none() {
                self.skip_statement();
            }
        }
        Some(())
    }

    fn service_statement(&mut self, service: ServiceIndex, location: LocationIndex) -> Option<()> {
        if self.eat_end(";", None) {
            return Some(());
        }
        if self.at("option") {
            return self.located(location, &[number::OPTIONS], |parser, location| {
                parser.option_statement(Element::Service(service), location)
            });
        }
        let index = self.file.service(service).methods.len();
        let path = [number::METHOD, path_index(index)];
        self.located(location, &path, |parser, location| {
            parser.method(service, index, location)
        })
    }

    fn method(
        &mut self,
        service: ServiceIndex,
        index: usize,
        location: LocationIndex,
    ) -> Option<()> {
        self.expect("rpc")?;
        let name = self.located(location, &[method_number::NAME], |parser, _| {
            parser.identifier("a method name")
        })?;
        let (client_streaming, input) = self.method_type(
            location,
            method_number::CLIENT_STREAMING,
            method_number::INPUT_TYPE,
        )?;
        self.expect("returns")?;
        let (server_streaming, output) = self.method_type(
            location,
            method_number::SERVER_STREAMING,
            method_number::OUTPUT_TYPE,
        )?;
        self.file.services[service.index()].methods.push(Method {
            name,
            input,
            output,
            client_streaming,
            server_streaming,
            options: None,
        });
        if !self.at("{") {
            return self.expect_end(";", location);
        }
        let element = Element::Method(service, u32::try_from(index).unwrap_or(u32::MAX));
        self.method_options(element, location)
    }

    /// Parses a type in parentheses, possibly with `stream` in front.
    fn method_type(
        &mut self,
        location: LocationIndex,
        streaming_number: i32,
        type_number: i32,
    ) -> Option<(bool, Name)> {
        self.expect("(")?;
        let is_stream = self.at("stream");
        if is_stream {
            self.located(location, &[streaming_number], |parser, _| {
                parser.lexer.advance()
            });
        }
        let type_ = self.located(location, &[type_number], |parser, _| parser.user_type())?;
        self.expect(")")?;
        Some((is_stream, type_))
    }

    /// Parses the block of a method. An empty one sets the options too.
    fn method_options(&mut self, element: Element, location: LocationIndex) -> Option<()> {
        self.option_block(element);
        self.expect_end("{", location)?;
        while !self.eat_end("}", None) {
            if self.at_end() {
                return self.missing_brace("rpc");
            }
            if self.eat_end(";", None) {
                continue;
            }
            let path = [method_number::OPTIONS];
            let parsed = self.located(location, &path, |parser, location| {
                parser.option_statement(element, location)
            });
            if parsed.is_none() {
                self.skip_statement();
            }
        }
        Some(())
    }
}

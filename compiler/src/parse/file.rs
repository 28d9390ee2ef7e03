//! Parses a file and its statements outside of blocks.

use super::locations::LocationIndex;
use super::{EDITION_2023, EDITION_2024, Parser, Scope, path_index};
use crate::ast::{Element, Import, ImportKind, Name, Syntax, Visibility};
use crate::fault::Fault;
use crate::lex::TokenKind;
use crate::source::Span;

/// Field numbers of `FileDescriptorProto`.
mod number {
    pub const PACKAGE: i32 = 2;
    pub const DEPENDENCY: i32 = 3;
    pub const MESSAGE_TYPE: i32 = 4;
    pub const ENUM_TYPE: i32 = 5;
    pub const SERVICE: i32 = 6;
    pub const EXTENSION: i32 = 7;
    pub const OPTIONS: i32 = 8;
    pub const PUBLIC_DEPENDENCY: i32 = 10;
    pub const WEAK_DEPENDENCY: i32 = 11;
    pub const SYNTAX: i32 = 12;
    pub const OPTION_DEPENDENCY: i32 = 15;
}

impl Parser<'_> {
    /// Parses the whole file.
    pub(super) fn file(&mut self) {
        self.upcoming_from_lexer();
        if self.at_kind(TokenKind::Start) {
            // The text is not UTF-8.
            return;
        }
        self.located_root(|parser, root| {
            let has_syntax = parser.at("syntax") || parser.at("edition");
            if has_syntax && parser.syntax(root).is_none() {
                // The rest may have another syntax.
                return;
            }
            while !parser.at_end() {
                if parser.top_level_statement(root).is_none() {
                    parser.skip_statement();
                    if parser.at("}") {
                        let _: Option<()> = parser.fault("`}` without `{`");
                        parser.upcoming_from_lexer();
                    }
                }
            }
        });
    }

    /// Reads a token whose comments before it belong to the next declaration.
    fn upcoming_from_lexer(&mut self) {
        let found = self.lexer.advance_with_comments();
        self.upcoming.leading = found.leading;
        self.upcoming.detached = found.detached;
    }

    fn syntax(&mut self, root: LocationIndex) -> Option<()> {
        let start = self.lexer.current();
        let is_edition = self.at("edition");
        let (value, value_span) = self.located(root, &[number::SYNTAX], |parser, location| {
            parser.lexer.advance();
            parser.expect("=")?;
            let value_start = parser.lexer.current();
            let value = parser.string("a string, such as `\"proto3\"`")?;
            let value_span = parser.span_from(value_start);
            parser.expect_end(";", location)?;
            Some((value, value_span))
        })?;
        self.file.syntax_span = self.span_from(start);
        self.file.syntax = if is_edition {
            let Some(number) = edition_number(&value) else {
                return self.unknown(&value, value_span, "edition", "`2023`, `2024` and `2026`");
            };
            self.edition = number;
            Syntax::Edition(number)
        } else {
            match &*value {
                b"proto2" => Syntax::Proto2,
                b"proto3" => Syntax::Proto3,
                _ => return self.unknown(&value, value_span, "syntax", "`proto2` and `proto3`"),
            }
        };
        Some(())
    }

    fn unknown(&mut self, value: &[u8], span: Span, what: &str, known: &str) -> Option<()> {
        let value = String::from_utf8_lossy(value);
        self.push(
            Fault::error(span, format!("unknown {what} `{value}`"))
                .help(format!("known are {known}")),
        );
        None
    }

    fn top_level_statement(&mut self, root: LocationIndex) -> Option<()> {
        if self.eat_end(";", None) {
            return Some(());
        }
        let visibility = self.visibility()?;
        let scope = Scope {
            message: None,
            location: root,
        };
        match self.lexer.current_text() {
            b"message" => {
                let index = path_index(self.file.top_messages.len());
                self.located(root, &[number::MESSAGE_TYPE, index], |parser, location| {
                    parser.message(None, visibility, location)
                })
            }
            b"enum" => {
                let index = path_index(self.file.top_enums.len());
                self.located(root, &[number::ENUM_TYPE, index], |parser, location| {
                    parser.enum_(None, visibility, location)
                })
            }
            b"service" => {
                let index = path_index(self.file.services.len());
                self.located(root, &[number::SERVICE, index], Self::service)
            }
            b"extend" => self.located(root, &[number::EXTENSION], |parser, location| {
                parser.extend(scope, location)
            }),
            b"import" => self.import(root),
            b"package" => self.package(root),
            b"option" => self.located(root, &[number::OPTIONS], |parser, location| {
                parser.option_statement(Element::File, location)
            }),
            _ => {
                let found = self.found();
                let help = match self.lexer.current_text() {
                    b"syntax" => "move `syntax` up: it is the first statement of a file",
                    b"edition" => "move `edition` up: it is the first statement of a file",
                    _ => {
                        "a file has `import`, `package`, `option`, `message`, `enum`, `extend` and `service`"
                    }
                };
                self.fault_with_help(format!("expected a statement, found {found}"), help)
            }
        }
    }

    /// Parses `export` or `local`, if there is one. Before edition 2024 they are no keywords.
    pub(super) fn visibility(&mut self) -> Option<Option<Visibility>> {
        if self.edition <= EDITION_2023 {
            return Some(None);
        }
        let visibility = if self.eat("export") {
            Visibility::Export
        } else if self.eat("local") {
            Visibility::Local
        } else {
            return Some(None);
        };
        if !self.at("message") && !self.at("enum") {
            return self.fault("only `message` and `enum` can have `export` or `local`");
        }
        Some(Some(visibility))
    }

    fn package(&mut self, root: LocationIndex) -> Option<()> {
        let start = self.lexer.current();
        if self.file.package.is_some() {
            let _: Option<()> = self.fault_with_help(
                "the file has a second `package`",
                "remove one of the two statements",
            );
        }
        self.located(root, &[number::PACKAGE], |parser, location| {
            parser.expect("package")?;
            let mut text = String::new();
            loop {
                text.push_str(&parser.identifier("a package name")?.text);
                if !parser.eat(".") {
                    break;
                }
                text.push('.');
            }
            parser.file.package = Some(Name {
                text: text.into(),
                span: start.span,
            });
            parser.expect_end(";", location)?;
            let span = parser.span_from(start);
            if let Some(package) = &mut parser.file.package {
                package.span = span;
            }
            Some(())
        })
    }

    fn import(&mut self, root: LocationIndex) -> Option<()> {
        let start = self.lexer.current();
        self.expect("import")?;
        let is_option = self.at("option");
        let path = if is_option {
            if self.edition < EDITION_2024 {
                let _: Option<()> =
                    self.fault("`import option` is not supported before edition 2024");
            }
            [
                number::OPTION_DEPENDENCY,
                path_index(self.file.option_imports.len()),
            ]
        } else {
            [number::DEPENDENCY, path_index(self.file.imports.len())]
        };
        self.located_from(start, root, &path, |parser, location| {
            let kind = if is_option {
                parser.expect("option")?;
                ImportKind::Option
            } else {
                parser.import_kind(root)
            };
            let name = parser.string("the name of a file as a string")?;
            let import = Import {
                name: String::from_utf8_lossy(&name).into(),
                kind,
                span: parser.span_from(start),
            };
            let list = match kind {
                ImportKind::Option => &mut parser.file.option_imports,
                _ => &mut parser.file.imports,
            };
            list.push(import);
            parser.expect_end(";", location)?;
            let span = parser.span_from(start);
            let list = match kind {
                ImportKind::Option => &mut parser.file.option_imports,
                _ => &mut parser.file.imports,
            };
            if let Some(import) = list.last_mut() {
                import.span = span;
            }
            Some(())
        })
    }

    /// Parses `public` or `weak`, if there is one.
    fn import_kind(&mut self, root: LocationIndex) -> ImportKind {
        if !self.file.option_imports.is_empty() {
            let _: Option<()> = self.fault_with_help(
                "an `import` follows an `import option`",
                "put all `import option` after the other imports",
            );
        }
        if self.at("public") {
            let path = [number::PUBLIC_DEPENDENCY, self.public_imports];
            self.public_imports = self.public_imports.saturating_add(1);
            self.located(root, &path, |parser, _| parser.lexer.advance());
            return ImportKind::Public;
        }
        if self.at("weak") {
            if self.edition >= EDITION_2024 {
                let _: Option<()> = self.fault_with_help(
                    "`import weak` is not supported in edition 2024 and later",
                    "use `import option`",
                );
            }
            let path = [number::WEAK_DEPENDENCY, self.weak_imports];
            self.weak_imports = self.weak_imports.saturating_add(1);
            self.located(root, &path, |parser, _| parser.lexer.advance());
            return ImportKind::Weak;
        }
        ImportKind::Normal
    }
}

/// The number of an edition by its name.
fn edition_number(name: &[u8]) -> Option<i32> {
    Some(match name {
        b"LEGACY" => 900,
        b"2023" => 1000,
        b"2024" => 1001,
        b"2026" => 1002,
        b"UNSTABLE" => 9999,
        b"1_TEST_ONLY" => 1,
        b"2_TEST_ONLY" => 2,
        b"99997_TEST_ONLY" => 99_997,
        b"99998_TEST_ONLY" => 99_998,
        b"99999_TEST_ONLY" => 99_999,
        b"MAX" => i32::MAX,
        _ => return None,
    })
}

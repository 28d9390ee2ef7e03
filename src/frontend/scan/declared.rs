//! Finds the names that a file declares without a parser, to search other files for a missing name.

use super::Tokens;

/// The maximum depth of nested declarations.
const MAX_DEPTH: usize = 64;

/// The full names of the messages, enums and extensions of a file.
pub(in crate::frontend) fn declared(source: &str) -> Vec<String> {
    let mut reader = DeclarationReader {
        names: Vec::new(),
        scopes: vec![ScanScope {
            prefix: super::package(source).filter(|package| !package.is_empty()),
            is_extend: false,
        }],
        statement: Vec::new(),
        is_recorded: false,
    };
    for token in (Tokens { source, at: 0 }) {
        reader.read(&source[token]);
    }
    reader.names
}

/// The content of braces.
struct ScanScope {
    /// The full name under which its declarations are.
    prefix: Option<String>,
    is_extend: bool,
}

struct DeclarationReader<'a> {
    names: Vec<String>,
    scopes: Vec<ScanScope>,
    /// The tokens of the statement so far.
    statement: Vec<&'a str>,
    /// Whether the extension of the statement has been found: further `=` are those of its options.
    is_recorded: bool,
}

impl<'a> DeclarationReader<'a> {
    fn read(&mut self, token: &'a str) {
        match token {
            "{" => self.open(),
            "}" => {
                if self.scopes.len() > 1 {
                    self.scopes.pop();
                }
                self.statement.clear();
            }
            ";" => {
                self.statement.clear();
                self.is_recorded = false;
            }
            "=" if !self.is_recorded && self.scopes.last().is_some_and(|scope| scope.is_extend) => {
                if let Some(name) = self.statement.last() {
                    self.record(name);
                    self.is_recorded = true;
                }
            }
            // The first tokens are the kind of the declaration, and the last one is the name of an extension.
            token if self.statement.len() < 8 => self.statement.push(token),
            token => self.statement[7] = token,
        }
    }

    fn open(&mut self) {
        let statement = std::mem::take(&mut self.statement);
        let declaration = match statement.as_slice() {
            ["export" | "local", rest @ ..] => rest,
            all => all,
        };
        let outer = self.scopes.last().and_then(|scope| scope.prefix.clone());
        let (prefix, is_extend) = match declaration {
            _ if self.scopes.len() > MAX_DEPTH => (None, false),
            ["message", name] => (Some(self.record(name)), false),
            ["enum", name] => {
                self.record(name);
                (None, false)
            }
            ["extend", ..] => {
                self.is_recorded = false;
                (outer, true)
            }
            _ => (None, false),
        };
        self.scopes.push(ScanScope { prefix, is_extend });
    }

    fn record(&mut self, name: &str) -> String {
        let scope = self.scopes.last();
        let full_name = match scope.and_then(|scope| scope.prefix.as_deref()) {
            Some(prefix) => format!("{prefix}.{name}"),
            None => name.to_owned(),
        };
        self.names.push(full_name.clone());
        full_name
    }
}

#[cfg(test)]
mod tests {
    use super::declared;

    #[test]
    fn messages_enums_and_extensions_are_declared() {
        let source = r#"
            syntax = "proto3";
            package a.b;
            // message Commented {}
            message M {
              message message { enum E { X = 0; } }
              oneof o { int32 i = 1; }
              extend google.protobuf.FieldOptions { int32 within = 3 [(x) = { y: "}" }, z = 1]; int32 next = 4; }
              enum enum { option (x) = { message: "M" }; Y = 0; }
              int32 field = 5;
            }
            export message Shown {}
            extend M { optional int32 e = 1; repeated a.b.M f = 2; }
            service S { rpc R(M) returns (M) { option (x) = { a { b: 1 } }; } }
            message Last {}
        "#;
        let expected = [
            "a.b.M",
            "a.b.M.message",
            "a.b.M.message.E",
            "a.b.M.within",
            "a.b.M.next",
            "a.b.M.enum",
            "a.b.Shown",
            "a.b.e",
            "a.b.f",
            "a.b.Last",
        ];
        assert_eq!(declared(source), expected);
        assert_eq!(declared("message A {}"), ["A"]);
        assert_eq!(declared("} message { } extend {=}"), [""; 0]);
        let deep = declared(&"message A {".repeat(100_000));
        assert_eq!(deep.len(), 64);
    }
}

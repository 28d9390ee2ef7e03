//! The service config of the clients of a package, as a constant.

use std::fmt::Write as _;

use askama::Template;

use super::types::Context;

/// The width of a line.
const WIDTH: usize = 100;

/// The declaration of a package's service config, and its Cargo feature.
#[derive(Debug, Template)]
#[template(path = "rust/service_config.rs", escape = "none")]
pub struct ConfigView {
    pub gate: Option<String>,
    pub declaration: String,
}

impl ConfigView {
    /// The declaration; `None` without a config or without clients.
    pub fn new(context: &Context<'_>) -> Option<Self> {
        let Context {
            common, options, ..
        } = context;
        let file = common.service_config.as_ref().filter(|_| common.client)?;
        let ty = format!("{}::channel::DefaultServiceConfig", options.runtime);
        Some(Self {
            gate: options.gate_client.clone(),
            declaration: declaration(&ty, file.text.as_deref()?),
        })
    }
}

/// Breaks lines as rustfmt does.
fn declaration(ty: &str, json: &str) -> String {
    let head = format!("pub static SERVICE_CONFIG: {ty} =");
    let call = format!("{ty}::new(");
    let (space, indent) = if head.len() + 1 + call.len() <= WIDTH {
        (" ", "")
    } else {
        ("\n    ", "    ")
    };
    let literal = raw(json);
    format!("{head}{space}{call}\n{indent}    {literal},\n{indent});")
}

/// A raw string with the text on separate lines, which JSON ignores.
fn raw(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for letter in json.trim().replace("\r\n", "\n").chars() {
        match letter {
            '\r' => text.push('\n'),
            // rustc rejects characters that change the direction of text. In JSON they occur only in strings.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                let _ = write!(text, "\\u{:04x}", u32::from(letter));
            }
            letter => text.push(letter),
        }
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"\n{text}\n\"{hashes}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raw_strings_hold_any_text() {
        assert_eq!(raw(" {}\r\n"), "r#\"\n{}\n\"#");
        assert_eq!(raw("{\r\n\"a\"#\r}"), "r##\"\n{\n\"a\"#\n}\n\"##");
        assert_eq!(raw("{\"\u{202e}\"}"), "r#\"\n{\"\\u202e\"}\n\"#");
    }

    #[test]
    fn lines_break_where_they_are_too_long() {
        assert_eq!(
            declaration("a::Config", "{}"),
            "pub static SERVICE_CONFIG: a::Config = a::Config::new(\n    r#\"\n{}\n\"#,\n);"
        );
    }
}

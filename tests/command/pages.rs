//! The examples in the README and in `docs`: the example of the README as far as it needs no compiler, and every command of
//! `rpcsmith`.

use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::support::Sandbox;

/// The README creates a service and implements its method. The crate is then complete.
#[test]
fn the_example_of_the_readme_works() {
    let readme = in_this_checkout(&page("README.md"));
    let blocks = blocks(&readme);
    let find = |language: &str, part: &str| {
        let mut found = blocks
            .iter()
            .filter(|block| block.language == language && block.text.contains(part));
        let block = found.next();
        block
            .unwrap_or_else(|| panic!("no block with {part}"))
            .text
            .as_str()
    };
    let proto = find("proto", "service GreetService");
    let sandbox = Sandbox::new(&[("proto/greet/v1/greet.proto", proto)]);
    let commands: Vec<_> = find("sh", "rpcsmith new").lines().collect();
    assert_eq!(commands[1..], ["cd greeter", "cargo run"]);
    let created = sandbox.rpcsmith(commands[0].strip_prefix("rpcsmith ").unwrap());
    assert_eq!((created.code, created.stderr.as_str()), (Some(0), ""));
    let sandbox = sandbox.below("greeter");

    let rule = find("rust,ignore", "is_email").replace('\n', "\n        ");
    let generated = sandbox.read("src/gen/greet.v1.rs");
    assert!(
        generated.contains(rule.trim_end()),
        "the rule is not what is generated:\n{rule}"
    );

    // The reader writes only the body of the method.
    let written = find("rust,ignore", "impl GreetService for GreetServiceImpl");
    let implementation = "src/services/greet_service.rs";
    let stub = sandbox.read(implementation);
    let start = stub.find("impl GreetService").unwrap();
    let signature = |code: &str| code.split_once("Status> {\n").unwrap().0.to_owned();
    assert_eq!(signature(&stub[start..]), signature(written));
    assert_eq!(sandbox.rpcsmith("status --deny stub").code, Some(1));
    sandbox.write(implementation, &format!("{}{written}", &stub[..start]));
    assert_eq!(sandbox.rpcsmith("status --deny stub").code, Some(0));
    assert_eq!(sandbox.rpcsmith("check").code, Some(0));
}

/// The commands in a block succeed one after the other in a crate. Those in sentences exist.
#[test]
fn every_command_works() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).unwrap();
    let mut pages: Vec<_> = docs.map(|entry| entry.unwrap().path()).collect();
    pages.push(root.join("README.md"));
    let mut commands = 0;
    for path in pages {
        let text = in_this_checkout(&fs::read_to_string(&path).unwrap());
        let sandbox = crate_with_protos(&blocks(&text));
        for block in blocks(&text) {
            for command in block.commands() {
                commands += 1;
                let outcome = sandbox.rpcsmith(&command);
                assert_eq!(
                    outcome.code,
                    Some(0),
                    "{}: {command}: {}",
                    path.display(),
                    outcome.stderr
                );
            }
        }
        for command in spans(&text) {
            commands += 1;
            let outcome = sandbox.rpcsmith(&command);
            let is_refused = outcome.stderr.contains("For more information, try");
            assert!(
                !is_refused,
                "{}: {command}: {}",
                path.display(),
                outcome.stderr
            );
        }
    }
    assert!(commands > 25, "{commands} commands");
}

/// A page with the path of this checkout, for which pages have an example.
fn in_this_checkout(page: &str) -> String {
    page.replace("/path/to/rpcsmith", env!("CARGO_MANIFEST_DIR"))
}

/// A complete crate of the user service, with the protos that pages name.
fn crate_with_protos(blocks: &[Block]) -> Sandbox {
    let user = "proto/user/v1/user.proto";
    let sandbox = Sandbox::new(&[(user, &page(user))]);
    sandbox.rpcsmith(&format!("new app --proto {user}"));
    let sandbox = sandbox.below("app");
    let implementation = "src/services/user_service.rs";
    let written = sandbox
        .read(implementation)
        .replace("Status::unimplemented", "Status::internal");
    sandbox.write(implementation, &written);
    if let Some(block) = blocks
        .iter()
        .find(|block| block.text.contains("package greet.v1"))
    {
        sandbox.write("proto/greet/v1/greet.proto", &block.text);
    }
    sandbox
}

fn page(name: &str) -> String {
    fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// A fenced block.
struct Block {
    language: String,
    text: String,
}

impl Block {
    /// The arguments of `rpcsmith` in its commands, without comments and quotes.
    fn commands(&self) -> impl Iterator<Item = String> {
        let lines = self.text.lines().map(|line| match self.language.as_str() {
            "sh" => line,
            "console" => line.strip_prefix("$ ").unwrap_or_default(),
            "yaml" => line.trim().strip_prefix("- run: ").unwrap_or_default(),
            _ => "",
        });
        let commands = lines.filter_map(|line| line.strip_prefix("rpcsmith "));
        commands.map(|line| {
            let command = line.split_once(" #").map_or(line, |(command, _)| command);
            command.replace('\'', "")
        })
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut is_open = false;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                is_open = true;
                blocks.push(Block {
                    language: language.into_string(),
                    text: String::new(),
                });
            }
            Event::End(TagEnd::CodeBlock) => is_open = false,
            Event::Text(text) if is_open => {
                if let Some(block) = blocks.last_mut() {
                    block.text.push_str(&text);
                }
            }
            _ => {}
        }
    }
    blocks
}

/// The commands in sentences. For a subcommand without arguments, its help.
fn spans(text: &str) -> Vec<String> {
    let codes = Parser::new(text).filter_map(|event| match event {
        Event::Code(code) => Some(code.into_string()),
        _ => None,
    });
    let commands = codes.filter_map(|code| Some(code.strip_prefix("rpcsmith ")?.to_owned()));
    commands
        .map(|command| {
            if command.contains(' ') {
                command
            } else {
                format!("{command} --help")
            }
        })
        .collect()
}

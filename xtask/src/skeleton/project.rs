//! A crate that `rpcsmith new` wrote.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{Case, Tools, cargo};

/// A line of the user at the end of files that `sync` extends.
const OWN_LINE: &str = "\n// rpcsmith keeps   what a person wrote.\n";

/// A crate and its tools.
pub struct Project<'a> {
    pub case: &'a Case,
    pub root: PathBuf,
    tools: &'a Tools,
}

impl<'a> Project<'a> {
    pub fn new(case: &'a Case, tools: &'a Tools) -> Self {
        Self {
            case,
            root: tools.folder.join(case.name),
            tools,
        }
    }

    /// Creates the crate again.
    pub fn create(&self) -> Result<()> {
        if self.root.exists() {
            fs::remove_dir_all(&self.root)?;
        }
        fs::create_dir_all(&self.tools.folder)?;
        let include = self.tools.root.join(self.case.include);
        let mut command = Command::new(&self.tools.rpcsmith);
        command
            .args(["new", self.case.name, "--quiet", "-I"])
            .arg(&include)
            .arg("--proto")
            .arg(include.join(self.case.proto))
            .arg("--runtime")
            .arg(format!(
                "path={}",
                self.tools.root.join("runtime/rust").display()
            ))
            .args(self.case.with.map(|with| format!("--with={with}")))
            .current_dir(&self.tools.folder);
        ends_with(&mut command, 0)
    }

    /// Runs a command of `rpcsmith` in the crate, and checks its exit code.
    pub fn rpcsmith(&self, name: &str, arguments: &[&str], code: i32) -> Result<()> {
        let mut command = Command::new(&self.tools.rpcsmith);
        command.arg(name).args(arguments).current_dir(&self.root);
        ends_with(&mut command, code)
    }

    pub fn cargo(&self, arguments: &[&str]) -> Result<()> {
        let mut command = cargo();
        command
            .args(arguments)
            .env("CARGO_TARGET_DIR", &self.tools.target)
            .current_dir(&self.root);
        ends_with(&mut command, 0)
    }

    /// A program of the crate, which must be built.
    pub fn program(&self, name: &str) -> PathBuf {
        self.tools.target.join("debug").join(name)
    }

    /// The name of the client program.
    pub fn client(&self) -> Result<String> {
        let programs = fs::read_dir(self.root.join("src/bin"))?;
        let names = programs.filter_map(|program| {
            program
                .ok()?
                .path()
                .file_stem()?
                .to_str()
                .map(str::to_owned)
        });
        let mut clients = names.filter(|name| name.ends_with("_client"));
        clients.next().context("the crate has no client")
    }

    fn schema(&self) -> PathBuf {
        self.root.join("proto").join(self.case.proto)
    }

    /// The names of the rpcs, in the order of the schema.
    pub fn rpcs_of_schema(&self) -> Result<Vec<String>> {
        let text = fs::read_to_string(self.schema())?;
        let rpcs = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix("rpc "));
        let name = |rpc: &str| rpc.split('(').next().unwrap_or_default().trim().to_owned();
        Ok(rpcs.map(name).collect())
    }

    /// Adds an rpc with new types and a field to the schema, and a line of the user to files that `sync` extends.
    pub fn edit_schema(&self) -> Result<()> {
        let mut text = fs::read_to_string(self.schema())?;
        let service = text
            .find("\nservice ")
            .context("the schema has a service")?;
        let end = service + text[service..].find("\n}").context("the service ends")?;
        let rpc = "\n\n  // Says what came late.\n  rpc AddLater(AddLaterRequest) returns (AddLaterResponse);";
        text.insert_str(end, rpc);
        let message = text
            .find("\nmessage ")
            .context("the schema has a message")?;
        let body = message
            + text[message..]
                .find('{')
                .context("the message has a body")?
            + 1;
        text.insert_str(body, "\n  optional string added_later = 1999;");
        text.push_str(
            "\nmessage AddLaterRequest {\n  string what = 1;\n}\n\nmessage AddLaterResponse {}\n",
        );
        fs::write(self.schema(), text)?;
        for (file, text) in self.implementations()? {
            fs::write(&file, text + OWN_LINE)?;
        }
        // The user creates the client of the tests in another way.
        for file in fs::read_dir(self.root.join("tests"))? {
            let path = file?.path();
            let text = fs::read_to_string(&path)?;
            let text = text.replace("\nfn client()", "\nasync fn client()");
            fs::write(
                &path,
                text.replace("client()\n", "client()\n        .await\n")
                    .replace("client().", "client().await."),
            )?;
        }
        self.fmt()
    }

    /// Formats the crate, as a user does after an edit.
    fn fmt(&self) -> Result<()> {
        self.cargo(&["fmt"])
    }

    /// Writes the body of a method.
    pub fn write(&self, module: &str, function: &str, body: &str) -> Result<()> {
        let file = self.root.join(format!("src/services/{module}.rs"));
        let mut text = fs::read_to_string(&file)?;
        let method = text
            .find(&format!("async fn {function}("))
            .context("no method")?;
        let start = method + text[method..].find("{\n").context("no body")? + 2;
        let end = start + text[start..].find("    }\n").context("an open body")?;
        text.replace_range(start..end, body);
        Ok(fs::write(file, text)?)
    }

    /// The files with implementations of services, and their texts.
    pub fn implementations(&self) -> Result<Vec<(PathBuf, String)>> {
        let mut files = Vec::new();
        for file in fs::read_dir(self.root.join("src/services"))? {
            let path = file?.path();
            if path.file_name().is_some_and(|name| name != "mod.rs") {
                let text = fs::read_to_string(&path)?;
                files.push((path, text));
            }
        }
        Ok(files)
    }

    /// Checks that implementations are unchanged, except the new rpc, which is one insertion into one of them.
    pub fn has_gained(&self, before: &[(PathBuf, String)]) -> Result<()> {
        let mut stubs = 0;
        for (file, before) in before {
            let after = fs::read_to_string(file)?;
            let same = |(one, other): &(u8, u8)| one == other;
            let head = before.bytes().zip(after.bytes()).take_while(same).count();
            let tail = before
                .bytes()
                .rev()
                .zip(after.bytes().rev())
                .take_while(same)
                .count();
            let kept = after.len() >= before.len() && head + tail >= before.len();
            ensure!(kept, "{} lost code", file.display());
            stubs += after.matches("async fn add_later(").count();
        }
        ensure!(stubs == 1, "the new rpc exists {stubs} times");
        Ok(())
    }
}

/// Runs a program, and checks its exit code. The error has its output.
pub fn ends_with(command: &mut Command, code: i32) -> Result<()> {
    let output = command.output().with_context(|| format!("{command:?}"))?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    ensure!(
        output.status.code() == Some(code),
        "{}: {}\n{}{}",
        Path::new(command.get_program()).display(),
        output.status,
        text(&output.stdout),
        text(&output.stderr)
    );
    Ok(())
}

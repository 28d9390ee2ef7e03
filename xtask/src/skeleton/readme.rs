//! The README of a new crate, followed block by block as a reader would.
//!
//! All blocks of shell run in one bash, so a block that leaves the reader in another folder breaks those after it. The
//! port is the only text that differs from the README: a free one, so that runs do not meet.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpListener;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::project::Project;
use super::running::UNIMPLEMENTED;
use super::{Sum, Tools};

/// Programs that the machine may lack, or that need a cluster: bash only parses blocks that call one.
const ELSEWHERE: [&str; 3] = ["docker ", "grpcurl ", "kubectl "];

/// Seconds for all blocks; the crate is built before.
const PATIENCE: &str = "300";

/// The port in the README.
const PORT: &str = "50051";

/// What a reader does with a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Starts the server in the first shell, instead of one that runs there.
    Serve,
    /// Calls an rpc that is not written.
    Call,
    /// Runs its commands in another shell.
    Run,
    /// Runs it elsewhere.
    Elsewhere,
}

/// A fenced block of shell.
struct Block {
    /// The number of its first line.
    line: usize,
    text: String,
}

impl Block {
    fn kind(&self) -> Kind {
        let command = self.text.replace("\\\n", " ");
        let is_single = command.trim().lines().count() == 1;
        let starts = |program: &&str| command.lines().any(|line| line.starts_with(program));
        match () {
            () if ELSEWHERE.iter().any(starts) => Kind::Elsewhere,
            () if is_single && command.trim().ends_with("cargo run") => Kind::Serve,
            () if is_single && command.starts_with("cargo run --bin ") => Kind::Call,
            () => Kind::Run,
        }
    }

    /// What bash is given: the block, what must come of it, and a line that says so.
    fn script(&self) -> String {
        let text = self.text.trim_end();
        let line = self.line;
        let script = match self.kind() {
            Kind::Serve => format!("stop\n{text} &\nserver=$!\nwait_for_server"),
            Kind::Call => format!("code=0\n{text} || code=$?\n[ $code = {UNIMPLEMENTED} ]"),
            Kind::Run => text.to_owned(),
            Kind::Elsewhere => format!("bash -n <<'END_OF_BLOCK'\n{text}\nEND_OF_BLOCK"),
        };
        format!("{script}\necho \"{}\"\n", done(line))
    }
}

fn done(line: usize) -> String {
    format!("the block at line {line} is done")
}

/// Commands around the blocks.
const FRAME: &str = r#"set -eu
server=
stop() {
    if [ -n "$server" ]; then
        kill -TERM "$server"
        wait "$server"
        server=
    fi
}
trap stop EXIT
wait_for_server() {
    for attempt in $(seq 600); do
        kill -0 "$server"
        if (exec 3<> "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null; then
            return 0
        fi
        sleep 0.1
    done
    return 1
}
"#;

/// Follows the README of a crate that is built: a check for each block.
pub fn follow(project: &Project<'_>, tools: &Tools, sum: &mut Sum) -> Result<()> {
    let readme = fs::read_to_string(project.root.join("README.md"))?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let blocks = blocks(&readme.replace(PORT, &port.to_string()));
    let of = |kind| blocks.iter().filter(|block| block.kind() == kind).count();
    let (serving, calling, elsewhere) = (of(Kind::Serve), of(Kind::Call), of(Kind::Elsewhere));
    ensure!(
        serving == 2 && calling == 2 && elsewhere >= 3,
        "the README starts {serving} servers, makes {calling} calls, and {elsewhere} blocks run elsewhere"
    );
    let mut script = FRAME.to_owned();
    for block in &blocks {
        let _ = write!(script, "{}", block.script());
    }
    let name = project.case.name;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = tools.rpcsmith.parent().map(ToOwned::to_owned);
    let folders = folders.into_iter().chain(std::env::split_paths(&path));
    let output = Command::new("timeout")
        .args(["--kill-after=10", PATIENCE, "bash", "-c", &script])
        .env("PATH", std::env::join_paths(folders)?)
        .env("PORT", port.to_string())
        .env(
            format!("{}__ADDRESS", name.to_uppercase()),
            format!("127.0.0.1:{port}"),
        )
        .env(
            format!("{}_TARGET", project.client()?.to_uppercase()),
            format!("http://127.0.0.1:{port}"),
        )
        .env("CARGO_TARGET_DIR", &tools.target)
        .current_dir(&project.root)
        .stdin(Stdio::null())
        .output()
        .context("timeout and bash are needed")?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    for block in &blocks {
        let is_done = printed.lines().any(|line| line == done(block.line));
        let how = match block.kind() {
            Kind::Elsewhere => "parses",
            _ => "does what the text says",
        };
        let result = match is_done {
            true => Ok(()),
            // What bash says belongs to the first block that is not done.
            false => Err(anyhow::anyhow!(
                "it is not done: {}",
                std::mem::take(&mut complaints)
            )),
        };
        let what = format!("README.md: the block at line {} {how}", block.line);
        sum.check(project.case, &what, result);
    }
    println!(
        "{name}: README.md: {} blocks ran, {elsewhere} were only parsed",
        blocks.len() - elsewhere
    );
    ensure!(
        output.status.success(),
        "bash ends with {}: {complaints}",
        output.status
    );
    Ok(())
}

/// The fenced blocks of shell, in order.
fn blocks(readme: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in (1..).zip(readme.lines()) {
        match (&mut open, line) {
            (None, "```sh") => {
                open = Some(Block {
                    line: number + 1,
                    text: String::new(),
                });
            }
            (Some(_), "```") => blocks.extend(open.take()),
            (Some(block), line) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, _) => {}
        }
    }
    blocks
}

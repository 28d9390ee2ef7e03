//! Follows the README of a new crate, block by block, as a reader does.
//!
//! All blocks run in one bash, so a block that changes the folder breaks those after it. Only addresses differ from the
//! README: ports are free ones, so that runs do not collide, and this machine replaces other machines.

use std::fmt::Write as _;
use std::fs;
use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use anyhow::{Context, Result, ensure};

use super::project::Project;
use super::running::UNIMPLEMENTED;
use super::{Sum, Tools};

/// Commands that need a cluster or other programs, or that install programs. bash only parses blocks with one of them.
const ELSEWHERE: [&str; 4] = ["docker ", "grpcurl ", "kubectl ", "python3 -m venv "];

/// The ends of commands that start the server.
const SERVING: [&str; 2] = ["cargo run", "cargo run --features swagger-ui"];

/// The time limit of all blocks, in seconds. The crate is built before.
const PATIENCE: &str = "300";

/// The ports of the server and of its metrics in the README.
const PORTS: [&str; 2] = ["50051", "9090"];

/// The machines in the README.
const MACHINES: [&str; 2] = ["10.0.0.1:", "10.0.0.2:"];

/// The response to curl of an rpc that is not implemented, without its message.
const UNIMPLEMENTED_JSON: &str = r#"'{"code":"unimplemented",'"#;

/// The call of the Python client over the channel in the README: an rpc that is not implemented.
const CALL_BY_PYTHON: &str = r#"
try:
    channel.unary_unary("/imageclassifier.ImageClassifier/Classify")(b"", timeout=20)
    raise SystemExit("it is written")
except grpc.RpcError as error:
    assert error.code() == grpc.StatusCode.UNIMPLEMENTED, error
"#;

/// What the reader does with a block.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Starts the server in the first shell, and stops the previous one.
    Serve,
    /// Calls an rpc that is not implemented.
    Call,
    /// Calls it with JSON, by curl.
    Json,
    /// Runs its commands in another shell.
    Run,
    /// Runs it on another machine.
    Elsewhere,
    /// Runs it as a client in Python, after the earlier blocks of that program.
    Python,
}

/// A fenced block of shell or Python.
struct Block {
    /// The number of its first line.
    line: usize,
    is_python: bool,
    text: String,
}

impl Block {
    fn kind(&self) -> Kind {
        let command = self.text.replace("\\\n", " ");
        let is_single = command.trim().lines().count() == 1;
        let starts = |program: &&str| command.lines().any(|line| line.starts_with(program));
        match () {
            () if self.is_python => Kind::Python,
            () if ELSEWHERE.iter().any(starts) => Kind::Elsewhere,
            () if is_single && SERVING.iter().any(|end| command.trim().ends_with(end)) => {
                Kind::Serve
            }
            () if is_single && command.starts_with("cargo run --bin ") => Kind::Call,
            () if is_single && command.contains("content-type: application/json") => Kind::Json,
            () => Kind::Run,
        }
    }

    /// The commands for bash: the block, a check of its result, and a line for the report. `program` has the Python code of
    /// earlier blocks.
    fn script(&self, program: &str) -> String {
        let text = self.text.trim_end();
        let line = self.line;
        let script = match self.kind() {
            Kind::Serve => format!("stop\n{text} &\nserver=$!\nwait_for_server"),
            Kind::Call => format!("code=0\n{text} || code=$?\n[ $code = {UNIMPLEMENTED} ]"),
            Kind::Json => format!("answer=$({text})\n[[ $answer = {UNIMPLEMENTED_JSON}* ]]"),
            Kind::Run => text.to_owned(),
            Kind::Python => format!(
                "PYTHONPATH=target/python-client target/python/bin/python - <<'END_OF_BLOCK'\n{program}{CALL_BY_PYTHON}END_OF_BLOCK"
            ),
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
    for attempt in $(seq 1800); do
        kill -0 "$server"
        if (exec 3<> "/dev/tcp/127.0.0.1/$PORT") 2> /dev/null; then
            return 0
        fi
        sleep 0.1
    done
    return 1
}
"#;

/// Runs all commands in the README of a crate, and checks each block. The crate must be built.
pub fn follow(project: &Project<'_>, tools: &Tools, sum: &mut Sum) -> Result<()> {
    let readme = fs::read_to_string(project.root.join("README.md"))?;
    let (readme, ports) = on_this_machine(&readme)?;
    let blocks = blocks(&readme);
    let of = |kind| blocks.iter().filter(|block| block.kind() == kind).count();
    let (serving, calling, elsewhere) = (of(Kind::Serve), of(Kind::Call), of(Kind::Elsewhere));
    let (json, python) = (of(Kind::Json), of(Kind::Python));
    ensure!(
        serving == 4 && calling == 3 && json == 1 && python == 2 && elsewhere >= 5,
        "the README starts {serving} servers, makes {calling} calls, {json} with JSON and {python} by Python, and {elsewhere} \
         blocks run elsewhere"
    );
    // The README installs these packages.
    fs::create_dir_all(project.root.join("target"))?;
    let venv = tools.python.ancestors().nth(2).context("a venv")?;
    std::os::unix::fs::symlink(venv, project.root.join("target/python"))?;
    let output = run(project, tools, &ports, &script(&blocks))?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    report(project, &blocks, &output, sum);
    println!(
        "{}: README.md: {} blocks ran, {elsewhere} were only parsed",
        project.case.name,
        blocks.len() - elsewhere
    );
    ensure!(
        output.status.success(),
        "bash ends with {}: {stderr}",
        output.status
    );
    Ok(())
}

/// One script of all blocks. Blocks of Python are collected for the block that runs them.
fn script(blocks: &[Block]) -> String {
    let mut script = FRAME.to_owned();
    let mut program = String::new();
    for block in blocks {
        if block.is_python {
            program.push_str(&block.text);
        }
        let _ = write!(script, "{}", block.script(&program));
    }
    script
}

/// Runs a script in the crate, with the ports of its server and its client.
fn run(
    project: &Project<'_>,
    tools: &Tools,
    [port, metrics]: &[String; 2],
    script: &str,
) -> Result<Output> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = tools.rpcsmith.parent().map(ToOwned::to_owned);
    let folders = folders.into_iter().chain(std::env::split_paths(&path));
    let name = project.case.name.to_uppercase();
    Command::new("timeout")
        .args(["--kill-after=10", PATIENCE, "bash", "-c", script])
        .env("PATH", std::env::join_paths(folders)?)
        .env("PORT", port)
        .env(
            format!("{name}__SERVER__ADDRESS"),
            format!("127.0.0.1:{port}"),
        )
        .env(
            format!("{name}__METRICS__ADDRESS"),
            format!("127.0.0.1:{metrics}"),
        )
        .env(
            format!("{}_TARGET", project.client()?.to_uppercase()),
            format!("http://127.0.0.1:{port}"),
        )
        .env("CARGO_TARGET_DIR", &tools.target)
        .current_dir(&project.root)
        .stdin(Stdio::null())
        .output()
        .context("timeout and bash are needed")
}

/// Reports one check for each block.
fn report(project: &Project<'_>, blocks: &[Block], output: &Output, sum: &mut Sum) {
    let stdout = String::from_utf8_lossy(&output.stdout);
    // The output of bash belongs to the first incomplete block.
    let mut stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    for block in blocks {
        let how = match block.kind() {
            Kind::Elsewhere => "parses",
            _ => "does what the text says",
        };
        let result = if stdout.lines().any(|line| line == done(block.line)) {
            Ok(())
        } else {
            let stderr = std::mem::take(&mut stderr);
            Err(anyhow::anyhow!(
                "the block did not run to its end: {stderr}"
            ))
        };
        let what = format!("README.md: the block at line {} {how}", block.line);
        sum.check(project.case, &what, result);
    }
}

/// The README with free ports, and with this machine instead of others.
fn on_this_machine(readme: &str) -> Result<(String, [String; 2])> {
    // Open both at the same time, so that they differ.
    let open = [
        TcpListener::bind("127.0.0.1:0")?,
        TcpListener::bind("127.0.0.1:0")?,
    ];
    let mut ports = [const { String::new() }; 2];
    let mut readme = readme.to_owned();
    for ((port, listener), old) in ports.iter_mut().zip(&open).zip(PORTS) {
        *port = listener.local_addr()?.port().to_string();
        readme = readme.replace(old, port);
    }
    for machine in MACHINES {
        readme = readme.replace(machine, "127.0.0.1:");
    }
    Ok((readme, ports))
}

/// The commands of the blocks of shell, in order.
pub fn commands(readme: &str) -> impl Iterator<Item = String> {
    let blocks = blocks(readme).into_iter();
    let blocks = blocks.filter(|block| !block.is_python);
    blocks.map(|block| block.text.trim_end().to_owned())
}

/// The fenced blocks of shell and Python, in order.
fn blocks(readme: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in (1..).zip(readme.lines()) {
        match (&mut open, line) {
            (None, "```sh" | "```python") => {
                open = Some(Block {
                    line: number + 1,
                    is_python: line == "```python",
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

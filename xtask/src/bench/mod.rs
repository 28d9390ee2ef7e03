//! `cargo xtask bench`: measures the speed of the plugin, and how fast generated code builds, runs and validates, beside
//! other tools.
//!
//! `docs/performance.md` explains the results. No benchmark fails because of a time.

mod build;
mod crates;
mod generate;
mod json;
mod size;
mod speed;
mod table;
mod turns;
mod validate;
mod workspace;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Once;

use anyhow::{Context, Result, bail, ensure};

use crate::measure;
use crate::process;
use crate::request::Request;

const USAGE: &str = "usage: cargo xtask bench generate|build|json|validate [options] [<corpus>]

  generate   the plugin beside protoc-gen-prost and protoc-gen-tonic on the same requests
  build      crates of generated code beside those of tonic-prost-build, and the speed of the messages
  json       JSON beside that of pbjson and prost-reflect: times of messages, builds of 20 packages, and their code
  validate   generated validators beside those of peers and one by hand, and how much code they are

  --quick        only a small part of the corpus, each build once, no peers of validators
  --messages     of JSON only the times of messages, which need no corpus
  --json         JSON instead of markdown
  --runs N       how often each is measured; the medians are given
  --jobs N       how many jobs cargo may run
  --packages N   of how many packages the larger crate is made [default: 50, or 2 if quick; 20 or 1 for JSON]
  <corpus>       a CodeGeneratorRequest, which may be packed by xz
                 [default: ../shared/corpora/googleapis.req.xz]";

/// A million: of bytes or of instructions.
const MEGA: f64 = 1e6;

/// The arguments.
struct Settings {
    quick: bool,
    messages: bool,
    json: bool,
    runs: Option<usize>,
    jobs: Option<usize>,
    packages: Option<usize>,
    corpus: PathBuf,
}

/// Measures, and prints tables.
///
/// # Errors
/// If a program cannot be built or fails, or the corpus does not exist.
pub fn run(mut arguments: impl Iterator<Item = String>) -> Result<()> {
    match arguments.next().as_deref() {
        Some("generate") => {
            let settings = Settings::new(arguments)?;
            table::print(&generate::run(&settings)?, settings.json)
        }
        Some("build") => {
            let settings = Settings::new(arguments)?;
            table::print(&build::run(&settings)?, settings.json)
        }
        Some("json") => {
            let settings = Settings::new(arguments)?;
            table::print(&json::run(&settings)?, settings.json)
        }
        Some("validate") => {
            let settings = Settings::new(arguments)?;
            table::print(&validate::run(&settings)?, settings.json)
        }
        Some("measure") => {
            let (report, program) = (arguments.next(), arguments.next());
            let report = report.context("no report")?;
            let mut command = Command::new(program.context("no program")?);
            let status = measure::run(Path::new(&report), command.args(arguments))?;
            std::process::exit(status.code().unwrap_or(1))
        }
        _ => bail!("{USAGE}"),
    }
}

impl Settings {
    fn new(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let corpus = "../shared/corpora/googleapis.req.xz";
        let mut settings = Self {
            quick: false,
            messages: false,
            json: false,
            runs: None,
            jobs: None,
            packages: None,
            corpus: process::root()?.join(corpus),
        };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => settings.quick = true,
                "--messages" => settings.messages = true,
                "--json" => settings.json = true,
                "--runs" => settings.runs = Some(number(arguments.next())?),
                "--jobs" => settings.jobs = Some(number(arguments.next())?),
                "--packages" => settings.packages = Some(number(arguments.next())?),
                option if option.starts_with('-') => bail!("no option {option}\n\n{USAGE}"),
                path => settings.corpus = PathBuf::from(path),
            }
        }
        Ok(settings)
    }
}

/// A number above 0.
fn number(argument: Option<String>) -> Result<usize> {
    let number = argument.and_then(|number| number.parse().ok());
    number.filter(|number| *number > 0).context(USAGE)
}

/// The request for the protos in folders.
fn request(work: &Path, folders: &[PathBuf], protos: &[&str]) -> Result<Request> {
    let set = work.join("set.binpb");
    let includes = folders.iter().map(|folder| process::option("-I", folder));
    process::succeed(
        Command::new(protoc_bin_vendored::protoc_bin_path()?)
            .arg(process::option("--descriptor_set_out=", &set))
            .args(["--include_imports", "--include_source_info"])
            .args(includes)
            .args(protos),
    )?;
    Request::of_set(std::fs::read(set)?, protos)
}

/// The number of instructions of a program, if valgrind is installed.
fn instructions(command: impl FnOnce(&mut Command) -> Result<()>) -> Result<Option<f64>> {
    static WARNED: Once = Once::new();
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    command(&mut valgrind)?;
    let output = match valgrind.output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            WARNED
                .call_once(|| eprintln!("valgrind is not installed: no instructions are counted"));
            return Ok(None);
        }
        output => output?,
    };
    let report = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{valgrind:?}: {report}");
    let collected = report
        .lines()
        .find_map(|line| line.split_once("Collected : "))
        .context("valgrind collected nothing")?;
    Ok(Some(collected.1.trim().parse()?))
}

//! `cargo xtask bench generate`: compares the plugin with protoc-gen-prost and protoc-gen-tonic.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Result, ensure};
use prost::Message;

use super::table::{Cell, Table};
use super::{MEGA, Settings, instructions, request};
use crate::measure::{self, Usage};
use crate::plugin;
use crate::process::{self, cargo, succeed};
use crate::request::Request;

/// The other plugins. Together they generate what this plugin generates alone.
const PEERS: [&str; 2] = ["protoc-gen-prost@0.5.0", "protoc-gen-tonic@0.5.0"];
const COLUMNS: [&str; 8] = [
    "request",
    "plugin",
    "wall, s",
    "CPU, s",
    "peak, MiB",
    "answer, MB",
    "wall, s per MB of request",
    "instructions, M",
];
const RATIOS: [&str; 6] = [
    "request",
    "files to generate",
    "request, MB",
    "wall, prost + tonic / ours",
    "CPU, prost + tonic / ours",
    "peak, the larger / ours",
];

/// Measures the plugins on the UserService and on parts of the corpus.
///
/// # Errors
/// If a plugin cannot be installed or fails.
pub fn run(settings: &Settings) -> Result<Vec<Table>> {
    let root = process::root()?;
    let folder = process::target(&root).join("bench");
    fs::create_dir_all(folder.join("generate"))?;
    let plugins = [vec![plugin::build(&root)?], install(&root, &folder)?].concat();
    let mut bench = Bench {
        folder: folder.join("generate"),
        plugins,
        measured: Table::new("Plugins", &COLUMNS),
        ratios: Table::new("Ratios: above 1 is better for rpcsmith", &RATIOS),
    };
    let user = request(
        &bench.folder,
        &[root.join("proto")],
        &["user/v1/user.proto"],
    )?;
    let runs = |default: usize| settings.runs.unwrap_or(default);
    bench.add("UserService", &user, runs(41), true)?;
    let corpus = Request::read(&settings.corpus)?;
    let parts: &[usize] = if settings.quick { &[16] } else { &[16, 4, 1] };
    for part in parts {
        let files = &corpus.files_to_generate;
        let request = corpus.part(&files[..files.len().div_ceil(*part)])?;
        let name = match part {
            1 => "corpus".to_owned(),
            _ => format!("1/{part} of the corpus"),
        };
        bench.add(&name, &request, runs(if *part == 1 { 3 } else { 5 }), false)?;
    }
    Ok(vec![bench.measured, bench.ratios])
}

/// Installs the other plugins with cargo in a separate folder.
fn install(root: &Path, folder: &Path) -> Result<Vec<PathBuf>> {
    let peers = folder.join("peers");
    succeed(
        cargo(root)
            .env("CARGO_TARGET_DIR", folder.join("peers-build"))
            .args(["install", "--quiet", "--locked", "--root"])
            .arg(&peers)
            .args(PEERS),
    )?;
    let names = PEERS.iter().filter_map(|peer| peer.split('@').next());
    Ok(names.map(|name| peers.join("bin").join(name)).collect())
}

/// The error in a `CodeGeneratorResponse`.
#[derive(Clone, PartialEq, Message)]
struct Response {
    #[prost(string, optional, tag = "1")]
    error: Option<String>,
}

struct Bench {
    folder: PathBuf,
    /// The first is ours.
    plugins: Vec<PathBuf>,
    measured: Table,
    ratios: Table,
}

impl Bench {
    /// Measures all plugins on a request, in turns, so that other load on the machine affects all of them.
    fn add(&mut self, name: &str, request: &Request, runs: usize, count: bool) -> Result<()> {
        eprintln!("{name}: {runs} runs");
        let file = self.folder.join("request.binpb");
        fs::write(&file, request.encode_to_vec())?;
        let megabytes = fs::metadata(&file)?.len() as f64 / MEGA;
        let plugins = self.plugins.iter();
        let answers = plugins.map(|plugin| self.answer(plugin, &file));
        let answers = answers.collect::<Result<Vec<_>>>()?;
        let mut usages = vec![Vec::new(); self.plugins.len()];
        for _ in 0..runs {
            for (plugin, usages) in self.plugins.iter().zip(&mut usages) {
                usages.push(self.measure(plugin, &file)?);
            }
        }
        let medians: Vec<Usage> = usages.iter().map(|usages| Usage::median(usages)).collect();
        for ((plugin, usage), answer) in self.plugins.iter().zip(&medians).zip(answers) {
            let counted = if count { counted(plugin, &file)? } else { None };
            let plugin = plugin.file_name().unwrap_or_default();
            self.measured.rows.push(vec![
                name.into(),
                Cell::Text(plugin.to_string_lossy().into_owned()),
                usage.wall.into(),
                usage.cpu.into(),
                usage.peak.into(),
                (answer / MEGA).into(),
                (usage.wall / megabytes).into(),
                counted.map(|counted| counted / MEGA).into(),
            ]);
        }
        let ratios = ratios(name, request, megabytes, &medians);
        self.ratios.rows.push(ratios);
        Ok(())
    }

    fn measure(&self, plugin: &Path, request: &Path) -> Result<Usage> {
        let report = self.folder.join("report.json");
        let mut command = measure::command(&report, plugin)?;
        command.stdin(File::open(request)?);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        Usage::of(&mut command, &report)
    }

    /// Checks that a plugin succeeds, and returns the number of bytes of its response.
    fn answer(&self, plugin: &Path, request: &Path) -> Result<f64> {
        let output = Command::new(plugin)
            .stdin(File::open(request)?)
            .stderr(Stdio::null())
            .output()?;
        let error = Response::decode(&output.stdout[..])?.error;
        let error = error.as_deref().and_then(|error| error.lines().next());
        ensure!(error.is_none(), "{}: {error:?}", plugin.display());
        Ok(output.stdout.len() as f64)
    }
}

fn counted(plugin: &Path, request: &Path) -> Result<Option<f64>> {
    instructions(|valgrind| {
        valgrind.arg(plugin).stdin(File::open(request)?);
        Ok(())
    })
}

fn ratios(name: &str, request: &Request, megabytes: f64, medians: &[Usage]) -> Vec<Cell> {
    let (ours, peers) = (medians[0], &medians[1..]);
    let sum = |of: fn(&Usage) -> f64| peers.iter().map(of).sum::<f64>() / of(&ours);
    let peak = peers.iter().map(|usage| usage.peak).fold(0.0, f64::max);
    vec![
        name.into(),
        Cell::Count(request.files_to_generate.len()),
        megabytes.into(),
        sum(|usage| usage.wall).into(),
        sum(|usage| usage.cpu).into(),
        (peak / ours.peak).into(),
    ]
}

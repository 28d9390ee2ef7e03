//! `cargo xtask bench validate`: compares generated validators with those of other tools and a hand-written one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::table::{Cell, Table};
use super::{Settings, request, size};
use crate::measure::median;
use crate::plugin::{Plugin, write};
use crate::process::{self, cargo, option, output, succeed};

const PROTO: &str = include_str!("validators/users.proto");
const FRAME: &str = include_str!("validators/frame.rs");
const TIME: &str = include_str!("validators/time.rs");
const COUNT: &str = include_str!("validators/count.rs");

/// The messages to validate, each with the name of a value.
const MESSAGES: [(&str, &str, &str); 4] = [
    ("Scalar", "scalar", include_str!("validators/scalar.txtpb")),
    ("PlainUser", "user", include_str!("validators/user.txtpb")),
    ("CreateUser", "user", include_str!("validators/user.txtpb")),
    (
        "Organization",
        "organization",
        include_str!("validators/organization.txtpb"),
    ),
];
const COLUMNS: [&str; 7] = [
    "message",
    "validator",
    "time, ns",
    "theirs / ours",
    "first call, µs",
    "allocations",
    "of the first call",
];

/// A crate with validators, and their source.
struct Source {
    name: &'static str,
    text: &'static str,
    /// The options of the plugin, if it generates the messages.
    parameter: Option<&'static str>,
    /// The build script, if another tool generates them.
    build: Option<&'static str>,
    dependencies: &'static str,
}

/// The crates, with that of this project first.
const SOURCES: [Source; 3] = [
    Source {
        name: "rpcsmith",
        text: include_str!("validators/rpcsmith.rs"),
        parameter: Some("validate=rules"),
        build: None,
        dependencies: "",
    },
    Source {
        name: "by-hand",
        text: include_str!("validators/by_hand.rs"),
        parameter: Some("validate=none"),
        build: None,
        dependencies: "",
    },
    Source {
        name: "prost-protovalidate",
        text: include_str!("validators/prost_protovalidate.rs"),
        parameter: None,
        build: Some(include_str!("validators/prost_protovalidate_build.rs")),
        dependencies: "prost-protovalidate = \"0.6\"\n\
                       prost-reflect = { version = \"0.16\", features = [\"derive\"] }\n\
                       \n\
                       [build-dependencies]\n\
                       prost-protovalidate-build = \"0.6\"\n\
                       prost-reflect-build = \"0.16\"\n",
    },
];

/// A validator: its name in reports, its crate, its name in the crate, and the messages that it cannot validate.
type Validator = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

const VALIDATORS: [Validator; 4] = [
    ("rpcsmith", "rpcsmith", "", &[]),
    ("by hand", "by-hand", "", &["PlainUser", "Organization"]),
    (
        "prost-protovalidate, generated",
        "prost-protovalidate",
        "generated",
        &["CreateUser", "Organization"],
    ),
    (
        "prost-protovalidate, runtime",
        "prost-protovalidate",
        "runtime",
        &[],
    ),
];

/// Measures the validators. With `--quick`, only those of this project and the hand-written one.
///
/// # Errors
/// If one cannot be built or fails, or if one of this project allocates memory for a valid message.
pub fn run(settings: &Settings) -> Result<Vec<Table>> {
    let root = process::root()?;
    let folder = process::target(&root).join("bench/validate");
    let protos = folder.join("protos");
    fs::create_dir_all(&protos)?;
    fs::write(protos.join("users.proto"), PROTO)?;
    let peers = if settings.quick {
        &SOURCES[..2]
    } else {
        &SOURCES[..]
    };
    let bench = Bench {
        root,
        folder,
        protos,
    };
    bench.build(peers)?;
    let mut table = Table::new("Validators, of valid messages", &COLUMNS);
    for (message, file, value) in MESSAGES {
        let encoded = bench.encoded(message, file, value)?;
        bench.add(
            &mut table,
            peers,
            message,
            &encoded,
            settings.runs.unwrap_or(5),
        )?;
    }
    let mut tables = vec![table];
    if !settings.quick {
        tables.extend(size::run(&bench.root, &bench.folder)?);
    }
    Ok(tables)
}

struct Bench {
    root: PathBuf,
    folder: PathBuf,
    protos: PathBuf,
}

/// The output of the programs of a validator.
struct Measured {
    time: f64,
    first: f64,
    allocations: usize,
    first_allocations: usize,
}

impl Bench {
    /// Builds the programs of some crates.
    fn build(&self, sources: &[Source]) -> Result<()> {
        let includes = [self.protos.clone(), self.root.join("src/frontend/include")];
        let messages = request(&self.folder, &includes, &["users.proto"])?;
        let plugin = Plugin::build(&self.root, &self.folder.join("plugin"))?;
        for source in sources {
            let folder = self.folder.join(source.name);
            fs::create_dir_all(folder.join("src/bin"))?;
            fs::write(folder.join("src/lib.rs"), source.text)?;
            fs::write(folder.join("src/frame.rs"), FRAME)?;
            fs::write(folder.join("src/bin/time.rs"), TIME)?;
            fs::write(folder.join("src/bin/count.rs"), COUNT)?;
            fs::write(folder.join("Cargo.toml"), self.manifest(source))?;
            fs::copy(self.root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
            if let Some(parameter) = source.parameter {
                let mut request = messages.clone();
                request.parameter = Some(parameter.to_owned());
                let answer = plugin.answer(source.name, &request)?;
                write(&answer.files, &folder.join("src/proto"))?;
            }
            if let Some(build) = source.build {
                fs::write(folder.join("build.rs"), build)?;
            }
            eprintln!("{}", source.name);
            let mut cargo = cargo(&folder);
            cargo
                .env("PROTOC", protoc_bin_vendored::protoc_bin_path()?)
                .env("PROTOS", std::env::join_paths(&includes)?)
                .args(["build", "--quiet", "--release", "--target-dir"])
                .arg(self.folder.join("target"));
            succeed(&mut cargo)?;
        }
        Ok(())
    }

    fn manifest(&self, source: &Source) -> String {
        let runtime = self.root.join("runtime/rust");
        let (name, dependencies) = (source.name, source.dependencies);
        format!(
            "[workspace]\n\n\
             [package]\nname = \"{name}-validators\"\nedition = \"2024\"\n\n\
             [lib]\nname = \"validators\"\n\n\
             [[bin]]\nname = \"{name}-time\"\npath = \"src/bin/time.rs\"\n\n\
             [[bin]]\nname = \"{name}-count\"\npath = \"src/bin/count.rs\"\n\n\
             [dependencies]\nprost = \"0.14\"\nprost-types = \"0.14\"\n\
             rpcsmith-runtime = {{ path = {runtime:?}, default-features = false, features = [\"validate\"] }}\n\
             stats_alloc = \"0.1\"\n\
             {dependencies}"
        )
    }

    /// A message in a file.
    fn encoded(&self, message: &str, file: &str, value: &str) -> Result<PathBuf> {
        let text = self.folder.join(file).with_extension("txtpb");
        let path = self.folder.join(file).with_extension("binpb");
        fs::write(&text, value)?;
        let mut protoc = Command::new(protoc_bin_vendored::protoc_bin_path()?);
        protoc
            .arg(option("-I", &self.protos))
            .arg(option("-I", &self.root.join("src/frontend/include")))
            .arg(format!("--encode=bench.users.v1.{message}"))
            .arg("users.proto")
            .stdin(Stdio::from(fs::File::open(text)?))
            .stdout(Stdio::from(fs::File::create(&path)?));
        succeed(&mut protoc)?;
        Ok(path)
    }

    /// Measures all validators of a message, in turns.
    fn add(
        &self,
        table: &mut Table,
        sources: &[Source],
        message: &str,
        encoded: &Path,
        runs: usize,
    ) -> Result<()> {
        let there = |validator: &&Validator| {
            sources.iter().any(|source| source.name == validator.1)
                && !validator.3.contains(&message)
        };
        let validators: Vec<_> = VALIDATORS.iter().filter(there).collect();
        let mut measured = vec![Vec::new(); validators.len()];
        for _ in 0..runs {
            for (validator, measured) in validators.iter().zip(&mut measured) {
                measured.push(self.program("time", validator, message, encoded)?);
            }
        }
        let mut ours = None;
        for (validator, times) in validators.into_iter().zip(&measured) {
            let [first_allocations, allocations] = self
                .program("count", validator, message, encoded)?
                .map(|count| count as usize);
            let measured = Measured {
                time: median(times.iter().map(|[_, time]| *time)),
                first: median(times.iter().map(|[first, _]| *first)),
                allocations,
                first_allocations,
            };
            if ours.is_none() {
                ensure!(
                    allocations == 0,
                    "memory is allocated for a valid {message}"
                );
            }
            let ours = *ours.get_or_insert(measured.time);
            table.rows.push(measured.row(message, validator.0, ours));
        }
        Ok(())
    }

    /// Runs a program of a validator, which prints two numbers.
    fn program(
        &self,
        program: &str,
        (_, name, validator, _): &Validator,
        message: &str,
        encoded: &Path,
    ) -> Result<[f64; 2]> {
        let path = self.folder.join(format!("target/release/{name}-{program}"));
        let text = output(Command::new(&path).args([validator, message]).arg(encoded))?;
        let numbers = text.split_whitespace().map(str::parse);
        let numbers: Vec<f64> = numbers.collect::<Result<_, _>>()?;
        <[f64; 2]>::try_from(numbers)
            .ok()
            .with_context(|| format!("{} prints {text}", path.display()))
    }
}

impl Measured {
    fn row(&self, message: &str, name: &str, ours: f64) -> Vec<Cell> {
        vec![
            message.into(),
            name.into(),
            self.time.into(),
            (self.time / ours).into(),
            (self.first / 1e3).into(),
            Cell::Count(self.allocations),
            Cell::Count(self.first_allocations),
        ]
    }
}

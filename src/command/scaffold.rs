//! What `new` and `init` share: from arguments to the files of a crate.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use clap::{Args, ValueEnum};
use toml_edit::{Array, Value};

use super::made::Refused;
use crate::Generated;
use crate::diagnostics::Diagnostic;
use crate::frontend::{self, Fetched, Parser, Sources};
use crate::options::{Options, table, to_parameter};
use crate::skeleton::scaffold::dependencies::Source;
use crate::skeleton::scaffold::protos::Protos;
use crate::skeleton::scaffold::{Crate, CrateNames, Extras, NamedService, names, protos};
use crate::targets::rust::ServiceOutline;

#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct ScaffoldArguments {
    /// The .proto files with the services, or their folders; they are copied to proto/ with all that they import
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub proto: Vec<PathBuf>,
    /// Where imports are looked for [repeatable] [default: the folder that the package of each FILE begins in]
    #[arg(
        short = 'I',
        long = "include-dir",
        alias = "proto-path",
        value_name = "DIR"
    )]
    pub include_dirs: Vec<PathBuf>,
    /// Read the files with protoc, which also knows editions: $PROTOC, or else the one on PATH
    #[arg(long)]
    pub protoc: bool,

    /// What the server has beside health, reflection and a log of calls
    #[arg(
        long,
        value_name = "FEATURES",
        value_enum,
        value_delimiter = ',',
        help_heading = "The crate"
    )]
    pub with: Vec<Feature>,
    /// Where rpcsmith-runtime comes from: version=…, path=DIR or git=URL[#REV] [default: the version of this command]
    #[arg(long, value_name = "SOURCE", value_parser = source, help_heading = "The crate")]
    pub runtime: Option<Source>,
    /// Set an option of the generated code, as `rpcsmith options` lists them [repeatable]
    #[arg(
        short,
        long = "option",
        value_name = "NAME=VALUE",
        help_heading = "The crate"
    )]
    pub options: Vec<String>,

    /// Tell what would be written, and write nothing
    #[arg(long, help_heading = "Output")]
    pub dry_run: bool,
    /// Print one JSON object on stdout; text for people goes to stderr
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Print nothing but errors
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

/// What a server may have beyond the plain one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Feature {
    /// TLS and mTLS, set up in the configuration
    Tls,
    /// JSON Web Tokens that tell who calls
    Jwt,
    /// Traces to a collector of OpenTelemetry
    Otel,
    /// gRPC-Web and CORS, for browsers
    Web,
    /// Prometheus metrics of calls, on a port of their own
    Metrics,
}

fn source(text: &str) -> Result<Source, String> {
    let (kind, value) = text.split_once('=').unwrap_or((text, ""));
    match kind {
        _ if value.is_empty() => Err("expected version=…, path=DIR or git=URL[#REV]".to_owned()),
        "version" => Ok(Source::Version(value.to_owned())),
        "path" => Ok(Source::Path(value.to_owned())),
        "git" => {
            let (url, rev) = value.split_once('#').unwrap_or((value, ""));
            let rev = Some(rev.to_owned()).filter(|rev| !rev.is_empty());
            Ok(Source::Git {
                url: url.to_owned(),
                rev,
            })
        }
        kind => Err(format!("`{kind}` is none of version, path and git")),
    }
}

impl ScaffoldArguments {
    /// The sources that are named, with the include paths that are or that the packages tell.
    pub fn sources(&self) -> Sources {
        // `fetch` reports what is wrong with them.
        let selected = || match frontend::select(&self.proto, &[]) {
            Ok(selection) => selection.files(),
            Err(_) => self.proto.clone(),
        };
        Sources {
            files: self.proto.clone(),
            includes: match &*self.include_dirs {
                [] => protos::includes(&selected()),
                named => named.to_vec(),
            },
            parser: match self.protoc {
                true => Parser::Protoc { path: None },
                false => Parser::Embedded,
            },
        }
    }

    /// Refuses to go on without a file.
    pub fn check_protos(&self) -> Result<(), Refused> {
        match self.proto.is_empty() {
            true => {
                let fault = Diagnostic::error("no .proto file is given");
                Err(Refused::usage(
                    fault.help("name those with the services: --proto FILE"),
                ))
            }
            false => Ok(()),
        }
    }

    fn extras(&self) -> Extras {
        let has = |feature| self.with.contains(&feature);
        Extras {
            tls: has(Feature::Tls),
            jwt: has(Feature::Jwt),
            otel: has(Feature::Otel),
            web: has(Feature::Web),
            metrics: has(Feature::Metrics),
        }
    }

    /// The options of the generated code.
    ///
    /// # Errors
    /// One is faulty, or makes code of another shape than the crate is built on.
    pub fn pairs(&self) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
        let split = |option: &String| {
            let (name, value) = option.split_once('=').unwrap_or((option, "true"));
            (name.to_owned(), value.to_owned())
        };
        let pairs: Vec<_> = self.options.iter().map(split).collect();
        check_options(&pairs)?;
        Ok(pairs)
    }

    /// Where the runtime comes from, as the manifest of a crate in `root` says it.
    ///
    /// # Errors
    /// There is no such crate in the folder.
    fn runtime(&self, root: &Path) -> Result<Source, Diagnostic> {
        let Some(Source::Path(path)) = &self.runtime else {
            return Ok(self.runtime.clone().unwrap_or_default());
        };
        if !Path::new(path).join("Cargo.toml").is_file() {
            let fault = Diagnostic::error(format!("there is no crate in `{path}`"));
            return Err(fault.help("give the folder of rpcsmith-runtime, which has its Cargo.toml"));
        }
        Ok(Source::Path(match Path::new(path).is_absolute() {
            true => path.clone(),
            false => from(root, Path::new(path)),
        }))
    }
}

/// Refuses options that make code of another shape than a crate is built on.
///
/// # Errors
/// All that are refused, and those that are faulty.
pub fn check_options(pairs: &[(String, String)]) -> Result<(), Vec<Diagnostic>> {
    Options::from_pairs(pairs.iter().map(|(name, value)| (name, value)))?;
    const NEEDED: [(&str, &str); 9] = [
        ("layout", "package"),
        ("messages", "prost"),
        ("server", "true"),
        ("client", "true"),
        ("default_stubs", "false"),
        ("descriptor_set", "services"),
        ("gate_server", ""),
        ("gate_client", ""),
        ("runtime", "::rpcsmith_runtime"),
    ];
    let refused = pairs.iter().filter_map(|(name, value)| {
        let (_, needed) = NEEDED.iter().find(|(needed, _)| needed == name)?;
        let suits = value == needed || name == "descriptor_set" && value == "all";
        let fault = format!("the crate is built on `{name}={needed}`, not on `{name}={value}`");
        (!suits).then(|| Diagnostic::error(fault).help("leave the option out"))
    });
    let config = pairs
        .iter()
        .find(|(name, _)| name == "service_config")
        .map(|_| {
            Diagnostic::error("a new crate has no service config").help(
            "set `service_config` in its rpcsmith.toml when it is there, and run `rpcsmith sync`",
        )
        });
    let refused: Vec<_> = refused.chain(config).collect();
    match refused.is_empty() {
        true => Ok(()),
        false => Err(refused),
    }
}

/// A crate that can be written, and what the user should know.
pub struct Planned {
    pub made: Crate,
    pub warnings: Vec<Diagnostic>,
}

/// Reads the sources and decides on the crate in `root`.
///
/// # Errors
/// All faults of a stage: of the name, of the arguments, of the sources; or there is no service.
pub fn plan(
    arguments: &ScaffoldArguments,
    sources: &Sources,
    root: &Path,
    names: CrateNames,
    pairs: &[(String, String)],
) -> Result<Planned, Vec<Diagnostic>> {
    let runtime = arguments.runtime(root).map_err(|fault| vec![fault])?;
    let parameter = to_parameter(pairs.iter().map(|(name, value)| (name, value)));
    let mut sources = sources.clone();
    let (fetched, generated) = generate(arguments, &mut sources, &parameter)?;
    let warnings = [fetched.warnings, generated.warnings].concat();
    let services = services(generated.services)?;
    let placed = protos::placed(&sources, &fetched.request, root)?;
    let made = Crate {
        names,
        services,
        extras: arguments.extras(),
        runtime,
        generated: generated.files,
        settings: settings(&placed, pairs, &sources.parser),
        protos: placed.copies,
        development_keys: development_keys(arguments.extras()).map_err(|fault| vec![fault])?,
        own_workspace: false,
    };
    Ok(Planned { made, warnings })
}

/// A key of its own for each crate, as JWKS (RFC 7517, 5): one that is known could be left in place where it counts.
fn development_keys(extras: Extras) -> Result<Option<String>, Diagnostic> {
    if !extras.jwt {
        return Ok(None);
    }
    let mut secret = [0; 32];
    let unlucky = |error| Diagnostic::error(format!("there is no random key to be had: {error}"));
    getrandom::fill(&mut secret).map_err(unlucky)?;
    // Hexadecimal digits are base64, too: 64 of them hold 48 bytes.
    let key: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let jwk = format!(r#"{{"kty": "oct", "alg": "HS256", "kid": "development", "k": "{key}"}}"#);
    Ok(Some(format!("{{\"keys\": [{jwk}]}}\n")))
}

fn services(outlines: Vec<ServiceOutline>) -> Result<Vec<NamedService>, Vec<Diagnostic>> {
    match outlines {
        outlines if outlines.is_empty() => Err(vec![
            Diagnostic::error("there is no service in the files")
                .help("name the files that have services; for messages alone there is `rpcsmith generate`"),
        ]),
        outlines => Ok(names::services(outlines)),
    }
}

/// Fetches a request and generates its code. Files whose messages are needed join those that are named, unless they
/// have services.
fn generate(
    arguments: &ScaffoldArguments,
    sources: &mut Sources,
    parameter: &str,
) -> Result<(Fetched, Generated), Vec<Diagnostic>> {
    loop {
        let fetched = frontend::fetch(sources, parameter)?;
        let generated = crate::run(&fetched.request)?;
        if generated.missing.is_empty() {
            return Ok((fetched, generated));
        }
        let missing = generated.missing.iter();
        let names = missing.filter_map(|missing| missing.path.as_deref());
        let paths = names.filter_map(|name| sources.locate(name));
        let paths: Vec<_> = paths.filter(|path| !sources.files.contains(path)).collect();
        if paths.is_empty() || arguments.proto.is_empty() {
            return Err(generated.refused().into());
        }
        sources.files.extend(paths);
    }
}

/// What `rpcsmith.toml` says.
fn settings(protos: &Protos, pairs: &[(String, String)], parser: &Parser) -> Vec<(String, Value)> {
    let array = |texts: &[String]| Value::Array(texts.iter().collect());
    let mut settings = vec![
        ("files".to_owned(), array(&protos.selected)),
        ("include_dirs".to_owned(), array(&protos.includes)),
    ];
    match parser {
        Parser::Embedded => {}
        Parser::Protoc { path: None } => settings.push(("protoc".to_owned(), true.into())),
        Parser::Protoc { path: Some(path) } => {
            settings.push(("protoc".to_owned(), path.display().to_string().into()));
        }
    }
    let mut repeated: BTreeMap<&String, Array> = BTreeMap::new();
    for (name, value) in pairs {
        match table::find(name) {
            Some(spec) if spec.repeated => repeated.entry(name).or_default().push(value),
            _ => settings.push((
                name.clone(),
                value
                    .parse::<bool>()
                    .map_or_else(|_| value.into(), Value::from),
            )),
        }
    }
    let repeated = repeated.into_iter();
    settings.extend(repeated.map(|(name, values)| (name.clone(), Value::Array(values))));
    settings
}

/// The way from one folder to another, as a manifest writes it.
fn from(folder: &Path, to: &Path) -> String {
    let parts = |path: &Path| -> Vec<PathBuf> {
        let mut parts: Vec<PathBuf> = Vec::new();
        for part in std::path::absolute(path).unwrap_or_default().components() {
            match part {
                Component::ParentDir => drop(parts.pop()),
                part => parts.push(PathBuf::from(part.as_os_str())),
            }
        }
        parts
    };
    let (folder, to) = (parts(folder), parts(to));
    let common = folder
        .iter()
        .zip(&to)
        .take_while(|(one, other)| one == other)
        .count();
    let up = folder[common..].iter().map(|_| "..".to_owned());
    let down = to[common..].iter().map(|part| part.display().to_string());
    up.chain(down).collect::<Vec<_>>().join("/")
}

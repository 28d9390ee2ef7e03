//! The common part of `new` and `init`: plans the files of a project, and reports the result.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use anyhow::anyhow;
use toml::Value;

use super::arguments::scaffold::ScaffoldArguments;
use super::failure::Failure;
use super::protos::{self, Protos};
use super::report::print_failure;
use super::report::scaffold::{ScaffoldReport, ScaffoldResult};
use crate::Generated;
use crate::diagnostics::{Diagnostic, Place};
use crate::frontend::{self, Fetched, Parser, Sources};
use crate::options::{InlinedFile, Options, ValueForm, to_parameter};
use crate::skeleton::{Extras, NewProject, ProjectContents, ProjectName};
use crate::targets::{Target, target};

/// The option with the parts of the OpenAPI document that are not in the schema.
const OPENAPI_BASE: &str = "openapi_base";
/// The option with the service config of clients.
const SERVICE_CONFIG: &str = "service_config";
/// The options whose values can be the text of a file, and these files in a project.
const INLINED: [(&str, &str); 2] = [
    (OPENAPI_BASE, "openapi-base.json"),
    (SERVICE_CONFIG, "service-config.json"),
];

/// Reports the result or the error.
pub fn report(
    arguments: &ScaffoldArguments,
    root: &Path,
    result: Result<ScaffoldResult, Failure>,
    sources: &Sources,
) -> ExitCode {
    let ScaffoldArguments {
        dry_run,
        json,
        quiet,
        ..
    } = *arguments;
    match result {
        Ok(result) => {
            let report = ScaffoldReport {
                root,
                dry_run,
                json,
                quiet,
            };
            report.print(&result, sources);
            ExitCode::SUCCESS
        }
        Err(failure) => {
            print_failure(&failure.diagnostics, sources, quiet, json);
            ExitCode::from(failure.status)
        }
    }
}

/// The sources that the arguments name. Without include paths, those are the folders in which the packages begin.
pub fn sources(arguments: &ScaffoldArguments) -> Sources {
    // `fetch` reports what is wrong with them.
    let selected = || match frontend::select(&arguments.proto, &[]) {
        Ok(selection) => selection.files(),
        Err(_) => arguments.proto.clone(),
    };
    Sources {
        files: arguments.proto.clone(),
        includes: match &*arguments.include_dirs {
            [] => protos::includes(&selected()),
            named => named.to_vec(),
        },
        parser: if arguments.protoc {
            Parser::Protoc { path: None }
        } else {
            Parser::Embedded
        },
    }
}

/// Rejects arguments without a file.
pub fn check_protos(arguments: &ScaffoldArguments) -> Result<(), Failure> {
    if arguments.proto.is_empty() {
        let fault = Diagnostic::error("no .proto file is given");
        return Err(Failure::incorrect_use(
            fault.help("name the files with the services: --proto FILE"),
        ));
    }
    Ok(())
}

/// The options of the generated code: the given ones, and those that the features of the server need.
///
/// # Errors
/// If a given option has another value than a feature needs.
pub fn pairs(arguments: &ScaffoldArguments) -> Result<Vec<(String, String)>, Vec<Diagnostic>> {
    let given = arguments.pairs();
    let mut pairs = given.clone();
    let mut faults = Vec::new();
    for (feature, (name, value), other) in unmet(arguments.extras(), &given) {
        if let Some(other) = other {
            let fault = format!("`--with {feature}` needs `{name}={value}`, not `{name}={other}`");
            faults.push(Diagnostic::error(fault).help("leave the option out"));
        } else {
            let pair = (name.to_owned(), value.to_owned());
            if !pairs.contains(&pair) {
                pairs.push(pair);
            }
        }
    }
    let has_base = given.iter().any(|(name, _)| name == OPENAPI_BASE);
    if arguments.extras().http && arguments.extras().jwt && !has_base {
        let security = include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/templates/skeleton/openapi-base.json"
        ));
        pairs.push((OPENAPI_BASE.to_owned(), security.to_owned()));
    }
    place_inlined(&mut pairs);
    if faults.is_empty() {
        Ok(pairs)
    } else {
        Err(faults)
    }
}

/// Rejects settings without the options that the features of the server need. `shown` is their file.
pub fn check_needed(
    arguments: &ScaffoldArguments,
    pairs: &[(String, String)],
    shown: &str,
) -> Result<(), Vec<Diagnostic>> {
    let unmet = unmet(arguments.extras(), pairs);
    let faults = unmet.map(|(feature, (name, value), _)| {
        let fault = format!("`--with {feature}` needs the option `{name}`");
        let fault = Diagnostic::error(fault).at(Place::file(shown));
        let value = setting(value);
        fault.help(format!("set `{name} = {value}` there"))
    });
    match faults.collect::<Vec<_>>() {
        faults if faults.is_empty() => Ok(()),
        faults => Err(faults),
    }
}

/// The file in a project for the text of an option.
fn inlined_path(option: &str) -> Option<&'static str> {
    let mut inlined = INLINED.iter();
    inlined.find_map(|(name, path)| (*name == option).then_some(*path))
}

/// Gives texts of options the paths of files in the project.
fn place_inlined(pairs: &mut [(String, String)]) {
    for (name, value) in pairs {
        let mut file = InlinedFile::of(value);
        if let Some(path) = inlined_path(name)
            && file.text.is_some()
            && file.path.is_empty()
        {
            path.clone_into(&mut file.path);
            *value = file.value();
        }
    }
}

/// The files of options that the project contains: their paths and texts.
fn inlined(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let files = pairs.iter().filter_map(|(name, value)| {
        let own = inlined_path(name)?;
        let InlinedFile { path, text } = InlinedFile::of(value);
        Some((path, text?)).filter(|(path, _)| path == own)
    });
    files.collect()
}

/// The options that features of the server need and that are not set: the feature, the option, and its other value, if it has
/// one.
fn unmet(
    extras: Extras,
    pairs: &[(String, String)],
) -> impl Iterator<Item = (&'static str, (&'static str, &'static str), Option<&str>)> {
    let needs = extras
        .chosen()
        .flat_map(|extra| extra.options.iter().map(|option| (extra.name, *option)));
    needs.filter_map(|(feature, (name, value))| {
        let set = pairs.iter().filter(|(known, _)| known == name);
        let mut set = set.map(|(_, value)| &**value);
        if set.clone().any(|set| set == value) {
            return None;
        }
        // Values of a repeated option do not exclude each other.
        let is_repeated = Options::spec(name).is_some_and(|spec| spec.repeated);
        let other = set.next().filter(|_| !is_repeated);
        Some((feature, (name, value), other))
    })
}

/// The target that the options select.
///
/// # Errors
/// If an option is invalid, or if a new project cannot have it.
pub fn target_of(pairs: &[(String, String)]) -> Result<Box<dyn Target>, Vec<Diagnostic>> {
    let options = Options::from_pairs(pairs.iter().map(|(name, value)| (name, value)))?;
    let target = target(&options);
    let mut faults = target
        .scaffold()
        .check_options(pairs)
        .err()
        .unwrap_or_default();
    let named = [
        (SERVICE_CONFIG, options.service_config),
        (OPENAPI_BASE, options.openapi_base),
    ];
    let named = named
        .into_iter()
        .filter_map(|(name, file)| Some((name, file?)));
    let lacks_file = |file: &InlinedFile| file.text.is_none() || file.path.is_empty();
    for (name, _) in named.filter(|(_, file)| lacks_file(file)) {
        let fault = format!("a new crate does not have the file of `{name}` yet");
        let help = format!(
            "give its text, or set `{name}` in its rpcsmith.toml when it is there, and run `rpcsmith sync`"
        );
        faults.push(Diagnostic::error(fault).help(help));
    }
    if faults.is_empty() {
        Ok(target)
    } else {
        Err(faults)
    }
}

/// A project that can be written.
pub struct Planned {
    pub project: Box<dyn NewProject>,
    pub warnings: Vec<Diagnostic>,
}

/// Reads the sources and plans the project in `root`.
///
/// # Errors
/// All faults of a stage: of the arguments, or of the sources; or if the sources have no service.
pub fn plan(
    arguments: &ScaffoldArguments,
    sources: &Sources,
    root: &Path,
    target: &dyn Target,
    name: ProjectName<'_>,
    pairs: &[(String, String)],
) -> Result<Planned, Failure> {
    let extras = arguments.extras();
    let runtime = arguments.runtime.clone().unwrap_or_default();
    let mut project = target.scaffold().project(root, name, extras, runtime)?;
    let parameter = to_parameter(pairs.iter().map(|(name, value)| (name, value)));
    let mut sources = sources.clone();
    let (fetched, generated) = generate(arguments, &mut sources, &parameter)?;
    let warnings = [fetched.warnings, generated.warnings].concat();
    if generated.services.is_empty() {
        let fault = Diagnostic::error("the files have no service");
        let help = "name the files that have services; `rpcsmith generate` generates messages without services";
        return Err(Failure::from(fault.help(help)));
    }
    let placed = protos::placed(&sources, &fetched.request, root)?;
    project.fill(ProjectContents {
        services: generated.services,
        generated: generated.files,
        inlined: inlined(pairs),
        settings: settings(&placed, pairs, &sources.parser),
        protos: placed.copies,
        development_keys: development_keys(extras)?,
    });
    Ok(Planned { project, warnings })
}

/// A JWKS (RFC 7517, section 5) with a new random key. A fixed key would be known to all, and could reach production.
fn development_keys(extras: Extras) -> anyhow::Result<Option<String>> {
    if !extras.jwt {
        return Ok(None);
    }
    let mut secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|error| anyhow!("cannot create a random key: {error}"))?;
    // Hexadecimal digits are also base64: 64 of them hold 48 bytes.
    let key: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let jwk = format!(r#"{{"kty": "oct", "alg": "HS256", "kid": "development", "k": "{key}"}}"#);
    Ok(Some(format!("{{\"keys\": [{jwk}]}}\n")))
}

/// Fetches a request and generates its code. Adds the files whose messages the code needs, unless they have services.
fn generate(
    arguments: &ScaffoldArguments,
    sources: &mut Sources,
    parameter: &str,
) -> Result<(Fetched, Generated), Failure> {
    loop {
        let fetched = frontend::fetch(sources, parameter)?;
        let generated = crate::pipeline::run(&fetched.request)?;
        if generated.missing.is_empty() {
            return Ok((fetched, generated));
        }
        let missing = generated.missing.iter();
        let names = missing.filter_map(|missing| missing.path.as_deref());
        let paths = names.filter_map(|name| sources.locate(name));
        let paths: Vec<_> = paths.filter(|path| !sources.files.contains(path)).collect();
        if paths.is_empty() || arguments.proto.is_empty() {
            return Err(Failure::from(generated.refused()));
        }
        sources.files.extend(paths);
    }
}

/// The value of an option in `rpcsmith.toml`.
fn setting(value: &str) -> Value {
    value
        .parse::<bool>()
        .map_or_else(|_| value.into(), Value::from)
}

/// The entries of `rpcsmith.toml`.
fn settings(protos: &Protos, pairs: &[(String, String)], parser: &Parser) -> Vec<(String, Value)> {
    let array = |texts: &[String]| Value::from(texts.to_vec());
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
    let mut repeated: BTreeMap<&String, Vec<String>> = BTreeMap::new();
    for (name, value) in pairs {
        match Options::spec(name) {
            Some(spec) if spec.repeated => {
                repeated.entry(name).or_default().push(value.clone());
            }
            Some(spec) if spec.value == ValueForm::File => {
                settings.push((name.clone(), InlinedFile::of(value).path.into()));
            }
            _ => settings.push((name.clone(), setting(value))),
        }
    }
    let repeated = repeated.into_iter();
    settings.extend(repeated.map(|(name, values)| (name.clone(), values.into())));
    settings
}

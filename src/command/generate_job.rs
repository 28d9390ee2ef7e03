//! Combines arguments and settings into a run of the generator.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::arguments::generate::GenerateArguments;
use super::config::{self, Config};
use super::failure::Failure;
use super::read::read_input;
use crate::diagnostics::Diagnostic;
use crate::frontend::{self, Fetched, Parser, Sources};
use crate::inlined_files;
use crate::options::{Options, to_parameter};
use crate::request;

/// A run of the generator: what to read, and where to write.
#[derive(Clone, Debug)]
pub struct GenerateJob {
    /// The `.proto` files. Reports show their lines, even if the input is compiled.
    pub sources: Sources,
    /// The output directory.
    pub out: PathBuf,
    /// The options, parsed and checked.
    pub options: Options,
    input: JobInput,
    pairs: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
enum JobInput {
    Sources,
    DescriptorSet(PathBuf),
    Request(PathBuf),
}

impl GenerateJob {
    /// Combines arguments and settings.
    ///
    /// # Errors
    /// If the settings or the options are invalid or incomplete.
    pub fn new(arguments: &GenerateArguments) -> Result<Self, Failure> {
        let mut config = config::read(arguments.config.as_deref())?;
        let input = match (&arguments.descriptor_set, &arguments.request) {
            (Some(set), _) => JobInput::DescriptorSet(set.clone()),
            (None, Some(request)) => JobInput::Request(request.clone()),
            (None, None) => JobInput::Sources,
        };
        if !matches!(input, JobInput::Sources) {
            // These are paths of sources, but compiled files have import names.
            config.files.clear();
        }
        let pairs = merged(&config, &arguments.options.pairs);
        let sources = sources(&config, arguments);
        if sources.files.is_empty() && matches!(input, JobInput::Sources) {
            return Err(missing(
                "no .proto file is given",
                "name one, or list them as `files` in",
            ));
        }
        let out = arguments.out.clone().or(config.out);
        let out = out.ok_or_else(|| {
            missing(
                "no output directory is given",
                "name it with --out, or set `out` in",
            )
        })?;
        Ok(Self {
            options: Options::from_pairs(pairs.iter().map(|(name, value)| (name, value)))?,
            sources,
            out,
            input,
            pairs,
        })
    }

    /// Reads the settings of the crate in this directory.
    ///
    /// # Errors
    /// If there are no settings, or if they are invalid or incomplete.
    pub fn of_crate(root: &Path) -> Result<Self, Failure> {
        let path = root.join(config::FILE_NAME);
        if !path.is_file() {
            let fault = format!("there is no `{}`", path.display());
            let help =
                "go to the crate, or name its directory; `rpcsmith init` creates the settings";
            return Err(Failure::from(Diagnostic::error(fault).help(help)));
        }
        let config = config::read(Some(&path))?;
        if config.files.is_empty() {
            return Err(missing(
                "no .proto file is given",
                "list them as `files` in",
            ));
        }
        let out = config.out;
        let out = out.ok_or_else(|| missing("no output directory is given", "set `out` in"))?;
        let pairs = config.pairs.iter().map(|(name, value)| (name, value));
        Ok(Self {
            options: Options::from_pairs(pairs)?,
            sources: Sources {
                files: config.files,
                includes: if config.include_dirs.is_empty() {
                    vec![root.to_owned()]
                } else {
                    config.include_dirs
                },
                parser: config.parser.unwrap_or_default(),
            },
            out,
            input: JobInput::Sources,
            pairs: config.pairs,
        })
    }

    /// Finds the `.proto` files on the crate's include paths that `files` neither lists nor excludes, and that no listed
    /// file imports.
    ///
    /// `root` is the crate, and `request` the result of [`fetch`](Self::fetch).
    pub fn unlisted(&self, root: &Path, request: &[u8]) -> Vec<PathBuf> {
        let root = if root == Path::new("") {
            Path::new(".")
        } else {
            root
        };
        let real = |path: &Path| fs::canonicalize(path).ok();
        let request = request::decode(request).unwrap_or_default();
        let names = request.files.iter().map(|file| file.descriptor.name);
        let names: HashSet<&str> = names.collect();
        let read = names.iter().filter_map(|name| self.sources.locate(name));
        let excluded = self.sources.files.iter();
        let excluded: Vec<PathBuf> = excluded
            .filter_map(|path| path.to_str()?.strip_prefix('!'))
            .map(PathBuf::from)
            .collect();
        // `fetch` has already reported exclusions that match nothing.
        let directories = self.sources.directories();
        let excluded = frontend::select(&excluded, &directories).unwrap_or_default();
        // Real paths, because one include path may contain another.
        let known = read.chain(excluded.files()).filter_map(|path| real(&path));
        let mut known: HashSet<PathBuf> = known.collect();
        let mut unlisted = Vec::new();
        for include in directories {
            let is_within = real(&include).zip(real(root));
            let is_within = is_within.is_some_and(|(include, root)| include.starts_with(root));
            let is_used = request
                .file_to_generate
                .iter()
                .any(|name| include.join(name).is_file());
            if !is_within || !is_used {
                continue;
            }
            // This is only a hint, so a folder that cannot be searched is not an error.
            for path in frontend::protos_in(&include).unwrap_or_default() {
                let name = path.strip_prefix(&include).unwrap_or(&path);
                let name = name.to_string_lossy().replace('\\', "/");
                let is_new = !names.contains(&*name) && !frontend::is_stock(&name);
                if is_new && real(&path).is_some_and(|path| known.insert(path)) {
                    unlisted.push(path);
                }
            }
        }
        unlisted
    }

    /// Builds the request, with the contents of the files that its options name.
    ///
    /// # Errors
    /// If the input is missing or invalid.
    pub fn fetch(&self) -> Result<Fetched, Failure> {
        // Before the request, because a search for bundled files that need code plans all code.
        let mut pairs = self.pairs.clone();
        let files = inlined_files::inline_pairs(&mut pairs)?;
        let fetched = self.request(&to_parameter(pairs))?;
        // A request has options of its own.
        let inlined = inlined_files::inline(fetched.request)?;
        Ok(Fetched {
            request: inlined.request,
            read: [fetched.read, files, inlined.files].concat(),
            ..fetched
        })
    }

    fn request(&self, parameter: &str) -> Result<Fetched, Failure> {
        let request = match &self.input {
            JobInput::Sources => return Ok(frontend::fetch(&self.sources, parameter)?),
            JobInput::DescriptorSet(path) => {
                let names = self
                    .sources
                    .files
                    .iter()
                    .map(|file| file.to_string_lossy().into_owned());
                let names: Vec<_> = names.collect();
                frontend::from_descriptor_set(&read_input(path)?, &names, parameter)?
            }
            JobInput::Request(path) if parameter.is_empty() => read_input(path)?,
            JobInput::Request(path) => frontend::with_parameter(&read_input(path)?, parameter)?,
        };
        Ok(Fetched {
            request,
            ..Fetched::default()
        })
    }
}

/// The options of the settings, without those that a flag replaces, and then the flags.
fn merged(config: &Config, flags: &[(String, String)]) -> Vec<(String, String)> {
    let is_replaced = |name: &str| {
        let repeated = Options::spec(name).is_some_and(|spec| spec.repeated);
        !repeated && flags.iter().any(|(flag, _)| flag == name)
    };
    let settings = config.pairs.iter().filter(|(name, _)| !is_replaced(name));
    settings.chain(flags).cloned().collect()
}

fn sources(config: &Config, arguments: &GenerateArguments) -> Sources {
    let parser = match (&arguments.protoc_path, arguments.protoc) {
        (Some(path), _) => Some(Parser::Protoc {
            path: Some(path.clone()),
        }),
        (None, Some(true)) => Some(Parser::Protoc { path: None }),
        (None, Some(false)) => Some(Parser::Embedded),
        (None, None) => config.parser.clone(),
    };
    Sources {
        files: [config.files.as_slice(), &arguments.files].concat(),
        includes: [config.include_dirs.as_slice(), &arguments.include_dirs].concat(),
        parser: parser.unwrap_or_default(),
    }
}

fn missing(what: &str, remedy: &str) -> Failure {
    let help = format!("{remedy} {}", config::FILE_NAME);
    Failure::from(Diagnostic::error(what).help(help))
}

//! What is to be done: arguments and settings together.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::arguments::GenerateArguments;
use super::config::{self, Config};
use crate::diagnostics::Diagnostic;
use crate::frontend::{self, Fetched, Parser, Sources};
use crate::inlined_files;
use crate::options::{Options, table, to_parameter};
use crate::request;

/// A run of the generator, from what to read to where to write.
#[derive(Clone, Debug)]
pub struct Job {
    /// Where the sources are; also if they come compiled, to show their lines.
    pub sources: Sources,
    /// Where to write.
    pub out: PathBuf,
    /// The options, read and checked.
    pub options: Options,
    input: Input,
    pairs: Vec<(String, String)>,
}

#[derive(Clone, Debug)]
enum Input {
    Sources,
    DescriptorSet(PathBuf),
    Request(PathBuf),
}

impl Job {
    /// Puts arguments and settings together.
    ///
    /// # Errors
    /// The settings or the options are faulty, or something is missing.
    pub fn new(arguments: &GenerateArguments) -> Result<Self, Vec<Diagnostic>> {
        let mut config = config::read(arguments.config.as_deref())?;
        let input = match (&arguments.descriptor_set, &arguments.request) {
            (Some(set), _) => Input::DescriptorSet(set.clone()),
            (None, Some(request)) => Input::Request(request.clone()),
            (None, None) => Input::Sources,
        };
        if !matches!(input, Input::Sources) {
            // Those are paths to sources, but what is compiled goes by import names.
            config.files.clear();
        }
        let pairs = merged(&config, &arguments.options.pairs);
        let sources = sources(&config, arguments);
        if sources.files.is_empty() && matches!(input, Input::Sources) {
            return Err(missing(
                "no .proto file is given",
                "name one, or list them as `files` in",
            ));
        }
        let out = arguments.out.clone().or(config.out);
        let out = out.ok_or_else(|| {
            missing(
                "no output directory is given",
                "name it with --out, or as `out` in",
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

    /// What the settings of the crate in this directory say.
    ///
    /// # Errors
    /// There are no settings, or they are faulty, or something is missing in them.
    pub fn of_crate(root: &Path) -> Result<Self, Vec<Diagnostic>> {
        let path = root.join(config::FILE_NAME);
        if !path.is_file() {
            let fault = format!("there is no `{}`", path.display());
            let help = "go to the crate, or name its directory; `rpcsmith init` makes the settings";
            return Err(vec![Diagnostic::error(fault).help(help)]);
        }
        let config = config::read(Some(&path))?;
        if config.files.is_empty() {
            return Err(missing(
                "no .proto file is given",
                "list them as `files` in",
            ));
        }
        let out = config.out;
        let out =
            out.ok_or_else(|| missing("no output directory is given", "name it as `out` in"))?;
        let pairs = config.pairs.iter().map(|(name, value)| (name, value));
        Ok(Self {
            options: Options::from_pairs(pairs)?,
            sources: Sources {
                files: config.files,
                includes: match config.include_dirs.is_empty() {
                    true => vec![root.to_owned()],
                    false => config.include_dirs,
                },
                parser: config.parser.unwrap_or_default(),
            },
            out,
            input: Input::Sources,
            pairs: config.pairs,
        })
    }

    /// Finds the `.proto` files on the crate's include paths that `files` neither lists nor excludes, and that no listed
    /// file imports.
    ///
    /// `root` is the crate, and `request` what [`fetch`](Self::fetch) gave.
    pub fn unlisted(&self, root: &Path, request: &[u8]) -> Vec<PathBuf> {
        let root = match root == Path::new("") {
            true => Path::new("."),
            false => root,
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
        // By real paths, because include paths may lie within each other.
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
            // This is a hint only, so a folder that cannot be searched is no fault.
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

    /// Makes the request, with what its options name.
    ///
    /// # Errors
    /// The input is missing or faulty.
    pub fn fetch(&self) -> Result<Fetched, Vec<Diagnostic>> {
        let fetched = self.request()?;
        let inlined = inlined_files::inline(fetched.request)?;
        Ok(Fetched {
            request: inlined.request,
            read: [fetched.read, inlined.files].concat(),
            ..fetched
        })
    }

    fn request(&self) -> Result<Fetched, Vec<Diagnostic>> {
        let parameter = to_parameter(self.pairs.iter().map(|(name, value)| (name, value)));
        let request = match &self.input {
            Input::Sources => return frontend::fetch(&self.sources, &parameter),
            Input::DescriptorSet(path) => {
                let names = self
                    .sources
                    .files
                    .iter()
                    .map(|file| file.to_string_lossy().into_owned());
                let names: Vec<_> = names.collect();
                frontend::from_descriptor_set(&read(path)?, &names, &parameter)?
            }
            Input::Request(path) if parameter.is_empty() => read(path)?,
            Input::Request(path) => frontend::with_parameter(&read(path)?, &parameter)?,
        };
        Ok(Fetched {
            request,
            ..Fetched::default()
        })
    }
}

/// The settings' options, without those that a flag replaces, and then the flags.
fn merged(config: &Config, flags: &[(String, String)]) -> Vec<(String, String)> {
    let is_replaced = |name: &str| {
        let repeated = table::find(name).is_some_and(|spec| spec.repeated);
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

fn missing(what: &str, remedy: &str) -> Vec<Diagnostic> {
    vec![Diagnostic::error(what).help(format!("{remedy} {}", config::FILE_NAME))]
}

fn read(path: &Path) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    bytes.map_err(|error| {
        vec![Diagnostic::error(format!(
            "cannot read `{}`: {error}",
            path.display()
        ))]
    })
}

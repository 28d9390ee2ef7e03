//! `rpcsmith.toml`: the permanent settings of a crate.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::failure::Failure;
use super::read::{read_named, read_text_if_exists};
use crate::diagnostics::{Diagnostic, Diagnostics, Place};
use crate::frontend::{Parser, Sources};
use crate::options::{OptionSpec, Options, ValueForm, nearest};

/// The file that the command reads if the user names no other.
pub const FILE_NAME: &str = "rpcsmith.toml";

/// The settings. Paths are relative to the current directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The options.
    pub pairs: Vec<(String, String)>,
    /// `files`: .proto files, folders and patterns; `!` before one excludes it.
    pub files: Vec<PathBuf>,
    /// `include_dirs`: the directories of imports.
    pub include_dirs: Vec<PathBuf>,
    /// `out`: the output directory.
    pub out: Option<PathBuf>,
    /// `protoc`: whether protoc parses the files, and which protoc.
    pub parser: Option<Parser>,
}

const SETTINGS: [&str; 4] = ["files", "include_dirs", "out", "protoc"];

/// Reads the named file, or [`FILE_NAME`] if it exists.
///
/// # Errors
/// All faults with their places: invalid TOML, unknown names, and values of the wrong type.
pub fn read(named: Option<&Path>) -> Result<Config, Failure> {
    let path = named.unwrap_or(Path::new(FILE_NAME));
    let text = match named {
        Some(path) => Some(read_named(path)?),
        None => read_text_if_exists(path)?,
    };
    match text {
        Some(text) => Ok(parse(path, &text)?),
        None => Ok(Config::default()),
    }
}

fn parse(path: &Path, text: &str) -> Result<Config, Vec<Diagnostic>> {
    let mut reader = ConfigReader {
        path,
        text,
        config: Config::default(),
        files: Vec::new(),
        faults: Diagnostics::default(),
    };
    match DeTable::parse(text) {
        Ok(table) => {
            for (name, value) in in_order(table.get_ref()) {
                reader.entry(name, value);
            }
        }
        Err(error) => {
            let message = error.message().lines().collect::<Vec<_>>().join("; ");
            reader.fault(error.span().unwrap_or_default(), message, None);
        }
    }
    let files = std::mem::take(&mut reader.files).into_iter();
    reader.config.files = files.map(|text| reader.file(text)).collect();
    reader.faults.end_stage()?;
    Ok(reader.config)
}

type Value<'a> = Spanned<DeValue<'a>>;

/// The entries of a table in the order of the file, which matters for some options.
fn in_order<'t, 'a>(table: &'t DeTable<'a>) -> Vec<(Spanned<&'t str>, &'t Value<'a>)> {
    let entries = table.iter();
    let mut entries: Vec<_> = entries
        .map(|(name, value)| (Spanned::new(name.span(), name.get_ref().as_ref()), value))
        .collect();
    entries.sort_by_key(|(name, _)| name.span().start);
    entries
}

struct ConfigReader<'a> {
    path: &'a Path,
    text: &'a str,
    config: Config,
    /// `files` as written. Whether one is an import name depends on `include_dirs`.
    files: Vec<String>,
    faults: Diagnostics,
}

impl ConfigReader<'_> {
    fn entry(&mut self, name: Spanned<&str>, value: &Value<'_>) {
        match *name.get_ref() {
            "files" => self.files = self.texts(value),
            "include_dirs" => {
                let paths = self.texts(value).into_iter();
                self.config.include_dirs = paths.map(|path| self.relative(path)).collect();
            }
            "out" => self.config.out = self.text(value, "a path").map(|out| self.relative(out)),
            "protoc" => self.config.parser = self.parser(value),
            name_text => match Options::spec(name_text) {
                Some(spec) => self.option(spec, value),
                None => self.unknown(&name),
            },
        }
    }

    fn option(&mut self, spec: &OptionSpec, value: &Value<'_>) {
        match value.get_ref() {
            DeValue::Boolean(flag) => self.pair(spec, flag.to_string(), value.span()),
            DeValue::Array(_) if spec.repeated => self.each(spec, "", value),
            DeValue::Table(table) if spec.value.has_path() => {
                for (path, value) in in_order(table) {
                    self.each(spec, &format!("{}=", path.get_ref()), value);
                }
            }
            _ => self.each(spec, "", value),
        }
    }

    /// Adds the option with a string, or with each string of an array, after the path of the element.
    fn each(&mut self, spec: &OptionSpec, path: &str, value: &Value<'_>) {
        let items = match value.get_ref() {
            DeValue::Array(items) if spec.repeated => items.iter().collect(),
            _ => vec![value],
        };
        for item in items {
            if let Some(text) = self.text(item, "a string") {
                let text = match spec.value {
                    ValueForm::Directory => self.relative(text).display().to_string(),
                    ValueForm::File if !text.is_empty() => {
                        self.relative(text).display().to_string()
                    }
                    _ => text,
                };
                self.pair(spec, format!("{path}{text}"), item.span());
            }
        }
    }

    fn pair(&mut self, spec: &OptionSpec, value: String, span: Range<usize>) {
        let place = self.place(span);
        // The option is checked against the target when all are read.
        let target = spec.target.map(|target| ("target", target));
        let pairs = target.into_iter().chain([(spec.name, &*value)]);
        match Options::from_pairs(pairs) {
            Ok(_) => self.config.pairs.push((spec.name.to_owned(), value)),
            Err(faults) => self
                .faults
                .extend(faults.into_iter().map(|fault| fault.at(place.clone()))),
        }
    }

    fn texts(&mut self, value: &Value<'_>) -> Vec<String> {
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong_kind(value, "an array of paths");
            return Vec::new();
        };
        let texts = items.iter().filter_map(|item| self.text(item, "a path"));
        texts.collect()
    }

    /// The path of a file, or its import name if there is no such path.
    fn file(&self, text: String) -> PathBuf {
        let path = self.relative(text.clone());
        let sources = Sources {
            includes: self.config.include_dirs.clone(),
            ..Sources::default()
        };
        if !path.exists() && sources.provides(&text) {
            PathBuf::from(text)
        } else {
            path
        }
    }

    fn parser(&mut self, value: &Value<'_>) -> Option<Parser> {
        match value.get_ref() {
            DeValue::Boolean(true) => Some(Parser::Protoc { path: None }),
            DeValue::Boolean(false) => Some(Parser::Embedded),
            DeValue::String(path) => Some(Parser::Protoc {
                path: Some(self.relative(path.clone().into_owned())),
            }),
            _ => {
                self.wrong_kind(value, "true, false or a path");
                None
            }
        }
    }

    fn text(&mut self, value: &Value<'_>, expected: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) => Some(text.clone().into_owned()),
            _ => {
                self.wrong_kind(value, expected);
                None
            }
        }
    }

    /// Paths are relative to the folder of the file, also those after a `!`.
    fn relative(&self, path: String) -> PathBuf {
        if let Some(excluded) = path.strip_prefix('!') {
            let path = self.relative(excluded.to_owned());
            return PathBuf::from(format!("!{}", path.display()));
        }
        self.path
            .parent()
            .map_or_else(PathBuf::new, Path::to_path_buf)
            .join(path)
    }

    fn unknown(&mut self, name: &Spanned<&str>) {
        let names = Options::specs().map(|spec| spec.name).chain(SETTINGS);
        let help = match nearest(name.get_ref(), names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "`rpcsmith options` lists the options; the other settings are `files`, `include_dirs`, `out` and `protoc`"
                .to_owned(),
        };
        self.fault(
            name.span(),
            format!("unknown setting `{}`", name.get_ref()),
            Some(help),
        );
    }

    fn wrong_kind(&mut self, value: &Value<'_>, expected: &str) {
        let message = format!("expected {expected}, found {}", value.get_ref().type_str());
        self.fault(value.span(), message, None);
    }

    fn fault(&mut self, span: Range<usize>, message: String, help: Option<String>) {
        let mut fault = Diagnostic::error(message).at(self.place(span));
        fault.help = help.map(String::into_boxed_str);
        self.faults.push(fault);
    }

    fn place(&self, span: Range<usize>) -> Place {
        Place::of_span(self.path.display().to_string(), self.text, span)
    }
}

//! `rpcsmith vendor`: copies of bundled `.proto` files for tools that cannot read them from rpcsmith.

use std::borrow::Cow;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::job::Job;
use super::project::ProjectArguments;
use super::report::{Outcome, explain, print, print_failure, print_json};
use super::told::counted;
use super::{WRONGLY_USED, config};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::frontend::{self, Fetched, Sources};
use crate::options::nearest;
use crate::output::{self, Before, Change};
use crate::request;
use crate::skeleton::scaffold::ScaffoldFile;
use crate::skeleton::scaffold::protos::bundled_copies;

#[derive(Debug, Args)]
pub struct VendorArguments {
    #[command(flatten)]
    pub project: ProjectArguments,
    /// Also copy this bundled file and what it imports, such as google/rpc/error_details.proto [repeatable]
    #[arg(long, value_name = "NAME")]
    pub file: Vec<String>,
    /// Where to put new copies [default: the first include path in the crate]
    #[arg(long, value_name = "FOLDER")]
    pub into: Option<PathBuf>,
    /// Replace copies in the crate that differ from the bundled files
    #[arg(long)]
    pub update: bool,
    /// List the bundled files, and write nothing
    #[arg(long, conflicts_with_all = ["file", "into", "update", "dry_run"])]
    pub list: bool,
    /// Write nothing; print what would be done
    #[arg(long, help_heading = "Output")]
    pub dry_run: bool,
    /// Print one JSON object on stdout; text for people goes to stderr
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Print nothing but errors
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,
}

pub const ABOUT: &str = "\
Copy the bundled .proto files that a crate imports into the crate.

rpcsmith bundles buf/validate/validate.proto, google/rpc, google/type and the files of google/api that services use, so \
that imports of them need nothing installed. protoc, buf and editors need the files themselves. `vendor` copies those \
that the .proto files of the crate import, as `rpcsmith new` does.

A copy gets code only if a file of the crate uses its types, or if `files` in rpcsmith.toml names it. rpcsmith reads a \
copy on an include path instead of the bundled file, so a new version of rpcsmith changes nothing: --update replaces \
the copies.";

pub const EXAMPLES: &str = "\
Exit status: 0 if all copies are there afterwards, 2 if nothing could be done: the command was wrongly used, or the \
schema or the settings are faulty.

Examples:
  rpcsmith vendor                                   in the crate, with the settings of rpcsmith.toml
  rpcsmith vendor --file google/rpc/error_details.proto
  rpcsmith vendor --file google/type/money.proto --into proto      in a crate without rpcsmith.toml
  rpcsmith vendor --update --dry-run
  rpcsmith vendor --list
";

pub fn run(arguments: &VendorArguments) -> ExitCode {
    if arguments.list {
        list(arguments.json);
        return ExitCode::SUCCESS;
    }
    match vendor(arguments) {
        Ok(done) => {
            explain(&done.warnings, &done.sources, arguments.quiet);
            if arguments.json {
                let head = Head {
                    dry_run: arguments.dry_run,
                };
                let files = done.copies.iter().map(FileEntry::new);
                print_json(&Outcome::new("ok", head, files, &done.warnings));
            } else if !arguments.quiet {
                print(&text(arguments, &done));
            }
            ExitCode::SUCCESS
        }
        Err(Refused { faults, sources }) => {
            explain(&faults, &sources, arguments.quiet);
            if arguments.json {
                print_failure(&faults);
            }
            ExitCode::from(WRONGLY_USED)
        }
    }
}

fn list(json: bool) {
    let names: Vec<&str> = frontend::bundled_names().collect();
    match json {
        true => print_json(&names),
        false => print(&(names.join("\n") + "\n")),
    }
}

/// What became of the copies, or would.
struct Done {
    copies: Vec<Copy>,
    warnings: Vec<Diagnostic>,
    /// To show the lines of warnings.
    sources: Sources,
}

/// A bundled file and its copy.
struct Copy {
    name: String,
    path: PathBuf,
    fate: Fate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// It was not there.
    Created,
    /// It was another text.
    Updated,
    /// It is the bundled text.
    Same,
    /// It is another text, and stays so.
    Kept,
}

impl Fate {
    fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Same => "same",
            Self::Kept => "kept",
        }
    }
}

/// Why nothing is written.
struct Refused {
    faults: Vec<Diagnostic>,
    sources: Sources,
}

impl From<Vec<Diagnostic>> for Refused {
    fn from(faults: Vec<Diagnostic>) -> Self {
        Self {
            faults,
            sources: Sources::default(),
        }
    }
}

fn vendor(arguments: &VendorArguments) -> Result<Done, Refused> {
    let root = &arguments.project.root;
    let root = root.strip_prefix(".").unwrap_or(root);
    check_names(&arguments.file)?;
    let (sources, fetched) = read(arguments, root)?;
    let into = match &arguments.into {
        Some(into) => into.clone(),
        None => include_in(root, &sources)?,
    };
    let request = request::decode(&fetched.request).unwrap_or_default();
    let imported = request.files.iter().map(|file| file.descriptor.name);
    let names = imported.chain(arguments.file.iter().map(String::as_str));
    let copies = bundled_copies(names, "");
    let plan = plan(copies, arguments.update, root, &sources, &into)?;
    if !arguments.dry_run {
        commit(&plan, &into)?;
    }
    let mut warnings = fetched.warnings.clone();
    warnings.extend(not_included(&plan, &sources, &into));
    let copies = plan.into_iter().map(|planned| planned.copy);
    Ok(Done {
        copies: copies.collect(),
        warnings,
        sources,
    })
}

/// Reads the `.proto` files of the crate. A crate without settings says by arguments what it needs.
fn read(arguments: &VendorArguments, root: &Path) -> Result<(Sources, Fetched), Refused> {
    let settings = root.join(config::FILE_NAME);
    if settings.exists() {
        let job = Job::of_crate(root)?;
        return match job.fetch() {
            Ok(fetched) => Ok((job.sources, fetched)),
            Err(faults) => Err(Refused {
                faults,
                sources: job.sources,
            }),
        };
    }
    match &arguments.into {
        Some(into) if !arguments.file.is_empty() => {
            let sources = Sources {
                includes: vec![into.clone()],
                ..Sources::default()
            };
            Ok((sources, Fetched::default()))
        }
        _ => {
            let fault = Diagnostic::error(format!("there is no `{}`", settings.display()));
            let help = "go to the crate, or name its directory; in a crate without that file, name the files and a \
                        folder: `--file google/type/money.proto --into proto`";
            Err(Refused::from(vec![fault.help(help)]))
        }
    }
}

/// Refuses names of files that are not bundled.
fn check_names(names: &[String]) -> Result<(), Vec<Diagnostic>> {
    let mut faults = Diagnostics::default();
    for name in names {
        if frontend::bundled_text(name).is_none() {
            let help = match nearest(name, frontend::bundled_names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`rpcsmith vendor --list` lists the bundled files".to_owned(),
            };
            let fault = format!("rpcsmith does not bundle `{name}`");
            faults.push(Diagnostic::error(fault).help(help));
        }
    }
    faults.end_stage()
}

/// The first include path in the crate.
fn include_in(root: &Path, sources: &Sources) -> Result<PathBuf, Vec<Diagnostic>> {
    let mut directories = sources.directories().into_iter();
    let found = directories.find(|directory| directory.is_dir() && is_within(directory, root));
    found.ok_or_else(|| {
        let fault = Diagnostic::error("no include path is in the crate");
        vec![fault.help("name a folder with `--into`, and add it to `include_dirs`")]
    })
}

/// Whether a path is in the crate, with symbolic links followed.
fn is_within(path: &Path, root: &Path) -> bool {
    let root = match root == Path::new("") {
        true => Path::new("."),
        false => root,
    };
    let real = |path: &Path| fs::canonicalize(path).ok();
    real(path)
        .zip(real(root))
        .is_some_and(|(path, root)| path.starts_with(root))
}

/// A copy, with the text that is there and the text that should be.
struct Planned {
    copy: Copy,
    before: Option<Vec<u8>>,
    after: String,
}

fn plan(
    copies: impl Iterator<Item = ScaffoldFile>,
    update: bool,
    root: &Path,
    sources: &Sources,
    into: &Path,
) -> Result<Vec<Planned>, Vec<Diagnostic>> {
    let plan = |file: ScaffoldFile| {
        let name = file.path;
        let path = sources.locate(&name).unwrap_or_else(|| into.join(&name));
        let before = match output::read_file(&path) {
            Ok(before) => Some(before),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => {
                let fault = format!("cannot read `{}`: {error}", path.display());
                return Err(vec![Diagnostic::error(fault)]);
            }
        };
        let fate = match &before {
            None => Fate::Created,
            Some(text) if text == file.contents.as_bytes() => Fate::Same,
            Some(_) if update && is_within(&path, root) => Fate::Updated,
            Some(_) => Fate::Kept,
        };
        Ok(Planned {
            copy: Copy { name, path, fate },
            before,
            after: file.contents,
        })
    };
    copies.map(plan).collect()
}

/// A warning if the tools do not look where the new copies are.
fn not_included(plan: &[Planned], sources: &Sources, into: &Path) -> Option<Diagnostic> {
    let is_new = plan.iter().any(|copy| copy.copy.fate == Fate::Created);
    let includes = sources.directories();
    let is_included =
        |include: &PathBuf| include == into || is_within(include, into) && is_within(into, include);
    if !is_new || includes.iter().any(is_included) {
        return None;
    }
    let fault = format!("`{}` is no include path of the crate", into.display());
    let help = format!("add it to `include_dirs` in {}", config::FILE_NAME);
    Some(Diagnostic::warning(fault).help(help))
}

fn commit(plan: &[Planned], into: &Path) -> Result<(), Vec<Diagnostic>> {
    let of = |fate: Fate| plan.iter().filter(move |planned| planned.copy.fate == fate);
    let created = of(Fate::Created).map(|planned| crate::GeneratedFile {
        name: planned.copy.name.clone(),
        content: planned.after.clone(),
    });
    let created: Vec<_> = created.collect();
    let mut changes = output::additions(into, &created)?;
    changes.extend(of(Fate::Updated).map(|planned| Change {
        path: planned.copy.path.clone(),
        before: Before::Content(planned.before.clone()),
        after: Some(Cow::Borrowed(planned.after.as_bytes())),
    }));
    output::commit(&changes)
}

/// A line for each file that is not simply up to date, and a summary.
fn text(arguments: &VendorArguments, done: &Done) -> String {
    if done.copies.is_empty() {
        return "the crate imports no bundled file\n".to_owned();
    }
    let mut text = String::new();
    for Copy { path, fate, .. } in &done.copies {
        let path = path.strip_prefix(".").unwrap_or(path).display();
        text += &match fate {
            Fate::Created => format!("create {path}\n"),
            Fate::Updated => format!("update {path}\n"),
            Fate::Same => continue,
            Fate::Kept => format!("keep {path} (differs from the bundled file)\n"),
        };
    }
    let count = |fates: &[Fate]| {
        let copies = done.copies.iter();
        copies.filter(|copy| fates.contains(&copy.fate)).count()
    };
    let written = counted(count(&[Fate::Created, Fate::Updated]), "file");
    let done = if arguments.dry_run {
        "to write"
    } else {
        "written"
    };
    text += &format!("{written} {done}, {} up to date", count(&[Fate::Same]));
    match count(&[Fate::Kept]) {
        0 => text + "\n",
        kept => text + &format!(", {kept} kept\n"),
    }
}

#[derive(Serialize)]
struct Head {
    dry_run: bool,
}

#[derive(Serialize)]
struct FileEntry<'a> {
    /// As `import` names it.
    name: &'a str,
    path: String,
    status: &'static str,
}

impl<'a> FileEntry<'a> {
    fn new(copy: &'a Copy) -> Self {
        Self {
            name: &copy.name,
            path: copy.path.display().to_string(),
            status: copy.fate.name(),
        }
    }
}

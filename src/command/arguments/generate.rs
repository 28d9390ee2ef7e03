//! The arguments of `rpcsmith generate`.

use std::path::PathBuf;

use clap::Args;

use super::option_flags::OptionFlags;

#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub struct GenerateArguments {
    /// The .proto files to generate code for: paths, folders, patterns in quotes, or names relative to an include path
    #[arg(value_name = "FILES")]
    pub files: Vec<PathBuf>,
    /// Search imports in this directory; the first match wins [repeatable] [default: .]
    #[arg(
        short = 'I',
        long = "include-dir",
        alias = "proto-path",
        value_name = "DIR"
    )]
    pub include_dirs: Vec<PathBuf>,
    /// Parse the files with protoc instead of the embedded compiler: $PROTOC, or the protoc on PATH
    #[arg(long, value_name = "true|false", num_args = 0..=1, require_equals = true, default_missing_value = "true", hide_possible_values = true)]
    pub protoc: Option<bool>,
    /// Parse the files with this protoc
    #[arg(long, value_name = "PROTOC")]
    pub protoc_path: Option<PathBuf>,
    /// Read this FileDescriptorSet instead of .proto files: the files named as FILES, or all; - is stdin
    #[arg(long, alias = "descriptor-set-in", value_name = "FILE", conflicts_with_all = ["protoc", "protoc_path"])]
    pub descriptor_set: Option<PathBuf>,
    /// Read this CodeGeneratorRequest; options given here replace those in it; - is stdin
    #[arg(long, value_name = "FILE", conflicts_with_all = ["protoc", "protoc_path", "descriptor_set", "files"])]
    pub request: Option<PathBuf>,
    /// Read settings from this file [default: rpcsmith.toml, if it exists]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// Write to this directory; files of an earlier run that are no longer generated are removed
    #[arg(long, value_name = "DIR", help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Write nothing; list the files that are not up to date and exit with 1 if there are any. `rpcsmith check` also
    /// checks implementations
    #[arg(long, help_heading = "Output")]
    pub check: bool,
    /// Overwrite files in the output directory that rpcsmith did not generate
    #[arg(long, help_heading = "Output")]
    pub force: bool,
    /// Print one JSON object to stdout and diagnostics to stderr
    #[arg(long, help_heading = "Output")]
    pub json: bool,
    /// Print only errors
    #[arg(short, long, help_heading = "Output")]
    pub quiet: bool,

    #[command(flatten)]
    pub options: OptionFlags,
}

pub const ABOUT: &str = "\
Generate Rust code from .proto files, or check that generated code is up to date.

The command writes all files or none: if the schema has errors, the directory stays as it was. It does not touch files \
whose content has not changed, so cargo does not rebuild them. It removes files of an earlier run that are no longer \
generated. It never overwrites files that rpcsmith did not generate, unless --force is given.";

pub const EXAMPLES: &str = "\
Settings: rpcsmith.toml holds permanent settings: the options that `rpcsmith options` lists, and files, include_dirs, \
out and protoc. Its paths are relative to it. A flag replaces the setting of the same name; repeatable flags add to it. \
In files, a folder means all .proto files in it, `*` and `**` match names, and `!` before a path excludes it.

  files = [\"proto\", \"!proto/internal\"]
  include_dirs = [\"proto\"]
  out = \"src/proto\"
  default_stubs = true
  [type_attribute]
  \".user.v1.User\" = \"#[derive(Eq, Hash)]\"

Elements: a PATH is `.pkg.Msg` with a leading dot for that element and all in it, `Msg.field` without one for every \
element whose path ends so, or `.` for everything; --rename takes only the first form.

Exit status: 0 on success, 1 if the input has errors or --check found a difference, 2 if the command was used \
incorrectly.

Examples:
  rpcsmith generate -I proto --out src/proto proto/user/v1/user.proto
  rpcsmith generate -I proto --out src/proto --type-attribute '.user.v1.User=#[derive(Eq)]' proto/user/v1/user.proto
  rpcsmith generate --check --json
  buf build -o - | rpcsmith generate --descriptor-set - --out src/proto
";

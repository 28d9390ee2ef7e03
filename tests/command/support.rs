//! Temporary directories, and processes that run in them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

pub const USER: &str = r#"syntax = "proto3";
package user.v1;

message User {
  string name = 1;
}

message GetUserRequest {
  string name = 1;
}

service UserService {
  rpc GetUser(GetUserRequest) returns (User);
}
"#;

pub const TEAM: &str = r#"syntax = "proto3";
package team.v1;

import "user.proto";

message Team {
  repeated user.v1.User members = 1;
}
"#;

/// A complete crate with unformatted code.
pub const CRATE: [(&str, &str); 6] = [
    ("proto/user.proto", USER),
    (
        "Cargo.toml",
        "[package]\nname = \"users\"\nedition = \"2024\"\n\n[dependencies]\nprost = \"0.14\"\n\
         rpcsmith-runtime={version=\"0.2\"}   # ours\n",
    ),
    (
        "rpcsmith.toml",
        "files = [\"proto/user.proto\"]\ninclude_dirs = [\"proto\"]\nout = \"src/gen\"\n",
    ),
    (
        "src/lib.rs",
        "#[path = \"gen/mod.rs\"]\npub mod proto;\nmod people { pub mod users; }\npub use people::users::Users;\n",
    ),
    ("src/people/users.rs", USERS_RS),
    (
        "src/main.rs",
        "fn main() {\n    let _ = users::proto::user::v1::user_service_server::UserServiceServer::new(users::Users);\n}\n",
    ),
];

/// Where the service is implemented.
pub const USERS_RS: &str = "\
use rpcsmith_runtime::{Request,Response,Status};
use crate::proto::user::v1::*;

pub struct Users ;

impl user_service_server::UserService for Users {
  async fn get_user(&self, request: Request<GetUserRequest>) -> Result<Response<User>,Status> {
    let name = request.into_inner().name;   // as it is
    Ok(Response::new(User{name}))
  }
}

// the end
";

/// The exit code and the output of a process.
#[derive(Debug, PartialEq, Eq)]
pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    pub fn new(code: i32, stdout: &str, stderr: &str) -> Self {
        Self {
            code: Some(code),
            stdout: stdout.to_owned(),
            stderr: stderr.to_owned(),
        }
    }
}

/// A temporary directory with some files.
pub struct Sandbox {
    directory: TempDir,
    /// The current directory of processes in it.
    root: PathBuf,
}

impl Sandbox {
    pub fn new(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().to_owned();
        let sandbox = Self { directory, root };
        for (name, content) in files {
            sandbox.write(name, content);
        }
        sandbox
    }

    /// A directory with `proto/user.proto` and `proto/team.proto`, which imports it.
    pub fn with_protos() -> Self {
        Self::new(&[("proto/user.proto", USER), ("proto/team.proto", TEAM)])
    }

    /// A crate, with its code generated.
    pub fn with_crate() -> Self {
        let sandbox = Self::new(&CRATE);
        let outcome = sandbox.rpcsmith("sync --quiet");
        assert_eq!(outcome, Outcome::new(0, "", ""));
        sandbox
    }

    /// The texts of all files, by path.
    pub fn texts(&self) -> BTreeMap<String, String> {
        let names = self.files(".").into_iter();
        names.map(|name| (name.clone(), self.read(&name))).collect()
    }

    /// Replaces a part of a file, which must exist.
    pub fn edit(&self, name: &str, part: &str, replacement: &str) {
        let text = self.read(name);
        assert_eq!(text.matches(part).count(), 1, "{part} in {name}");
        self.write(name, &text.replace(part, replacement));
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Uses a subdirectory as current directory.
    pub fn below(self, name: &str) -> Self {
        Self {
            root: self.directory.path().join(name),
            directory: self.directory,
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub fn write(&self, name: &str, content: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// The paths of all files in a folder, sorted.
    pub fn files(&self, below: &str) -> Vec<String> {
        let mut files = Vec::new();
        let mut directories = vec![self.path(below)];
        while let Some(directory) = directories.pop() {
            let Ok(entries) = fs::read_dir(&directory) else {
                continue;
            };
            for path in entries.map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    directories.push(path);
                } else {
                    let name = path.strip_prefix(self.path(below)).unwrap();
                    files.push(name.to_str().unwrap().replace('\\', "/"));
                }
            }
        }
        files.sort();
        files
    }

    /// Runs `rpcsmith` with arguments that are separated by spaces.
    pub fn rpcsmith(&self, arguments: &str) -> Outcome {
        self.rpcsmith_with(&arguments.split_whitespace().collect::<Vec<_>>(), &[])
    }

    /// Runs `rpcsmith` with arguments and with input on stdin.
    pub fn rpcsmith_with(&self, arguments: &[&str], stdin: &[u8]) -> Outcome {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rpcsmith"));
        let (outcome, stdout) = run(command.args(arguments).current_dir(self.root()), stdin);
        Outcome {
            stdout: String::from_utf8(stdout).unwrap(),
            ..outcome
        }
    }
}

/// Runs a process. Returns its outcome, and its stdout as bytes.
pub fn run(command: &mut Command, stdin: &[u8]) -> (Outcome, Vec<u8>) {
    // The output must not depend on the terminal.
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"] {
        command.env_remove(name);
    }
    command.env("COLUMNS", "100");
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A process may close its stdin.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    (
        Outcome {
            code: output.status.code(),
            stdout: String::new(),
            stderr,
        },
        output.stdout,
    )
}

/// Compares with a file in `expected`. `BLESS=1` writes it.
pub fn assert_expected(name: &str, actual: &str) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command/expected");
    let path = directory.join(name);
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if std::env::var_os("BLESS").is_some() {
        fs::create_dir_all(&directory).unwrap();
        fs::write(&path, actual).unwrap();
    }
    assert_eq!(actual, expected, "{name} differs; BLESS=1 writes it");
}

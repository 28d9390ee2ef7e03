//! Checks that the server accepts the variables in the Dockerfile and in the manifest for Kubernetes.

use std::fs;
use std::io::Read as _;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::Sum;
use super::project::Project;

/// The time limit for the start and the end of a server.
const PATIENCE: Duration = Duration::from_secs(30);

/// The variable with the URL of the database in the settings.
const DATABASE_URL: &str = "DATABASE_URL";

/// Starts the server with the variables of each file, and with a database in its settings.
pub fn check(project: &Project<'_>, sum: &mut Sum) -> bool {
    let mut check = |what: &str, result| sum.check(project.case, what, result);
    let image = check(
        "the image's variables",
        with_variables(project, "Dockerfile", in_image),
    );
    let manifest = with_variables(project, "deploy/kubernetes.yaml", in_manifest);
    let manifest = check("the manifest's variables", manifest);
    let database = check("the URL of a database", with_database(project));
    image && manifest && database
}

/// Starts the server with the variables of a file, which must include the address.
fn with_variables(
    project: &Project<'_>,
    file: &str,
    variables: fn(&str, &str) -> Vec<(String, String)>,
) -> Result<()> {
    let text = fs::read_to_string(project.root.join(file))?;
    let prefix = format!("{}__", project.case.name.to_uppercase());
    let variables = variables(&text, &prefix);
    let address = format!("{prefix}SERVER__ADDRESS");
    ensure!(
        variables.iter().any(|(name, _)| *name == address),
        "{file} sets no {address}"
    );
    let port = free_port()?;
    let mut server = server(project);
    for (name, value) in variables {
        let value = value
            .replace(":50051", &format!(":{port}"))
            .replace(":9090", ":0")
            .replace("/run/tls/", "config/tls/")
            .replace("/run/jwt/keys.json", "config/development.jwks.json");
        server.env(name, value);
    }
    serves(&mut server, port)
}

/// `PREFIX__NAME=value` in the Dockerfile.
fn in_image(text: &str, prefix: &str) -> Vec<(String, String)> {
    let words = text
        .split_whitespace()
        .filter(|word| word.starts_with(prefix));
    let pairs = words.filter_map(|word| word.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// `- name: PREFIX__NAME` and, in the next line, `value: value` in the manifest.
fn in_manifest(text: &str, prefix: &str) -> Vec<(String, String)> {
    let pairs = text.lines().zip(text.lines().skip(1));
    let pairs = pairs.filter_map(|(name, value)| {
        let name = name.trim().strip_prefix("- name: ")?;
        let value = value.trim().strip_prefix("value: ")?.trim_matches('"');
        name.starts_with(prefix)
            .then(|| (name.to_owned(), value.to_owned()))
    });
    pairs.collect()
}

/// Enables `[database]` in the settings. The server fails with a reason without the variable, and serves with it.
fn with_database(project: &Project<'_>) -> Result<()> {
    let name = project.case.name;
    let settings = fs::read_to_string(project.root.join(format!("config/{name}.toml")))?;
    let enabled = settings
        .replace("# [database]", "[database]")
        .replace("# url = ", "url = ");
    ensure!(
        enabled != settings,
        "the settings have no place for a database"
    );
    let file = project.root.join("target/with-database.toml");
    fs::create_dir_all(project.root.join("target"))?;
    fs::write(&file, enabled)?;
    let manifest = fs::read_to_string(project.root.join("deploy/kubernetes.yaml"))?;
    ensure!(
        manifest.contains(&format!("- name: {DATABASE_URL}\n")),
        "the manifest sets no {DATABASE_URL}"
    );
    let port = free_port()?;
    let mut server = server(project);
    server
        .env(format!("{}_CONFIG", name.to_uppercase()), &file)
        .env(
            format!("{}__SERVER__ADDRESS", name.to_uppercase()),
            format!("127.0.0.1:{port}"),
        );
    if project.case.with.is_some() {
        server.env(
            format!("{}__METRICS__ADDRESS", name.to_uppercase()),
            "127.0.0.1:0",
        );
    }
    let error = serves(server.env_remove(DATABASE_URL), port);
    let error = error
        .err()
        .context("it serves without the URL")?
        .to_string();
    ensure!(
        error.contains(DATABASE_URL),
        "it does not say what it lacks: {error}"
    );
    serves(
        server.env(DATABASE_URL, "postgres://me:password@localhost/app"),
        port,
    )
}

fn server(project: &Project<'_>) -> Command {
    let mut command = Command::new(project.program(project.case.name));
    command
        .current_dir(&project.root)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Starts a server, waits until it listens, and ends it.
fn serves(server: &mut Command, port: u16) -> Result<()> {
    let mut server = Ended(server.spawn().context("the server does not start")?);
    let end = Instant::now() + PATIENCE;
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        if let Some(status) = server.0.try_wait()? {
            let mut log = String::new();
            if let Some(mut stdout) = server.0.stdout.take() {
                stdout.read_to_string(&mut log)?;
            }
            bail!("the server ends with {status}: {log}");
        }
        ensure!(Instant::now() < end, "the server does not serve");
        sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// A process that is killed when this is dropped.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // `kill` fails if the process has ended.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

//! Installs Swagger UI, if the feature `swagger-ui` is on. Without it, the build fetches nothing.

use std::error::Error;
use std::path::PathBuf;
use std::process::Command;
use std::{env, fs, io, process};

fn main() {
    println!("cargo::rerun-if-changed=swagger-ui");
    if env::var_os("CARGO_FEATURE_SWAGGER_UI").is_none() {
        return;
    }
    if let Err(error) = install() {
        println!("cargo::error=the feature `swagger-ui`: {error}");
        process::exit(1);
    }
}

/// Installs the version in `swagger-ui/package-lock.json` into the output folder of this build, without scripts of packages.
fn install() -> Result<(), Box<dyn Error>> {
    let out = env::var_os("OUT_DIR").map(PathBuf::from);
    let out = out.ok_or("cargo sets OUT_DIR")?;
    for name in ["package.json", "package-lock.json"] {
        fs::copy(format!("swagger-ui/{name}"), out.join(name))?;
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .current_dir(&out)
        .output();
    let output = match output {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err("npm is missing: install Node.js, or build without the feature".into());
        }
        output => output?,
    };
    if !output.status.success() {
        let report = String::from_utf8_lossy(&output.stderr);
        let report = report.lines().collect::<Vec<_>>().join("; ");
        return Err(format!("`npm ci` ends with {}: {report}", output.status).into());
    }
    Ok(())
}

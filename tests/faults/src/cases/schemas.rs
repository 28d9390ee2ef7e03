//! Hostile schemas, settings and folders for the generator: it must end with an error, in bounded time and memory, and
//! must never overwrite or truncate files.

use std::os::unix::fs::symlink;
use std::time::Duration;

use anyhow::{Result, ensure};
use nix::sys::inotify::{AddWatchFlags, InitFlags, Inotify};
use nix::sys::stat::Mode;

use crate::generator::{Project, Run, golden};

const MIB: u64 = 1024 * 1024;

const USER: &str =
    "syntax = \"proto3\";\n\npackage user.v1;\n\nmessage User {\n  string id = 1;\n}\n";

const GENERATE: &str = "generate -I proto --out gen proto";

const HAND_WRITTEN: &str = "pub mod mine;\n";

/// Checks that a run rejects its input with these texts, and that its memory and its message stay small.
fn ensure_rejected(run: &Run, expected: &[&str]) -> Result<()> {
    ensure!(
        matches!(run.code, 1 | 2),
        "exit code {}: {}",
        run.code,
        run.stderr
    );
    for expected in expected {
        ensure!(run.stderr.contains(expected), "{expected}: {}", run.stderr);
    }
    ensure!(run.memory < 256 * MIB, "{} MiB", run.memory / MIB);
    ensure!(run.stderr.len() < 8192, "{} bytes", run.stderr.len());
    Ok(())
}

fn cost(runs: &[Run]) -> String {
    let memory = runs.iter().map(|run| run.memory).max().unwrap_or_default();
    let time = runs.iter().map(|run| run.time).max().unwrap_or_default();
    format!("a run takes at most {} MiB and {time:.1?}", memory / MIB)
}

/// Rules whose constants are nested loops, or texts that double: without a budget, minutes and gigabytes.
pub async fn constants_that_never_end() -> Result<String> {
    let proto = golden("error_validate_constants/proto/constants.proto")?;
    let project = Project::new(&[("proto/constants.proto", &proto)])?;
    let run = project.run(GENERATE).await?;
    let rules = ["nested", "replaced", "doubled", "written"];
    ensure_rejected(&run, &rules)?;
    ensure!(!project.path("gen").exists(), "the run wrote files");
    let cost = cost(&[run]);
    Ok(format!(
        "{} rules, each of 1 KB or less: rejected; {cost}",
        rules.len()
    ))
}

/// Errors after 100,000 characters of a line: in an expression, a comment, a name and a setting.
pub async fn faults_in_long_lines() -> Result<String> {
    let long = "a".repeat(100_000);
    let rule = format!(
        "syntax = \"proto3\";\nimport \"buf/validate/validate.proto\";\nmessage M {{\n  string f = 1 \
         [(buf.validate.field).cel = {{id: \"f\" expression: \"this != '{long}' && nope\"}}];\n}}\n"
    );
    let comment = format!("syntax = \"proto3\"; /* {long} */ message M {{ nope.Nope f = 1; }}\n");
    let name = format!("syntax = \"proto3\"; message {long} {{ nope.Nope f = 1; }}\n");
    let syntax = format!("syntax = \"proto3\"; /* {long} */ message M {{ nope }}\n");
    let mut runs = Vec::new();
    for (proto, expected) in [
        (rule, "nope"),
        (comment, "nope.Nope"),
        (name, "nope.Nope"),
        (syntax, "expected"),
    ] {
        let project = Project::new(&[("proto/long.proto", &proto)])?;
        let run = project.run(GENERATE).await?;
        ensure!(run.code == 1, "exit code {}: {}", run.code, run.stderr);
        ensure!(run.stderr.contains(expected), "{expected}: {}", run.stderr);
        // The message may contain a name of 100,000 characters a few times.
        ensure!(run.stderr.len() < 500_000, "{} bytes", run.stderr.len());
        ensure!(run.memory < 256 * MIB, "{} MiB", run.memory / MIB);
        runs.push(run);
    }
    let settings = format!("files = [\"{long}\"]; nope\n");
    let project = Project::new(&[("rpcsmith.toml", &settings)])?;
    let run = project.run("generate").await?;
    ensure_rejected(&run, &["rpcsmith.toml"])?;
    runs.push(run);
    Ok(format!(
        "{} files: each error reported with its place; {}",
        runs.len(),
        cost(&runs)
    ))
}

/// Named pipes, devices and hand-written files in the places of generated files.
pub async fn files_in_the_way() -> Result<String> {
    let mut runs = Vec::new();
    for name in ["gen/mod.rs", "gen/user.v1.rs"] {
        let project = Project::new(&[("proto/user.proto", USER), ("gen/kept.rs", HAND_WRITTEN)])?;
        let path = project.path(name);
        nix::unistd::mkfifo(&path, Mode::S_IRWXU)?;
        for flags in ["", " --force", " --check"] {
            let run = project.run(&format!("{GENERATE}{flags}")).await?;
            ensure_rejected(&run, &[name, "named pipe"])?;
            runs.push(run);
        }
        std::fs::remove_file(&path)?;
        symlink("/dev/zero", &path)?;
        let run = project.run(GENERATE).await?;
        ensure_rejected(&run, &[name, "device"])?;
        runs.push(run);
        std::fs::remove_file(&path)?;
        project.write(name, HAND_WRITTEN)?;
        let run = project.run(GENERATE).await?;
        ensure_rejected(&run, &[name, "--force"])?;
        runs.push(run);
        ensure!(project.read(name)? == HAND_WRITTEN, "{name} is overwritten");
        ensure!(
            project.files("gen")?.len() == 2,
            "a rejected run wrote files"
        );
    }
    Ok(format!(
        "{} runs: rejected, nothing written; {}",
        runs.len(),
        cost(&runs)
    ))
}

/// Paths in `rpcsmith.toml` that leave the folder, are circular, or name a file that is not a folder.
pub async fn settings_that_lead_elsewhere() -> Result<String> {
    let project = Project::new(&[
        ("crate/proto/user.proto", USER),
        ("elsewhere/mod.rs", HAND_WRITTEN),
    ])?;
    symlink("loop", project.path("loop"))?;
    symlink("..", project.path("crate/proto/up"))?;
    let absolute = project.path("elsewhere").display().to_string();
    let mut runs = Vec::new();
    for (out, expected) in [
        ("../elsewhere", "does not overwrite"),
        (&absolute, "does not overwrite"),
        ("../loop", "not a directory"),
        ("/dev/null", "not a directory"),
        ("proto/up/../elsewhere", "does not overwrite"),
    ] {
        let settings =
            format!("files = [\"proto\"]\ninclude_dirs = [\"proto\"]\nout = \"{out}\"\n");
        project.write("crate/rpcsmith.toml", &settings)?;
        let run = project.run("generate --config crate/rpcsmith.toml").await?;
        ensure_rejected(&run, &[expected])?;
        runs.push(run);
        ensure!(
            project.files("elsewhere")? == ["mod.rs"],
            "{out}: the run wrote files"
        );
        ensure!(
            project.read("elsewhere/mod.rs")? == HAND_WRITTEN,
            "{out}: the run overwrote a file"
        );
    }
    Ok(format!(
        "{} settings: rejected, nothing overwritten; {}",
        runs.len(),
        cost(&runs)
    ))
}

/// Kills runs with SIGKILL: at moments from the start of the process to its end, and between two files.
pub async fn killed_while_it_writes() -> Result<String> {
    let project = Project::new(&[])?;
    write_packages(&project, "")?;
    project.run(GENERATE).await?;
    let old = texts(&project, "gen")?;
    write_packages(&project, " string nick = 2;")?;
    project.run(&GENERATE.replace("gen ", "new ")).await?;
    let new = texts(&project, "new")?;
    let check = |now: &Files| -> Result<bool> {
        ensure!(now.len() == new.len(), "files are missing");
        for ((now, old), new) in now.iter().zip(&old).zip(&new) {
            ensure!(now == old || now == new, "{} is truncated", now.0);
        }
        Ok(*now != old && *now != new)
    };
    let (mut killed, mut partly) = (0, 0);
    for delay in (0..).map(|step| Duration::from_millis(3 * step)) {
        let mut child = project.start(GENERATE)?;
        tokio::time::sleep(delay).await;
        let has_ended = child.try_wait()?.is_some();
        child.kill().await?;
        partly += u32::from(check(&texts(&project, "gen")?)?);
        if has_ended {
            break;
        }
        killed += 1;
    }
    for (name, text) in &old {
        project.write(&format!("gen/{name}"), text)?;
    }
    // The time between the first and the last file is short, so these runs are killed as soon as a file has changed.
    for _ in 0..20 {
        let watch = Inotify::init(InitFlags::IN_NONBLOCK)?;
        watch.add_watch(&project.path("gen"), AddWatchFlags::IN_MOVED_TO)?;
        let mut child = project.start(GENERATE)?;
        while watch.read_events().is_err() && child.try_wait()?.is_none() {
            tokio::time::sleep(Duration::from_micros(50)).await;
        }
        child.kill().await?;
        killed += 1;
        partly += u32::from(check(&texts(&project, "gen")?)?);
    }
    ensure!(partly > 0, "no run was killed between two files");
    project.run(GENERATE).await?;
    ensure!(
        texts(&project, "gen")? == new,
        "the next run does not write the rest"
    );
    Ok(format!(
        "{killed} runs killed, {partly} of them between two files: each file is complete, and the next run writes the rest"
    ))
}

/// The names and texts of files, sorted by name.
type Files = Vec<(String, String)>;

fn texts(project: &Project, folder: &str) -> Result<Files> {
    let names = project.files(folder)?.into_iter();
    names
        .map(|name| Ok((name.clone(), project.read(&format!("{folder}/{name}"))?)))
        .collect()
}

/// Writes 100 packages, each with one message to which `field` is added.
fn write_packages(project: &Project, field: &str) -> Result<()> {
    for number in 0..100 {
        let proto = USER.replace("user.v1", &format!("user.v{number}"));
        let proto = proto.replace("string id = 1;", &format!("string id = 1;{field}"));
        project.write(&format!("proto/user{number}.proto"), &proto)?;
    }
    Ok(())
}
